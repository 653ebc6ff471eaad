/* coarse.c: a table of ln sigma in ln M with cubic interpolation, good to a millionth. */
#include "hmf.h"

#include "growth.c"
#include "physics.h"
#include "power.c"
#include "press_schechter.c"
#include "variance.c"
#include "window.c"

#include <stdlib.h>

enum { NODES = 320 };

static const double first = -2.0, last = 41.0; /* of ln M */

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

/* Lagrange's cubic through y[-1] .. y[2], at t of the way from y[0] to y[1]. */
static double cubic(const double *y, double t) {
    const double a = t + 1.0, b = t - 1.0, c = t - 2.0;
    return -y[-1] * t * b * c / 6.0 + y[0] * a * b * c / 2.0 - y[1] * a * t * c / 2.0 +
           y[2] * a * t * b / 6.0;
}

static hmf_status coarse_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
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

static void coarse_destroy(void *state) {
    free(state);
}

const hmf_impl hmf_impl_coarse = {
    .name = "coarse",
    .summary = "a table with cubic interpolation",
    .accuracy = 1e-6,
    .create = coarse_create,
    .evaluate = coarse_evaluate,
    .destroy = coarse_destroy,
};
