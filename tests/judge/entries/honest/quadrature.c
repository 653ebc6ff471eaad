/* quadrature.c: the rung of that name. */
#include "hmf.h"

#include "growth.c"
#include "impl_quadrature.c"
#include "power.c"
#include "press_schechter.c"
#include "variance.c"
#include "window.c"
