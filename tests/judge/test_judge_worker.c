/*
 * test_serve.c: a contestant at work (serve.h) and what ends it (watch.h), in this process and
 * without a jail. usage: test_serve ENTRIES MODULE, a module with serve_entries.c and hmf_module.so
 */
#include "jail.h"
#include "library_calls.h"
#include "serve.h"
#include "watch.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <cmocka.h>

static const char *entries, *rungs; /* modules */
static judge_handover mine, theirs; /* the judge's and the contestant's */

static int hand_over(void **state) {
    (void)state;
    const int question = memfd_create("q", 0), answer = memfd_create("a", 0);
    const bool good = ftruncate(question, JUDGE_QUESTION_BYTES) == 0 &&
                      ftruncate(answer, JUDGE_ANSWER_BYTES) == 0 &&
                      judge_handover_map(&mine, question, answer, false) &&
                      judge_handover_map(&theirs, question, answer, true);
    close(question);
    close(answer);
    return good ? 0 : -1;
}

/* ---- loading --------------------------------------------------------------------------------- */

static const hmf_impl *load(contestant_kind kind, const char *name, const char *path) {
    *mine.answer = (judge_answer){0};
    return serve_load(kind, name, path, theirs.answer);
}

static void refuses(contestant_kind kind, const char *name, const char *path, const char *reason) {
    assert_null(load(kind, name, path));
    if (!strstr(mine.answer->message, reason)) fail_msg("%s: %s", name, mine.answer->message);
}

static void finds_what_is_there(void **state) {
    (void)state;
    const hmf_impl *good = load(CONTESTANT_ENTRY, "good", entries);
    assert_string_equal(good->name, "good");
    assert_string_equal(mine.answer->message, "");
    assert_non_null(load(CONTESTANT_ENTRY, "absent", entries));
    assert_string_equal(mine.answer->message, "not on a Friday");
    assert_string_equal(load(CONTESTANT_RUNG, "openmp", rungs)->name, "openmp");
    assert_true(mine.answer->flags & HMF_THREADED);
    assert_string_equal(load(CONTESTANT_NULL, "", "")->name, "null");
    assert_string_equal(load(CONTESTANT_LIGHT, "", "")->name, "light");
}

static void says_what_is_not_there(void **state) {
    (void)state;
    refuses(CONTESTANT_ENTRY, "good", "/nonexistent.so", "/nonexistent.so");
    refuses(CONTESTANT_ENTRY, "nothing", entries, "does not define the descriptor");
    refuses(CONTESTANT_ENTRY, "number", entries, "not a const hmf_impl");
    refuses(CONTESTANT_ENTRY, "idle", entries, "no evaluate");
    refuses(CONTESTANT_ENTRY, "half", entries, "only one of create and destroy");
    refuses(CONTESTANT_RUNG, "naive", entries, "no registry");
    refuses(CONTESTANT_RUNG, "nothing", rungs, "no such implementation");
}

/* ---- answering ------------------------------------------------------------------------------- */

/* A contestant with a handover of its own, who waits for ever when another one has been started. */
static struct contestant {
    judge_handover handover;
    const hmf_impl *impl;
} contestants[5];
static size_t started;

static void *answer_for_ever(void *which) {
    const struct contestant *c = which;
    serve(&c->handover, c->impl);
}

static void start(const hmf_impl *impl) {
    assert_int_equal(hand_over(NULL), 0);
    assert_true(started < sizeof contestants / sizeof *contestants);
    struct contestant *c = &contestants[started++];
    *c = (struct contestant){theirs, impl};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer_for_ever, c), 0);
    pthread_detach(thread);
}

static hmf_status ask(judge_command command, uint32_t nz, uint32_t nmass) {
    judge_question *q = mine.question;
    q->command = command, q->nz = nz, q->nmass = nmass;
    q->cosmology = hmf_cosmology_default;
    q->z_at = JUDGE_Z_AREA - nz, q->mass_at = 0, q->cells_at = 3;
    for (uint32_t i = 0; i < nz; i++) mine.z[q->z_at + i] = i;
    for (uint32_t i = 0; i < nmass; i++) mine.mass[i] = 1e10 * (1 + i);
    const uint32_t number = atomic_fetch_add(&q->number, 1) + 1;
    atomic_fetch_add(&q->bell, 1);
    judge_wake(&q->bell);
    for (uint32_t last; (last = atomic_load(&mine.answer->number)) != number;)
        judge_sleep(&mine.answer->number, last, 0.01);
    return mine.answer->status;
}

static void fills_the_grid_where_it_is_told(void **state) {
    (void)state;
    for (uint32_t spinning = 0; spinning < 2; spinning++) {
        start(load(CONTESTANT_NULL, "", ""));
        atomic_store(&mine.question->spinning, spinning);
        assert_int_equal(ask(JUDGE_MASS_FUNCTION, 2, 3), HMF_OK);
        assert_int_equal(mine.answer->spinning, spinning);
        for (int i = 0; i < 6; i++)
            assert_true(mine.cells[3 + i] == 1e10 * (1 + i % 3) + (i < 3 ? 0 : 1));
        assert_true(mine.cells[2] == 0.0 && mine.cells[9] == 0.0);
        atomic_store(&mine.question->spinning, 0);
    }
    start(load(CONTESTANT_LIGHT, "", ""));
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 2, 3), HMF_OK);
    for (int i = 0; i < 6; i++) assert_true(mine.cells[3 + i] == 1.0);
}

static void goes_step_by_step(void **state) {
    (void)state;
    start(load(CONTESTANT_ENTRY, "good", entries));
    assert_int_equal(ask(JUDGE_CREATE, 1, 3), HMF_OK);
    assert_int_equal(ask(JUDGE_EVALUATE, 1, 3), HMF_OK);
    assert_true(mine.cells[5] == 3e10);
    assert_int_equal(ask(JUDGE_EVALUATE, 2, 3), HMF_NO_CONVERGENCE);
    assert_true(isnan(mine.cells[5]));
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_EVALUATE);
    assert_int_equal(ask(JUDGE_DESTROY, 1, 3), HMF_OK);
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_DESTROY);
    assert_int_equal(ask(JUDGE_EVALUATE, 1, 3), HMF_BAD_POINTER);
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 2, 3), HMF_NO_CONVERGENCE);
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_EVALUATE);
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 1, 3), HMF_OK);
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_DESTROY);
    start(load(CONTESTANT_ENTRY, "full", entries));
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 1, 3), HMF_NO_MEMORY);
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_CREATE);
}

/* ---- what ends it ---------------------------------------------------------------------------- */

static bool answers(long number, const void *first, const void *second, int64_t expected) {
    const uint64_t argument[] = {(uintptr_t)first, (uintptr_t)second};
    int64_t result = 1;
    return library_call_answer((uint32_t)number, argument, &result) && result == expected;
}

static void only_the_library_s_calls_are_answered(void **state) {
    (void)state;
    static const struct {
        long call;
        const char *path;
        bool answered;
    } files[] = {
        {SYS_openat, "/sys/devices/system/cpu/online", true},
        {SYS_openat, "/proc/sys/vm/overcommit_memory", true},
        {SYS_openat, "/lib/x86_64-linux-gnu/libgcc_s.so.1", true},
        {SYS_openat, "libnothing.so", true},
        {SYS_openat, "/usr/lib/locale/locale-archive", true},
        {SYS_newfstatat, "/lib/x86_64-linux-gnu", true},
        {SYS_openat, "/sys/devices/system/cpu/online/x", false},
        {SYS_openat, "/etc/passwd", false},
        {SYS_openat, "table.so", false},
        {SYS_openat, "", false},
        {SYS_openat, NULL, false},
        {SYS_newfstatat, "/home", false},
        {SYS_newfstatat, NULL, false},
        {SYS_read, "/lib", false},
        {SYS_getppid, NULL, false},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (answers(files[i].call, NULL, files[i].path, -ENOENT) != files[i].answered)
            fail_msg("%ld %s", files[i].call, files[i].path);
}

static void the_machine_says_nothing(void **state) {
    (void)state;
    struct sysinfo info;
    memset(&info, 0xff, sizeof info);
    assert_true(answers(SYS_sysinfo, &info, NULL, 0));
    assert_int_equal(info.totalram * info.mem_unit, (size_t)JAIL_MEMORY_MIB << 20);
    assert_true(info.uptime == 0 && info.loads[0] == 0 && info.freeram == info.totalram);
    assert_true(answers(SYS_sysinfo, NULL, NULL, -EFAULT));
}

static sigjmp_buf afterwards;
static int refused_action; /* the number of the call of sigaction that fails */
static bool no_stack;

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
_Noreturn void __wrap__exit(int status) {
    if (status == WATCH_EXIT) siglongjmp(afterwards, 1);
    __real__exit(status);
}

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old) {
    if (refused_action-- == 1) return -1;
    return __real_sigaction(number, action, old);
}

int __real_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old) {
    return no_stack ? -1 : __real_sigaltstack(stack, old);
}

static unsigned char *forbidden; /* two pages: the clock's, and any */

static void write_question(void) {
    theirs.question->number = 7;
}
static void write_redshift(void) {
    theirs.z[0] = 7.0;
}
static void write_mass(void) {
    theirs.mass[JUDGE_MASS_AREA - 1] = 7.0;
}
static void read_before_redshifts(void) {
    (void)((volatile double *)theirs.z)[-1];
}
static void read_behind_masses(void) {
    (void)((volatile double *)theirs.mass)[JUDGE_MASS_AREA];
}
static void write_before_cells(void) {
    ((volatile double *)theirs.cells)[-1] = 7.0;
}
static void write_behind_cells(void) {
    ((volatile double *)theirs.cells)[JUDGE_CELLS_AREA] = 7.0;
}
static void read_clock_page(void) {
    (void)((volatile unsigned char *)forbidden)[100];
}
static void call_system(void) {
    raise(SIGSYS);
}
#if defined __x86_64__
static void read_time_stamp(void) {
    assert_true(confine_no_clock());
    __builtin_ia32_rdtsc();
}
static void read_time_stamp_and_core(void) {
    unsigned core;
    assert_true(confine_no_clock());
    __builtin_ia32_rdtscp(&core);
}
#endif

#if !JAIL_SANITIZED /* of what follows a sanitizer has more to say */
static long dig(long depth) {
    volatile char room[1 << 12];
    room[0] = (char)depth;
    return depth == 0 ? 0 : dig(depth - 1) + room[0];
}
static void run_out_of_stack(void) {
    dig(LONG_MAX);
}
static void read_elsewhere(void) {
    (void)((volatile unsigned char *)forbidden)[JUDGE_PAGE];
}
static void read_nowhere(void) {
    (void)*(volatile unsigned char *)(UINTPTR_MAX / 2 + 1); /* no address at all to x86-64 */
}
static void read_behind_file(void) {
    const int empty = memfd_create("empty", 0);
    volatile unsigned char *file = mmap(NULL, JUDGE_PAGE, PROT_READ, MAP_SHARED, empty, 0);
    close(empty);
    (void)*file;
}
static void divide_by_nothing(void) {
    raise(SIGFPE);
}
#endif

static const struct {
    void (*act)(void);
    judge_trouble trouble;
    uint32_t detail;
} acts[] = {
    {write_question, JUDGE_TROUBLE_INPUT, SIGSEGV},
    {write_redshift, JUDGE_TROUBLE_INPUT, SIGSEGV},
    {write_mass, JUDGE_TROUBLE_INPUT, SIGSEGV},
    {read_before_redshifts, JUDGE_TROUBLE_BEYOND_IN, SIGSEGV},
    {read_behind_masses, JUDGE_TROUBLE_BEYOND_IN, SIGSEGV},
    {write_before_cells, JUDGE_TROUBLE_BEYOND_OUT, SIGSEGV},
    {write_behind_cells, JUDGE_TROUBLE_BEYOND_OUT, SIGSEGV},
    {read_clock_page, JUDGE_TROUBLE_CLOCK, SIGSEGV},
    {call_system, JUDGE_TROUBLE_CALL, 0},
#if defined __x86_64__
    {read_time_stamp, JUDGE_TROUBLE_CLOCK, SIGSEGV},
    {read_time_stamp_and_core, JUDGE_TROUBLE_CLOCK, SIGSEGV},
#endif
#if !JAIL_SANITIZED
    {run_out_of_stack, JUDGE_TROUBLE_STACK, SIGSEGV},
    {read_elsewhere, JUDGE_TROUBLE_SIGNAL, SIGSEGV},
    {read_nowhere, JUDGE_TROUBLE_SIGNAL, SIGSEGV},
    {read_behind_file, JUDGE_TROUBLE_SIGNAL, SIGBUS},
    {divide_by_nothing, JUDGE_TROUBLE_SIGNAL, SIGFPE},
    {abort, JUDGE_TROUBLE_SIGNAL, SIGABRT},
#endif
};

static void notes_down_what_it_was(void **state) {
    (void)state;
    assert_int_equal(hand_over(NULL), 0);
    forbidden = mmap(NULL, 2 * JUDGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(forbidden != MAP_FAILED);
    const confine_clock clock = {.part = {{(unsigned long)(uintptr_t)forbidden, JUDGE_PAGE, true}},
                                 .count = 1};
    assert_true(watch_begin(&theirs, &clock));
    for (volatile size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        *mine.answer = (judge_answer){0};
        if (sigsetjmp(afterwards, 1) == 0) {
            acts[i].act();
            fail_msg("act %zu went well", (size_t)i);
        }
#if defined __x86_64__
        assert_int_equal(prctl(PR_SET_TSC, PR_TSC_ENABLE), 0);
#endif
        if (mine.answer->trouble != acts[i].trouble)
            fail_msg("act %zu: trouble %u", (size_t)i, mine.answer->trouble);
        if (acts[i].detail) assert_int_equal(mine.answer->detail, acts[i].detail);
    }
}

static void does_not_watch_with_half_its_eyes(void **state) {
    (void)state;
    const confine_clock clock = {0};
    no_stack = true;
    assert_false(watch_begin(&theirs, &clock));
    no_stack = false;
    for (int n = 1; n <= 6; n++) {
        refused_action = n;
        assert_false(watch_begin(&theirs, &clock));
    }
    refused_action = 7;
    assert_true(watch_begin(&theirs, &clock));
}

int main(int argc, char **argv) {
    if (argc != 3) return EXIT_FAILURE;
    entries = argv[1], rungs = argv[2];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(says_what_is_not_there),
        cmocka_unit_test(fills_the_grid_where_it_is_told),
        cmocka_unit_test(goes_step_by_step),
        cmocka_unit_test(only_the_library_s_calls_are_answered),
        cmocka_unit_test(the_machine_says_nothing),
        cmocka_unit_test(notes_down_what_it_was),
        cmocka_unit_test(does_not_watch_with_half_its_eyes),
    };
    return cmocka_run_group_tests(tests, hand_over, NULL);
}
