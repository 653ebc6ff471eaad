/* SPDX-License-Identifier: MIT */
/* worker_failure.c: finds the reason why a worker ended, and ends workers that break a limit. */
#include "clock.h"
#include "worker.h"
#include "worker_client.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *judge_worker_stage(const judge_worker *c) {
    switch (atomic_load(&c->shared.answer->stage)) {
    case JUDGE_STAGE_JAIL:
    case JUDGE_STAGE_LOAD: return "while it was loaded";
    case JUDGE_STAGE_CREATE: return "in create";
    case JUDGE_STAGE_DESTROY: return "in destroy";
    default: return "in evaluate";
    }
}

static void explain_trouble(const judge_worker *c, judge_finding *found) {
    const judge_answer *a = c->shared.answer;
    const char *stage = judge_worker_stage(c);
    switch (a->trouble) {
    case JUDGE_TROUBLE_CALL:
        judge_forbidden_explain(&(judge_forbidden_call){a->detail, a->address, c->plan.threads},
                                stage, found);
        break;
    case JUDGE_TROUBLE_CLOCK:
        judge_finding_set(found, JUDGE_READS_CLOCK, "it read a clock %s; only the judge may",
                          stage);
        break;
    case JUDGE_TROUBLE_INPUT:
        judge_finding_set(found, JUDGE_CHANGES_INPUTS, "it wrote to its inputs %s, which are const",
                          stage);
        break;
    case JUDGE_TROUBLE_BEYOND_IN:
        judge_finding_set(found, JUDGE_OUT_OF_BOUNDS, "it read outside z or mass %s", stage);
        break;
    case JUDGE_TROUBLE_BEYOND_OUT:
        judge_finding_set(found, JUDGE_OUT_OF_BOUNDS, "it wrote outside dn_dlnm %s", stage);
        break;
    case JUDGE_TROUBLE_STACK:
        judge_finding_set(found, JUDGE_STACK_OVERFLOW, "it used up the stack of 8 MiB %s", stage);
        break;
    default:
        if (a->detail == SIGABRT)
            judge_finding_set(found, JUDGE_ABORTED, "it called abort, or the C library did, %s",
                              stage);
        else
            judge_finding_set(found, JUDGE_CRASH, "%s at address 0x%llx %s",
                              strsignal((int)(a->detail & 63)), (unsigned long long)a->address,
                              stage);
    }
}

static void explain_not_loaded(const judge_worker *c, judge_finding *found) {
    char message[sizeof c->shared.answer->message];
    memcpy(message, c->shared.answer->message, sizeof message);
    message[sizeof message - 1] = '\0';
    judge_finding_set(found, JUDGE_NO_DESCRIPTOR, "%s.c, hmf_impl_%s: %s", c->plan.name,
                      c->plan.name, message);
    if (strncmp(message, JUDGE_WORKER_NOT_LOADED, strlen(JUDGE_WORKER_NOT_LOADED)) == 0)
        found->advice = "This is a message of the dynamic linker. Put large static arrays on the "
                        "heap; nested functions may need an executable stack.";
}

static void explain_status(const judge_worker *c, int status, const char *output,
                           judge_finding *found) {
    const bool openmp = output && strstr(output, "libgomp: Thread creation failed");
    judge_finding_set(found, JUDGE_EXITED, "it ended the process with status %d %s%s", status,
                      judge_worker_stage(c), openmp ? ": OpenMP could not start its threads" : "");
}

/* Explains a failure with the sanitizer's output, and takes ownership of it. The crash handler may
 * have recorded a signal before the sanitizer reported its place. */
static void explain_sanitizer(const judge_worker *c, char *output, judge_finding *found) {
    char *shadow = strstr(output, "\nShadow bytes");
    if (shadow) *shadow = '\0'; /* omits internals of the sanitizer */
    if (c->shared.answer->trouble != JUDGE_TROUBLE_NONE)
        explain_trouble(c, found);
    else
        judge_finding_set(found, JUDGE_SANITIZER, "a sanitizer stopped it %s",
                          judge_worker_stage(c));
    judge_finding_details(found, output);
}

/* Returns whether the output is a report of UBSan. It exits with 1, because it reads its options
 * late, when there is no /proc. */
static bool has_ubsan_report(const char *output) {
    return strstr(output, "runtime error: ") != NULL;
}

static void explain_exit(judge_worker *c, int status, judge_finding *found) {
    char *output = judge_jail_output(&c->process);
    const char *closed = output ? strstr(output, JUDGE_JAIL_CLOSED) : NULL;
    if (closed)
        memmove(output, closed + 1, strlen(closed + 1) + 1); /* this mark is for the judge */
    if (!closed && (status == JUDGE_JAIL_FAILED || status == 127)) {
        judge_finding_set(found, JUDGE_NOT_JUDGED, "the jail: %.400s", output ? output : "");
    } else if (status == JUDGE_JAIL_NOT_LOADED) {
        explain_not_loaded(c, found);
    } else if (status == JUDGE_JAIL_CRASHED && c->shared.answer->trouble != JUDGE_TROUBLE_NONE) {
        explain_trouble(c, found);
    } else if (c->plan.sanitized && output &&
               (status == JUDGE_JAIL_SANITIZER || has_ubsan_report(output))) {
        explain_sanitizer(c, output, found);
        return;
    } else {
        explain_status(c, status, output, found);
    }
    free(output);
}

bool judge_worker_explain_end(judge_worker *c, judge_finding *found) {
    const int status = c->process.status;
    if (WIFEXITED(status))
        explain_exit(c, WEXITSTATUS(status), found);
    else if (WTERMSIG(status) == SIGKILL)
        judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY,
                          "the kernel killed it %s, probably because memory ran out",
                          judge_worker_stage(c));
    else if (WTERMSIG(status) == SIGABRT)
        judge_finding_set(found, JUDGE_ABORTED, "it called abort %s", judge_worker_stage(c));
    else if (WTERMSIG(status) == SIGSYS)
        judge_forbidden_explain_uncaught(judge_worker_stage(c), found);
    else
        judge_finding_set(found, JUDGE_CRASH, "%s %s", strsignal(WTERMSIG(status)),
                          judge_worker_stage(c));
    return false;
}

static bool end_late(judge_worker *c, judge_finding *found) {
    judge_finding_set(found, JUDGE_TIMED_OUT, "not finished after %g s %s", c->machine->patience,
                      judge_worker_stage(c));
    judge_jail_end(&c->process);
    return false;
}

/* A process that is about to end does so even when it is stopped. */
bool judge_worker_end_hidden(judge_worker *c, judge_finding *found) {
    kill(c->process.pid, SIGSTOP);
    for (int i = 0; i < 1000 && !judge_jail_has_ended(&c->process); i++) usleep(1000);
    if (c->process.pid == 0) return judge_worker_explain_end(c, found);
    judge_jail_end(&c->process);
    if (c->number == 0 && !c->plan.sanitized)
        return judge_finding_set(
            found, JUDGE_READS_CLOCK,
            "its first thread has ended, so the judge cannot check whether it kept a clock");
    return judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY,
                             "its first thread has ended, so its memory cannot be counted");
}

bool judge_worker_check_memory(judge_worker *c, judge_finding *found) {
    if (c->process.pid == 0) return judge_worker_explain_end(c, found);
    const long kib = judge_jail_memory(&c->process);
    if (kib == 0) return judge_worker_end_hidden(c, found);
    if (kib > 0 && kib >> 10 < JUDGE_JAIL_MEMORY_MIB) return true;
    if (kib < 0)
        judge_finding_set(found, JUDGE_NOT_JUDGED, "reading the memory of a jail: %s",
                          strerror(errno));
    else
        judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY, "it took more than %d MiB %s",
                          JUDGE_JAIL_MEMORY_MIB, judge_worker_stage(c));
    judge_jail_end(&c->process);
    return false;
}

bool judge_worker_is_alive(judge_worker *c, double since, judge_finding *found) {
    if (judge_jail_has_ended(&c->process)) return judge_worker_explain_end(c, found);
    if (hmf_now() - since > c->machine->patience) return end_late(c, found);
    return !c->plan.sanitized || judge_worker_check_memory(c, found);
}
