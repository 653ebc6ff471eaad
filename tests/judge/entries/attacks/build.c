/* Attacks on the compiler, and files without a valid descriptor.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== embeds_secret: does not compile ==== */
/* Embeds a system file with the assembler. */
__asm__(".incbin \"/etc/passwd\"");

/* ==== half_descriptor: no descriptor ==== */
/* Defines create without destroy. */
const hmf_impl hmf_impl_half_descriptor = {
    .name = "half_descriptor", .create = honest_create, .evaluate = honest_evaluate};

/* ==== includes_process: does not compile ==== */
/* Includes the compiler's environment. */
#include "/proc/self/environ"

/* ==== includes_secret: does not compile ==== */
/* Includes a system file. */
#include "/etc/passwd"

/* ==== large_object: does not compile|too large ==== */
/* Compiles to 1 GiB. */
#include "hmf.h"
double table[1 << 27] = {1.0};

/* ==== no_compile: does not compile ==== */
/* Has a syntax error. */
int this is no C;

/* ==== no_descriptor: no descriptor ==== */
/* Defines no descriptor. */
#include "hmf.h"
int nothing;

/* ==== no_evaluate: no descriptor ==== */
/* Defines a descriptor without evaluate. */
#include "hmf.h"
const hmf_impl hmf_impl_no_evaluate = {.name = "no_evaluate"};

/* ==== other_type: no descriptor ==== */
/* Defines a descriptor of another type. */
int hmf_impl_other_type = 42;

/* ==== static_descriptor: no descriptor|does not compile ==== */
/* Defines a static descriptor. */
static const hmf_impl hmf_impl_static_descriptor __attribute__((used)) = {
    .create = honest_create, .evaluate = honest_evaluate, .destroy = honest_destroy};

/* ==== undefined_function: does not compile ==== */
/* advice: linked with OpenMP, GSL and the C library alone */
/* Calls a function of a library that is not linked. */
double function_of_another_library(double x);

THEN_HONEST {
    if (function_of_another_library(z[0]) < 0.0) return HMF_NO_CONVERGENCE;
}

/* ==== writes_terminal: does not compile ==== */
/* Puts control characters into the output of the compiler. */
#error [31m]0;owned
