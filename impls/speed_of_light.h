/*
 * speed_of_light.h: the least that a mass function can do, as a mark for how near one comes to it.
 */
#ifndef HMF_SPEED_OF_LIGHT_H
#define HMF_SPEED_OF_LIGHT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* dn_dlnm[iz * nmass + im] = 2^exponent[im]: one vector exp2 and one store for each cell and
 * nothing else, in the clone that implementations run in and with their exp2. |exponent| <= 1000.
 */
void hmf_speed_of_light(const double *exponent, size_t nmass, size_t nz, double *dn_dlnm);

#ifdef __cplusplus
}
#endif

#endif
