/* SPDX-License-Identifier: MIT */
/* checks.c: the list of checks, and the parts that they share. */
#include "checks.h"

#include "check_kit.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

const check_wrappers check_wrappers_true = {.create = hmf_create, .evaluate = hmf_evaluate};

/* A check_NAME of check_kit.h. */
#define CHECK(group, name, proves)                                                                 \
    { #name, group, proves, check_##name }

static const hmf_check checks[] = {
    CHECK("contract", descriptor, "the descriptor is complete and valid"),
    CHECK("contract", empty_grid, "no redshifts or no masses: a no-op, arrays may be NULL"),
    CHECK("contract", one_point, "a grid of one cell, one row and one column keep the promise"),
    CHECK("contract", every_length, "rows of any length, including remainders of vectors"),
    CHECK("contract", any_alignment, "arrays may begin at any double"),
    CHECK("contract", any_order, "masses and redshifts may be unsorted and repeated"),
    CHECK("contract", scalar_equals_batch, "a cell computed alone is the cell of the grid"),
    CHECK("contract", large_grids, "large grids (blocks, threads) have the same cells"),
    CHECK("contract", states_apart, "two models of different cosmologies are independent"),
    CHECK("contract", repeatable, "repeated calls have bitwise equal answers"),
    CHECK("contract", inputs_used,
          "the answer depends on z, mass and every cosmological parameter"),
    CHECK("contract", inputs_kept, "z, mass and the cosmology are not written to"),
    CHECK("contract", output_whole, "every cell of the output is written, and nothing else"),
    CHECK("contract", threads,
          "if HMF_CONCURRENT: threads on one model get the answer of one thread"),
    CHECK("contract", errors, "bad arguments set status, message and an output of NaN"),
    CHECK("contract", edges, "finite and not negative at every corner of hmf_domain_promised"),
    CHECK("contract", fp_environment, "rounding mode, flush-to-zero and trap masks are restored"),
    CHECK("contract", leaks, "memory does not grow over many create, evaluate, destroy"),
    CHECK("contract", no_allocation, "evaluate allocates nothing"),
    CHECK("contract", no_memory,
          "every failing allocation returns the right status, without leaks"),
    CHECK("truth", truth, "the promise of accuracy holds on every certified value"),
};

const hmf_check *hmf_checks(size_t *count) {
    *count = sizeof checks / sizeof *checks;
    return checks;
}

const hmf_check *hmf_check_find(const char *name) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (strcmp(checks[i].name, name) == 0) return &checks[i];
    return NULL;
}

void hmf_check_perform(const hmf_check *check, check_run *run) {
    const char *why_not = run->impl->unavailable ? run->impl->unavailable() : NULL;
    run->outcome = why_not ? CHECK_SKIPPED : CHECK_PASS;
    snprintf(run->message, sizeof run->message, "%s", why_not ? why_not : "");
    if (!why_not) check->run(run);
}

const char *check_outcome_text(check_outcome outcome) {
    switch (outcome) {
    case CHECK_PASS: return "PASS";
    case CHECK_FAIL: return "FAIL";
    case CHECK_SKIPPED: return "SKIPPED";
    case CHECK_NOTHING: return "n/a";
    }
    return "unknown outcome";
}

/* ---- the kit --------------------------------------------------------------------------------- */

/* A quiet NaN whose payload no implementation produces. */
static const uint64_t kit_marker = 0x7ff8dead10cc5afeULL;

bool kit_fail(check_run *run, const char *format, ...) {
    if (run->outcome == CHECK_FAIL) return false;
    run->outcome = CHECK_FAIL;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(run->message, sizeof run->message, format, arguments);
    va_end(arguments);
    return false;
}

double *kit_prepare(kit_output *output) {
    for (size_t i = 0; i < sizeof output->all / sizeof *output->all; i++)
        memcpy(&output->all[i], &kit_marker, sizeof kit_marker);
    return output->all + KIT_GUARD;
}

static bool kit_unwritten(double value) {
    return memcmp(&value, &kit_marker, sizeof value) == 0;
}

bool kit_written(check_run *run, const char *what, const kit_output *output, size_t count) {
    const size_t all = sizeof output->all / sizeof *output->all;
    for (size_t i = 0; i < all; i++) {
        const bool inside = i >= KIT_GUARD && i < KIT_GUARD + count;
        if (inside != kit_unwritten(output->all[i])) continue;
        const long at = (long)i - KIT_GUARD;
        return inside
                   ? kit_fail(run, "%s: cell %ld of %zu was not written", what, at, count)
                   : kit_fail(run, "%s: %.17g was written to dn_dlnm[%ld], outside its %zu cells",
                              what, output->all[i], at, count);
    }
    return true;
}

#define KIT_PARAMETER(name)                                                                        \
    { #name, offsetof(hmf_cosmology, name), offsetof(hmf_domain, name) }

const kit_parameter kit_parameters[KIT_PARAMETERS] = {
    KIT_PARAMETER(omega_m), KIT_PARAMETER(omega_lambda), KIT_PARAMETER(h0),
    KIT_PARAMETER(sigma_8), KIT_PARAMETER(n_s),          KIT_PARAMETER(delta_c),
};

double *kit_value(hmf_cosmology *cosmology, const kit_parameter *parameter) {
    return (double *)(void *)((char *)cosmology + parameter->in_cosmology);
}

hmf_bounds kit_bounds(const hmf_domain *domain, const kit_parameter *parameter) {
    return *(const hmf_bounds *)(const void *)((const char *)domain + parameter->in_domain);
}

static size_t min_size(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Copies evenly spaced cells, including the first and the last mass. */
static void kit_take(const hmf_truth_grid *from, kit_grid *grid) {
    grid->cosmology = from->cosmology;
    grid->nz = min_size(from->nz, KIT_Z);
    grid->nmass = min_size(from->nmass, KIT_MASSES);
    for (size_t iz = 0; iz < grid->nz; iz++) grid->z[iz] = from->z[iz];
    for (size_t im = 0; im < grid->nmass; im++) {
        const size_t at = grid->nmass > 1 ? im * (from->nmass - 1) / (grid->nmass - 1) : 0;
        grid->mass[im] = from->mass[at];
        for (size_t iz = 0; iz < grid->nz; iz++) {
            grid->want[iz * grid->nmass + im] = from->want[iz * from->nmass + at];
            grid->nu[iz * grid->nmass + im] = from->nu[iz * from->nmass + at];
        }
    }
}

static bool is_default(const hmf_cosmology *c) {
    return memcmp(c, &hmf_cosmology_default, sizeof *c) == 0;
}

static bool differs_throughout(const hmf_cosmology *c) {
    const hmf_cosmology *d = &hmf_cosmology_default;
    return c->omega_m != d->omega_m && c->omega_lambda != d->omega_lambda && c->h0 != d->h0 &&
           c->sigma_8 != d->sigma_8 && c->n_s != d->n_s && c->delta_c != d->delta_c;
}

static bool kit_find(check_run *run, kit_grid *grid, bool (*wanted)(const hmf_cosmology *),
                     const char *what) {
    for (size_t i = 0; i < run->table->count; i++) {
        const hmf_truth_grid *from = &run->table->grids[i];
        if (!wanted(&from->cosmology) || from->nz < 2 || from->nmass < KIT_MASSES) continue;
        kit_take(from, grid);
        return true;
    }
    return kit_fail(run,
                    "the table of certified values has no grid of %s with at least 2 "
                    "redshifts and %d masses",
                    what, KIT_MASSES);
}

bool kit_default_grid(check_run *run, kit_grid *grid) {
    return kit_find(run, grid, is_default, "the default cosmology");
}

bool kit_other_grid(check_run *run, kit_grid *grid) {
    return kit_find(run, grid, differs_throughout, "another cosmology");
}

bool kit_create(check_run *run, hmf_model *model, const hmf_cosmology *cosmology) {
    hmf_error error;
    if (run->wrappers->create(model, run->impl, cosmology, &error) == HMF_OK) return true;
    return kit_fail(run, "create: %s", error.message);
}

bool kit_evaluate(check_run *run, hmf_model *model, const double *z, size_t nz, const double *mass,
                  size_t nmass, double *dn_dlnm) {
    hmf_error error;
    if (run->wrappers->evaluate(model, z, nz, mass, nmass, dn_dlnm, &error) == HMF_OK) return true;
    return kit_fail(run, "evaluate on %zu x %zu cells from z = %.17g, mass = %.17g: %s", nz, nmass,
                    z[0], mass[0], error.message);
}

bool kit_answer(check_run *run, const kit_grid *grid, double *cells) {
    hmf_model model;
    if (!kit_create(run, &model, &grid->cosmology)) return false;
    const bool good = kit_evaluate(run, &model, grid->z, grid->nz, grid->mass, grid->nmass, cells);
    hmf_destroy(&model);
    return good;
}

bool kit_same(check_run *run, const char *what, const kit_grid *grid, const double *expected,
              const double *got) {
    for (size_t i = 0; i < grid->nz * grid->nmass; i++)
        if (memcmp(&got[i], &expected[i], sizeof got[i]) != 0)
            return kit_fail(run, "%s: z = %.17g, mass = %.17g: expected exactly %.17g, got %.17g",
                            what, grid->z[i / grid->nmass], grid->mass[i % grid->nmass],
                            expected[i], got[i]);
    return true;
}

bool kit_close(check_run *run, const char *what, const kit_grid *grid, size_t iz, size_t im,
               double expected, double got) {
    const double difference = hmf_truth_error(got, expected, grid->nu[iz * grid->nmass + im]);
    const double allowed = 2.0 * run->impl->accuracy;
    if (difference <= allowed) return true;
    return kit_fail(run,
                    "%s: z = %.17g, mass = %.17g: expected %.17g, got %.17g; conditioned "
                    "difference %.2g, allowed %.2g",
                    what, grid->z[iz], grid->mass[im], expected, got, difference, allowed);
}
