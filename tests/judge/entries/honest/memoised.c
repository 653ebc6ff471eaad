/* memoised.c: the rung of that name. */
#include "hmf.h"

#include "growth.c"
#include "impl_memoised.c"
#include "power.c"
#include "press_schechter.c"
#include "window.c"
