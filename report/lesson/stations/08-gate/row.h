/* row.h: the function in base.c, square.c and power.c: one redshift of the mass function. */
#ifndef LESSON_ROW_H
#define LESSON_ROW_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sets dn_dlnm[i] = amplitude[i] nu exp(-nu^2/2), nu = 1.69 / (D(z) sigma[i]). */
void row(double z, const double *amplitude, const double *sigma, size_t count, double *dn_dlnm);

#ifdef __cplusplus
}
#endif

#endif
