/* SPDX-License-Identifier: MIT */
/*
 * universal.h: the tables of impl_universal.c, which generate_universal.c prints at build time.
 *
 * They hold polynomials for pairs of functions in panels, for vector_panels.h: B and L as functions
 * of y (defined in impl_universal.c), and the growth. A chunk is a group of eight coefficients,
 * four of the first function and the same four of the second, so that one load reads both. Chunk i
 * of a panel has the coefficients of t^(4i) ... t^(4i+3).
 */
#ifndef HMF_UNIVERSAL_H
#define HMF_UNIVERSAL_H

#include <stdbool.h>
#include <stddef.h>

enum { UNIVERSAL_CHUNK = 8 };

/* The range of the tables of B and L, in binades of y: masses from 1 to 1e17 for every cosmology of
 * hmf_domain_promised. */
enum { UNIVERSAL_FIRST = -52, UNIVERSAL_BINADES = 68 };
#define UNIVERSAL_LOWEST_Y  0x1p-52
#define UNIVERSAL_HIGHEST_Y 0x1.fffffffffffffp15

/* n_s = 1: 2^UNIVERSAL_BITS equal panels of each binade. */
enum {
    UNIVERSAL_BITS = 4,
    UNIVERSAL_PANELS = UNIVERSAL_BINADES << UNIVERSAL_BITS,
    UNIVERSAL_CHUNKS = 2,
};
extern _Alignas(64) const
    double universal_table[UNIVERSAL_PANELS * UNIVERSAL_CHUNKS * UNIVERSAL_CHUNK];

/* Other n_s: panels in log2 y, whose coefficients are polynomials in n_s, in slabs of 0.1 that are
 * mapped to
 * [-1, 1]. The lower powers of t need more terms. */
#define UNIVERSAL_FIRST_MIDDLE ((double)UNIVERSAL_FIRST / UNIVERSAL_WIDTH + 0.5)
#define UNIVERSAL_TILT_LOW     0.8
#define UNIVERSAL_TILT_HIGH    1.2
enum {
    UNIVERSAL_SLABS = 4,
    UNIVERSAL_WIDTH = 4, /* of a panel, in log2 y */
    UNIVERSAL_WIDE_PANELS = UNIVERSAL_BINADES / UNIVERSAL_WIDTH,
    UNIVERSAL_WIDE_CHUNKS = 4,
    UNIVERSAL_TILT_TERMS = 11 + 9 + 7 + 5,
};
static const int universal_tilt_terms[UNIVERSAL_WIDE_CHUNKS] = {11, 9, 7, 5};
extern _Alignas(64) const double universal_wide_table[UNIVERSAL_SLABS * UNIVERSAL_WIDE_PANELS *
                                                      UNIVERSAL_TILT_TERMS * UNIVERSAL_CHUNK];

/* 1/h(x) and h(x), h the growth function of physics.c, as functions of w = 1 + x from 1 to 16, in
 * 2^UNIVERSAL_GROWTH_BITS equal panels of each binade. */
enum {
    UNIVERSAL_GROWTH_BITS = 4,
    UNIVERSAL_GROWTH_BINADES = 4,
    UNIVERSAL_GROWTH_PANELS = UNIVERSAL_GROWTH_BINADES << UNIVERSAL_GROWTH_BITS,
};
#define UNIVERSAL_HIGHEST_W 0x1.fffffffffffffp3
extern _Alignas(64) const
    double universal_growth_table[UNIVERSAL_GROWTH_PANELS * UNIVERSAL_CHUNKS * UNIVERSAL_CHUNK];

/* Evaluates a part of a grid whose rows have a distance of `stride` doubles in dn_dlnm. A state of
 * hmf_impl_universal begins with a pointer to this function of its clone. */
typedef void universal_part(const void *state, const double *z, size_t nz, const double *mass,
                            size_t nmass, double *dn_dlnm, size_t stride);

/* A range of redshifts and one of masses. */
typedef struct {
    size_t z, nz, mass, nmass;
} universal_range;

/* Returns the begin of part i of `parts`, a multiple of 8: no two parts write to the same cache
 * line if the output is aligned to one. */
static inline size_t universal_begin(size_t count, size_t i, size_t parts) {
    return i == parts ? count : count / 8 * i / parts * 8;
}

/* Returns part i of `parts` of a grid: a range of masses at all redshifts, so that nothing is
 * computed twice, or, where there are fewer than 64 masses for each part, a range of redshifts. */
static inline universal_range universal_share(size_t nz, size_t nmass, size_t i, size_t parts) {
    const bool by_mass = nmass >= 64 * parts;
    const size_t count = by_mass ? nmass : nz, begin = universal_begin(count, i, parts);
    const size_t n = universal_begin(count, i + 1, parts) - begin;
    return by_mass ? (universal_range){0, nz, begin, n} : (universal_range){begin, n, 0, nmass};
}

#endif
