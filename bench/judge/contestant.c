/* contestant.c: questions posed, answers fetched, deaths explained. */
#include "contestant.h"

#include "clock.h"
#include "confine.h"
#include "forbidden.h"
#include "jail.h"
#include "watch.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROBES = 64, SLACK = 64 /* doubles beside the output that must stay as they are */ };

/* ---- deaths ---------------------------------------------------------------------------------- */

static const char *stage_text(const contestant *c) {
    switch (atomic_load(&c->handover.answer->stage)) {
    case JUDGE_STAGE_JAIL:
    case JUDGE_STAGE_LOAD: return "while it was loaded";
    case JUDGE_STAGE_CREATE: return "in create";
    case JUDGE_STAGE_DESTROY: return "in destroy";
    default: return "in evaluate";
    }
}

static void explain_trouble(const contestant *c, finding *found) {
    const judge_answer *a = c->handover.answer;
    const char *stage = stage_text(c);
    switch (a->trouble) {
    case JUDGE_TROUBLE_CALL:
        forbidden_explain(&(forbidden_call){a->detail, a->address, c->plan.threads}, stage, found);
        break;
    case JUDGE_TROUBLE_CLOCK:
        finding_set(found, OUTCOME_READS_CLOCK, "it read a clock %s: the judge alone has one",
                    stage);
        break;
    case JUDGE_TROUBLE_INPUT:
        finding_set(found, OUTCOME_CHANGES_INPUTS, "it wrote to its inputs %s: they are const",
                    stage);
        break;
    case JUDGE_TROUBLE_BEYOND_IN:
        finding_set(found, OUTCOME_OUT_OF_BOUNDS, "it read beside z or mass %s", stage);
        break;
    case JUDGE_TROUBLE_BEYOND_OUT:
        finding_set(found, OUTCOME_OUT_OF_BOUNDS, "it wrote beside dn_dlnm %s", stage);
        break;
    case JUDGE_TROUBLE_STACK:
        finding_set(found, OUTCOME_STACK_OVERFLOW, "the stack of 8 MiB was used up %s", stage);
        break;
    default:
        if (a->detail == SIGABRT)
            finding_set(found, OUTCOME_ABORTED, "it called abort, or the C library did, %s", stage);
        else
            finding_set(found, OUTCOME_CRASH, "%s at address 0x%llx %s",
                        strsignal((int)(a->detail & 63)), (unsigned long long)a->address, stage);
    }
}

static void explain_not_loaded(const contestant *c, finding *found) {
    char message[sizeof c->handover.answer->message];
    memcpy(message, c->handover.answer->message, sizeof message);
    message[sizeof message - 1] = '\0';
    finding_set(found, OUTCOME_NO_DESCRIPTOR, "%s.c, hmf_impl_%s: %s", c->plan.name, c->plan.name,
                message);
    if (strncmp(message, SERVE_NOT_LOADED, strlen(SERVE_NOT_LOADED)) == 0)
        found->advice = "The message is the dynamic linker's. Large static arrays belong on the "
                        "heap, and nested functions may need a stack that can be executed.";
}

/* OpenMP ends the process where it cannot start its threads. */
static void explain_status(const contestant *c, int status, const char *said, finding *found) {
    const bool openmp = said && strstr(said, "libgomp: Thread creation failed");
    finding_set(found, OUTCOME_EXITED, "it ended the process with status %d %s%s", status,
                stage_text(c), openmp ? ": OpenMP could not start its threads" : "");
}

/* Takes what it said. A signal was caught before the sanitizer told where it came from. */
static void explain_sanitizer(const contestant *c, char *said, finding *found) {
    char *shadow = strstr(said, "\nShadow bytes");
    if (shadow) *shadow = '\0'; /* for those who wrote the sanitizer */
    if (c->handover.answer->trouble != JUDGE_TROUBLE_NONE)
        explain_trouble(c, found);
    else
        finding_set(found, OUTCOME_SANITIZER, "a sanitizer stopped it %s", stage_text(c));
    finding_explain(found, said);
}

/* UBSan, which reads its options only now, when there is no /proc any more, exits with 1. */
static bool complains(const char *said) {
    return strstr(said, "runtime error: ") != NULL;
}

static void explain_exit(contestant *c, int status, finding *found) {
    char *said = jail_said(&c->process);
    const char *closed = said ? strstr(said, JAIL_CLOSED) : NULL;
    if (closed) memmove(said, closed + 1, strlen(closed + 1) + 1); /* that was for the judge */
    if (!closed && (status == JAIL_FAILED || status == 127)) {
        finding_set(found, OUTCOME_JUDGE_FAILED, "the jail: %.400s", said ? said : "");
    } else if (status == JAIL_NOT_LOADED) {
        explain_not_loaded(c, found);
    } else if (status == WATCH_EXIT && c->handover.answer->trouble != JUDGE_TROUBLE_NONE) {
        explain_trouble(c, found);
    } else if (c->plan.sanitized && said && (status == JAIL_SANITIZER || complains(said))) {
        explain_sanitizer(c, said, found);
        return;
    } else {
        explain_status(c, status, said, found);
    }
    free(said);
}

/* It has ended. */
static bool explain_end(contestant *c, finding *found) {
    const int status = c->process.status;
    if (WIFEXITED(status))
        explain_exit(c, WEXITSTATUS(status), found);
    else if (WTERMSIG(status) == SIGKILL)
        finding_set(found, OUTCOME_TOO_MUCH_MEMORY,
                    "the kernel killed it, as it does when memory runs out, %s", stage_text(c));
    else if (WTERMSIG(status) == SIGABRT)
        finding_set(found, OUTCOME_ABORTED, "it called abort %s", stage_text(c));
    else if (WTERMSIG(status) == SIGSYS)
        forbidden_explain_uncaught(stage_text(c), found);
    else
        finding_set(found, OUTCOME_CRASH, "%s %s", strsignal(WTERMSIG(status)), stage_text(c));
    return false;
}

/* Ends what takes too long. */
static bool give_up(contestant *c, finding *found) {
    finding_set(found, OUTCOME_TIMED_OUT, "not done after %g s %s", c->host->patience,
                stage_text(c));
    jail_end(&c->process);
    return false;
}

/* Ends a process that shows no memory, unless it is about to end by itself, which a stopped process
 * still does. */
static bool end_hidden(contestant *c, finding *found) {
    kill(c->process.pid, SIGSTOP);
    for (int i = 0; i < 1000 && !jail_has_ended(&c->process); i++) usleep(1000);
    if (c->process.pid == 0) return explain_end(c, found);
    jail_end(&c->process);
    if (c->number == 0 && !c->plan.sanitized)
        return finding_set(found, OUTCOME_READS_CLOCK,
                           "its first thread has ended, so that a clock that it kept is not seen");
    return finding_set(found, OUTCOME_TOO_MUCH_MEMORY,
                       "its first thread has ended, so that its memory cannot be counted");
}

/* Looks at its memory from outside. */
static bool is_within_memory(contestant *c, finding *found) {
    if (c->process.pid == 0) return explain_end(c, found);
    const long kib = jail_memory(&c->process);
    if (kib == 0) return end_hidden(c, found);
    if (kib > 0 && kib >> 10 < JAIL_MEMORY_MIB) return true;
    if (kib < 0)
        finding_set(found, OUTCOME_JUDGE_FAILED, "looking at a jail's memory: %s", strerror(errno));
    else
        finding_set(found, OUTCOME_TOO_MUCH_MEMORY, "it took more than %d MiB %s", JAIL_MEMORY_MIB,
                    stage_text(c));
    jail_end(&c->process);
    return false;
}

/* Whether it can still answer; looked at every now and then while waiting. Without sanitizers the
 * kernel limits the address space, and a look at the memory can wait until the clock is stopped. */
static bool still_there(contestant *c, double since, finding *found) {
    if (jail_has_ended(&c->process)) return explain_end(c, found);
    if (hmf_now() - since > c->host->patience) return give_up(c, found);
    return !c->plan.sanitized || is_within_memory(c, found);
}

/* ---- starting and ending --------------------------------------------------------------------- */

static bool share_memory(contestant *c) {
    c->question_fd = memfd_create("question", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    c->answer_fd = memfd_create("answer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (c->question_fd < 0 || c->answer_fd < 0 ||
        ftruncate(c->question_fd, JUDGE_QUESTION_BYTES) != 0 ||
        ftruncate(c->answer_fd, JUDGE_ANSWER_BYTES) != 0 ||
        !judge_handover_map(&c->handover, c->question_fd, c->answer_fd, false))
        return false;
    return !(c->host->mask & 1u << PROTECT_SEALS) || confine_seal_future_writes(c->question_fd);
}

static bool start_process(contestant *c) {
    const contestant_plan *plan = &c->plan;
    char mask[16], user[16], core[16], threads[16], kind[16];
    static char program[] = "hmf-judge-jail", verb[] = "run";
    snprintf(mask, sizeof mask, "%u", c->host->mask);
    /* No other that runs has this descriptor: one that takes all threads takes its own. */
    snprintf(user, sizeof user, "%u", confine_user((unsigned)c->question_fd));
    snprintf(core, sizeof core, "%d", plan->spinning ? c->host->contestant_core : -1);
    snprintf(threads, sizeof threads, "%d", plan->threads);
    snprintf(kind, sizeof kind, "%d", (int)plan->kind);
    char *const arguments[] = {program, verb, mask, user, core, threads, kind, (char *)plan->name,
                               NULL};
    const int module = plan->module >= 0 ? plan->module : c->question_fd;
    return jail_start(&c->process, c->host, JAIL_GROUP_MIB,
                      plan->sanitized ? c->host->sanitized_jail : c->host->jail, arguments,
                      (int[]){c->question_fd, c->answer_fd, module});
}

/* Seen from outside: what ran while the entry was loaded could have stood in the jail's way. */
static bool has_no_clock(contestant *c, finding *found) {
    confine_clock clock;
    if (c->plan.sanitized) return true;
    const bool seen = confine_find_clock(c->process.pid, &clock);
    if (!seen && errno == ESRCH) return end_hidden(c, found);
    if (!seen)
        return finding_set(found, OUTCOME_JUDGE_FAILED, "looking into a jail: %s", strerror(errno));
    return clock.count == 0 ||
           finding_set(found, OUTCOME_READS_CLOCK, "it kept a clock while it was loaded");
}

static bool await_ready(contestant *c, finding *found) {
    const double start = hmf_now();
    while (atomic_load_explicit(&c->handover.answer->stage, memory_order_acquire) <
           JUDGE_STAGE_READY) {
        if (!still_there(c, start, found) || !is_within_memory(c, found)) return false;
        usleep(100);
    }
    if (c->handover.answer->message[0] == '\0')
        return has_no_clock(c, found) && is_within_memory(c, found);
    return finding_set(found, OUTCOME_UNAVAILABLE, "it says that it cannot run here: %.255s",
                       c->handover.answer->message);
}

bool contestant_start(contestant *c, const judge_host *host, const contestant_plan *plan,
                      finding *found) {
    *c = (contestant){.plan = *plan, .host = host, .question_fd = -1, .answer_fd = -1};
    c->process.errors = -1;
    c->plan.spinning = plan->spinning && host->contestant_core >= 0;
    c->answer = malloc(CONTESTANT_CELLS_MAX * sizeof *c->answer);
    if (!c->answer || !share_memory(c) || !start_process(c))
        return finding_set(found, OUTCOME_JUDGE_FAILED, "starting a jail: %s", strerror(errno));
    return await_ready(c, found);
}

void contestant_end(contestant *c) {
    jail_end(&c->process);
    judge_handover_unmap(&c->handover);
    if (c->question_fd >= 0) close(c->question_fd);
    if (c->answer_fd >= 0) close(c->answer_fd);
    c->question_fd = c->answer_fd = -1;
    free(c->answer);
    c->answer = NULL;
}

unsigned contestant_flags(const contestant *c) {
    return c->handover.answer->flags;
}

bool contestant_lacks_threads(const contestant *c) {
    const judge_answer *a = c->handover.answer;
    return a && a->trouble == JUDGE_TROUBLE_CALL &&
           forbidden_thread(&(forbidden_call){a->detail, a->address, c->plan.threads});
}

/* Whoever sleeps looks again; who is about to sleep does not. */
static void ring(contestant *c) {
    atomic_fetch_add_explicit(&c->handover.question->bell, 1, memory_order_release);
    judge_wake(&c->handover.question->bell);
}

/* It looks for questions without a pause from here on, or sleeps until there is one. */
static bool spin(contestant *c, bool spinning, finding *found) {
    atomic_store_explicit(&c->handover.question->spinning, spinning, memory_order_release);
    if (spinning) ring(c);
    const double start = hmf_now();
    while (atomic_load_explicit(&c->handover.answer->spinning, memory_order_acquire) != spinning)
        if (!still_there(c, start, found)) return false;
    c->awake = spinning;
    return true;
}

bool contestant_wake(contestant *c, bool awake, finding *found) {
    if (awake && c->process.pid > 0) kill(c->process.pid, SIGCONT);
    if (c->plan.spinning && awake != c->awake && !spin(c, awake, found)) return false;
    if (!awake && !is_within_memory(c, found)) return false;
    if (!awake) kill(c->process.pid, SIGSTOP);
    return true;
}

/* ---- a question ------------------------------------------------------------------------------ */

typedef struct {
    size_t cells;
    size_t at;              /* of the output in its area, in doubles */
    size_t probe[PROBES];   /* cells */
    uint64_t found[PROBES]; /* in them, when the clock stopped */
    size_t probes;
} question_plan;

/* At the left or at the right end of its area. */
static size_t place(const contestant *c, size_t area, size_t count) {
    return judge_random_below(c->host->random, JUDGE_PROBES, 2) ? area - count : 0;
}

static void poison_output(contestant *c, const question_plan *q) {
    const size_t first = q->at < SLACK ? 0 : q->at - SLACK;
    const size_t end = q->at + q->cells + SLACK;
    const size_t last = end < JUDGE_CELLS_AREA ? end : JUDGE_CELLS_AREA;
    const uint64_t payload = judge_random_word(c->host->random, JUDGE_POISON);
    c->poison = 0x7ff8000000000000u | payload << 16;
    double poison;
    memcpy(&poison, &c->poison, sizeof poison);
    for (size_t i = first; i < last; i++) c->handover.cells[i] = poison;
}

static question_plan plan_question(contestant *c, const hmf_truth_grid *grid) {
    question_plan q = {.cells = grid->nz * grid->nmass};
    q.at = place(c, JUDGE_CELLS_AREA, q.cells);
    q.probes = q.cells < PROBES ? q.cells : PROBES;
    for (size_t i = 0; i < q.probes; i++)
        q.probe[i] =
            q.cells <= PROBES ? i : judge_random_below(c->host->random, JUDGE_PROBES, q.cells);
    return q;
}

static bool computes(judge_command command) {
    return command == JUDGE_EVALUATE || command == JUDGE_MASS_FUNCTION;
}

/* What the clock must not see: where the arrays will lie. Who only creates gets no arrays: what
 * evaluate will be asked is not to be known before its clock runs. */
static void prepare(contestant *c, judge_command command, const hmf_truth_grid *grid,
                    question_plan *q) {
    judge_question *question = c->handover.question;
    question->command = command;
    question->nz = question->nmass = 0;
    *q = (question_plan){0};
    if (!computes(command)) return;
    *q = plan_question(c, grid);
    poison_output(c, q);
    question->nz = (uint32_t)grid->nz;
    question->nmass = (uint32_t)grid->nmass;
    question->z_at = (uint32_t)place(c, JUDGE_Z_AREA, grid->nz);
    question->mass_at = (uint32_t)place(c, JUDGE_MASS_AREA, grid->nmass);
    question->cells_at = (uint32_t)q->at;
}

static void release(contestant *c, const hmf_truth_grid *grid) {
    judge_question *question = c->handover.question;
    question->cosmology = grid->cosmology;
    memcpy(c->handover.z + question->z_at, grid->z, question->nz * sizeof *grid->z);
    memcpy(c->handover.mass + question->mass_at, grid->mass, question->nmass * sizeof *grid->mass);
    atomic_store_explicit(&question->number, ++c->number, memory_order_release);
    if (!c->awake) ring(c);
}

static bool answered(const contestant *c) {
    return atomic_load_explicit(&c->handover.answer->number, memory_order_acquire) == c->number;
}

static bool await_answer(contestant *c, double start, finding *found) {
    for (unsigned looks = 1; !answered(c); looks++) {
        if (c->awake) {
            judge_pause();
            if (looks % 4096 != 0) continue;
        } else {
            judge_sleep(&c->handover.answer->number, c->number - 1, 0.02);
            if (answered(c)) break;
        }
        if (!still_there(c, start, found)) return false;
    }
    return true;
}

static void probe(const contestant *c, question_plan *q) {
    const double *cells = c->handover.cells + q->at;
    for (size_t i = 0; i < q->probes; i++) memcpy(&q->found[i], &cells[q->probe[i]], sizeof *cells);
}

/* ---- the answer ------------------------------------------------------------------------------ */

static bool check_probes(const contestant *c, const question_plan *q, finding *found) {
    for (size_t i = 0; i < q->probes; i++) {
        uint64_t now;
        memcpy(&now, &c->answer[q->probe[i]], sizeof now);
        if (now != q->found[i])
            return finding_set(found, OUTCOME_NOT_DONE,
                               "it said that it was done, and wrote cell %zu of %zu later",
                               q->probe[i], q->cells);
    }
    return true;
}

static bool check_slack(const contestant *c, const question_plan *q, finding *found) {
    const size_t before = q->at < SLACK ? q->at : SLACK;
    const size_t room = JUDGE_CELLS_AREA - q->at - q->cells, after = room < SLACK ? room : SLACK;
    const double *cells = c->handover.cells + q->at;
    for (size_t i = 0; i < before + after; i++) {
        const double *cell = i < before ? cells - 1 - i : cells + q->cells + (i - before);
        if (memcmp(cell, &c->poison, sizeof *cell) != 0)
            return finding_set(found, OUTCOME_OUT_OF_BOUNDS, "it wrote beside dn_dlnm, %s it",
                               i < before ? "before" : "behind");
    }
    return true;
}

static bool check_touched(const contestant *c, const question_plan *q, finding *found) {
    size_t untouched = 0, first = 0;
    for (size_t i = q->cells; i-- > 0;)
        if (memcmp(&c->answer[i], &c->poison, sizeof c->poison) == 0) untouched++, first = i;
    if (untouched == 0) return true;
    usleep(100000); /* for what is still at work */
    if (memcmp(&c->handover.cells[q->at + first], &c->poison, sizeof c->poison) != 0)
        return finding_set(found, OUTCOME_NOT_DONE,
                           "it said that it was done, and wrote cell %zu of %zu later", first,
                           q->cells);
    return finding_set(found, OUTCOME_UNTOUCHED,
                       "it wrote nothing to %zu of %zu cells, first to number %zu", untouched,
                       q->cells, first);
}

static bool check_cells(const contestant *c, const question_plan *q, finding *found) {
    return check_probes(c, q, found) && check_slack(c, q, found) && check_touched(c, q, found);
}

static bool check_status(const contestant *c, finding *found) {
    const judge_answer *a = c->handover.answer;
    if (a->status == HMF_OK) return true;
    return finding_set(found, OUTCOME_REFUSED, "it returned an error: %s %s",
                       hmf_status_text((hmf_status)a->status), stage_text(c));
}

bool contestant_ask(contestant *c, judge_command command, const hmf_truth_grid *grid,
                    finding *found) {
    question_plan q;
    prepare(c, command, grid, &q);
    const double start = hmf_now();
    release(c, grid);
    if (!await_answer(c, start, found)) return false;
    probe(c, &q);
    c->seconds = hmf_now() - start;
    /* In a turn on cores of their own the look comes at its end, not between the questions. */
    if (!c->awake && !is_within_memory(c, found)) return false;
    if (!check_status(c, found)) return false;
    if (!computes(command)) return true;
    memcpy(c->answer, c->handover.cells + q.at, q.cells * sizeof *c->answer);
    return check_cells(c, &q, found);
}
