/* work.c: two grids a decade. */
#include "work.h"

#include "estimate.h"
#include "result_file.h"
#include "result_json.h"
#include "right_first.h"
#include "rounds.h"
#include "statistics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIZES = 15,
    ROUNDS = 9,
    CALLS = 2 * (ROUNDS + 1), /* of a slow job: hmf_time_job makes two, and warms it up before */
};

/* Seconds. An implementation is not timed on grids where a call takes longer; grids that take
 * longer in all are announced. */
static const double longest_call = 1.0, announced = 5.0;

static bool fail(const char *message) {
    fprintf(stderr, "hmf bench: %s\n", message);
    return false;
}

/* Grid number i has 10^(i/2) cells or nearly so, in the shape of survey as far as that goes: 100
 * masses to a redshift, and one redshift below that. */
static hmf_workload grid(int i) {
    static const double today[] = {0.0};
    const double cells = pow(10.0, 0.5 * i);
    const size_t nz = cells < 100.0 ? 1 : (size_t)lrint(sqrt(cells / 100.0));
    return (hmf_workload){.name = "work",
                          .summary = "a grid of any size",
                          .ncosmology = 1,
                          .nz = nz,
                          .nmass = (size_t)lrint(cells / (double)nz),
                          .z = nz == 1 ? today : NULL,
                          .mass = {1e2, 1e15}};
}

typedef struct {
    hmf_job *job;
    double samples[ROUNDS];
    bool timed;
    bool left_out; /* also from all larger grids */
} work_cell;

/* Leaves impl out from this grid on where a call takes too long. Otherwise adds the seconds of all
 * its calls to *expected. */
static bool estimate(const hmf_impl *impl, const hmf_workload *w, uint64_t seed, work_cell *cell,
                     double *expected) {
    hmf_error error;
    hmf_estimate e;
    if (hmf_estimate_workload(impl, w, CALLS, seed, NULL, &e, &error) != HMF_OK)
        return fail(error.message);
    const double call = hmf_estimate_call(&e, w, HMF_WARM);
    cell->left_out = call >= longest_call;
    if (cell->left_out)
        fprintf(stderr, "hmf bench: %s is left out from %zu cells on: %s a call\n", impl->name,
                w->nz * w->nmass, hmf_estimate_text(call).text);
    else
        *expected += hmf_estimate_ready(&e, w) + CALLS * call;
    return true;
}

/* Creates the job and warms it up. */
static bool enter(const hmf_impl *impl, const hmf_workload *w, uint64_t seed, work_cell *cell) {
    hmf_error error;
    char message[512];
    double seconds;
    if (hmf_job_create(&hmf_get_registry()->wrappers, impl, w, HMF_WARM, seed, &cell->job,
                       &error) != HMF_OK)
        return fail(error.message);
    cell->timed = hmf_time_job(cell->job, &seconds, message, sizeof message);
    return cell->timed || fail(message);
}

static bool time_size(const hmf_impl *const *impls, size_t count, const hmf_workload *w,
                      uint64_t seed, work_cell *cells) {
    hmf_contestant *contestants = calloc(count, sizeof *contestants);
    if (!contestants) return fail("out of memory");
    size_t entered = 0;
    bool good = true;
    char message[512];
    double expected = 0.0;
    for (size_t i = 0; i < count; i++) cells[i] = (work_cell){.left_out = cells[i].left_out};
    for (size_t i = 0; good && i < count; i++)
        if (!cells[i].left_out)
            good = estimate(impls[i], w, seed + w->nz * w->nmass * count + i, &cells[i], &expected);
    if (good && expected >= announced)
        fprintf(stderr, "hmf bench: %zu cells take %s\n", w->nz * w->nmass,
                hmf_estimate_text(expected).text);
    for (size_t i = 0; good && i < count; i++) {
        if (cells[i].left_out) continue;
        good = enter(impls[i], w, seed + i, &cells[i]);
        if (cells[i].timed)
            contestants[entered++] = (hmf_contestant){.time = hmf_time_job,
                                                      .what = cells[i].job,
                                                      .every = 1,
                                                      .samples = cells[i].samples};
    }
    if (good &&
        !hmf_rounds(contestants, entered, ROUNDS, seed, NULL, NULL, message, sizeof message))
        good = fail(message);
    for (size_t i = 0; i < count; i++) hmf_job_destroy(cells[i].job);
    free(contestants);
    return good;
}

static void print_header(const hmf_impl *const *impls, size_t count) {
    printf("Warm, nanoseconds a cell; medians of %d, in turns. -: a call takes too long.\n\n",
           ROUNDS);
    printf("%9s %6s %7s", "cells", "z", "masses");
    for (size_t i = 0; i < count; i++) printf(" %11s", impls[i]->name);
    putchar('\n');
}

static json_t *report_size(const hmf_impl *const *impls, size_t count, const hmf_workload *w,
                           const work_cell *cells) {
    const double number = (double)(w->nz * w->nmass);
    json_t *row = json_pack("{s:I, s:I}", "nz", (json_int_t)w->nz, "nmass", (json_int_t)w->nmass);
    json_t *of = json_object();
    printf("%9.0f %6zu %7zu", number, w->nz, w->nmass);
    for (size_t i = 0; i < count; i++) {
        if (!cells[i].timed) {
            printf(" %11s", "-");
            continue;
        }
        const hmf_interval seconds = hmf_median_interval(cells[i].samples, ROUNDS, 0.95);
        printf(" %11.4g", 1e9 * seconds.median / number);
        json_object_set_new(of, impls[i]->name,
                            json_pack("{s:f, s:[f, f]}", "median", seconds.median / number,
                                      "interval_95", seconds.low / number, seconds.high / number));
    }
    putchar('\n');
    fflush(stdout);
    json_object_set_new(row, "seconds_a_cell", of);
    return row;
}

static json_t *work_json(const hmf_impl *const *impls, size_t count, json_t *rows, uint64_t seed) {
    json_t *clones = json_object();
    for (size_t i = 0; i < count; i++)
        json_object_set_new(clones, impls[i]->name, json_string(hmf_clone_name(impls[i])));
    json_t *root = hmf_result_begin("work", seed);
    json_object_set_new(root, "mode", json_string("warm"));
    json_object_set_new(root, "clones", clones);
    json_object_set(root, "sizes", rows);
    return root;
}

int hmf_work(const hmf_impl *const *impls, size_t count, const char *json_path, uint64_t seed) {
    char message[512];
    if (!hmf_result_writable(json_path, message, sizeof message))
        return fail(message), EXIT_FAILURE;
    if (!hmf_right_first(impls, count, NULL)) return EXIT_FAILURE;
    work_cell *cells = calloc(count, sizeof *cells);
    json_t *rows = json_array();
    bool good = cells && rows;
    if (good)
        print_header(impls, count);
    else
        fail("out of memory");
    for (int i = 0; good && i < SIZES; i++) {
        const hmf_workload w = grid(i);
        good = time_size(impls, count, &w, seed, cells);
        if (good) json_array_append_new(rows, report_size(impls, count, &w, cells));
    }
    if (good)
        good = hmf_result_write_json(json_path, work_json(impls, count, rows, seed), message,
                                     sizeof message) ||
               fail(message);
    json_decref(rows);
    free(cells);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
