/* expect: no descriptor|does not compile */
/* static_descriptor.c: keeps its descriptor to itself */
#include "honest.h"
#define const static const __attribute__((used))
static hmf_status static_descriptor_evaluate(HONEST_ARGUMENTS);
HONEST_ENTRY(static_descriptor, 0)
#undef const
static hmf_status static_descriptor_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}
