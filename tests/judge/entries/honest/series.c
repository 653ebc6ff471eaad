/* Entries that replace the integral by a table or a series.
 * assemble.sh splits this file into one entry for each ==== line. */

/* ==== chebyshev ==== */
/* Without an integral: ln S(x, n_s) (variance.c) as a Chebyshev series in both variables, in panels
 * of ln x, made in a constructor. create inserts a cosmology's n_s. The loops over masses are
 * plain, so that the compiler vectorises them. */
enum { PANELS = 34, TERMS = 13, INDICES = 14, TILE = 64 };

static const double first = -13.6, panel = 0.6; /* of ln x */
static const double index_middle = 0.975, index_half = 0.1251;
static double table[PANELS][TERMS][INDICES];

/* Computes the coefficients of the polynomial through values at count Chebyshev points. */
static void fit(const double *value, int count, double *coefficient) {
    for (int k = 0; k < count; k++) {
        double sum = 0.0;
        for (int i = 0; i < count; i++) sum += value[i] * cos(M_PI * k * (i + 0.5) / count);
        coefficient[k] = sum * (k ? 2.0 : 1.0) / count;
    }
}

static void make_panel(int p) {
    double value[TERMS], at_index[TERMS][INDICES], series[TERMS];
    for (int n = 0; n < INDICES; n++) {
        const double n_s = index_middle + index_half * cos(M_PI * (n + 0.5) / INDICES);
        for (int i = 0; i < TERMS; i++) {
            const double t = cos(M_PI * (i + 0.5) / TERMS);
            value[i] = log(hmf_variance(n_s, exp(first + panel * (p + 0.5 + 0.5 * t))));
        }
        fit(value, TERMS, series);
        for (int i = 0; i < TERMS; i++) at_index[i][n] = series[i];
    }
    for (int i = 0; i < TERMS; i++) fit(at_index[i], INDICES, table[p][i]);
}

__attribute__((constructor)) static void make_table(void) {
    for (int p = 0; p < PANELS; p++) make_panel(p);
}

typedef struct {
    hmf_cosmology cosmology;
    double series[TERMS][PANELS]; /* of ln S */
    double ln_x_1;                /* of one solar mass */
    double normalisation;         /* sigma^2 = normalisation * S */
    double prefactor;             /* dn/dlnM = prefactor / M * ... */
} chebyshev_state;

static double ln_variance(const chebyshev_state *s, double ln_x) {
    const double at = fmin(fmax((ln_x - first) / panel, 0.0), PANELS - 0.5);
    const int p = (int)at;
    const double t = 2.0 * (at - p) - 1.0;
    double above = 0.0, here = 0.0;
    for (int k = TERMS - 1; k > 0; k--) {
        const double next = 2.0 * t * here - above + s->series[k][p];
        above = here, here = next;
    }
    return t * here - above + s->series[0][p];
}

static hmf_status chebyshev_create(const hmf_cosmology *c, void **state) {
    chebyshev_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    double power[INDICES], t = (c->n_s - index_middle) / index_half;
    power[0] = 1.0, power[1] = t;
    for (int n = 2; n < INDICES; n++) power[n] = 2.0 * t * power[n - 1] - power[n - 2];
    for (int p = 0; p < PANELS; p++)
        for (int k = 0; k < TERMS; k++) {
            double sum = 0.0;
            for (int n = 0; n < INDICES; n++) sum += power[n] * table[p][k][n];
            s->series[k][p] = sum;
        }
    s->cosmology = *c;
    s->ln_x_1 = log(hmf_radius(c, 1.0) / hmf_transfer_length(c));
    const double ln_x_8 = log(hmf_radius_8(c) / hmf_transfer_length(c));
    s->normalisation = 2.0 * log(c->sigma_8) - ln_variance(s, ln_x_8);
    s->prefactor = M_2_SQRTPI * M_SQRT1_2 * hmf_mean_density(c);
    *state = s;
    return HMF_OK;
}

#pragma GCC push_options
#pragma GCC optimize("fast-math")
static void chebyshev_masses(const chebyshev_state *s, const double *mass, size_t count,
                             double *inverse_sigma, double *factor) {
    const double ln_half = -0.693147180559945309, ln_more = 0.405465108108164382;
    for (size_t i = 0; i < count; i++) {
        const double ln_x = s->ln_x_1 + log(mass[i]) / 3.0;
        const double difference = ln_variance(s, ln_x + ln_half) - ln_variance(s, ln_x + ln_more);
        inverse_sigma[i] = exp(-0.5 * (ln_variance(s, ln_x) + s->normalisation));
        factor[i] = s->prefactor / mass[i] * difference / 6.0 * inverse_sigma[i];
    }
}

static void chebyshev_row(double threshold, const double *inverse_sigma, const double *factor,
                          size_t count, double *dn_dlnm) {
    for (size_t i = 0; i < count; i++) {
        const double nu = threshold * inverse_sigma[i];
        const double half = exp(fmax(-0.25 * nu * nu, -700.0));
        dn_dlnm[i] = factor[i] * threshold * half * half;
    }
}
#pragma GCC pop_options

EVALUATE {
    const chebyshev_state *s = state;
    double *threshold = malloc(nz * sizeof *threshold), inverse_sigma[TILE], factor[TILE];
    if (!threshold) return HMF_NO_MEMORY;
    for (size_t iz = 0; iz < nz; iz++)
        threshold[iz] = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
    for (size_t m = 0; m < nmass; m += TILE) {
        const size_t count = nmass - m < TILE ? nmass - m : TILE;
        chebyshev_masses(s, mass + m, count, inverse_sigma, factor);
        for (size_t iz = 0; iz < nz; iz++)
            chebyshev_row(threshold[iz], inverse_sigma, factor, count, dn_dlnm + iz * nmass + m);
    }
    free(threshold);
    return HMF_OK;
}

/* ==== coarse ==== */
/* A table of ln sigma in ln M with cubic interpolation, accurate to 1e-6. */
enum { NODES = 320 };

static const double first = -2.0; /* of ln M */

typedef struct {
    hmf_cosmology cosmology;
    double ln_variance[NODES], difference[NODES]; /* at ln M = first + (i - 1) step */
} coarse_state;

static const double step = (41.0 - -2.0) / (NODES - 3);

static hmf_status coarse_create(const hmf_cosmology *c, void **state) {
    coarse_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    s->cosmology = *c;
    const double length = hmf_transfer_length(c);
    const double norm = c->sigma_8 * c->sigma_8 / hmf_variance(c->n_s, hmf_radius_8(c) / length);
    for (int i = 0; i < NODES; i++) {
        const double x = hmf_radius(c, exp(first + (i - 1) * step)) / length;
        s->ln_variance[i] = log(norm * hmf_variance(c->n_s, x));
        s->difference[i] = log(hmf_variance(c->n_s, 1.5 * x) / hmf_variance(c->n_s, 0.5 * x));
    }
    *state = s;
    return HMF_OK;
}

/* Interpolates y[-1] .. y[2] by Lagrange's cubic at the fraction t from y[0] to y[1]. */
static double cubic(const double *y, double t) {
    const double a = t + 1.0, b = t - 1.0, c = t - 2.0;
    return -y[-1] * t * b * c / 6.0 + y[0] * a * b * c / 2.0 - y[1] * a * t * c / 2.0 +
           y[2] * a * t * b / 6.0;
}

EVALUATE {
    const coarse_state *s = state;
    for (size_t iz = 0; iz < nz; iz++) {
        const double threshold = s->cosmology.delta_c / hmf_growth_factor(&s->cosmology, z[iz]);
        for (size_t im = 0; im < nmass; im++) {
            double at = (log(mass[im]) - first) / step + 1.0;
            at = fmin(fmax(at, 1.0), NODES - 2.5);
            const int i = (int)at;
            const double sigma = exp(0.5 * cubic(s->ln_variance + i, at - i));
            dn_dlnm[iz * nmass + im] = hmf_press_schechter(
                &s->cosmology, mass[im], cubic(s->difference + i, at - i) / 6.0, threshold / sigma);
        }
    }
    return HMF_OK;
}
