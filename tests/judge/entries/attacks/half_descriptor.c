/* expect: no descriptor */
/* half_descriptor.c: create without destroy */
#include "honest.h"
const hmf_impl hmf_impl_half_descriptor = {
    .name = "half_descriptor", .create = honest_create, .evaluate = honest_evaluate};
