/* SPDX-License-Identifier: MIT */
/* worker_client.c: starts workers, asks questions, checks answers and explains failures. */
#include "worker_client.h"

#include "clock.h"
#include "die.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROBES = 64, SLACK = 64 /* doubles next to the output that must not change */ };

/* ---- failures -------------------------------------------------------------------------------- */

static const char *stage_name(const judge_worker *c) {
    switch (atomic_load(&c->shared.answer->stage)) {
    case JUDGE_STAGE_JAIL:
    case JUDGE_STAGE_LOAD: return "while it was loaded";
    case JUDGE_STAGE_CREATE: return "in create";
    case JUDGE_STAGE_DESTROY: return "in destroy";
    default: return "in evaluate";
    }
}

/* The troubles that need no details. */
static const struct {
    judge_outcome outcome;
    const char *act, *rule;
} troubles[] = {
    [JUDGE_TROUBLE_CLOCK] = {JUDGE_READS_CLOCK, "read a clock", "; only the judge may"},
    [JUDGE_TROUBLE_INPUT] = {JUDGE_CHANGES_INPUTS, "wrote to its inputs", ", which are const"},
    [JUDGE_TROUBLE_BEYOND_IN] = {JUDGE_OUT_OF_BOUNDS, "read outside z or mass", ""},
    [JUDGE_TROUBLE_BEYOND_OUT] = {JUDGE_OUT_OF_BOUNDS, "wrote outside dn_dlnm", ""},
    [JUDGE_TROUBLE_STACK] = {JUDGE_STACK_OVERFLOW, "used up the stack of 8 MiB", ""},
};

static void explain_trouble(const judge_worker *c, judge_finding *found) {
    const judge_answer *a = c->shared.answer;
    const uint32_t trouble = a->trouble;
    const char *stage = stage_name(c);
    if (trouble == JUDGE_TROUBLE_CALL)
        judge_forbidden_explain(&(judge_forbidden_call){a->detail, a->address, c->plan.threads},
                                stage, found);
    else if (trouble < sizeof troubles / sizeof *troubles && troubles[trouble].act)
        judge_finding_set(found, troubles[trouble].outcome, "it %s %s%s", troubles[trouble].act,
                          stage, troubles[trouble].rule);
    else if (a->detail == SIGABRT)
        judge_finding_set(found, JUDGE_ABORTED, "it called abort, or the C library did, %s", stage);
    else
        judge_finding_set(found, JUDGE_CRASH, "%s at address 0x%llx %s",
                          strsignal((int)(a->detail & 63)), (unsigned long long)a->address, stage);
}

static void explain_not_loaded(const judge_worker *c, judge_finding *found) {
    char message[sizeof c->shared.answer->message];
    memcpy(message, c->shared.answer->message, sizeof message);
    message[sizeof message - 1] = '\0';
    judge_finding_set(found, JUDGE_NO_DESCRIPTOR, "%s.c, hmf_impl_%s: %s", c->plan.name,
                      c->plan.name, message);
    if (strncmp(message, JUDGE_JAIL_NOT_LINKED, strlen(JUDGE_JAIL_NOT_LINKED)) == 0)
        found->advice = "This is a message of the dynamic linker. Put large static arrays on the "
                        "heap; nested functions may need an executable stack.";
}

/* Explains a failure with the sanitizer's output, and takes ownership of it. The crash handler may
 * have recorded a signal before the sanitizer reported its place. */
static void explain_sanitizer(const judge_worker *c, char *output, judge_finding *found) {
    char *shadow = strstr(output, "\nShadow bytes");
    if (shadow) *shadow = '\0'; /* omits internals of the sanitizer */
    if (c->shared.answer->trouble != JUDGE_TROUBLE_NONE)
        explain_trouble(c, found);
    else
        judge_finding_set(found, JUDGE_SANITIZER, "a sanitizer stopped it %s", stage_name(c));
    judge_finding_details(found, output);
}

static void explain_exit(judge_worker *c, int status, judge_finding *found) {
    char *output = judge_jail_output(&c->process), *closed = strstr(output, JUDGE_JAIL_CLOSED);
    if (closed)
        memmove(output, closed + 1, strlen(closed + 1) + 1); /* this mark is for the judge */
    /* UBSan exits with 1, because it reads its options late, when there is no /proc. */
    if (c->plan.sanitized &&
        (status == JUDGE_JAIL_SANITIZER || strstr(output, "runtime error: "))) {
        explain_sanitizer(c, output, found);
        return;
    }
    if (!closed && (status == JUDGE_JAIL_FAILED || status == 127))
        judge_finding_set(found, JUDGE_NOT_JUDGED, "the jail: %.400s", output);
    else if (status == JUDGE_JAIL_NOT_LOADED)
        explain_not_loaded(c, found);
    else if (status == JUDGE_JAIL_CRASHED && c->shared.answer->trouble != JUDGE_TROUBLE_NONE)
        explain_trouble(c, found);
    else
        judge_finding_set(found, JUDGE_EXITED, "it ended the process with status %d %s%s", status,
                          stage_name(c),
                          strstr(output, "libgomp: Thread creation failed")
                              ? ": OpenMP could not start its threads"
                              : "");
    free(output);
}

/* Explains the end of a worker that has ended. Returns false. */
static bool explain_end(judge_worker *c, judge_finding *found) {
    const int status = c->process.status;
    if (WIFEXITED(status))
        explain_exit(c, WEXITSTATUS(status), found);
    else if (WTERMSIG(status) == SIGKILL)
        judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY,
                          "the kernel killed it %s, probably because memory ran out",
                          stage_name(c));
    else if (WTERMSIG(status) == SIGABRT)
        judge_finding_set(found, JUDGE_ABORTED, "it called abort %s", stage_name(c));
    else if (WTERMSIG(status) == SIGSYS)
        judge_forbidden_explain_uncaught(stage_name(c), found);
    else
        judge_finding_set(found, JUDGE_CRASH, "%s %s", strsignal(WTERMSIG(status)), stage_name(c));
    return false;
}

/* Ends a worker that shows no memory, unless it is about to end by itself, which it does even when
 * it is stopped. Returns false. */
static bool end_hidden(judge_worker *c, judge_finding *found) {
    kill(c->process.pid, SIGSTOP);
    for (int i = 0; i < 1000 && !judge_jail_has_ended(&c->process); i++) usleep(1000);
    if (c->process.pid == 0) return explain_end(c, found);
    judge_jail_end(&c->process);
    if (c->number == 0 && !c->plan.sanitized)
        return judge_finding_set(
            found, JUDGE_READS_CLOCK,
            "its first thread has ended, so the judge cannot check whether it kept a clock");
    return judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY,
                             "its first thread has ended, so its memory cannot be counted");
}

/* Checks the memory of a worker from outside. Returns false, after ending it, if it takes too much
 * or shows none. */
static bool check_memory(judge_worker *c, judge_finding *found) {
    if (c->process.pid == 0) return explain_end(c, found);
    const long kib = judge_jail_memory(&c->process);
    if (kib == 0) return end_hidden(c, found);
    if (kib > 0 && kib >> 10 < JUDGE_JAIL_MEMORY_MIB) return true;
    if (kib < 0)
        judge_finding_set(found, JUDGE_NOT_JUDGED, "reading the memory of a jail: %s",
                          strerror(errno));
    else
        judge_finding_set(found, JUDGE_TOO_MUCH_MEMORY, "it took more than %d MiB %s",
                          JUDGE_JAIL_MEMORY_MIB, stage_name(c));
    judge_jail_end(&c->process);
    return false;
}

/* Returns whether the worker still runs within its time limit. Also checks the memory of a worker
 * with sanitizers; for others the kernel limits the address space, and the check can wait for the
 * clock to stop. */
static bool is_alive(judge_worker *c, double since, judge_finding *found) {
    if (judge_jail_has_ended(&c->process)) return explain_end(c, found);
    if (hmf_now() - since <= c->machine->patience)
        return !c->plan.sanitized || check_memory(c, found);
    judge_finding_set(found, JUDGE_TIMED_OUT, "not finished after %g s %s", c->machine->patience,
                      stage_name(c));
    judge_jail_end(&c->process);
    return false;
}

/* ---- starting and ending --------------------------------------------------------------------- */

static bool share_memory(judge_worker *c) {
    c->question_fd = memfd_create("question", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    c->answer_fd = memfd_create("answer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (c->question_fd < 0 || c->answer_fd < 0 ||
        ftruncate(c->question_fd, JUDGE_QUESTION_BYTES) != 0 ||
        ftruncate(c->answer_fd, JUDGE_ANSWER_BYTES) != 0 ||
        !judge_shared_memory_map(&c->shared, c->question_fd, c->answer_fd, false))
        return false;
    return !(c->machine->mask & 1u << JUDGE_PROTECT_SEALS) ||
           judge_seal_future_writes(c->question_fd);
}

static bool start_process(judge_worker *c) {
    const judge_worker_plan *plan = &c->plan;
    static char program[] = "hmf-judge-jail", verb[] = "run";
    /* The descriptor is unique among running workers, so each has a thread limit of its own. */
    char *settings =
        xasprintf("%u %u %d %d %d", c->machine->mask, judge_sandbox_user((unsigned)c->question_fd),
                  plan->spinning ? c->machine->worker_core : -1, plan->threads, (int)plan->kind);
    char *const arguments[] = {program, verb, settings, (char *)plan->name, NULL};
    const int module = plan->module >= 0 ? plan->module : c->question_fd;
    const bool good =
        judge_jail_start(&c->process, c->machine, JUDGE_JAIL_GROUP_MIB,
                         plan->sanitized ? c->machine->sanitized_jail : c->machine->jail, arguments,
                         (int[]){c->question_fd, c->answer_fd, module});
    free(settings);
    return good;
}

/* Checks from outside that the clock pages are gone. Code that ran while the entry was loaded could
 * have prevented their removal. */
static bool has_no_clock(judge_worker *c, judge_finding *found) {
    judge_clock_pages clock;
    if (c->plan.sanitized) return true;
    const bool seen = judge_find_clock_pages(c->process.pid, &clock);
    if (!seen && errno == ESRCH) return end_hidden(c, found);
    if (!seen)
        return judge_finding_set(found, JUDGE_NOT_JUDGED, "reading the mappings of a jail: %s",
                                 strerror(errno));
    return clock.count == 0 ||
           judge_finding_set(found, JUDGE_READS_CLOCK, "it kept a clock when it was loaded");
}

static bool await_ready(judge_worker *c, judge_finding *found) {
    const double start = hmf_now();
    while (atomic_load_explicit(&c->shared.answer->stage, memory_order_acquire) <
           JUDGE_STAGE_READY) {
        if (!is_alive(c, start, found) || !check_memory(c, found)) return false;
        usleep(100);
    }
    if (c->shared.answer->message[0] == '\0')
        return has_no_clock(c, found) && check_memory(c, found);
    return judge_finding_set(found, JUDGE_UNAVAILABLE, "it reports that it cannot run here: %.255s",
                             c->shared.answer->message);
}

bool judge_worker_start(judge_worker *c, const judge_machine *machine,
                        const judge_worker_plan *plan, judge_finding *found) {
    *c = (judge_worker){.plan = *plan, .machine = machine, .question_fd = -1, .answer_fd = -1};
    c->process.errors = -1;
    c->plan.spinning = plan->spinning && machine->worker_core >= 0;
    c->answer = xmalloc(JUDGE_GRID_CELLS_MAX * sizeof *c->answer);
    if (!share_memory(c) || !start_process(c))
        return judge_finding_set(found, JUDGE_NOT_JUDGED, "starting a jail: %s", strerror(errno));
    return await_ready(c, found);
}

void judge_worker_end(judge_worker *c) {
    judge_jail_end(&c->process);
    judge_shared_memory_unmap(&c->shared);
    if (c->question_fd >= 0) close(c->question_fd);
    if (c->answer_fd >= 0) close(c->answer_fd);
    c->question_fd = c->answer_fd = -1;
    free(c->answer);
    c->answer = NULL;
}

bool judge_worker_lacks_threads(const judge_worker *c) {
    const judge_answer *a = c->shared.answer;
    return a && a->trouble == JUDGE_TROUBLE_CALL &&
           judge_forbidden_thread(&(judge_forbidden_call){a->detail, a->address, c->plan.threads});
}

/* Wakes a sleeping worker; one about to sleep sees the new value and does not sleep. */
static void ring(judge_worker *c) {
    atomic_fetch_add_explicit(&c->shared.question->bell, 1, memory_order_release);
    judge_wake(&c->shared.question->bell);
}

/* Makes the worker poll without a pause, or sleep until the next question. */
static bool spin(judge_worker *c, bool spinning, judge_finding *found) {
    atomic_store_explicit(&c->shared.question->spinning, spinning, memory_order_release);
    if (spinning) ring(c);
    const double start = hmf_now();
    while (atomic_load_explicit(&c->shared.answer->spinning, memory_order_acquire) != spinning)
        if (!is_alive(c, start, found)) return false;
    c->awake = spinning;
    return true;
}

bool judge_worker_wake(judge_worker *c, bool awake, judge_finding *found) {
    if (awake && c->process.pid > 0) kill(c->process.pid, SIGCONT);
    if (c->plan.spinning && awake != c->awake && !spin(c, awake, found)) return false;
    if (!awake && !check_memory(c, found)) return false;
    if (!awake) kill(c->process.pid, SIGSTOP);
    return true;
}

/* ---- questions ------------------------------------------------------------------------------- */

typedef struct {
    size_t cells;
    size_t at;              /* offset of the output in its area, in doubles */
    size_t probe[PROBES];   /* cells */
    uint64_t found[PROBES]; /* their contents when the clock stopped */
    size_t probes;
} question_plan;

/* Returns an offset at the left or the right end of an area. */
static size_t place(const judge_worker *c, size_t area, size_t count) {
    return judge_random_below(c->machine->random, JUDGE_PROBES, 2) ? area - count : 0;
}

static void fill_output(judge_worker *c, const question_plan *q) {
    const size_t first = q->at < SLACK ? 0 : q->at - SLACK;
    const size_t end = q->at + q->cells + SLACK;
    const size_t last = end < JUDGE_CELLS_AREA ? end : JUDGE_CELLS_AREA;
    const uint64_t payload = judge_random_word(c->machine->random, JUDGE_FILL);
    c->fill = 0x7ff8000000000000u | payload << 16;
    double fill;
    memcpy(&fill, &c->fill, sizeof fill);
    for (size_t i = first; i < last; i++) c->shared.cells[i] = fill;
}

static question_plan plan_question(judge_worker *c, const hmf_truth_grid *grid) {
    question_plan q = {.cells = grid->nz * grid->nmass};
    q.at = place(c, JUDGE_CELLS_AREA, q.cells);
    q.probes = q.cells < PROBES ? q.cells : PROBES;
    for (size_t i = 0; i < q.probes; i++)
        q.probe[i] =
            q.cells <= PROBES ? i : judge_random_below(c->machine->random, JUDGE_PROBES, q.cells);
    return q;
}

static bool computes(judge_command command) {
    return command == JUDGE_EVALUATE || command == JUDGE_MASS_FUNCTION;
}

/* Does the untimed part of a question: chooses the positions of the arrays and fills the output. A
 * create gets no arrays, because the entry must not see the inputs of evaluate before the clock
 * runs. */
static void prepare(judge_worker *c, judge_command command, const hmf_truth_grid *grid,
                    question_plan *q) {
    judge_question *question = c->shared.question;
    question->command = command;
    question->nz = question->nmass = 0;
    *q = (question_plan){0};
    if (!computes(command)) return;
    *q = plan_question(c, grid);
    fill_output(c, q);
    question->nz = (uint32_t)grid->nz;
    question->nmass = (uint32_t)grid->nmass;
    question->z_at = (uint32_t)place(c, JUDGE_Z_AREA, grid->nz);
    question->mass_at = (uint32_t)place(c, JUDGE_MASS_AREA, grid->nmass);
    question->cells_at = (uint32_t)q->at;
}

static void release(judge_worker *c, const hmf_truth_grid *grid) {
    judge_question *question = c->shared.question;
    question->cosmology = grid->cosmology;
    memcpy(c->shared.z + question->z_at, grid->z, question->nz * sizeof *grid->z);
    memcpy(c->shared.mass + question->mass_at, grid->mass, question->nmass * sizeof *grid->mass);
    atomic_store_explicit(&question->number, ++c->number, memory_order_release);
    if (!c->awake) ring(c);
}

static bool answered(const judge_worker *c) {
    return atomic_load_explicit(&c->shared.answer->number, memory_order_acquire) == c->number;
}

static bool await_answer(judge_worker *c, double start, judge_finding *found) {
    for (unsigned looks = 1; !answered(c); looks++) {
        if (c->awake) {
            judge_pause();
            if (looks % 4096 != 0) continue;
        } else {
            judge_sleep(&c->shared.answer->number, c->number - 1, 0.02);
            if (answered(c)) break;
        }
        if (!is_alive(c, start, found)) return false;
    }
    return true;
}

static void probe(const judge_worker *c, question_plan *q) {
    const double *cells = c->shared.cells + q->at;
    for (size_t i = 0; i < q->probes; i++) memcpy(&q->found[i], &cells[q->probe[i]], sizeof *cells);
}

/* ---- answers --------------------------------------------------------------------------------- */

static bool check_probes(const judge_worker *c, const question_plan *q, judge_finding *found) {
    for (size_t i = 0; i < q->probes; i++) {
        uint64_t now;
        memcpy(&now, &c->answer[q->probe[i]], sizeof now);
        if (now != q->found[i])
            return judge_finding_set(found, JUDGE_NOT_DONE,
                                     "it returned and wrote cell %zu of %zu later", q->probe[i],
                                     q->cells);
    }
    return true;
}

static bool check_slack(const judge_worker *c, const question_plan *q, judge_finding *found) {
    const size_t before = q->at < SLACK ? q->at : SLACK;
    const size_t room = JUDGE_CELLS_AREA - q->at - q->cells, after = room < SLACK ? room : SLACK;
    const double *cells = c->shared.cells + q->at;
    for (size_t i = 0; i < before + after; i++) {
        const double *cell = i < before ? cells - 1 - i : cells + q->cells + (i - before);
        if (memcmp(cell, &c->fill, sizeof *cell) != 0)
            return judge_finding_set(found, JUDGE_OUT_OF_BOUNDS, "it wrote outside dn_dlnm, %s it",
                                     i < before ? "before" : "after");
    }
    return true;
}

static bool check_touched(const judge_worker *c, const question_plan *q, judge_finding *found) {
    size_t untouched = 0, first = 0;
    for (size_t i = q->cells; i-- > 0;)
        if (memcmp(&c->answer[i], &c->fill, sizeof c->fill) == 0) untouched++, first = i;
    if (untouched == 0) return true;
    usleep(100000); /* time for threads that are still working */
    if (memcmp(&c->shared.cells[q->at + first], &c->fill, sizeof c->fill) != 0)
        return judge_finding_set(found, JUDGE_NOT_DONE,
                                 "it returned and wrote cell %zu of %zu later", first, q->cells);
    return judge_finding_set(found, JUDGE_UNTOUCHED,
                             "it did not write %zu of %zu cells; the first is number %zu",
                             untouched, q->cells, first);
}

static bool check_cells(const judge_worker *c, const question_plan *q, judge_finding *found) {
    return check_probes(c, q, found) && check_slack(c, q, found) && check_touched(c, q, found);
}

static bool check_status(const judge_worker *c, judge_finding *found) {
    const judge_answer *a = c->shared.answer;
    if (a->status == HMF_OK) return true;
    return judge_finding_set(found, JUDGE_REFUSED, "it returned an error: %s %s",
                             hmf_status_text((hmf_status)a->status), stage_name(c));
}

bool judge_worker_ask(judge_worker *c, judge_command command, const hmf_truth_grid *grid,
                      judge_finding *found) {
    question_plan q;
    prepare(c, command, grid, &q);
    const double start = hmf_now();
    release(c, grid);
    if (!await_answer(c, start, found)) return false;
    probe(c, &q);
    c->seconds = hmf_now() - start;
    /* For a worker that polls, this check comes at the end of its turn. */
    if (!c->awake && !check_memory(c, found)) return false;
    if (!check_status(c, found)) return false;
    if (!computes(command)) return true;
    memcpy(c->answer, c->shared.cells + q.at, q.cells * sizeof *c->answer);
    return check_cells(c, &q, found);
}
