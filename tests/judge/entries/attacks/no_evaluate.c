/* expect: no descriptor */
/* no_evaluate.c: a descriptor without evaluate */
#include "hmf.h"
const hmf_impl hmf_impl_no_evaluate = {.name = "no_evaluate"};
