/*
 * impl_universal.c: no integral at all, for there is one function of one variable that serves every
 * cosmology.
 *
 * With x = R/c, c the transfer length, the variance is a number times S(x; n_s) (variance.h), and
 * the normalisation takes the number away. What depends on the mass is then in two functions of
 * y = x^3, tabulated once and for all (universal.h):
 *
 *     B = 1/S(x),    L = log2(ln(S(x/2) / S(3x/2)) / 2 / (y sqrt S(x))),
 *
 * and what depends on the redshift in two numbers,
 *
 *     rate = S(x_8) (delta_c / (sigma_8 D(z)))^2 / (2 ln 2),
 *     factor = sqrt(2/pi) rho (dy/dM) / 3 * sqrt(S(x_8)) delta_c / (sigma_8 D(z)),
 *
 * so that a cell is factor * 2^(L - rate * B): one multiplication and addition, one exp2.
 *
 * For n_s other than 1 the tables are polynomials in n_s too, from 0.8 to 1.2, which `create` sums
 * up for the cosmology at hand. What the tables do not cover, in mass, in n_s or at 8 Mpc/h, is
 * integrated (hmf_variance): the accuracy stays, the speed does not.
 */
#include "clone.h"
#include "physics.h"
#include "universal.h"
#include "variance.h"
#include "vector_exp2.h"
#include "vector_panels.h"

#include <stdbool.h>
#include <stdlib.h>

enum {
    UNIVERSAL_MASSES = 512,    /* in a tile: B and L of one stay in the level-1 cache */
    UNIVERSAL_REDSHIFTS = 128, /* for each of which a tile's masses are used again */
    UNIVERSAL_ROW = 4,         /* vectors of cells at a time: enough to hide the latency of exp2 */
};

typedef struct {
    universal_part *part;
    hmf_cosmology cosmology;
    double dy_dmass, centred_dy_dmass; /* the latter over 2^UNIVERSAL_CENTRE */
    double height;                     /* nu = height sqrt(B) / D(z) */
    double factor;                     /* at z = 0 */
    double x_today, growth_today;      /* OL/Om, and h there */
    const double *middle;              /* panel of the table in use */
    double panels_per_octave;
    double reach; /* in octaves of y to both sides of UNIVERSAL_CENTRE; negative: nowhere */
    bool wide;
    double wide_table[]; /* for n_s other than 1 */
} universal_state;

/* ---- what depends on the mass ---------------------------------------------------------------- */

typedef struct {
    _Alignas(64) double b[UNIVERSAL_MASSES];
    _Alignas(64) double l[UNIVERSAL_MASSES];
} universal_tile;

static void universal_integrate(const universal_state *s, double y, double *b, double *l) {
    const double n_s = s->cosmology.n_s, x = cbrt(y), variance = hmf_variance(n_s, x);
    const double below = hmf_variance(n_s, 0.5 * x), above = hmf_variance(n_s, 1.5 * x);
    *b = 1.0 / variance;
    *l = log2(0.5 * log(below / above) / (y * sqrt(variance)));
}

/* The masses of a tile that the table does not reach, one by one. */
__attribute__((cold, noinline)) static void
universal_fall_back(const universal_state *s, const double *mass, size_t n, universal_tile *tile) {
    const double margin = 1e-9; /* two roundings of log2 may differ */
    for (size_t i = 0; i < n; i++) {
        const double y = mass[i] * s->dy_dmass;
        if (fabs(log2(y) - UNIVERSAL_CENTRE) > s->reach - margin)
            universal_integrate(s, y, &tile->b[i], &tile->l[i]);
    }
}

/* The places of the masses, in whole vectors; whether the table reaches them all. What is beyond it
 * is put into the middle panel. */
static bool universal_locate(const universal_state *s, const double *mass, size_t n,
                             vec_places places) {
    vec farthest = vec_all(0.0);
    size_t i = 0;
    for (; i < n; i += HMF_LANES) {
        const vec m = i + HMF_LANES <= n ? vec_load(mass + i) : vec_load_some(mass + i, n - i);
        const vec octaves = vec_log2(m * s->centred_dy_dmass);
        farthest = vec_max(farthest, vec_abs(octaves));
        vec_put_places(places, i, octaves * s->panels_per_octave,
                       s->wide ? UNIVERSAL_WIDE_CHUNKS : UNIVERSAL_CHUNKS);
    }
    if (vec_largest(farthest) <= s->reach) return true;
    while (i-- > 0)
        if (abs((int32_t)places.panel[i]) > s->reach * s->panels_per_octave) places.panel[i] = 0;
    return false;
}

/* B and L of up to UNIVERSAL_MASSES masses. Lanes behind the last repeat one and are not used. */
static void universal_masses(const universal_state *s, const double *mass, size_t n,
                             universal_tile *tile) {
    _Alignas(64) int64_t panel[UNIVERSAL_MASSES];
    _Alignas(64) double t[UNIVERSAL_MASSES], t4[UNIVERSAL_MASSES], t8[UNIVERSAL_MASSES];
    const vec_places places = {panel, t, t4, t8};
    const bool reached = universal_locate(s, mass, n, places);
    for (size_t i = 0; i < n; i += HMF_LANES) {
        vec b, l;
        if (s->wide)
            vec_panels(s->middle, UNIVERSAL_WIDE_CHUNKS, places, i, &b, &l);
        else
            vec_panels(s->middle, UNIVERSAL_CHUNKS, places, i, &b, &l);
        vec_store(tile->b + i, b);
        vec_store(tile->l + i, l);
    }
    if (!reached) universal_fall_back(s, mass, n, tile);
}

/* ---- what depends on the redshift ------------------------------------------------------------ */

/* 1 / h(x), or 0 where the table does not reach. */
static double universal_inverse_growth(double x) {
    const double w = 1.0 + x;
    if (w >= UNIVERSAL_GROWTH_END) return 0.0;
    const int shift = 52 - UNIVERSAL_GROWTH_BITS; /* panels go by the first bits of the mantissa */
    uint64_t bits;
    memcpy(&bits, &w, sizeof bits);
    const size_t panel = (bits >> shift) - (UINT64_C(0x3ff) << UNIVERSAL_GROWTH_BITS);
    bits = (bits & ((UINT64_C(1) << shift) - 1)) | UINT64_C(0x3ff) << 52;
    double place; /* from 1 to 1 + 2^-UNIVERSAL_GROWTH_BITS */
    memcpy(&place, &bits, sizeof place);
    const double t = (2 << UNIVERSAL_GROWTH_BITS) * (place - 1.0) - 1.0, t2 = t * t, t4 = t2 * t2;
    const double *c = universal_growth_table + UNIVERSAL_GROWTH_TERMS * panel;
    return c[0] + t * c[1] + t2 * (c[2] + t * c[3]) +
           t4 * (c[4] + t * c[5] + t2 * (c[6] + t * c[7])) +
           t4 * t4 * (c[8] + t * c[9] + t2 * (c[10] + t * c[11]));
}

/* 1 / D(z). */
static double universal_inverse_growth_factor(const universal_state *s, double z) {
    const double stretch = 1.0 + z;
    const double inverse = universal_inverse_growth(s->x_today / (stretch * stretch * stretch));
    if (inverse == 0.0 || s->growth_today == 0.0) return 1.0 / hmf_growth_factor(&s->cosmology, z);
    return stretch * inverse * s->growth_today;
}

/* ---- cells ----------------------------------------------------------------------------------- */

VEC_INLINE vec universal_cells(vec_exp2_scale scale, double rate, const double *b,
                               const double *l) {
    return vec_exp2_scaled(scale, vec_load(l) - rate * vec_load(b));
}

/* One redshift, n masses. */
static void universal_row(double rate, double factor, const universal_tile *tile, size_t n,
                          double *dn_dlnm) {
    const vec_exp2_scale scale = vec_exp2_prepare(factor);
    const double *b = tile->b, *l = tile->l;
    size_t i = 0;
    for (; i + UNIVERSAL_ROW * HMF_LANES <= n; i += UNIVERSAL_ROW * HMF_LANES) {
        vec cells[UNIVERSAL_ROW];
        for (size_t k = 0; k < UNIVERSAL_ROW; k++)
            cells[k] = universal_cells(scale, rate, b + i + k * HMF_LANES, l + i + k * HMF_LANES);
        for (size_t k = 0; k < UNIVERSAL_ROW; k++) vec_store(dn_dlnm + i + k * HMF_LANES, cells[k]);
    }
    for (; i + HMF_LANES <= n; i += HMF_LANES)
        vec_store(dn_dlnm + i, universal_cells(scale, rate, b + i, l + i));
    if (i < n) vec_store_some(dn_dlnm + i, n - i, universal_cells(scale, rate, b + i, l + i));
}

/* ---- the interface --------------------------------------------------------------------------- */

/* Sums the polynomials in n_s of the wide table up, for one n_s within its range. */
static void universal_sum_tilts(double n_s, double *table) {
    const double slabs_per_n_s = UNIVERSAL_SLABS / (UNIVERSAL_TILT_HIGH - UNIVERSAL_TILT_LOW);
    const double place = (n_s - UNIVERSAL_TILT_LOW) * slabs_per_n_s;
    const int slab = place < UNIVERSAL_SLABS ? (int)place : UNIVERSAL_SLABS - 1;
    const double tilt = 2.0 * (place - slab) - 1.0;
    const double *c = universal_wide_table +
                      slab * UNIVERSAL_WIDE_PANELS * UNIVERSAL_TILT_TERMS * UNIVERSAL_CHUNK;
    for (int panel = 0; panel < UNIVERSAL_WIDE_PANELS; panel++)
        for (int chunk = 0; chunk < UNIVERSAL_WIDE_CHUNKS; chunk++) {
            const int terms = universal_tilt_terms[chunk];
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

/* Where no table serves n_s, that of n_s = 1 stands in, and reaches nothing. */
static void universal_choose_table(universal_state *s, double n_s) {
    const bool tilted = n_s != 1.0;
    s->wide = tilted && n_s >= UNIVERSAL_TILT_LOW && n_s <= UNIVERSAL_TILT_HIGH;
    s->reach = tilted && !s->wide ? -1.0 : UNIVERSAL_REACH;
    if (s->wide) {
        universal_sum_tilts(n_s, s->wide_table);
        s->middle =
            s->wide_table + UNIVERSAL_WIDE_PANELS / 2 * UNIVERSAL_WIDE_CHUNKS * UNIVERSAL_CHUNK;
        s->panels_per_octave = 0.25;
    } else {
        s->middle = universal_table + UNIVERSAL_PANELS / 2 * UNIVERSAL_CHUNKS * UNIVERSAL_CHUNK;
        s->panels_per_octave = 4.0;
    }
}

/* Up to UNIVERSAL_REDSHIFTS redshifts. */
static void universal_block(const universal_state *s, const double *z, size_t nz,
                            const double *mass, size_t nmass, double *dn_dlnm, size_t stride) {
    double rate[UNIVERSAL_REDSHIFTS], factor[UNIVERSAL_REDSHIFTS];
    for (size_t iz = 0; iz < nz; iz++) {
        const double inverse = universal_inverse_growth_factor(s, z[iz]);
        const double height = s->height * inverse;
        rate[iz] = 0.5 / M_LN2 * height * height;
        factor[iz] = s->factor * inverse;
    }
    for (size_t im = 0; im < nmass; im += UNIVERSAL_MASSES) {
        universal_tile tile;
        const size_t n = nmass - im < UNIVERSAL_MASSES ? nmass - im : UNIVERSAL_MASSES;
        universal_masses(s, mass + im, n, &tile);
        for (size_t iz = 0; iz < nz; iz++)
            universal_row(rate[iz], factor[iz], &tile, n, dn_dlnm + iz * stride + im);
    }
}

static void universal_evaluate_part(const void *state, const double *z, size_t nz,
                                    const double *mass, size_t nmass, double *dn_dlnm,
                                    size_t stride) {
    for (size_t iz = 0; iz < nz; iz += UNIVERSAL_REDSHIFTS) {
        const size_t n = nz - iz < UNIVERSAL_REDSHIFTS ? nz - iz : UNIVERSAL_REDSHIFTS;
        universal_block(state, z + iz, n, mass, nmass, dn_dlnm + iz * stride, stride);
    }
}

static hmf_status universal_create(const hmf_cosmology *c, void **state) {
    const size_t wide = UNIVERSAL_WIDE_PANELS * UNIVERSAL_WIDE_CHUNKS * UNIVERSAL_CHUNK;
    universal_state *s = malloc(sizeof *s + (c->n_s == 1.0 ? 0 : wide * sizeof(double)));
    if (!s) return HMF_NO_MEMORY;
    s->part = universal_evaluate_part;
    s->cosmology = *c;
    universal_choose_table(s, c->n_s);
    const double h = 0.01 * c->h0, density = c->omega_m * c->h0 * c->h0;
    const double y_8 = 512.0 * c->omega_m * c->omega_m * c->omega_m * h * h * h;
    s->dy_dmass = 2e-12 * HMF_GRAVITY * density * density;
    s->centred_dy_dmass = ldexp(s->dy_dmass, -UNIVERSAL_CENTRE);
    const double mass_8 = y_8 / s->dy_dmass;
    universal_tile tile;
    universal_masses(s, &mass_8, 1, &tile);
    s->height = c->delta_c / (c->sigma_8 * sqrt(tile.b[0]));
    const double sqrt_two_over_pi = M_2_SQRTPI * M_SQRT1_2;
    s->factor = sqrt_two_over_pi / 3.0 * hmf_mean_density(c) * s->dy_dmass * s->height;
    s->x_today = c->omega_lambda / c->omega_m;
    const double inverse = universal_inverse_growth(s->x_today);
    s->growth_today = inverse > 0.0 ? 1.0 / inverse : 0.0;
    *state = s;
    return HMF_OK;
}

static hmf_status universal_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                     size_t nmass, double *dn_dlnm) {
    universal_evaluate_part(state, z, nz, mass, nmass, dn_dlnm, nmass);
    return HMF_OK;
}

static void universal_destroy(void *state) {
    free(state);
}

HMF_CLONE_METHODS(universal)

#if HMF_CLONE_IS_PORTABLE
HMF_CLONE_DISPATCH(universal)

const hmf_impl hmf_impl_universal = {
    .name = "universal",
    .summary = "no integral: one function of one variable for all cosmologies, tabulated once",
    .builds_on = "tabulated",
    .lesson = "the biggest win is mathematics",
    .accuracy = 5e-14,
    .flags = HMF_CONCURRENT,
    HMF_CLONE_DISPATCHED(universal),
};
#endif
