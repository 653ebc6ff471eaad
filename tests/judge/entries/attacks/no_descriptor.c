/* expect: no descriptor */
/* no_descriptor.c: defines nothing */
#include "hmf.h"
int nothing;
