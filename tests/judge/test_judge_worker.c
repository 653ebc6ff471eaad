/* SPDX-License-Identifier: MIT */
/*
 * test_judge_worker.c: worker.h in this process, without a jail.
 * usage: test_judge_worker ENTRIES MODULE, the modules of worker_entries.c and hmf_module.so
 */
#include "unit_test.h"
#include "worker.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static const char *entries, *rungs;      /* modules */
static judge_shared_memory mine, theirs; /* the judge's and the worker's */

static int share_memory(void **state) {
    (void)state;
    const int question = memfd_create("q", 0), answer = memfd_create("a", 0);
    const bool good = ftruncate(question, JUDGE_QUESTION_BYTES) == 0 &&
                      ftruncate(answer, JUDGE_ANSWER_BYTES) == 0 &&
                      judge_shared_memory_map(&mine, question, answer, false) &&
                      judge_shared_memory_map(&theirs, question, answer, true);
    close(question);
    close(answer);
    return good ? 0 : -1;
}

/* ---- loading --------------------------------------------------------------------------------- */

static const hmf_impl *load(judge_worker_kind kind, const char *name, const char *path) {
    *mine.answer = (judge_answer){0};
    return judge_worker_load(kind, name, path, theirs.answer);
}

static void expect_not_loaded(judge_worker_kind kind, const char *name, const char *path,
                              const char *reason) {
    assert_null(load(kind, name, path));
    if (!strstr(mine.answer->message, reason)) fail_msg("%s: %s", name, mine.answer->message);
}

static void loads_existing_implementations(void **state) {
    (void)state;
    const hmf_impl *good = load(JUDGE_WORKER_ENTRY, "good", entries);
    assert_string_equal(good->name, "good");
    assert_string_equal(mine.answer->message, "");
    assert_non_null(load(JUDGE_WORKER_ENTRY, "absent", entries));
    assert_string_equal(mine.answer->message, "not on a Friday");
    assert_string_equal(load(JUDGE_WORKER_RUNG, "openmp", rungs)->name, "openmp");
    assert_true(mine.answer->flags & HMF_THREADED);
    assert_string_equal(load(JUDGE_WORKER_NULL, "", "")->name, "null");
    assert_string_equal(load(JUDGE_WORKER_LOWER_BOUND, "", "")->name, "lower bound");
}

static void reports_missing_implementations(void **state) {
    (void)state;
    expect_not_loaded(JUDGE_WORKER_ENTRY, "good", "/nonexistent.so", "/nonexistent.so");
    expect_not_loaded(JUDGE_WORKER_ENTRY, "nothing", entries, "does not define the descriptor");
    expect_not_loaded(JUDGE_WORKER_ENTRY, "number", entries, "not a const hmf_impl");
    expect_not_loaded(JUDGE_WORKER_ENTRY, "idle", entries, "no evaluate");
    expect_not_loaded(JUDGE_WORKER_ENTRY, "half", entries, "only one of create and destroy");
    expect_not_loaded(JUDGE_WORKER_RUNG, "naive", entries, "no registry");
    expect_not_loaded(JUDGE_WORKER_RUNG, "nothing", rungs, "no such implementation");
}

/* ---- answers --------------------------------------------------------------------------------- */

/* Workers, each with a shared memory of its own. All but the last wait forever. */
static struct judge_worker {
    judge_shared_memory shared;
    const hmf_impl *impl;
} workers[5];
static size_t started;

static void *answer_forever(void *which) {
    const struct judge_worker *c = which;
    judge_worker_serve(&c->shared, c->impl);
}

static void start(const hmf_impl *impl) {
    assert_int_equal(share_memory(NULL), 0);
    assert_true(started < COUNT(workers));
    struct judge_worker *c = &workers[started++];
    *c = (struct judge_worker){theirs, impl};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer_forever, c), 0);
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

static void fills_the_grid_at_its_place(void **state) {
    (void)state;
    for (uint32_t spinning = 0; spinning < 2; spinning++) {
        start(load(JUDGE_WORKER_NULL, "", ""));
        atomic_store(&mine.question->spinning, spinning);
        assert_int_equal(ask(JUDGE_MASS_FUNCTION, 2, 3), HMF_OK);
        assert_int_equal(mine.answer->spinning, spinning);
        for (int i = 0; i < 6; i++)
            assert_true(mine.cells[3 + i] == 1e10 * (1 + i % 3) + (i < 3 ? 0 : 1));
        assert_true(mine.cells[2] == 0.0 && mine.cells[9] == 0.0);
        atomic_store(&mine.question->spinning, 0);
    }
    start(load(JUDGE_WORKER_LOWER_BOUND, "", ""));
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 2, 3), HMF_OK);
    for (int i = 0; i < 6; i++) assert_true(mine.cells[3 + i] == 1.0);
}

static void answers_single_commands(void **state) {
    (void)state;
    start(load(JUDGE_WORKER_ENTRY, "good", entries));
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
    start(load(JUDGE_WORKER_ENTRY, "full", entries));
    assert_int_equal(ask(JUDGE_MASS_FUNCTION, 1, 3), HMF_NO_MEMORY);
    assert_int_equal(mine.answer->stage, JUDGE_STAGE_CREATE);
}

/* ---- crashes --------------------------------------------------------------------------------- */

static bool answers(long number, const void *first, const void *second, int64_t expected) {
    const uint64_t argument[] = {(uintptr_t)first, (uintptr_t)second};
    int64_t result = 1;
    return judge_library_call_answer((uint32_t)number, argument, &result) && result == expected;
}

static void only_calls_of_the_c_library_are_answered(void **state) {
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
    for (size_t i = 0; i < COUNT(files); i++)
        if (answers(files[i].call, NULL, files[i].path, -ENOENT) != files[i].answered)
            fail_msg("%ld %s", files[i].call, files[i].path);
}

static void sysinfo_returns_constants(void **state) {
    (void)state;
    struct sysinfo info;
    memset(&info, 0xff, sizeof info);
    assert_true(answers(SYS_sysinfo, &info, NULL, 0));
    assert_int_equal(info.totalram * info.mem_unit, (size_t)JUDGE_JAIL_MEMORY_MIB << 20);
    assert_true(info.uptime == 0 && info.loads[0] == 0 && info.freeram == info.totalram);
    assert_true(answers(SYS_sysinfo, NULL, NULL, -EFAULT));
}

static sigjmp_buf afterwards;
static int failing_action; /* number of the sigaction call that fails */
static bool no_stack;

_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);
_Noreturn void __wrap__exit(int status) {
    if (status == JUDGE_JAIL_CRASHED) siglongjmp(afterwards, 1);
    __real__exit(status);
}

int __real_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old);
int __wrap_sigaction(int number, const struct sigaction *action, struct sigaction *old) {
    if (failing_action-- == 1) return -1;
    return __real_sigaction(number, action, old);
}

int __real_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old);
int __wrap_sigaltstack(const stack_t *stack, stack_t *old) {
    return no_stack ? -1 : __real_sigaltstack(stack, old);
}

static void call_system(void) {
    raise(SIGSYS);
}
#if defined __x86_64__
static void read_time_stamp(void) {
    assert_true(judge_disable_tsc());
    __builtin_ia32_rdtsc();
}
static void read_time_stamp_and_core(void) {
    unsigned core;
    assert_true(judge_disable_tsc());
    __builtin_ia32_rdtscp(&core);
}
#endif
#if !JUDGE_JAIL_SANITIZED /* a sanitizer handles these signals */
static long dig(long depth) {
    volatile char room[1 << 12];
    room[0] = (char)depth;
    return depth == 0 ? 0 : dig(depth - 1) + room[0];
}
static void run_out_of_stack(void) {
    dig(LONG_MAX);
}
static void raise_floating_point_exception(void) {
    raise(SIGFPE);
}
#endif

/* Reads or writes at an address, or calls act, and expects the crash handler to report it. */
static void expect_trouble(const void *at, bool writes, void (*act)(void), judge_trouble trouble,
                           uint32_t detail) {
    *mine.answer = (judge_answer){0};
    if (sigsetjmp(afterwards, 1) == 0) {
        volatile unsigned char *byte = (volatile unsigned char *)(uintptr_t)at;
        if (act)
            act();
        else if (writes)
            *byte = 7;
        else
            (void)*byte;
        fail_msg("no trouble %d", (int)trouble);
    }
#if defined __x86_64__
    assert_int_equal(prctl(PR_SET_TSC, PR_TSC_ENABLE), 0);
#endif
    assert_int_equal(mine.answer->trouble, trouble);
    if (detail) assert_int_equal(mine.answer->detail, detail);
}

static void crash_handler_finds_the_reason(void **state) {
    (void)state;
    assert_int_equal(share_memory(NULL), 0);
    /* Two pages; the first is a clock page. */
    unsigned char *forbidden =
        mmap(NULL, 2 * JUDGE_PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const int empty = memfd_create("empty", 0);
    const void *file = mmap(NULL, JUDGE_PAGE, PROT_READ, MAP_SHARED, empty, 0);
    assert_true(forbidden != MAP_FAILED && file != MAP_FAILED);
    close(empty);
    const judge_clock_pages clock = {
        .part = {{(unsigned long)(uintptr_t)forbidden, JUDGE_PAGE, true}}, .count = 1};
    assert_true(judge_install_crash_handlers(&theirs, &clock));
    expect_trouble(&theirs.question->number, true, NULL, JUDGE_TROUBLE_INPUT, SIGSEGV);
    expect_trouble(theirs.z, true, NULL, JUDGE_TROUBLE_INPUT, SIGSEGV);
    expect_trouble(theirs.mass + JUDGE_MASS_AREA - 1, true, NULL, JUDGE_TROUBLE_INPUT, SIGSEGV);
    expect_trouble(theirs.z - 1, false, NULL, JUDGE_TROUBLE_BEYOND_IN, SIGSEGV);
    expect_trouble(theirs.mass + JUDGE_MASS_AREA, false, NULL, JUDGE_TROUBLE_BEYOND_IN, SIGSEGV);
    expect_trouble(theirs.cells - 1, true, NULL, JUDGE_TROUBLE_BEYOND_OUT, SIGSEGV);
    expect_trouble(theirs.cells + JUDGE_CELLS_AREA, true, NULL, JUDGE_TROUBLE_BEYOND_OUT, SIGSEGV);
    expect_trouble(forbidden + 100, false, NULL, JUDGE_TROUBLE_CLOCK, SIGSEGV);
    expect_trouble(NULL, false, call_system, JUDGE_TROUBLE_CALL, 0);
#if defined __x86_64__
    expect_trouble(NULL, false, read_time_stamp, JUDGE_TROUBLE_CLOCK, SIGSEGV);
    expect_trouble(NULL, false, read_time_stamp_and_core, JUDGE_TROUBLE_CLOCK, SIGSEGV);
#endif
#if !JUDGE_JAIL_SANITIZED
    const void *nowhere = (const void *)(UINTPTR_MAX / 2 + 1); /* not an address on x86-64 */
    expect_trouble(NULL, false, run_out_of_stack, JUDGE_TROUBLE_STACK, SIGSEGV);
    expect_trouble(forbidden + JUDGE_PAGE, false, NULL, JUDGE_TROUBLE_SIGNAL, SIGSEGV);
    expect_trouble(nowhere, false, NULL, JUDGE_TROUBLE_SIGNAL, SIGSEGV);
    expect_trouble(file, false, NULL, JUDGE_TROUBLE_SIGNAL, SIGBUS); /* behind its end */
    expect_trouble(NULL, false, raise_floating_point_exception, JUDGE_TROUBLE_SIGNAL, SIGFPE);
    expect_trouble(NULL, false, abort, JUDGE_TROUBLE_SIGNAL, SIGABRT);
#endif
}

static void incomplete_crash_handlers_are_reported(void **state) {
    (void)state;
    const judge_clock_pages clock = {0};
    no_stack = true;
    assert_false(judge_install_crash_handlers(&theirs, &clock));
    no_stack = false;
    for (int n = 1; n <= 6; n++) {
        failing_action = n;
        assert_false(judge_install_crash_handlers(&theirs, &clock));
    }
    failing_action = 7;
    assert_true(judge_install_crash_handlers(&theirs, &clock));
}

int main(int argc, char **argv) {
    if (argc != 3) return EXIT_FAILURE;
    entries = argv[1], rungs = argv[2];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_existing_implementations),
        cmocka_unit_test(reports_missing_implementations),
        cmocka_unit_test(fills_the_grid_at_its_place),
        cmocka_unit_test(answers_single_commands),
        cmocka_unit_test(only_calls_of_the_c_library_are_answered),
        cmocka_unit_test(sysinfo_returns_constants),
        cmocka_unit_test(crash_handler_finds_the_reason),
        cmocka_unit_test(incomplete_crash_handlers_are_reported),
    };
    return cmocka_run_group_tests(tests, share_memory, NULL);
}
