/* SPDX-License-Identifier: MIT */
/* time_unit.h: units of times; legacy, format.h replaces it. */
#ifndef HMF_TIME_UNIT_H
#define HMF_TIME_UNIT_H

typedef struct {
    const char *name;
    double seconds;
} hmf_time_unit;

/* Returns the largest of ns, us, ms and s in which the time is 1 or more when it is rounded to
 * three digits; ns if there is no such unit. */
static inline hmf_time_unit hmf_time_unit_of(double seconds) {
    static const hmf_time_unit units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1.0}};
    int i = 0;
    while (i < 3 && seconds >= 0.9995 * units[i + 1].seconds) i++;
    return units[i];
}

#endif
