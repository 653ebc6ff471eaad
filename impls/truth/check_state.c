/* SPDX-License-Identifier: MIT */
/* check_state.c: checks of the state of models: repeatability, threads, memory. */
#include "check_kit.h"

#include "memory_in_use.h"

#include <fenv.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined __SSE__
#include <xmmintrin.h>
#endif

/* Repeats a call on the same model after other calls, and on a new model. */
void check_repeatable(check_run *run) {
    kit_grid grid;
    kit_output first, again;
    double *expected = kit_prepare(&first), *got;
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_answer(run, &grid, expected) ||
        !kit_create(run, &model, &grid.cosmology))
        return;
    for (int i = 0; i < 3; i++) {
        got = kit_prepare(&again);
        if (kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, grid.nmass, got))
            kit_same(run, "the same call again", &grid, expected, got);
        got = kit_prepare(&again);
        kit_evaluate(run, &model, grid.z + 1, 1, grid.mass + 1, 2, got);
    }
    hmf_destroy(&model);
}

/* Evaluates two models in turns and destroys one before the last call of the other. */
static void take_turns(check_run *run, const kit_grid grids[2], double *const expected[2]) {
    hmf_model models[2];
    if (!kit_create(run, &models[0], &grids[0].cosmology)) return;
    if (kit_create(run, &models[1], &grids[1].cosmology)) {
        for (int i = 0; i < 5; i++) {
            const int turn = i % 2;
            kit_output output;
            double *got = kit_prepare(&output);
            if (i == 4) hmf_destroy(&models[1]);
            if (kit_evaluate(run, &models[turn], grids[turn].z, grids[turn].nz, grids[turn].mass,
                             grids[turn].nmass, got))
                kit_same(run, turn ? "the second model of two" : "the first model of two",
                         &grids[turn], expected[turn], got);
        }
    }
    hmf_destroy(&models[0]);
}

void check_states_apart(check_run *run) {
    kit_grid grids[2];
    kit_output alone[2];
    double *const expected[2] = {kit_prepare(&alone[0]), kit_prepare(&alone[1])};
    if (kit_default_grid(run, &grids[0]) && kit_other_grid(run, &grids[1]) &&
        kit_answer(run, &grids[0], expected[0]) && kit_answer(run, &grids[1], expected[1]))
        take_turns(run, grids, expected);
}

/* ---- threads --------------------------------------------------------------------------------- */

enum { THREADS = 4, ROUNDS = 20 };

/* A thread that evaluates its own row of cells repeatedly. */
typedef struct {
    check_run run; /* its outcome */
    hmf_model *model;
    pthread_barrier_t *start;
    kit_grid grid;
    kit_output expected;
    pthread_t thread;
} threads_worker;

static void *threads_work(void *argument) {
    threads_worker *w = argument;
    for (int round = 0; round < ROUNDS; round++) {
        kit_output output;
        double *got = kit_prepare(&output);
        pthread_barrier_wait(w->start);
        if (kit_evaluate(&w->run, w->model, w->grid.z, w->grid.nz, w->grid.mass, w->grid.nmass,
                         got))
            kit_same(&w->run, "one of several threads", &w->grid, w->expected.all + KIT_GUARD, got);
    }
    return NULL;
}

/* Gives thread i its own redshift and masses. */
static bool threads_prepare(check_run *run, threads_worker *w, size_t i, const kit_grid *grid) {
    w->grid = *grid;
    w->grid.nz = 1;
    w->grid.nmass = grid->nmass / 2;
    w->grid.z[0] = grid->z[i % grid->nz];
    for (size_t im = 0; im < w->grid.nmass; im++)
        w->grid.mass[im] = grid->mass[(im + i) % grid->nmass];
    w->run = *run;
    return kit_answer(run, &w->grid, kit_prepare(&w->expected));
}

static void threads_run(check_run *run, hmf_model *model, threads_worker workers[THREADS]) {
    pthread_barrier_t start;
    if (pthread_barrier_init(&start, NULL, THREADS) != 0) {
        kit_fail(run, "no barrier for %d threads could be made", THREADS);
        return;
    }
    size_t started = 0;
    for (; started < THREADS; started++) {
        workers[started].model = model;
        workers[started].start = &start;
        if (pthread_create(&workers[started].thread, NULL, threads_work, &workers[started]) != 0)
            break;
    }
    if (started < THREADS) {
        /* The started threads wait at the barrier forever. */
        fprintf(stderr, "threads: only %zu of %d threads could be started\n", started, THREADS);
        exit(EXIT_FAILURE);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].run.outcome == CHECK_FAIL) kit_fail(run, "%s", workers[i].run.message);
    }
    pthread_barrier_destroy(&start);
}

void check_threads(check_run *run) {
    if (!(run->impl->flags & HMF_CONCURRENT)) {
        run->outcome = CHECK_NOTHING;
        snprintf(run->message, sizeof run->message, "does not claim HMF_CONCURRENT");
        return;
    }
    kit_grid grid;
    threads_worker workers[THREADS];
    if (!kit_default_grid(run, &grid)) return;
    for (size_t i = 0; i < THREADS; i++)
        if (!threads_prepare(run, &workers[i], i, &grid)) return;
    hmf_model model;
    if (!kit_create(run, &model, &grid.cosmology)) return;
    threads_run(run, &model, workers);
    hmf_destroy(&model);
}

/* ---- the floating-point environment ---------------------------------------------------------- */

typedef struct {
    int rounding, traps;
    unsigned long control; /* MXCSR or FPCR without the flags that arithmetic sets */
} fp_settings;

static fp_settings fp_read(void) {
    fp_settings settings = {.rounding = fegetround(), .traps = fegetexcept()};
#if defined __SSE__
    settings.control = _mm_getcsr() & ~0x3fu;
#elif defined __aarch64__
    __asm__ volatile("mrs %0, fpcr" : "=r"(settings.control));
#endif
    return settings;
}

static void expect_settings(check_run *run, const char *after, fp_settings expected) {
    const fp_settings got = fp_read();
    if (got.rounding != expected.rounding)
        kit_fail(run, "after %s: expected rounding mode %#x, got %#x", after,
                 (unsigned)expected.rounding, (unsigned)got.rounding);
    if (got.traps != expected.traps)
        kit_fail(run, "after %s: expected traps %#x, got %#x", after, (unsigned)expected.traps,
                 (unsigned)got.traps);
    if (got.control != expected.control)
        kit_fail(run, "after %s: expected control register %#lx, got %#lx", after, expected.control,
                 got.control);
}

void check_fp_environment(check_run *run) {
    fenv_t environment;
    if (fegetenv(&environment) != 0) {
        kit_fail(run, "the floating-point environment cannot be read");
        return;
    }
    const fp_settings expected = fp_read();
    kit_grid grid;
    hmf_model model;
    kit_output output;
    if (kit_default_grid(run, &grid) && kit_create(run, &model, &grid.cosmology)) {
        expect_settings(run, "create", expected);
        kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, grid.nmass, kit_prepare(&output));
        expect_settings(run, "evaluate", expected);
        hmf_destroy(&model);
        expect_settings(run, "destroy", expected);
    }
    fesetenv(&environment);
}

/* ---- leaks ----------------------------------------------------------------------------------- */

/* The warm-up lets thread pools and the caches of the allocator fill. */
enum { LEAKS_WARM_UP = 10, LEAKS_CYCLES = 100 };

static bool leaks_cycles(check_run *run, const kit_grid *grid, int cycles) {
    kit_output output;
    double *cells = kit_prepare(&output);
    for (int i = 0; i < cycles; i++)
        if (!kit_answer(run, grid, cells)) return false;
    return true;
}

void check_leaks(check_run *run) {
    if (!memory_is_counted()) {
        run->outcome = CHECK_SKIPPED;
        snprintf(run->message, sizeof run->message, "memory in use cannot be counted here");
        return;
    }
    kit_grid grid;
    if (!kit_default_grid(run, &grid)) return;
    grid.nz = 1;
    grid.nmass = 2;
    if (!leaks_cycles(run, &grid, LEAKS_WARM_UP)) return;
    const size_t before = memory_in_use();
    if (!leaks_cycles(run, &grid, LEAKS_CYCLES)) return;
    const size_t after = memory_in_use();
    /* A leak of one byte per cycle fails; fluctuations are smaller. */
    if (after >= before + LEAKS_CYCLES)
        kit_fail(run, "%d cycles: expected no more memory in use, got %zu bytes more", LEAKS_CYCLES,
                 after - before);
}

/* Only the first call may allocate, to start threads or fill a cache. */
void check_no_allocation(check_run *run) {
    kit_grid grid;
    kit_output output;
    double *got = kit_prepare(&output);
    hmf_model model;
    if (!kit_default_grid(run, &grid) || !kit_create(run, &model, &grid.cosmology)) return;
    if (kit_evaluate(run, &model, grid.z, 1, grid.mass, 2, got)) {
        const size_t before = memory_allocations();
        const bool good = kit_evaluate(run, &model, grid.z, grid.nz, grid.mass, grid.nmass, got);
        const size_t calls = memory_allocations() - before;
        if (good && calls > 0) kit_fail(run, "evaluate: expected no allocation, got %zu", calls);
    }
    hmf_destroy(&model);
}

/* ---- failing allocations --------------------------------------------------------------------- */

enum { NO_MEMORY_WARM_UP = 10, NO_MEMORY_CALLS = 20, NO_MEMORY_MOST = 1000 };

/* Makes a call whose nth allocation fails; sets *refused if there was an nth. A call that works
 * without the memory must return the same answer. */
static bool starved_call(check_run *run, const kit_grid *grid, size_t nth, const double *expected,
                         bool *refused) {
    kit_output output;
    double *got = kit_prepare(&output);
    hmf_model model;
    hmf_error error;
    memory_refuse(nth);
    hmf_status status = run->wrappers->create(&model, run->impl, &grid->cosmology, &error);
    if (status == HMF_OK)
        status = run->wrappers->evaluate(&model, grid->z, grid->nz, grid->mass, grid->nmass, got,
                                         &error);
    *refused = memory_was_refused();
    hmf_destroy(&model);
    if (status == HMF_OK) return kit_same(run, "with less memory", grid, expected, got);
    if (status == HMF_NO_MEMORY && *refused) return true;
    return kit_fail(run, "allocation %zu fails: expected status '%s', got '%s'", nth,
                    hmf_status_text(HMF_NO_MEMORY), hmf_status_text(status));
}

static bool starved_calls(check_run *run, const kit_grid *grid, size_t nth, const double *expected,
                          int calls) {
    bool refused;
    while (calls-- > 0)
        if (!starved_call(run, grid, nth, expected, &refused)) return false;
    return true;
}

static bool starved_keeps_nothing(check_run *run, const kit_grid *grid, size_t nth,
                                  const double *expected) {
    if (!starved_calls(run, grid, nth, expected, NO_MEMORY_WARM_UP)) return false;
    const size_t before = memory_in_use();
    if (!starved_calls(run, grid, nth, expected, NO_MEMORY_CALLS)) return false;
    const size_t after = memory_in_use();
    return after < before + NO_MEMORY_CALLS ||
           kit_fail(
               run,
               "allocation %zu fails, %d times: expected no more memory in use, got %zu bytes more",
               nth, NO_MEMORY_CALLS, after - before);
}

void check_no_memory(check_run *run) {
    kit_grid grid;
    kit_output enough;
    double *expected = kit_prepare(&enough);
    if (!kit_default_grid(run, &grid)) return;
    grid.nz = 1;
    grid.nmass = 2;
    if (!kit_answer(run, &grid, expected)) return;
    bool refused = true;
    size_t nth = 0;
    while (refused && nth < NO_MEMORY_MOST) {
        if (!starved_call(run, &grid, ++nth, expected, &refused)) return;
        if (refused && !starved_keeps_nothing(run, &grid, nth, expected)) return;
    }
    if (refused) kit_fail(run, "still allocates after %d allocations", NO_MEMORY_MOST);
    if (nth > 1) return;
    run->outcome = CHECK_NOTHING;
    snprintf(run->message, sizeof run->message, "allocates nothing");
}
