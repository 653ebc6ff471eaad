/* test_judge_parts.c: accuracy classes, questions, text from strangers, the shared memory. */
#include "accuracy.h"
#include "confine.h"
#include "contestant.h"
#include "filter.h"
#include "forbidden.h"
#include "host.h"
#include "outcome.h"
#include "questions.h"

#include <errno.h>
#include <float.h>
#include <linux/sched.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- accuracy -------------------------------------------------------------------------------- */

static accuracy_class class_of(double want, double nu, double got, outcome *why) {
    double z = 0.0, mass = 1e12;
    const hmf_truth_grid grid = {hmf_cosmology_default, 1, 1, &z, &mass, &want, &nu};
    accuracy a = accuracy_begin();
    finding found = {0};
    const bool good = accuracy_look(&a, &grid, &got, &found);
    assert_int_equal(good, a.class != CLASS_WRONG);
    assert_int_equal(a.worst.cells, 1);
    *why = found.outcome;
    return a.class;
}

static void classes_end_where_they_say(void **state) {
    (void)state;
    outcome why;
    for (double nu = 0.0; nu < 50.0; nu += 7.3) {
        const double c = 1.0 + nu * nu;
        for (int sign = -1; sign <= 1; sign += 2) {
            assert_int_equal(class_of(1.0, nu, 1.0, &why), CLASS_FULL);
            assert_int_equal(class_of(1.0, nu, exp(sign * 0.99e-12 * c), &why), CLASS_FULL);
            assert_int_equal(class_of(1.0, nu, exp(sign * 1.01e-12 * c), &why), CLASS_TABLE);
            assert_int_equal(class_of(1.0, nu, exp(sign * 0.999e-6 * c), &why), CLASS_TABLE);
            assert_int_equal(class_of(1.0, nu, exp(sign * 1.001e-6 * c), &why), CLASS_WORKSHOP);
            assert_int_equal(class_of(1.0, nu, exp(sign * 0.199 * c), &why), CLASS_WORKSHOP);
            assert_int_equal(class_of(1.0, nu, exp(sign * 0.201 * c), &why), CLASS_WRONG);
            assert_int_equal(why, OUTCOME_WRONG);
        }
    }
}

/* The outcome when so many of 1000 cells are off by that factor of the workshop's tolerance. */
static outcome with_loose_cells(size_t count, double factor) {
    enum { CELLS = 1000 };
    static double mass[CELLS], want[CELLS], nu[CELLS], got[CELLS];
    double z = 0.0;
    for (size_t i = 0; i < CELLS; i++) {
        mass[i] = 1e12, want[i] = 1e-3, nu[i] = 0.001 * (double)i;
        got[i] = want[i] * (i < count ? exp(factor * (6e-3 + 2e-4 * nu[i] * nu[i])) : 1.0);
    }
    const hmf_truth_grid grid = {hmf_cosmology_default, 1, CELLS, &z, mass, want, nu};
    accuracy a = accuracy_begin();
    finding found = {0};
    const bool good = accuracy_look(&a, &grid, got, &found) && accuracy_settle(&a, &found);
    assert_int_equal(good, a.class == CLASS_WORKSHOP);
    return found.outcome;
}

static void few_cells_may_be_loose(void **state) {
    (void)state;
    assert_int_equal(with_loose_cells(100, 1.01), OUTCOME_CORRECT);
    assert_int_equal(with_loose_cells(101, 1.01), OUTCOME_WRONG);
    assert_int_equal(with_loose_cells(1000, 0.99), OUTCOME_CORRECT);
    assert_int_equal(with_loose_cells(1, 30.0), OUTCOME_CORRECT);
    assert_int_equal(with_loose_cells(1, 40.0), OUTCOME_WRONG); /* 0.24 */
}

static void what_is_no_number_is_in_no_class(void **state) {
    (void)state;
    outcome why;
    const double bad[] = {NAN, -NAN, HUGE_VAL, -HUGE_VAL};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(class_of(1.0, 1.0, bad[i], &why), CLASS_WRONG);
        assert_int_equal(why, OUTCOME_NOT_FINITE);
        assert_int_equal(class_of(0.0, 80.0, bad[i], &why), CLASS_WRONG);
    }
    assert_int_equal(class_of(1.0, 1.0, 0.0, &why), CLASS_WRONG);
    assert_int_equal(class_of(1.0, 1.0, -1.0, &why), CLASS_WRONG);
    assert_int_equal(class_of(0.0, 80.0, DBL_MIN, &why), CLASS_FULL);
    assert_int_equal(class_of(0.0, 80.0, 1e-290, &why), CLASS_WORKSHOP);
    assert_int_equal(class_of(0.0, 0.5, 1.0, &why), CLASS_WRONG);
}

/* A result in a class may lie below DBL_MIN and be flushed to zero only where the truth is within
 * the bound of that class above DBL_MIN. */
static void subnormals_may_be_flushed_to_zero(void **state) {
    (void)state;
    outcome why;
    const double nu = 38.0, c = 1.0 + nu * nu;
    static const double flushed[] = {0.0, -0.0, DBL_TRUE_MIN, DBL_MIN / 2, DBL_MIN};
    for (size_t i = 0; i < sizeof flushed / sizeof *flushed; i++) {
        const double got = flushed[i];
        assert_int_equal(class_of(DBL_MIN * (1.0 + DBL_EPSILON), nu, got, &why), CLASS_FULL);
        assert_int_equal(class_of(DBL_MIN * exp(0.99e-12 * c), nu, got, &why), CLASS_FULL);
        assert_int_equal(class_of(DBL_MIN * exp(1.01e-12 * c), nu, got, &why), CLASS_TABLE);
        assert_int_equal(class_of(DBL_MIN * exp(0.99e-6 * c), nu, got, &why), CLASS_TABLE);
        assert_int_equal(class_of(DBL_MIN * exp(1.01e-6 * c), nu, got, &why), CLASS_WORKSHOP);
        assert_int_equal(class_of(DBL_MIN * exp(0.19 * c), nu, got, &why), CLASS_WORKSHOP);
        assert_int_equal(class_of(DBL_MIN * exp(0.21 * c), nu, got, &why), CLASS_WRONG);
        assert_int_equal(why, OUTCOME_WRONG);
    }
    assert_int_equal(class_of(DBL_MIN, nu, -DBL_TRUE_MIN, &why), CLASS_WRONG);
}

static void the_worst_cell_is_remembered(void **state) {
    (void)state;
    double z[] = {1.0, 2.0}, mass[] = {1e10, 1e11, 1e12};
    double want[] = {1, 1, 1, 1, 1, 1}, nu[] = {0, 0, 0, 0, 0, 0};
    double got[] = {1, 1, 1 + 1e-9, 1, 1 + 3e-8, 1};
    const hmf_truth_grid grid = {hmf_cosmology_default, 2, 3, z, mass, want, nu};
    accuracy a = accuracy_begin();
    finding found = {0};
    assert_true(accuracy_look(&a, &grid, got, &found));
    assert_int_equal(a.class, CLASS_TABLE);
    assert_true(a.worst.z == 2.0 && a.worst.mass == 1e11 && a.worst.got == got[4]);
    assert_int_equal(a.worst.cells, 6);
    got[0] = NAN; /* from here on nothing else counts */
    assert_false(accuracy_look(&a, &grid, got, &found));
    assert_true(a.worst.z == 1.0 && a.worst.mass == 1e10 && isnan(a.worst.got));
    assert_int_equal(a.worst.cells, 12);
}

/* ---- questions ------------------------------------------------------------------------------- */

static judge_host host;

static int with_random_numbers(void **state) {
    (void)state;
    judge_seed seed;
    if (judge_seed_read("17", &seed)) host.random = judge_random_new(&seed);
    return host.random ? 0 : -1;
}

static int without(void **state) {
    (void)state;
    judge_random_free(host.random);
    return 0;
}

static bool is_default(const hmf_cosmology *c) {
    return memcmp(c, &hmf_cosmology_default, sizeof *c) == 0;
}

static void fits(const hmf_truth_grid *g) {
    assert_in_range(g->nz, 1, CONTESTANT_Z_MAX);
    assert_in_range(g->nmass, 1, CONTESTANT_MASS_MAX);
    assert_in_range(g->nz * g->nmass, 1, CONTESTANT_CELLS_MAX);
}

static void all_questions_are_of_the_domain_and_fit(void **state) {
    (void)state;
    for (league l = 0; l < LEAGUE_COUNT; l++) {
        question_list list = {0};
        finding found = {0};
        assert_true(questions_add_certified(&list, l, &found));
        assert_true(list.count >= 1);
        assert_true(questions_add_drawn(&list, &host, l, 12, 16, 160, &found));
        if (l == LEAGUE_ANY) assert_true(questions_add_edges(&list, &host, &found));
        for (size_t i = 0; i < list.count; i++) {
            const hmf_truth_grid *g = &list.grids[i];
            fits(g);
            if (l == LEAGUE_DEFAULT) assert_true(is_default(&g->cosmology));
            for (size_t k = 0; k < g->nz; k++) assert_true(g->z[k] >= 0.0 && g->z[k] <= 30.0);
            for (size_t k = 0; k < g->nmass; k++)
                assert_true(g->mass[k] >= 1e2 && g->mass[k] <= 1e15);
            for (size_t k = 0; k < g->nz * g->nmass; k++)
                assert_true(isfinite(g->want[k]) && g->want[k] >= 0.0 && g->nu[k] > 0.0);
        }
        questions_free(&list);
    }
}

/* Who caches by size or address must meet his own cache. */
static void drawn_sizes_come_in_fours_with_other_values(void **state) {
    (void)state;
    question_list list = {0};
    finding found = {0};
    assert_true(questions_add_drawn(&list, &host, LEAGUE_ANY, 24, 4, 16, &found));
    size_t others = 0;
    for (size_t i = 1; i < list.count; i++) {
        const hmf_truth_grid *a = &list.grids[i - 1], *b = &list.grids[i];
        const bool same = a->nz == b->nz && a->nmass == b->nmass;
        if (i % 4 != 0) assert_true(same);
        others += !same;
        assert_true(a->z[0] != b->z[0] && a->mass[0] != b->mass[0]);
        assert_true(a->cosmology.omega_m != b->cosmology.omega_m);
    }
    assert_true(others >= 2);
    questions_free(&list);
}

/* The certified values answer for the referee. */
static void certified_and_drawn_agree(void **state) {
    (void)state;
    question_list list = {0};
    finding found = {0};
    assert_true(questions_add_certified(&list, LEAGUE_ANY, &found));
    for (size_t i = 0; i < list.count; i += 5) {
        const hmf_truth_grid *g = &list.grids[i];
        hmf_truth_grid referred;
        hmf_error error;
        assert_int_equal(
            hmf_truth_refer(&g->cosmology, g->z, g->nz, g->mass, g->nmass, &referred, &error),
            HMF_OK);
        for (size_t k = 0; k < g->nz * g->nmass; k++)
            assert_true(hmf_truth_error(referred.want[k], g->want[k], g->nu[k]) < 2e-14);
        hmf_truth_free_grid(&referred);
    }
    questions_free(&list);
}

static void extremes_are_extreme(void **state) {
    (void)state;
    question_list list = {0};
    finding found = {0};
    assert_true(questions_add_extremes(&list, &found));
    assert_int_equal(list.count, 4);
    for (size_t i = 0; i < list.count; i++) {
        const hmf_truth_grid *g = &list.grids[i];
        double cells[4];
        hmf_error error;
        fits(g);
        assert_int_equal(hmf_mass_function(hmf_find(hmf_get_registry(), "quadrature"),
                                           &g->cosmology, g->z, g->nz, g->mass, g->nmass, cells,
                                           &error),
                         HMF_OK); /* the wrappers accept it */
    }
    questions_free(&list);
}

/* ---- text ------------------------------------------------------------------------------------ */

static void every_outcome_has_a_name_of_its_own(void **state) {
    (void)state;
    for (outcome i = 0; i < OUTCOME_COUNT; i++) {
        assert_non_null(outcome_name(i));
        for (outcome k = 0; k < i; k++) assert_string_not_equal(outcome_name(i), outcome_name(k));
    }
}

static void strangers_text_is_made_printable(void **state) {
    (void)state;
    finding found = {0};
    assert_false(finding_set(&found, OUTCOME_CRASH, "a\033[31mb\nc\x7f\xc3\xa9 %d", 7));
    assert_int_equal(found.outcome, OUTCOME_CRASH);
    assert_string_equal(found.reason, "a [31mb c    7");
    finding_explain(&found, strdup("one\n\033]0;two\007\ttwo"));
    assert_string_equal(found.details, "one\n?]0;two??two");
    finding_explain(&found, strdup("x"));
    assert_string_equal(found.details, "x");
    finding_free(&found);
    char much[2000];
    memset(much, 'y', 1999), much[1999] = '\0';
    finding_set(&found, OUTCOME_WRONG, "%s", much);
    assert_int_equal(strlen(found.reason), sizeof found.reason - 1);
}

static void calls_have_names(void **state) {
    (void)state;
    assert_string_equal(filter_call_name(SYS_openat), "openat");
    assert_string_equal(filter_call_name(999999), "system call 999999");
}

/* ---- walls ----------------------------------------------------------------------------------- */

/* What the filter forbids ends the process by SIGSYS; what it allows does not. */
static int status_under_filter(long number, long argument) {
    const pid_t pid = fork();
    if (pid == 0) {
        signal(SIGSYS, SIG_DFL); /* cmocka has a handler of its own */
        if (!confine_no_new_privileges() || !filter_load(FILTER_RUN, false)) _exit(3);
        syscall(number, argument, 0, 0, 0, 0, 0);
        _exit(0);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    return status;
}

static void the_filter_forbids(void **state) {
    (void)state;
    if (status_under_filter(SYS_getpid, 0) != 0) {
        print_message("SKIPPED: no seccomp here\n");
        skip();
    }
    static const long forbidden[] = {SYS_openat,  SYS_read,         SYS_socket,       SYS_clone,
                                     SYS_execve,  SYS_ptrace,       SYS_kill,         SYS_prctl,
                                     SYS_seccomp, SYS_rt_sigaction, SYS_clock_gettime};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        const int status = status_under_filter(forbidden[i], 0);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
            fail_msg("%s is allowed: %x", filter_call_name((unsigned)forbidden[i]), status);
    }
    assert_int_equal(status_under_filter(SYS_brk, 0), 0);
    assert_true(WIFSIGNALED(status_under_filter(SYS_write, 1)));
    assert_int_equal(status_under_filter(SYS_write, 2), 0);
    assert_int_equal(status_under_filter(SYS_prlimit64, 0), 0); /* reads its own limits */
    assert_true(WIFSIGNALED(status_under_filter(SYS_prlimit64, 1)));
    assert_true(WIFSIGNALED(status_under_filter(SYS_sysinfo, 0))); /* answered in a jail */
}

/* The reason and the advice are those for C code, not for the kernel. */
static void forbidden_calls_have_their_reason(void **state) {
    (void)state;
    static const struct {
        forbidden_call call;
        const char *reason, *advice;
    } calls[] = {
        {{SYS_rt_sigaction, 33, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone, CLONE_VM | CLONE_THREAD, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone3, 4096, false}, "it started a thread", "HMF_THREADED"},
        {{SYS_clone, SIGCHLD, false}, "the kernel's clone", "no processes"},
        {{SYS_clone, CLONE_THREAD, true}, "the kernel's clone", "no processes"},
        {{SYS_rt_sigaction, SIGFPE, false}, "the kernel's rt_sigaction", "catch no signals"},
        {{SYS_clock_gettime, 0, false}, "the kernel's clock_gettime", "the judge measures"},
        {{SYS_newfstatat, 1, false}, "the kernel's newfstatat", "print nothing"},
        {{SYS_read, 0, false}, "the kernel's read", NULL}, /* the usual advice */
    };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        finding found = {0};
        forbidden_explain(&calls[i].call, "in create", &found);
        assert_int_equal(found.outcome, OUTCOME_FORBIDDEN_CALL);
        assert_non_null(strstr(found.reason, calls[i].reason));
        assert_non_null(strstr(found.reason, " in create"));
        assert_int_equal(found.advice != NULL, calls[i].advice != NULL);
        if (found.advice) assert_non_null(strstr(found.advice, calls[i].advice));
        finding_set(&found, OUTCOME_WRONG, "otherwise");
        assert_null(found.advice);
    }
}

static void questions_can_only_be_written_by_who_made_them(void **state) {
    (void)state;
    const int question = memfd_create("q", MFD_ALLOW_SEALING), answer = memfd_create("a", 0);
    judge_handover mine = {0}, theirs = {0};
    assert_int_equal(ftruncate(question, JUDGE_QUESTION_BYTES), 0);
    assert_int_equal(ftruncate(answer, JUDGE_ANSWER_BYTES), 0);
    assert_true(judge_handover_map(&mine, question, answer, false));
    assert_true(confine_seal_future_writes(question));
    assert_false(judge_handover_map(&theirs, question, answer, false));
    assert_true(judge_handover_map(&theirs, question, answer, true));
    mine.mass[JUDGE_MASS_AREA - 1] = 7.0;
    assert_true(theirs.mass[JUDGE_MASS_AREA - 1] == 7.0);
    assert_int_equal(mprotect(theirs.mass, JUDGE_MASS_BYTES, PROT_READ | PROT_WRITE), -1);
    assert_int_not_equal(ftruncate(question, 0), 0);
    theirs.cells[0] = 3.0;
    assert_true(mine.cells[0] == 3.0);
    judge_handover_unmap(&mine);
    judge_handover_unmap(&theirs);
    close(question);
    close(answer);
}

static bool can_read(const double *at) {
    int both[2];
    assert_int_equal(pipe(both), 0);
    const bool good = write(both[1], at, sizeof *at) == sizeof *at;
    close(both[0]);
    close(both[1]);
    return good;
}

static void guards_are_on_both_sides_of_every_array(void **state) {
    (void)state;
    const int question = memfd_create("q", 0), answer = memfd_create("a", 0);
    judge_handover h = {0};
    assert_int_equal(ftruncate(question, JUDGE_QUESTION_BYTES), 0);
    assert_int_equal(ftruncate(answer, JUDGE_ANSWER_BYTES), 0);
    assert_true(judge_handover_map(&h, question, answer, true));
    const struct {
        double *first;
        size_t count;
    } areas[] = {{h.z, JUDGE_Z_AREA}, {h.mass, JUDGE_MASS_AREA}, {h.cells, JUDGE_CELLS_AREA}};
    for (size_t i = 0; i < 3; i++) {
        assert_true(can_read(areas[i].first));
        assert_true(can_read(areas[i].first + areas[i].count - 1));
        assert_false(can_read(areas[i].first - 1));
        assert_false(can_read(areas[i].first + areas[i].count));
    }
    judge_handover_unmap(&h);
    close(question);
    close(answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_end_where_they_say),
        cmocka_unit_test(few_cells_may_be_loose),
        cmocka_unit_test(what_is_no_number_is_in_no_class),
        cmocka_unit_test(subnormals_may_be_flushed_to_zero),
        cmocka_unit_test(the_worst_cell_is_remembered),
        cmocka_unit_test(all_questions_are_of_the_domain_and_fit),
        cmocka_unit_test(drawn_sizes_come_in_fours_with_other_values),
        cmocka_unit_test(certified_and_drawn_agree),
        cmocka_unit_test(extremes_are_extreme),
        cmocka_unit_test(every_outcome_has_a_name_of_its_own),
        cmocka_unit_test(strangers_text_is_made_printable),
        cmocka_unit_test(calls_have_names),
        cmocka_unit_test(the_filter_forbids),
        cmocka_unit_test(forbidden_calls_have_their_reason),
        cmocka_unit_test(questions_can_only_be_written_by_who_made_them),
        cmocka_unit_test(guards_are_on_both_sides_of_every_array),
    };
    return cmocka_run_group_tests(tests, with_random_numbers, without);
}
