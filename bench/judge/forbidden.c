/* forbidden.c: system calls by what C code makes them for. */
#include "forbidden.h"

#include "filter.h"

#include <linux/sched.h>
#include <string.h>
#include <sys/syscall.h>

/* Names of calls, each between spaces. */
typedef struct {
    const char *calls, *advice;
} purpose;

static const char process_advice[] =
    "Entries start no processes; threads are allowed with HMF_THREADED among the flags.";

static const purpose purposes[] = {
    {" clone clone3 fork vfork execve execveat wait4 waitid ", process_advice},
    {" clock_gettime gettimeofday time clock_getres times getrusage getitimer setitimer alarm "
     "timer_create timerfd_create adjtimex clock_adjtime perf_event_open ",
     "Take the clock out; the judge measures. Seed random numbers with a constant."},
    {" nanosleep clock_nanosleep pause poll ppoll select pselect6 ",
     "Entries do not sleep. Threads wait for one another with mutexes, semaphores or barriers."},
    {" openat open creat openat2 stat statx access faccessat faccessat2 mkdir unlink unlinkat "
     "getdents64 readlink readlinkat memfd_create ",
     "There are no files. Compute tables in create, or write them into the source."},
    {" write writev fstat newfstatat ioctl dup dup2 fcntl ",
     "Entries print nothing and have no files. Take the output out."},
    {" rt_sigaction signalfd4 sigaltstack ",
     "Entries catch no signals and start no commands with system()."},
    {" kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo ",
     "Entries send no signals. Return a status instead of raise()."},
    {" sched_setaffinity sched_setscheduler sched_setattr sched_setparam setpriority mbind "
     "set_mempolicy mlock mlock2 mlockall ",
     "The judge chooses cores, priorities and the placement of memory."},
    {" mmap ", "Memory is private and of ordinary pages: malloc, or mmap with MAP_PRIVATE | "
               "MAP_ANONYMOUS. madvise(MADV_HUGEPAGE) is allowed."},
    {" uname getuid geteuid getgid getegid getppid getgroups ",
     "The machine and its users are not among an entry's inputs."},
    {" socket socketpair connect bind ", "There is no network."},
};

static const char threads_advice[] = "Add HMF_THREADED to .flags: `.flags = HMF_THREADED`.";

static bool is_one_of(const char *calls, const char *name) {
    const size_t length = strlen(name);
    for (const char *at = calls; (at = strstr(at, name)); at++)
        if (at[-1] == ' ' && at[length] == ' ') return true;
    return false;
}

bool forbidden_thread(const forbidden_call *call) {
    if (call->threads) return false;
    /* pthread_create sets the handler of SIGSETXID, 33, before its first clone. */
    return call->number == SYS_clone3 ||
           (call->number == SYS_rt_sigaction && call->argument == 33) ||
           (call->number == SYS_clone && call->argument & CLONE_THREAD);
}

void forbidden_explain(const forbidden_call *call, const char *stage, finding *found) {
    const char *name = filter_call_name(call->number);
    if (forbidden_thread(call)) {
        finding_set(found, OUTCOME_FORBIDDEN_CALL,
                    "it started a thread (%s) %s, and HMF_THREADED is not among its flags", name,
                    stage);
        found->advice = threads_advice;
        return;
    }
    finding_set(found, OUTCOME_FORBIDDEN_CALL,
                "it called the kernel's %s %s: an entry computes, and nothing else", name, stage);
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        if (is_one_of(purposes[i].calls, name)) found->advice = purposes[i].advice;
}

void forbidden_explain_uncaught(const char *stage, finding *found) {
    finding_set(found, OUTCOME_FORBIDDEN_CALL,
                "it called the kernel %s with signals blocked, as fork does, or by the back door",
                stage);
    found->advice = process_advice;
}
