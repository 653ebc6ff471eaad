/* SPDX-License-Identifier: MIT */
/* finding.c: names, reasons and advice. */
#include "finding.h"

#include "sandbox.h"

#include <linux/sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

static const struct {
    const char *name, *advice;
} outcomes[JUDGE_OUTCOMES] = {
    [JUDGE_CORRECT] = {"correct", ""},
    [JUDGE_UNREADABLE] = {"unreadable", "./hmf judge --new NAME writes a file to start from."},
    [JUDGE_TOO_LARGE] = {"too large",
                         "Compute large tables in create, or find mathematics that needs "
                         "smaller ones."},
    [JUDGE_NOT_COMPILED] =
        {"does not compile",
         "One file, C17 with GNU extensions. It can include hmf.h, the standard headers "
         "and GSL's, but no other files of the project. It is linked with OpenMP, GSL "
         "and the C library alone."},
    [JUDGE_NO_DESCRIPTOR] = {"no descriptor",
                             "The file NAME.c ends in `const hmf_impl hmf_impl_NAME = "
                             "{...};`, not static; ./hmf judge --new shows how."},
    [JUDGE_UNAVAILABLE] = {"unavailable",
                           "Remove `unavailable`, or judge it on a machine that can run it."},
    [JUDGE_SANITIZER] = {"undefined behaviour",
                         "The sanitizer names the line. Grids may have a single "
                         "redshift or mass, and masses come in any order."},
    [JUDGE_WRONG] = {"wrong",
                     "Compare the parts with hmf.h at that cell: R, sigma, the central difference, "
                     "the growth factor."},
    [JUDGE_NOT_FINITE] = {"not finite",
                          "Look for 0/0, a square root of a rounding error, and exp(-nu^2/2) "
                          "for large nu."},
    [JUDGE_UNTOUCHED] = {"untouched output",
                         "Write dn_dlnm[iz * nmass + im] for every iz < nz and every "
                         "im < nmass."},
    [JUDGE_REFUSED] = {"refused",
                       "Return HMF_OK for the whole domain, and HMF_NO_MEMORY only if malloc "
                       "returns NULL."},
    [JUDGE_FORBIDDEN_CALL] = {"forbidden call",
                              "Entries may not print, use files, sleep, start processes or "
                              "read clocks. Threads need HMF_THREADED in .flags."},
    [JUDGE_READS_CLOCK] =
        {"reads the clock",
         "Take the clock out, also omp_get_wtime and srand(time(NULL)); the judge measures. "
         "Seed random numbers with a constant."},
    [JUDGE_CHANGES_INPUTS] = {"changes its inputs",
                              "Copy z and mass before sorting or scaling them."},
    [JUDGE_OUT_OF_BOUNDS] = {"out of bounds",
                             "Vector loops must not read or write a whole vector at the end "
                             "of an array."},
    [JUDGE_STACK_OVERFLOW] = {"stack overflow",
                              "Put large arrays on the heap, and check that every recursion "
                              "ends."},
    [JUDGE_CRASH] = {"crash",
                     "Compile it with -g -fsanitize=address,undefined and run it in a debugger. A "
                     "floating-point exception is an integer division by zero, or feenableexcept."},
    [JUDGE_ABORTED] = {"aborted",
                       "An assertion failed, or malloc found damaged memory. GSL aborts on errors "
                       "unless gsl_set_error_handler_off is called."},
    [JUDGE_EXITED] = {"exited",
                      "Return a status instead. OpenMP exits if it cannot start its threads: at "
                      "most 64, in 1 GiB of memory with 8 MiB of stack for each."},
    [JUDGE_TIMED_OUT] = {"timed out",
                         "Check that every loop ends. `naive` takes 0.05 s for 5 redshifts and "
                         "200 masses."},
    [JUDGE_TOO_MUCH_MEMORY] = {"too much memory",
                               "Free in destroy all memory that create allocates."},
    [JUDGE_NOT_DONE] = {"not done", "Wait for your threads before evaluate returns."},
    [JUDGE_INCONSISTENT] = {"inconsistent", "The descriptor must be const."},
    [JUDGE_NOT_JUDGED] = {"not judged", ""},
};

const char *judge_outcome_name(judge_outcome which) {
    return outcomes[which].name;
}

const char *judge_finding_advice(const judge_finding *found) {
    return found->advice ? found->advice : outcomes[found->outcome].advice;
}

bool judge_depends_on_cosmology(judge_outcome which) {
    return which == JUDGE_WRONG || which == JUDGE_NOT_FINITE || which == JUDGE_REFUSED;
}

/* Replaces all but printable ASCII, because the text goes to a terminal. `lines` keeps newlines. */
static void make_printable(char *text, bool lines) {
    for (; *text; text++)
        if ((*text < ' ' || *text > '~') && !(lines && *text == '\n')) *text = lines ? '?' : ' ';
}

bool judge_finding_set(judge_finding *found, judge_outcome which, const char *format, ...) {
    found->outcome = which;
    found->advice = NULL;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(found->reason, sizeof found->reason, format, arguments);
    va_end(arguments);
    make_printable(found->reason, false);
    return false;
}

void judge_finding_details(judge_finding *found, char *text) {
    free(found->details);
    found->details = text;
    if (text) make_printable(text, true);
}

void judge_finding_free(judge_finding *found) {
    free(found->details);
    found->details = NULL;
}

/* ---- forbidden system calls ------------------------------------------------------------------ */

/* Advice by the use that C code makes of a call; the names are between spaces. */
typedef struct {
    const char *calls, *advice;
} purpose;

static const char process_advice[] =
    "Entries start no processes; threads are allowed with HMF_THREADED in .flags.";

static const purpose purposes[] = {
    {" clone clone3 fork vfork execve execveat wait4 waitid ", process_advice},
    {" clock_gettime gettimeofday time clock_getres times getrusage getitimer setitimer alarm "
     "timer_create timerfd_create adjtimex clock_adjtime perf_event_open ",
     "Take the clock out; the judge measures. Seed random numbers with a constant."},
    {" nanosleep clock_nanosleep pause poll ppoll select pselect6 ",
     "Entries do not sleep. Threads can wait for one another with mutexes, semaphores or "
     "barriers."},
    {" openat open creat openat2 stat statx access faccessat faccessat2 mkdir unlink unlinkat "
     "getdents64 readlink readlinkat memfd_create ",
     "There are no files. Compute tables in create, or write them into the source."},
    {" write writev fstat newfstatat ioctl dup dup2 fcntl ",
     "Entries print nothing and have no files. Remove the output."},
    {" rt_sigaction signalfd4 sigaltstack ",
     "Entries catch no signals and start no commands with system()."},
    {" kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo ",
     "Entries send no signals. Return a status instead of raise()."},
    {" sched_setaffinity sched_setscheduler sched_setattr sched_setparam setpriority mbind "
     "set_mempolicy mlock mlock2 mlockall ",
     "The judge chooses cores, priorities and the placement of memory."},
    {" mmap ",
     "Memory must be private and of ordinary pages: use malloc, or mmap with MAP_PRIVATE | "
     "MAP_ANONYMOUS. madvise(MADV_HUGEPAGE) is allowed."},
    {" uname getuid geteuid getgid getegid getppid getgroups ",
     "Entries may not ask for properties of the machine and its users."},
    {" socket socketpair connect bind ", "There is no network."},
};

static bool is_one_of(const char *calls, const char *name) {
    const size_t length = strlen(name);
    for (const char *at = calls; (at = strstr(at, name)); at++)
        if (at[-1] == ' ' && at[length] == ' ') return true;
    return false;
}

bool judge_forbidden_thread(const judge_forbidden_call *call) {
    if (call->threads) return false;
    /* pthread_create sets the handler of SIGSETXID, 33, before its first clone. */
    return call->number == SYS_clone3 ||
           (call->number == SYS_rt_sigaction && call->argument == 33) ||
           (call->number == SYS_clone && call->argument & CLONE_THREAD);
}

void judge_forbidden_explain(const judge_forbidden_call *call, const char *stage,
                             judge_finding *found) {
    const char *name = judge_system_call_name(call->number);
    if (judge_forbidden_thread(call)) {
        judge_finding_set(found, JUDGE_FORBIDDEN_CALL,
                          "it started a thread (%s) %s, but its flags do not contain HMF_THREADED",
                          name, stage);
        found->advice = "Add HMF_THREADED to .flags: `.flags = HMF_THREADED`.";
        return;
    }
    judge_finding_set(found, JUDGE_FORBIDDEN_CALL,
                      "it made the system call %s %s; entries may only compute", name, stage);
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        if (is_one_of(purposes[i].calls, name)) found->advice = purposes[i].advice;
}

void judge_forbidden_explain_uncaught(const char *stage, judge_finding *found) {
    judge_finding_set(
        found, JUDGE_FORBIDDEN_CALL,
        "it made a system call %s with signals blocked, as fork does, or a 32-bit one", stage);
    found->advice = process_advice;
}
