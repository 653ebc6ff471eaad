/* SPDX-License-Identifier: MIT */
/* test_judge_parts.c: accuracy classes, questions, findings, shared memory. */
#include "questions.h"
#include "unit_test.h"
#include "worker_client.h"

#include <float.h>
#include <linux/sched.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- accuracy -------------------------------------------------------------------------------- */

/* Expects the class and outcome of one cell. */
static void expect_class(double want, double nu, double got, judge_class class,
                         judge_outcome outcome) {
    double z = 0.0, mass = 1e12;
    const hmf_truth_grid grid = {hmf_cosmology_default, 1, 1, &z, &mass, &want, &nu};
    judge_accuracy a = judge_accuracy_begin();
    judge_finding found = {0};
    const bool good = judge_accuracy_add(&a, &grid, &got, &found);
    if (a.reached != class || found.outcome != outcome || good != (class != JUDGE_CLASS_WRONG))
        fail_msg("%g for %g: class %s, %s", got, want, judge_class_names[a.reached],
                 judge_outcome_name(found.outcome));
    assert_int_equal(a.worst.cells, 1);
}

static const struct {
    double error; /* e / (1 + nu^2) */
    judge_class class;
    judge_outcome outcome;
} limits[] = {
    {0.0, JUDGE_CLASS_FULL, JUDGE_CORRECT},          {0.99e-12, JUDGE_CLASS_FULL, JUDGE_CORRECT},
    {1.01e-12, JUDGE_CLASS_TABLE, JUDGE_CORRECT},    {0.999e-6, JUDGE_CLASS_TABLE, JUDGE_CORRECT},
    {1.001e-6, JUDGE_CLASS_WORKSHOP, JUDGE_CORRECT}, {0.199, JUDGE_CLASS_WORKSHOP, JUDGE_CORRECT},
    {0.201, JUDGE_CLASS_WRONG, JUDGE_WRONG},
};

static void classes_have_the_documented_limits(void **state) {
    (void)state;
    for (double nu = 0.0; nu < 50.0; nu += 7.3)
        for (size_t i = 0; i < COUNT(limits); i++)
            for (int sign = -1; sign <= 1; sign += 2)
                expect_class(1.0, nu, exp(sign * limits[i].error * (1.0 + nu * nu)),
                             limits[i].class, limits[i].outcome);
}

/* A result below DBL_MIN may be flushed to zero if the truth is within the bound above DBL_MIN. */
static void subnormals_may_be_flushed_to_zero(void **state) {
    (void)state;
    static const double flushed[] = {0.0, -0.0, DBL_TRUE_MIN, DBL_MIN / 2, DBL_MIN};
    const double nu = 38.0;
    for (size_t k = 0; k < COUNT(flushed); k++) {
        expect_class(DBL_MIN * (1.0 + DBL_EPSILON), nu, flushed[k], JUDGE_CLASS_FULL,
                     JUDGE_CORRECT);
        for (size_t i = 0; i < COUNT(limits); i++)
            expect_class(DBL_MIN * exp(limits[i].error * (1.0 + nu * nu)), nu, flushed[k],
                         limits[i].class, limits[i].outcome);
    }
    expect_class(DBL_MIN, nu, -DBL_TRUE_MIN, JUDGE_CLASS_WRONG, JUDGE_WRONG);
}

static void special_values_are_in_no_class(void **state) {
    (void)state;
    static const double bad[] = {NAN, -NAN, HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < COUNT(bad); i++) {
        expect_class(1.0, 1.0, bad[i], JUDGE_CLASS_WRONG, JUDGE_NOT_FINITE);
        expect_class(0.0, 80.0, bad[i], JUDGE_CLASS_WRONG, JUDGE_NOT_FINITE);
    }
    expect_class(1.0, 1.0, 0.0, JUDGE_CLASS_WRONG, JUDGE_WRONG);
    expect_class(1.0, 1.0, -1.0, JUDGE_CLASS_WRONG, JUDGE_WRONG);
    expect_class(0.0, 80.0, DBL_MIN, JUDGE_CLASS_FULL, JUDGE_CORRECT);
    expect_class(0.0, 80.0, 1e-290, JUDGE_CLASS_WORKSHOP, JUDGE_CORRECT);
    expect_class(0.0, 0.5, 1.0, JUDGE_CLASS_WRONG, JUDGE_WRONG);
}

/* Returns the outcome if `count` of 1000 cells are off by `factor` times workshop's bound. */
static judge_outcome with_loose_cells(size_t count, double factor) {
    enum { CELLS = 1000 };
    static double mass[CELLS], want[CELLS], nu[CELLS], got[CELLS];
    double z = 0.0;
    for (size_t i = 0; i < CELLS; i++) {
        mass[i] = 1e12, want[i] = 1e-3, nu[i] = 0.001 * (double)i;
        got[i] = want[i] * (i < count ? exp(factor * (6e-3 + 2e-4 * nu[i] * nu[i])) : 1.0);
    }
    const hmf_truth_grid grid = {hmf_cosmology_default, 1, CELLS, &z, mass, want, nu};
    judge_accuracy a = judge_accuracy_begin();
    judge_finding found = {0};
    const bool good =
        judge_accuracy_add(&a, &grid, got, &found) && judge_accuracy_finish(&a, &found);
    assert_int_equal(good, a.reached == JUDGE_CLASS_WORKSHOP);
    return found.outcome;
}

static void one_cell_in_ten_may_be_loose(void **state) {
    (void)state;
    assert_int_equal(with_loose_cells(100, 1.01), JUDGE_CORRECT);
    assert_int_equal(with_loose_cells(101, 1.01), JUDGE_WRONG);
    assert_int_equal(with_loose_cells(1000, 0.99), JUDGE_CORRECT);
    assert_int_equal(with_loose_cells(1, 30.0), JUDGE_CORRECT);
    assert_int_equal(with_loose_cells(1, 40.0), JUDGE_WRONG); /* 0.24 */
}

static void worst_cell_is_stored(void **state) {
    (void)state;
    double z[] = {1.0, 2.0}, mass[] = {1e10, 1e11, 1e12};
    double want[] = {1, 1, 1, 1, 1, 1}, nu[] = {0, 0, 0, 0, 0, 0};
    double got[] = {1, 1, 1 + 1e-9, 1, 1 + 3e-8, 1};
    const hmf_truth_grid grid = {hmf_cosmology_default, 2, 3, z, mass, want, nu};
    judge_accuracy a = judge_accuracy_begin();
    judge_finding found = {0};
    assert_true(judge_accuracy_add(&a, &grid, got, &found));
    assert_int_equal(a.reached, JUDGE_CLASS_TABLE);
    assert_true(a.worst.z == 2.0 && a.worst.mass == 1e11 && a.worst.got == got[4]);
    assert_int_equal(a.worst.cells, 6);
    got[0] = NAN;
    assert_false(judge_accuracy_add(&a, &grid, got, &found));
    assert_true(a.worst.z == 1.0 && a.worst.mass == 1e10 && isnan(a.worst.got));
    assert_int_equal(a.worst.cells, 12);
}

/* ---- questions ------------------------------------------------------------------------------- */

static judge_machine machine;

static int open_random(void **state) {
    (void)state;
    judge_seed seed;
    if (judge_seed_read("17", &seed)) machine.random = judge_random_new(&seed);
    return machine.random ? 0 : -1;
}

static int close_random(void **state) {
    (void)state;
    judge_random_free(machine.random);
    return 0;
}

static void expect_within_limits(const hmf_truth_grid *g) {
    assert_in_range(g->nz, 1, JUDGE_GRID_Z_MAX);
    assert_in_range(g->nmass, 1, JUDGE_GRID_MASSES_MAX);
    assert_in_range(g->nz * g->nmass, 1, JUDGE_GRID_CELLS_MAX);
}

static void questions_are_in_the_domain(void **state) {
    (void)state;
    for (judge_question_set set = 0; set < JUDGE_QUESTION_SETS; set++) {
        judge_questions list = {0};
        judge_questions_add_certified(&list, set);
        assert_true(list.count >= 1);
        judge_questions_add_drawn(&list, &machine, set, 12, 16, 160);
        if (set == JUDGE_ANY_COSMOLOGY) judge_questions_add_edges(&list, &machine);
        for (size_t i = 0; i < list.count; i++) {
            const hmf_truth_grid *g = &list.grids[i];
            expect_within_limits(g);
            if (set == JUDGE_DEFAULT_COSMOLOGY)
                assert_memory_equal(&g->cosmology, &hmf_cosmology_default, sizeof g->cosmology);
            for (size_t k = 0; k < g->nz; k++) assert_true(g->z[k] >= 0.0 && g->z[k] <= 30.0);
            for (size_t k = 0; k < g->nmass; k++)
                assert_true(g->mass[k] >= 1e2 && g->mass[k] <= 1e15);
            for (size_t k = 0; k < g->nz * g->nmass; k++)
                assert_true(isfinite(g->want[k]) && g->want[k] >= 0.0 && g->nu[k] > 0.0);
        }
        judge_questions_free(&list);
    }
}

/* Entries that cache by size or address must meet equal sizes with other values. */
static void four_drawn_grids_have_equal_sizes(void **state) {
    (void)state;
    judge_questions list = {0};
    size_t changes = 0;
    judge_questions_add_drawn(&list, &machine, JUDGE_ANY_COSMOLOGY, 24, 4, 16);
    for (size_t i = 1; i < list.count; i++) {
        const hmf_truth_grid *a = &list.grids[i - 1], *b = &list.grids[i];
        const bool same = a->nz == b->nz && a->nmass == b->nmass;
        if (i % 4 != 0) assert_true(same);
        changes += !same;
        assert_true(a->z[0] != b->z[0] && a->mass[0] != b->mass[0]);
        assert_true(a->cosmology.omega_m != b->cosmology.omega_m);
    }
    assert_true(changes >= 2);
    judge_questions_free(&list);
}

static void extremes_are_accepted_by_the_wrappers(void **state) {
    (void)state;
    judge_questions list = {0};
    judge_questions_add_extremes(&list);
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++) {
        const hmf_truth_grid *g = &list.grids[i];
        double cells[4];
        hmf_error error;
        expect_within_limits(g);
        assert_int_equal(hmf_mass_function(hmf_find(hmf_get_registry(), "quadrature"),
                                           &g->cosmology, g->z, g->nz, g->mass, g->nmass, cells,
                                           &error),
                         HMF_OK);
    }
    judge_questions_free(&list);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void text_of_entries_is_made_printable(void **state) {
    (void)state;
    judge_finding found = {0};
    assert_false(judge_finding_set(&found, JUDGE_CRASH, "a\033[31mb\nc\x7f\xc3\xa9 %d", 7));
    assert_int_equal(found.outcome, JUDGE_CRASH);
    assert_string_equal(found.reason, "a [31mb c    7");
    judge_finding_details(&found, strdup("one\n\033]0;two\007\ttwo"));
    assert_string_equal(found.details, "one\n?]0;two??two");
    judge_finding_details(&found, strdup("x"));
    assert_string_equal(found.details, "x");
    judge_finding_free(&found);
    char much[2000];
    memset(much, 'y', 1999), much[1999] = '\0';
    judge_finding_set(&found, JUDGE_WRONG, "%s", much);
    assert_int_equal(strlen(found.reason), sizeof found.reason - 1);
}

static void forbidden_calls_have_advice_for_c_code(void **state) {
    (void)state;
    static const struct {
        judge_forbidden_call call;
        const char *reason, *advice;
    } calls[] = {
        {{SYS_rt_sigaction, 33, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone, CLONE_VM | CLONE_THREAD, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone3, 4096, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone, SIGCHLD, false}, "system call clone", "no processes"},
        {{SYS_clone, CLONE_THREAD, true}, "system call clone", "no processes"},
        {{SYS_rt_sigaction, SIGFPE, false}, "system call rt_sigaction", "catch no signals"},
        {{SYS_clock_gettime, 0, false}, "system call clock_gettime", "the judge measures"},
        {{SYS_newfstatat, 1, false}, "system call newfstatat", "print nothing"},
        {{SYS_read, 0, false}, "system call read", NULL}, /* the advice of the outcome */
    };
    for (size_t i = 0; i < COUNT(calls); i++) {
        judge_finding found = {0};
        judge_forbidden_explain(&calls[i].call, "in create", &found);
        assert_int_equal(found.outcome, JUDGE_FORBIDDEN_CALL);
        assert_non_null(strstr(found.reason, calls[i].reason));
        assert_non_null(strstr(found.reason, " in create"));
        assert_int_equal(found.advice != NULL, calls[i].advice != NULL);
        if (found.advice) assert_non_null(strstr(found.advice, calls[i].advice));
        judge_finding_set(&found, JUDGE_WRONG, "otherwise");
        assert_null(found.advice);
    }
    assert_string_equal(judge_system_call_name(SYS_openat), "openat");
    assert_string_equal(judge_system_call_name(999999), "system call 999999");
}

/* ---- shared memory --------------------------------------------------------------------------- */

static bool can_read(const double *at) {
    int both[2];
    assert_int_equal(pipe(both), 0);
    const bool good = write(both[1], at, sizeof *at) == sizeof *at;
    close(both[0]);
    close(both[1]);
    return good;
}

static void only_the_judge_can_write_questions(void **state) {
    (void)state;
    const int question = memfd_create("q", MFD_ALLOW_SEALING), answer = memfd_create("a", 0);
    judge_shared_memory mine = {0}, theirs = {0};
    assert_int_equal(ftruncate(question, JUDGE_QUESTION_BYTES), 0);
    assert_int_equal(ftruncate(answer, JUDGE_ANSWER_BYTES), 0);
    assert_true(judge_shared_memory_map(&mine, question, answer, false));
    assert_true(judge_seal_future_writes(question));
    assert_false(judge_shared_memory_map(&theirs, question, answer, false));
    assert_true(judge_shared_memory_map(&theirs, question, answer, true));
    mine.mass[JUDGE_MASS_AREA - 1] = 7.0;
    assert_true(theirs.mass[JUDGE_MASS_AREA - 1] == 7.0);
    assert_int_equal(mprotect(theirs.mass, JUDGE_MASS_BYTES, PROT_READ | PROT_WRITE), -1);
    assert_int_not_equal(ftruncate(question, 0), 0);
    theirs.cells[0] = 3.0;
    assert_true(mine.cells[0] == 3.0);
    /* Guard pages on both sides of every array. */
    const struct {
        double *first;
        size_t count;
    } areas[] = {
        {theirs.z, JUDGE_Z_AREA}, {theirs.mass, JUDGE_MASS_AREA}, {theirs.cells, JUDGE_CELLS_AREA}};
    for (size_t i = 0; i < COUNT(areas); i++) {
        assert_true(can_read(areas[i].first));
        assert_true(can_read(areas[i].first + areas[i].count - 1));
        assert_false(can_read(areas[i].first - 1));
        assert_false(can_read(areas[i].first + areas[i].count));
    }
    judge_shared_memory_unmap(&mine);
    judge_shared_memory_unmap(&theirs);
    close(question);
    close(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_have_the_documented_limits),
        cmocka_unit_test(subnormals_may_be_flushed_to_zero),
        cmocka_unit_test(special_values_are_in_no_class),
        cmocka_unit_test(one_cell_in_ten_may_be_loose),
        cmocka_unit_test(worst_cell_is_stored),
        cmocka_unit_test(questions_are_in_the_domain),
        cmocka_unit_test(four_drawn_grids_have_equal_sizes),
        cmocka_unit_test(extremes_are_accepted_by_the_wrappers),
        cmocka_unit_test(text_of_entries_is_made_printable),
        cmocka_unit_test(forbidden_calls_have_advice_for_c_code),
        cmocka_unit_test(only_the_judge_can_write_questions),
    };
    return cmocka_run_group_tests(tests, open_random, close_random);
}
