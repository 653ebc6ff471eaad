/* SPDX-License-Identifier: MIT */
/* check_arguments.c: checks of the descriptor, and of the arguments and outputs of calls. */
#include "check_kit.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool is_one_line(const char *text) {
    return text && *text && !strchr(text, '\n');
}

static bool is_name(const char *text) {
    if (!text || !islower((unsigned char)*text)) return false;
    for (; *text; text++)
        if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text) && *text != '_')
            return false;
    return true;
}

void check_descriptor(check_run *run) {
    const hmf_impl *impl = run->impl;
    if (!is_name(impl->name))
        kit_fail(run, "name: expected a C identifier in lower case, got '%s'",
                 impl->name ? impl->name : "NULL");
    if (!is_one_line(impl->summary)) kit_fail(run, "summary: expected one line of text");
    if (!is_one_line(impl->lesson)) kit_fail(run, "lesson: expected one line of text");
    if (impl->builds_on && !hmf_find(hmf_get_registry(), impl->builds_on))
        kit_fail(run, "builds_on: expected the name of an implementation or NULL, got '%s'",
                 impl->builds_on);
    if (!(impl->accuracy > 0.0 && impl->accuracy < 1.0))
        kit_fail(run, "accuracy: expected a number between 0 and 1, got %g", impl->accuracy);
    if (impl->flags & ~(unsigned)(HMF_THREADED | HMF_CONCURRENT | HMF_DETOUR | HMF_FILES))
        kit_fail(run, "flags: %#x has bits that hmf.h does not define", impl->flags);
    if (!impl->evaluate) kit_fail(run, "evaluate is NULL");
    if (!impl->create != !impl->destroy)
        kit_fail(run, "%s is NULL and %s is not", impl->create ? "destroy" : "create",
                 impl->create ? "create" : "destroy");
}

/* ---- empty grids ----------------------------------------------------------------------------- */

void check_empty_grid(check_run *run) {
    static const struct { size_t nz, nmass; } sizes[] = {{0, 0}, {0, 3}, {3, 0}};
    const double three[] = {1.0, 2.0, 3.0};
    hmf_model model;
    if (!kit_create(run, &model, &hmf_cosmology_default)) return;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const size_t nz = sizes[i].nz, nmass = sizes[i].nmass;
        kit_output output;
        double *cells = kit_prepare(&output);
        hmf_error error;
        if (run->wrappers->evaluate(&model, three, nz, three, nmass, cells, &error) != HMF_OK ||
            run->wrappers->evaluate(&model, NULL, nz, NULL, nmass, NULL, &error) != HMF_OK)
            kit_fail(run, "nz = %zu, nmass = %zu: expected ok, got %s", nz, nmass, error.message);
        kit_written(run, "an empty grid", &output, 0);
    }
    hmf_destroy(&model);
}

/* ---- writes ---------------------------------------------------------------------------------- */

/* Uses one buffer twice with different inputs, to find cells that keep their old values. */
void check_output_whole(check_run *run) {
    kit_grid grid;
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_create(run, &model, &grid.cosmology)) return;
    const size_t nmass = grid.nmass;
    kit_output output;
    double *cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, nmass, cells))
        kit_written(run, "the first call", &output, grid.nz * nmass);
    cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z + 1, 1, grid.mass + 1, nmass - 1, cells))
        kit_written(run, "the second call", &output, nmass - 1);
    cells = kit_prepare(&output);
    if (kit_evaluate(run, &model, grid.z + 1, grid.nz - 1, grid.mass, 1, cells))
        kit_written(run, "the third call", &output, grid.nz - 1);
    hmf_destroy(&model);
}

void check_inputs_kept(check_run *run) {
    kit_grid grid;
    hmf_model model;
    if (!kit_default_grid(run, &grid)) return;
    const kit_grid before = grid;
    if (!kit_create(run, &model, &grid.cosmology)) return;
    kit_output output;
    kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, grid.nmass, kit_prepare(&output));
    for (size_t i = 0; i < grid.nz; i++)
        if (grid.z[i] != before.z[i])
            kit_fail(run, "z[%zu]: %.17g before the call, %.17g after", i, before.z[i], grid.z[i]);
    for (size_t i = 0; i < grid.nmass; i++)
        if (grid.mass[i] != before.mass[i])
            kit_fail(run, "mass[%zu]: %.17g before the call, %.17g after", i, before.mass[i],
                     grid.mass[i]);
    if (memcmp(&grid.cosmology, &before.cosmology, sizeof before.cosmology) != 0 ||
        memcmp(&model.cosmology, &before.cosmology, sizeof before.cosmology) != 0)
        kit_fail(run, "the cosmology is another after the call");
    hmf_destroy(&model);
}

/* ---- bad arguments --------------------------------------------------------------------------- */

enum { BAD_VALUES = 6 };

/* Lists values that no argument may have: not finite, or out of bounds. */
static void fill_bad(hmf_bounds bounds, double bad[BAD_VALUES]) {
    bad[0] = (double)NAN;
    bad[1] = (double)INFINITY;
    bad[2] = -(double)INFINITY;
    bad[3] = 2.0 * bounds.max;
    bad[4] = bounds.min - 1.0;
    bad[5] = -bounds.max; /* below every lower bound */
}

/* Expects the status, and a message with the argument's name and value. */
static bool expect_refusal(check_run *run, const char *argument, double value, hmf_status expected,
                           hmf_status got, const hmf_error *error) {
    char text[32];
    snprintf(text, sizeof text, "%g", value);
    if (got != expected || error->status != expected)
        return kit_fail(run, "%s = %g: expected status '%s', got '%s'", argument, value,
                        hmf_status_text(expected), hmf_status_text(got));
    if (!strstr(error->message, argument) || !strstr(error->message, text))
        return kit_fail(run, "%s = %g: expected a message with both, got '%s'", argument, value,
                        error->message);
    return true;
}

static void check_bad_cosmologies(check_run *run) {
    for (size_t i = 0; i < KIT_PARAMETERS; i++) {
        double bad[BAD_VALUES];
        fill_bad(kit_bounds(&hmf_domain_accepted, &kit_parameters[i]), bad);
        for (size_t j = 0; j < BAD_VALUES; j++) {
            hmf_cosmology cosmology = hmf_cosmology_default;
            *kit_value(&cosmology, &kit_parameters[i]) = bad[j];
            hmf_model model;
            hmf_error error;
            const hmf_status got = run->wrappers->create(&model, run->impl, &cosmology, &error);
            expect_refusal(run, kit_parameters[i].name, bad[j], HMF_BAD_COSMOLOGY, got, &error);
            hmf_destroy(&model);
        }
    }
}

/* Expects NaN in every cell and no write outside them. */
static void expect_nan(check_run *run, const char *what, const kit_output *output, size_t count) {
    kit_written(run, what, output, count);
    for (size_t i = 0; i < count; i++)
        if (!isnan(output->all[KIT_GUARD + i]))
            kit_fail(run, "%s: expected NaN in cell %zu, got %.17g", what, i,
                     output->all[KIT_GUARD + i]);
}

/* Puts one bad value between two good ones, as redshift and as mass. */
static void check_bad_values(check_run *run, hmf_model *model) {
    const double good[3] = {0.5, 1.0, 2.0};
    for (int of_mass = 0; of_mass < 2; of_mass++) {
        const char *argument = of_mass ? "mass[1]" : "z[1]";
        double bad[BAD_VALUES];
        fill_bad(of_mass ? hmf_domain_accepted.mass : hmf_domain_accepted.z, bad);
        for (size_t j = 0; j < BAD_VALUES; j++) {
            const double mixed[3] = {1.0, bad[j], 2.0};
            kit_output output;
            double *cells = kit_prepare(&output);
            hmf_error error;
            const hmf_status got = run->wrappers->evaluate(
                model, of_mass ? good : mixed, 3, of_mass ? mixed : good, 3, cells, &error);
            expect_refusal(run, argument, bad[j], of_mass ? HMF_BAD_MASS : HMF_BAD_REDSHIFT, got,
                           &error);
            expect_nan(run, argument, &output, 9);
        }
    }
}

static void expect_status(check_run *run, const char *argument, hmf_status expected, hmf_status got,
                          const hmf_error *error) {
    if (got != expected || error->status != expected)
        kit_fail(run, "%s: expected status '%s', got '%s'", argument, hmf_status_text(expected),
                 hmf_status_text(got));
    else if (!strstr(error->message, argument))
        kit_fail(run, "%s: expected a message that names it, got '%s'", argument, error->message);
}

static void check_bad_pointers(check_run *run, hmf_model *model) {
    const double good[3] = {0.5, 1.0, 2.0};
    kit_output output;
    double *cells = kit_prepare(&output);
    const struct {
        const char *what;
        const double *z, *mass;
        size_t nz, cells_with_nan;
        double *cells;
        hmf_status status;
    } cases[] = {{"z is NULL", NULL, good, 3, 9, cells, HMF_BAD_POINTER},
                 {"mass is NULL", good, NULL, 3, 9, cells, HMF_BAD_POINTER},
                 {"dn_dlnm is NULL", good, good, 3, 0, NULL, HMF_BAD_POINTER},
                 {"nz * nmass", good, good, SIZE_MAX / 2, 0, cells, HMF_BAD_SIZE}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hmf_error error;
        kit_prepare(&output);
        const hmf_status got = run->wrappers->evaluate(model, cases[i].z, cases[i].nz,
                                                       cases[i].mass, 3, cases[i].cells, &error);
        expect_status(run, cases[i].what, cases[i].status, got, &error);
        expect_nan(run, cases[i].what, &output, cases[i].cells_with_nan);
    }
}

/* Rejected calls must not change the model. */
void check_errors(check_run *run) {
    check_bad_cosmologies(run);
    kit_grid grid;
    kit_output before, after;
    double *expected = kit_prepare(&before), *got = kit_prepare(&after);
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected) ||
        !kit_create(run, &model, &grid.cosmology))
        return;
    check_bad_values(run, &model);
    check_bad_pointers(run, &model);
    if (kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, grid.nmass, got))
        kit_same(run, "after refused calls", &grid, expected, got);
    hmf_destroy(&model);
}
