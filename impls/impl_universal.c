/* SPDX-License-Identifier: MIT */
/*
 * impl_universal.c: two functions of one variable, tabulated at build time, serve every cosmology.
 *
 * With x = R/c, c the transfer length, the variance is a constant times S(x; n_s) (physics.h), and
 * the normalisation removes the constant. The dependence on the mass is in two functions of y =
 * x^3,
 *
 *     B = 1/S(x),    L = log2(ln(S(x/2) / S(3x/2)) / 2 / (y sqrt S(x))),
 *
 * tabulated as universal.h says, and the dependence on the redshift in two numbers,
 *
 *     rate = S(x_8) (delta_c / (sigma_8 D(z)))^2 / (2 ln 2),
 *     factor = sqrt(2/pi) rho (dy/dM) / 3 * sqrt(S(x_8)) delta_c / (sigma_8 D(z)).
 *
 * A cell is factor * 2^(L - rate * B): one multiplication and addition, and one exp2. The first
 * bits of y select a polynomial and the other bits are its variable, so that no logarithm is
 * needed. The growth is tabulated in the same way.
 *
 * For other n_s, from 0.8 to 1.2, the coefficients are polynomials in n_s, which `create`
 * evaluates. Their panels, in log y, are wider, so that there are few of them. Masses, n_s and
 * radii of 8 Mpc/h outside the tables are integrated (hmf_variance), with the same accuracy but
 * slowly.
 *
 * The conditioned error is 1.0e-14 over impls/truth/truth.csv.
 */
#include "clone.h"
#include "physics.h"
#include "universal.h"
#include "vector_exp2.h"
#include "vector_math.h"
#include "vector_panels.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    MASSES = 512,    /* in a tile, whose B and L fit in the level-1 cache */
    REDSHIFTS = 128, /* in a block, which uses each tile once per redshift */
    ROW = 4,         /* vectors of cells at a time */
};

typedef struct {
    universal_part *part;
    hmf_cosmology cosmology;
    double dy_dmass;
    double height;                /* nu = height sqrt(B) / D(z) */
    double factor;                /* at z = 0 */
    double x_today, growth_today; /* OL/Om, and h(OL/Om); 0 outside the table */
    bool has_table, wide;         /* has_table: for this n_s; wide: it is wide_table */
    double wide_table[];
} impl_state;

/* ---- B and L of masses ----------------------------------------------------------------------- */

typedef struct {
    _Alignas(64) double b[MASSES];
    _Alignas(64) double l[MASSES];
} mass_tile;

static void integrate(const impl_state *s, double y, double *b, double *l) {
    const double n_s = s->cosmology.n_s, x = cbrt(y), variance = hmf_variance(n_s, x);
    const double below = hmf_variance(n_s, 0.5 * x), above = hmf_variance(n_s, 1.5 * x);
    *b = 1.0 / variance;
    *l = log2(0.5 * log(below / above) / (y * sqrt(variance)));
}

/* Integrates the masses of a tile that are outside the table. */
__attribute__((cold, noinline)) static void fall_back(const impl_state *s, const double *mass,
                                                      size_t n, mass_tile *tile) {
    for (size_t i = 0; i < n; i++) {
        const double y = mass[i] * s->dy_dmass;
        if (!s->has_table || y < UNIVERSAL_LOWEST_Y || y > UNIVERSAL_HIGHEST_Y)
            integrate(s, y, &tile->b[i], &tile->l[i]);
    }
}

/* Fills a tile with B and L of up to MASSES masses, from the wide table or the other one. */
VEC_INLINE void fill_tile_from(bool wide, const impl_state *s, const double *mass, size_t n,
                               mass_tile *tile) {
    const double panels_per_ln = M_LOG2E / UNIVERSAL_WIDTH;
    vec_places places[MASSES / HMF_LANES], *at = places;
    ivec outside = ivec_all(0);
    for (size_t i = 0; i < n; i += HMF_LANES) {
        const vec m = i + HMF_LANES <= n ? vec_load(mass + i) : vec_load_some(mass + i, n - i);
        const vec y = m * s->dy_dmass;
        const vec within = vec_clamp(y, UNIVERSAL_LOWEST_Y, UNIVERSAL_HIGHEST_Y);
        outside |= y != within;
        if (wide)
            vec_equal_panels(vec_log(within) * panels_per_ln - UNIVERSAL_FIRST_MIDDLE, at++);
        else
            vec_binade_panels(within, UNIVERSAL_FIRST, UNIVERSAL_BITS, at++);
    }
    at = places;
    for (size_t i = 0; i < n; i += HMF_LANES) {
        vec b, l;
        if (wide)
            vec_panels(s->wide_table, UNIVERSAL_WIDE_CHUNKS, at++, &b, &l);
        else
            vec_panels(universal_table, UNIVERSAL_CHUNKS, at++, &b, &l);
        vec_store(tile->b + i, b);
        vec_store(tile->l + i, l);
    }
    if (!s->has_table || vec_any(outside)) fall_back(s, mass, n, tile);
}

static void fill_tile(const impl_state *s, const double *mass, size_t n, mass_tile *tile) {
    if (s->wide)
        fill_tile_from(true, s, mass, n, tile);
    else
        fill_tile_from(false, s, mass, n, tile);
}

/* ---- growth of redshifts --------------------------------------------------------------------- */

/* Looks up 1/h(x) and h(x). Returns a mask of the lanes that the table covers. */
VEC_INLINE ivec look_up_growth(vec x, vec *inverse, vec *growth) {
    const vec w = 1.0 + x, within = vec_min(w, vec_all(UNIVERSAL_HIGHEST_W));
    vec_places places;
    vec_binade_panels(within, 0, UNIVERSAL_GROWTH_BITS, &places);
    vec_panels(universal_growth_table, UNIVERSAL_CHUNKS, &places, inverse, growth);
    return w == within;
}

/* Computes 1 / D(z) of up to REDSHIFTS redshifts. */
static void fill_inverse_growth(const impl_state *s, const double *z, size_t n,
                                double *inverse_growth_factor) {
    ivec reached = ivec_all(-1);
    for (size_t i = 0; i < n; i += HMF_LANES) {
        const vec stretch =
            1.0 + (i + HMF_LANES <= n ? vec_load(z + i) : vec_load_some(z + i, n - i));
        vec inverse, growth;
        reached &= look_up_growth(s->x_today / (stretch * stretch * stretch), &inverse, &growth);
        vec_store(inverse_growth_factor + i, stretch * inverse * s->growth_today);
    }
    if (vec_any(~reached) || s->growth_today == 0.0)
        for (size_t i = 0; i < n; i++)
            inverse_growth_factor[i] = 1.0 / hmf_growth_factor(&s->cosmology, z[i]);
}

/* ---- cells ----------------------------------------------------------------------------------- */

VEC_INLINE vec cells_of(vec_exp2_scale scale, double rate, const double *b, const double *l) {
    return vec_exp2_scaled(scale, vec_load(l) - rate * vec_load(b));
}

/* Fills the cells of n masses at one redshift. */
static void fill_row(double rate, double factor, const mass_tile *tile, size_t n, double *dn_dlnm) {
    const vec_exp2_scale scale = vec_exp2_prepare(factor);
    const double *b = tile->b, *l = tile->l;
    size_t i = 0;
    for (; i + ROW * HMF_LANES <= n; i += ROW * HMF_LANES) {
        vec cells[ROW];
        VEC_UNROLL
        for (size_t k = 0; k < ROW; k++)
            cells[k] = cells_of(scale, rate, b + i + k * HMF_LANES, l + i + k * HMF_LANES);
        VEC_UNROLL
        for (size_t k = 0; k < ROW; k++) vec_store(dn_dlnm + i + k * HMF_LANES, cells[k]);
    }
    for (; i + HMF_LANES <= n; i += HMF_LANES)
        vec_store(dn_dlnm + i, cells_of(scale, rate, b + i, l + i));
    if (i < n) vec_store_some(dn_dlnm + i, n - i, cells_of(scale, rate, b + i, l + i));
}

/* ---- the interface --------------------------------------------------------------------------- */

/* Evaluates the wide table's polynomials in n_s, for an n_s within its range. */
static void sum_tilts(double n_s, double *table) {
    const double slabs_per_n_s = UNIVERSAL_SLABS / (UNIVERSAL_TILT_HIGH - UNIVERSAL_TILT_LOW);
    const double place = (n_s - UNIVERSAL_TILT_LOW) * slabs_per_n_s;
    const int slab = place < UNIVERSAL_SLABS ? (int)place : UNIVERSAL_SLABS - 1;
    const double tilt = 2.0 * (place - slab) - 1.0;
    const double *c = universal_wide_table +
                      slab * UNIVERSAL_WIDE_PANELS * UNIVERSAL_TILT_TERMS * UNIVERSAL_CHUNK;
    for (int panel = 0; panel < UNIVERSAL_WIDE_PANELS; panel++)
        for (int chunk = 0; chunk < UNIVERSAL_WIDE_CHUNKS; chunk++) {
            const int terms = universal_tilt_terms[chunk];
            VEC_UNROLL
            for (int i = 0; i < UNIVERSAL_CHUNK; i += HMF_LANES) {
                vec sum = vec_load(c + (terms - 1) * UNIVERSAL_CHUNK + i);
                for (int k = terms - 2; k >= 0; k--)
                    sum = sum * tilt + vec_load(c + k * UNIVERSAL_CHUNK + i);
                vec_store(table + i, sum);
            }
            table += UNIVERSAL_CHUNK;
            c += terms * UNIVERSAL_CHUNK;
        }
}

/* Fills the rows of up to REDSHIFTS redshifts. */
static void fill_block(const impl_state *s, const double *z, size_t nz, const double *mass,
                       size_t nmass, double *dn_dlnm, size_t stride) {
    _Alignas(64) double inverse[REDSHIFTS];
    fill_inverse_growth(s, z, nz, inverse);
    for (size_t im = 0; im < nmass; im += MASSES) {
        mass_tile tile;
        const size_t n = nmass - im < MASSES ? nmass - im : MASSES;
        fill_tile(s, mass + im, n, &tile);
        for (size_t iz = 0; iz < nz; iz++) {
            const double height = s->height * inverse[iz];
            fill_row(0.5 / M_LN2 * height * height, s->factor * inverse[iz], &tile, n,
                     dn_dlnm + iz * stride + im);
        }
    }
}

static void evaluate_part(const void *state, const double *z, size_t nz, const double *mass,
                          size_t nmass, double *dn_dlnm, size_t stride) {
    for (size_t iz = 0; iz < nz; iz += REDSHIFTS) {
        const size_t n = nz - iz < REDSHIFTS ? nz - iz : REDSHIFTS;
        fill_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * stride, stride);
    }
}

static hmf_status create(const hmf_cosmology *c, void **state) {
    const size_t wide = UNIVERSAL_WIDE_PANELS * UNIVERSAL_WIDE_CHUNKS * UNIVERSAL_CHUNK;
    impl_state *s = malloc(sizeof *s + (c->n_s == 1.0 ? 0 : wide * sizeof(double)));
    if (!s) return HMF_NO_MEMORY;
    s->part = evaluate_part;
    s->cosmology = *c;
    s->wide = c->n_s != 1.0 && c->n_s >= UNIVERSAL_TILT_LOW && c->n_s <= UNIVERSAL_TILT_HIGH;
    s->has_table = c->n_s == 1.0 || s->wide;
    if (s->wide) sum_tilts(c->n_s, s->wide_table);
    const double h = 0.01 * c->h0, density = c->omega_m * c->h0 * c->h0;
    const double y_8 = 512.0 * c->omega_m * c->omega_m * c->omega_m * h * h * h;
    s->dy_dmass = 2e-12 * HMF_GRAVITY * density * density;
    const double mass_8 = y_8 / s->dy_dmass;
    mass_tile tile;
    fill_tile(s, &mass_8, 1, &tile);
    s->height = c->delta_c / (c->sigma_8 * sqrt(tile.b[0]));
    const double sqrt_two_over_pi = M_2_SQRTPI * M_SQRT1_2;
    s->factor = sqrt_two_over_pi / 3.0 * hmf_mean_density(c) * s->dy_dmass * s->height;
    s->x_today = c->omega_lambda / c->omega_m;
    vec inverse, growth;
    const ivec reached = look_up_growth(vec_all(s->x_today), &inverse, &growth);
    s->growth_today = reached[0] ? growth[0] : 0.0;
    *state = s;
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    evaluate_part(state, z, nz, mass, nmass, dn_dlnm, nmass);
    return HMF_OK;
}

static void destroy(void *state) {
    free(state);
}

HMF_CLONE_METHODS(universal)

#if HMF_CLONE_IS_PORTABLE
HMF_CLONE_DISPATCH(universal)

const hmf_impl hmf_impl_universal = {
    .name = "universal",
    .summary =
        "no integral: functions of one variable for all cosmologies, tabulated at build time",
    .builds_on = "vectorised",
    .lesson = "the largest gain is mathematical: a table for all cosmologies",
    .accuracy = 5e-14,
    .flags = HMF_CONCURRENT,
    HMF_CLONE_DISPATCHED,
};
#endif
