/* Attacks on the compiler, and files without a valid descriptor.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== embeds_secret ==== */
/* expect: does not compile */
/* Embeds a system file with the assembler. */
__asm__(".incbin \"/etc/passwd\"");

/* ==== half_descriptor ==== */
/* expect: no descriptor */
/* Defines create without destroy. */
#include "honest.h"
const hmf_impl hmf_impl_half_descriptor = {
    .name = "half_descriptor", .create = honest_create, .evaluate = honest_evaluate};

/* ==== includes_process ==== */
/* expect: does not compile */
/* Includes the compiler's environment. */
#include "/proc/self/environ"

/* ==== includes_secret ==== */
/* expect: does not compile */
/* Includes a system file. */
#include "/etc/passwd"

/* ==== large_object ==== */
/* expect: does not compile|too large */
/* Compiles to 1 GiB. */
#include "hmf.h"
double table[1 << 27] = {1.0};

/* ==== no_compile ==== */
/* expect: does not compile */
/* Has a syntax error. */
int this is no C;

/* ==== no_descriptor ==== */
/* expect: no descriptor */
/* Defines no descriptor. */
#include "hmf.h"
int nothing;

/* ==== no_evaluate ==== */
/* expect: no descriptor */
/* Defines a descriptor without evaluate. */
#include "hmf.h"
const hmf_impl hmf_impl_no_evaluate = {.name = "no_evaluate"};

/* ==== other_type ==== */
/* expect: no descriptor */
/* Defines a descriptor of another type. */
int hmf_impl_other_type = 42;

/* ==== static_descriptor ==== */
/* expect: no descriptor|does not compile */
/* Defines a static descriptor. */
#include "honest.h"
#define const static const __attribute__((used))
static hmf_status static_descriptor_evaluate(HONEST_ARGUMENTS);
HONEST_ENTRY(static_descriptor, 0)
#undef const
static hmf_status static_descriptor_evaluate(HONEST_ARGUMENTS) {
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

/* ==== undefined_function ==== */
/* expect: does not compile */
/* advice: linked with OpenMP, GSL and the C library alone */
/* Calls a function of a library that is not linked. */
#include "honest.h"

double function_of_another_library(double x);

static hmf_status undefined_function_evaluate(HONEST_ARGUMENTS) {
    if (function_of_another_library(z[0]) < 0.0) return HMF_NO_CONVERGENCE;
    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

HONEST_ENTRY(undefined_function, 0)

/* ==== writes_terminal ==== */
/* expect: does not compile */
/* Puts control characters into the output of the compiler. */
#error [31m]0;owned
