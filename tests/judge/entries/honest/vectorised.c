/* vectorised.c: the rung of that name, compiled for this machine alone. */
#include "hmf.h"

#include "growth.c"
#include "impl_vectorised.c"
#include "power.c"
#include "press_schechter.c"
