/* expect: does not compile|too large */
/* large_object.c: compiles to a gibibyte */
#include "hmf.h"
double table[1 << 27] = {1.0};
