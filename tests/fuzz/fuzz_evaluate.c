/* SPDX-License-Identifier: MIT */
/*
 * fuzz_evaluate.c: fuzzes any implementation with any cosmology, redshifts and masses.
 *
 * The first byte chooses the implementation (255: all), and the next two the size of the grid. Six
 * parameters, the redshifts and the masses follow, each after a byte: if it is odd, the next eight
 * bytes are a double; if it is even, the next two bytes are a position in the promised domain.
 *
 * Arguments outside the accepted domain must be rejected with a message and NaN as output. Inside
 * it the answer must be finite and not negative, and in the promised domain it must keep its
 * promise, with `quadrature` as referee.
 */
#include "fuzz.h"

#include "truth.h"

#include <math.h>
#include <stdbool.h>

enum { Z_MAX = 3, MASS_MAX = 9 };

typedef struct {
    const hmf_impl *impl;
    hmf_cosmology cosmology;
    size_t nz, nmass;
    double z[Z_MAX], mass[MASS_MAX];
    bool promised, accepted; /* all arguments are in that domain */
} question;

static bool within(double value, hmf_bounds bounds) {
    return value >= bounds.min && value <= bounds.max;
}

static double take_value(fuzz_bytes *bytes, question *q, hmf_bounds promised, hmf_bounds accepted,
                         bool logarithmic) {
    uint8_t kind;
    uint16_t place;
    double value;
    fuzz_take(bytes, &kind, sizeof kind);
    if (kind % 2) {
        fuzz_take(bytes, &value, sizeof value);
    } else {
        fuzz_take(bytes, &place, sizeof place);
        const double u = place / 65535.0;
        value = logarithmic ? promised.min * pow(promised.max / promised.min, u)
                            : promised.min + u * (promised.max - promised.min);
    }
    q->promised &= within(value, promised);
    q->accepted &= within(value, accepted);
    return value;
}

static void take_question(fuzz_bytes *bytes, question *q) {
    const hmf_domain *p = &hmf_domain_promised, *a = &hmf_domain_accepted;
    uint8_t nz, nmass;
    fuzz_take(bytes, &nz, sizeof nz);
    fuzz_take(bytes, &nmass, sizeof nmass);
    *q = (question){.nz = nz % (Z_MAX + 1),
                    .nmass = nmass % (MASS_MAX + 1),
                    .promised = true,
                    .accepted = true};
    q->cosmology = (hmf_cosmology){
        .omega_m = take_value(bytes, q, p->omega_m, a->omega_m, false),
        .omega_lambda = take_value(bytes, q, p->omega_lambda, a->omega_lambda, false),
        .h0 = take_value(bytes, q, p->h0, a->h0, false),
        .sigma_8 = take_value(bytes, q, p->sigma_8, a->sigma_8, false),
        .n_s = take_value(bytes, q, p->n_s, a->n_s, false),
        .delta_c = take_value(bytes, q, p->delta_c, a->delta_c, false),
    };
    for (size_t i = 0; i < q->nz; i++) q->z[i] = take_value(bytes, q, p->z, a->z, false);
    for (size_t i = 0; i < q->nmass; i++) q->mass[i] = take_value(bytes, q, p->mass, a->mass, true);
}

static void expect_answer(const question *q, hmf_status status, const hmf_error *error,
                          const double *cells) {
    const size_t count = q->nz * q->nmass;
    fuzz_expect(error->status == status, "equal statuses in the error and the result");
    fuzz_expect((status == HMF_OK) == (error->message[0] == '\0'),
                "a message if there is an error");
    if (count > 0 && !q->accepted) fuzz_expect(status != HMF_OK, "rejection");
    if (q->promised) fuzz_expect(status == HMF_OK, "an answer in the promised domain");
    for (size_t i = 0; i < count; i++) {
        if (status == HMF_OK)
            fuzz_expect(isfinite(cells[i]) && cells[i] >= 0.0, "finite and not negative");
        else
            fuzz_expect(isnan(cells[i]), "NaN");
    }
}

/* Returns whether naive's algorithm is known to break its promise here (impl_naive.c). */
static bool is_known_to_break(const question *q) {
    bool heavy = false;
    for (size_t i = 0; i < q->nmass; i++) heavy |= q->mass[i] > 7e16;
    return heavy && q->impl->accuracy > 0.1;
}

/* Allows for the error of the referee as well. */
static void expect_promise(const question *q) {
    hmf_truth_grid grid = {0};
    hmf_truth_worst worst;
    hmf_impl lenient = *q->impl;
    lenient.accuracy += hmf_find(hmf_get_registry(), "quadrature")->accuracy;
    if (q->nz == 0 || q->nmass == 0 || !q->promised || is_known_to_break(q)) return;
    fuzz_expect(hmf_truth_refer(&q->cosmology, q->z, q->nz, q->mass, q->nmass, &grid, NULL) ==
                    HMF_OK,
                "a referee");
    fuzz_expect(hmf_truth_check_grid(&grid, q->impl, &worst, NULL) == HMF_OK, "an answer");
    if (!hmf_truth_kept(&lenient, &worst)) {
        hmf_truth_print(stderr, &worst);
        fuzz_expect(0, "a kept promise");
    }
    hmf_truth_free_grid(&grid);
}

static void ask(question *q, const hmf_impl *impl) {
    double cells[Z_MAX * MASS_MAX] = {0};
    hmf_error error;
    q->impl = impl;
    if (impl->unavailable && impl->unavailable()) return;
    const hmf_status status =
        hmf_mass_function(impl, &q->cosmology, q->z, q->nz, q->mass, q->nmass, cells, &error);
    expect_answer(q, status, &error, cells);
    expect_promise(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const hmf_registry *registry = hmf_get_registry();
    fuzz_bytes bytes = {data, size};
    question q;
    uint8_t choice;
    fuzz_take(&bytes, &choice, sizeof choice);
    take_question(&bytes, &q);
    for (size_t i = 0; i < registry->count; i++)
        if (choice == UINT8_MAX || choice % registry->count == i) ask(&q, registry->impls[i]);
    return 0;
}
