/*
 * universal.h: the tables that generate_universal.c makes at build time for impl_universal.c.
 *
 * They hold polynomials for two functions of y, B and L, which the generator defines, in panels of
 * equal width in log2 y. A panel's variable t is the distance from its centre in widths, from -1/2
 * to 1/2. A chunk is a group of eight coefficients, four of B and the same four of L, so that one
 * load brings both: chunk i of a panel has those of t^(4i) ... t^(4i+3).
 */
#ifndef HMF_UNIVERSAL_H
#define HMF_UNIVERSAL_H

#include <stddef.h>

enum { UNIVERSAL_CHUNK = 8 };

/* The centre of the tables and their reach to both sides, in log2 y: masses from 1 to 1e17 for
 * every cosmology of hmf_domain_promised. */
enum { UNIVERSAL_CENTRE = -18, UNIVERSAL_REACH = 34 };

/* n_s = 1: four panels for each factor of 2, one of them around the centre. */
enum {
    UNIVERSAL_PANELS = 4 * 2 * UNIVERSAL_REACH + 1,
    UNIVERSAL_CHUNKS = 2,
};
extern _Alignas(64) const
    double universal_table[UNIVERSAL_PANELS * UNIVERSAL_CHUNKS * UNIVERSAL_CHUNK];

/* Other n_s: a panel for each factor of 16, whose coefficients are polynomials in n_s, in slabs of
 * 0.1, each with a variable of its own from -1 to 1. The lower powers of t need more terms. */
#define UNIVERSAL_TILT_LOW  0.8
#define UNIVERSAL_TILT_HIGH 1.2
enum {
    UNIVERSAL_SLABS = 4,
    UNIVERSAL_WIDE_PANELS = 2 * UNIVERSAL_REACH / 4,
    UNIVERSAL_WIDE_CHUNKS = 4,
    UNIVERSAL_TILT_TERMS = 11 + 9 + 7 + 5,
};
static const int universal_tilt_terms[UNIVERSAL_WIDE_CHUNKS] = {11, 9, 7, 5};
extern _Alignas(64) const double universal_wide_table[UNIVERSAL_SLABS * UNIVERSAL_WIDE_PANELS *
                                                      UNIVERSAL_TILT_TERMS * UNIVERSAL_CHUNK];

/* 1/h(x), h the growth function of growth.c, as a function of w = 1 + x, in four equal panels of
 * each of the binades from 1 to 16, with a variable from -1 to 1. */
enum {
    UNIVERSAL_GROWTH_BITS = 2,
    UNIVERSAL_GROWTH_END = 16,
    UNIVERSAL_GROWTH_PANELS = 4 << UNIVERSAL_GROWTH_BITS,
    UNIVERSAL_GROWTH_TERMS = 12,
};
extern const double universal_growth_table[UNIVERSAL_GROWTH_PANELS * UNIVERSAL_GROWTH_TERMS];

/* For implementations that divide the grid: universal's evaluate on a part of it, whose rows are
 * `stride` doubles apart in dn_dlnm. A state of hmf_impl_universal begins with a pointer to it, to
 * the clone that made the state. */
typedef void universal_part(const void *state, const double *z, size_t nz, const double *mass,
                            size_t nmass, double *dn_dlnm, size_t stride);

#endif
