/* time_unit.h: the unit that a time is printed in. */
#ifndef HMF_TIME_UNIT_H
#define HMF_TIME_UNIT_H

typedef struct {
    const char *name;
    double seconds;
} hmf_time_unit;

/* The largest of ns, us, ms and s in which so many seconds are 1 or more when they are rounded to
 * three digits; ns where they are less than that, or no number. */
static inline hmf_time_unit hmf_time_unit_of(double seconds) {
    static const hmf_time_unit units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1.0}};
    int i = 0;
    while (i < 3 && seconds >= 0.9995 * units[i + 1].seconds) i++;
    return units[i];
}

#endif
