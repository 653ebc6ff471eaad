/* SPDX-License-Identifier: MIT */
/* entry.c: reads, compiles and checks an entry. */
#include "entry.h"

#include "die.h"
#include "sandbox.h"
#include "worker_client.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Shortens the path so that the reason is always complete. */
static bool unreadable(judge_entry *e, const char *why) {
    return judge_finding_set(&e->found, JUDGE_UNREADABLE, "%.400s: %s", e->path, why);
}

/* Takes the name from the path, with characters that a terminal cannot show replaced by '?'. */
static bool take_name(judge_entry *e) {
    const char *slash = strrchr(e->path, '/'), *base = slash ? slash + 1 : e->path;
    const size_t length = strlen(base);
    snprintf(e->name, sizeof e->name, "%.*s", length > 2 ? (int)length - 2 : (int)length, base);
    bool good = !isdigit((unsigned char)e->name[0]) && length - 2 < sizeof e->name;
    for (char *at = e->name; *at; at++) {
        if (!isalnum((unsigned char)*at) && *at != '_') good = false;
        if (*at <= ' ' || *at > '~') *at = '?';
    }
    if (length < 3 || strcmp(base + length - 2, ".c") != 0)
        return unreadable(e, "an entry is a file NAME.c");
    return good || unreadable(e, "NAME must be a C identifier of at most 127 letters, because of "
                                 "hmf_impl_NAME");
}

/* Rejects devices and pipes, which may never end, and links, which could make the compiler quote a
 * file that the author of the entry cannot read. */
static bool take_source(judge_entry *e) {
    struct stat status;
    const int fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (!file) return unreadable(e, errno == ELOOP ? "a symbolic link" : strerror(errno));
    bool good = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (!good) unreadable(e, "not a regular file");
    if (good) e->size = fread(e->source, 1, JUDGE_SOURCE_MAX + 1, file);
    if (good && ferror(file)) good = unreadable(e, strerror(errno));
    if (e->size > JUDGE_SOURCE_MAX)
        good = judge_finding_set(&e->found, JUDGE_TOO_LARGE, "more than %d KiB of source",
                                 JUDGE_SOURCE_MAX >> 10);
    fclose(file);
    return good;
}

void judge_entry_read(judge_entry *e, const char *path) {
    *e = (judge_entry){.module = -1, .sanitized = -1};
    e->path = xstrdup(path);
    e->source = xmalloc(JUDGE_SOURCE_MAX + 1);
    if (take_name(e)) take_source(e);
}

void judge_entry_free(judge_entry *e) {
    free(e->path);
    free(e->source);
    judge_finding_free(&e->found);
    for (int i = 0; i < JUDGE_QUESTION_SETS; i++) judge_finding_free(&e->failed[i]);
    if (e->module >= 0) close(e->module);
    if (e->sanitized >= 0) close(e->sanitized);
}

bool judge_entry_correct(const judge_entry *e) {
    return e->found.outcome == JUDGE_CORRECT;
}

/* ---- compiling ------------------------------------------------------------------------------- */

/* -z defs makes the linker report undefined symbols with their lines. */
#define PLAIN     "-O3 -march=native -Wl,-z,defs"
#define COMMON    "-std=gnu17 -fPIC -shared -Wall -I. -o entry.so"
#define LIBRARIES "-fopenmp -lgsl -lgslcblas -lm"
#define SANITIZED                                                                                  \
    "-O1 -g -march=native -fsanitize=address,undefined -fno-sanitize-recover=all "                 \
    "-fno-omit-frame-pointer"

const char judge_compile_command[] = "cc " PLAIN " " COMMON " NAME.c " LIBRARIES;

static const double compile_seconds = 40.0; /* the compiler's own limit is 30 of processor time */

/* Returns a descriptor of a sealed file in memory with source[size], or -1. */
static int source_memory(const char *source, size_t size) {
    const int fd = memfd_create("source", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return -1;
    const ssize_t written = write(fd, source, size);
    if (written == (ssize_t)size && judge_seal_contents(fd)) return fd;
    close(fd);
    return -1;
}

static bool run_compiler(const judge_machine *machine, char **arguments, const int fds[3],
                         judge_finding *found) {
    judge_jail process;
    if (!judge_jail_start(&process, machine, JUDGE_JAIL_COMPILER_MIB, machine->jail, arguments,
                          fds))
        return judge_finding_set(found, JUDGE_NOT_JUDGED, "the compiler's jail: %s",
                                 strerror(errno));
    char *output;
    const bool ended = judge_jail_wait(&process, compile_seconds, &output);
    judge_jail_end(&process);
    const int status = WIFEXITED(process.status) ? WEXITSTATUS(process.status) : -1;
    if (ended && (status == 0 || status == JUDGE_JAIL_FAILED || status == 127)) {
        if (status != 0)
            judge_finding_set(found, JUDGE_NOT_JUDGED, "the compiler's jail: %.400s", output);
        free(output);
        return status == 0;
    }
    judge_finding_details(found, output);
    if (ended) return judge_finding_set(found, JUDGE_NOT_COMPILED, "the compiler rejects it");
    return judge_finding_set(found, JUDGE_NOT_COMPILED, "the compiler did not finish within %.0f s",
                             compile_seconds);
}

static bool compile_to(const judge_machine *machine, const char *name, bool sanitized,
                       const int fds[3], judge_finding *found) {
    char settings[32], file[JUDGE_NAME_SIZE + 2];
    static char program[] = "hmf-judge-jail", verb[] = "compile", compiler[] = HMF_JUDGE_CC;
    snprintf(settings, sizeof settings, "%u %u", machine->mask, judge_sandbox_user(0));
    snprintf(file, sizeof file, "%s.c", name);
    char *words = xasprintf("%s " COMMON " %s " LIBRARIES, sanitized ? SANITIZED : PLAIN, file);
    char *arguments[48] = {program, verb, settings, file, compiler};
    size_t count = 5;
    for (char *at = strtok(words, " "); at; at = strtok(NULL, " ")) arguments[count++] = at;
    const bool good = run_compiler(machine, arguments, fds, found);
    free(words);
    return good;
}

/* Returns a descriptor of the sealed module, or -1 with the reason in e->found. */
static int compile_entry(judge_entry *e, const judge_machine *machine, bool sanitized) {
    judge_finding *found = &e->found;
    const int from = source_memory(e->source, e->size);
    const int to = memfd_create("module", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    const int header = open(HMF_JUDGE_HEADER, O_RDONLY | O_CLOEXEC);
    bool good = from >= 0 && to >= 0 && header >= 0;
    if (!good)
        judge_finding_set(found, JUDGE_NOT_JUDGED, "%s: %s", HMF_JUDGE_HEADER, strerror(errno));
    good = good && compile_to(machine, e->name, sanitized, (int[]){from, to, header}, found);
    if (good && !judge_seal_contents(to))
        good =
            judge_finding_set(found, JUDGE_NOT_JUDGED, "sealing the module: %s", strerror(errno));
    if (from >= 0) close(from);
    if (header >= 0) close(header);
    if (good) return to;
    if (to >= 0) close(to);
    return -1;
}

/* ---- checking -------------------------------------------------------------------------------- */

enum { DRAWN_GRIDS = 24, DRAWN_Z = 4, DRAWN_MASSES = 16 };

/* Asks each question in one call or in three, alternately, and adds the answers to *a. */
static bool ask_both_ways(judge_worker *c, const judge_questions *list, judge_accuracy *a,
                          judge_finding *found) {
    for (size_t i = 0; i < list->count; i++) {
        const hmf_truth_grid *grid = &list->grids[i];
        const bool apart = i % 2 == 0;
        if (apart && !judge_worker_ask(c, JUDGE_CREATE, grid, found)) return false;
        if (!judge_worker_ask(c, apart ? JUDGE_EVALUATE : JUDGE_MASS_FUNCTION, grid, found) ||
            !judge_accuracy_add(a, grid, c->answer, found))
            return false;
        if (apart && !judge_worker_ask(c, JUDGE_DESTROY, grid, found)) return false;
    }
    return true;
}

/* Asks questions to which an error is as good as an answer. */
static bool ask_extremes(judge_worker *c, const judge_questions *list, judge_finding *found) {
    for (size_t i = 0; i < list->count; i++)
        if (!judge_worker_ask(c, JUDGE_MASS_FUNCTION, &list->grids[i], found) &&
            found->outcome != JUDGE_REFUSED)
            return false;
    found->outcome = JUDGE_CORRECT;
    found->reason[0] = '\0';
    return true;
}

static judge_worker_plan plan_of(const judge_entry *e, bool sanitized) {
    return (judge_worker_plan){
        .kind = JUDGE_WORKER_ENTRY,
        .name = e->name,
        .module = sanitized ? e->sanitized : e->module,
        .sanitized = sanitized,
        .threads = e->flags & HMF_THREADED,
    };
}

/* Loads the module to read its flags. Sets *lacks_threads if that needs threads. */
static bool read_flags(judge_entry *e, const judge_machine *machine, bool threads,
                       bool *lacks_threads) {
    judge_worker c;
    judge_worker_plan plan = plan_of(e, false);
    plan.threads = threads;
    const bool good = judge_worker_start(&c, machine, &plan, &e->found);
    if (good) e->flags = c.shared.answer->flags;
    *lacks_threads = !good && judge_worker_lacks_threads(&c);
    judge_worker_end(&c);
    return good;
}

/* Reads the flags. The flag that allows threads is known only after loading, so it loads the module
 * without threads first, and again with threads if a constructor starts one. */
static bool look_at_descriptor(judge_entry *e, const judge_machine *machine) {
    bool lacks_threads;
    if (read_flags(e, machine, false, &lacks_threads)) return true;
    if (!lacks_threads) return false;
    const judge_finding without = e->found;
    const bool good = read_flags(e, machine, true, &lacks_threads);
    if (good && e->flags & HMF_THREADED) return e->found = (judge_finding){0}, true;
    if (good) e->found = without;
    return false;
}

static bool check_sanitized(judge_entry *e, const judge_machine *machine) {
    judge_questions edges = {0}, extremes = {0};
    judge_accuracy a = judge_accuracy_begin();
    judge_worker worker;
    const judge_worker_plan plan = plan_of(e, true);
    judge_questions_add_edges(&edges, machine);
    judge_questions_add_extremes(&extremes);
    bool good = judge_worker_start(&worker, machine, &plan, &e->found) &&
                ask_extremes(&worker, &extremes, &e->found);
    judge_finding found = {0}; /* the timed module decides whether answers are wrong */
    if (good && !ask_both_ways(&worker, &edges, &a, &found) && found.outcome != JUDGE_WRONG) {
        e->found = found;
        good = false;
    } else {
        judge_finding_free(&found);
    }
    judge_worker_end(&worker);
    judge_questions_free(&edges);
    judge_questions_free(&extremes);
    return good;
}

static bool check_set(judge_entry *e, const judge_machine *machine, judge_question_set which) {
    judge_questions list = {0};
    judge_finding *found = &e->failed[which];
    judge_worker worker;
    const judge_worker_plan plan = plan_of(e, false);
    e->accuracy[which] = judge_accuracy_begin();
    judge_questions_add_certified(&list, which);
    judge_questions_add_drawn(&list, machine, which, DRAWN_GRIDS, DRAWN_Z, DRAWN_MASSES);
    bool good = judge_worker_start(&worker, machine, &plan, found);
    if (good && worker.shared.answer->flags != e->flags)
        good =
            judge_finding_set(found, JUDGE_INCONSISTENT, "its descriptor now has different flags");
    good = good && ask_both_ways(&worker, &list, &e->accuracy[which], found) &&
           judge_accuracy_finish(&e->accuracy[which], found);
    judge_worker_end(&worker);
    judge_questions_free(&list);
    e->passed[which] = good;
    return good;
}

static void check_sets(judge_entry *e, const judge_machine *machine) {
    const bool standard = check_set(e, machine, JUDGE_DEFAULT_COSMOLOGY);
    if (standard && check_set(e, machine, JUDGE_ANY_COSMOLOGY)) return;
    judge_finding *failed = &e->failed[standard ? JUDGE_ANY_COSMOLOGY : JUDGE_DEFAULT_COSMOLOGY];
    if (standard && judge_depends_on_cosmology(failed->outcome)) return;
    e->found = *failed;
    *failed = (judge_finding){0};
    e->passed[JUDGE_DEFAULT_COSMOLOGY] = false;
}

void judge_entry_check(judge_entry *e, const judge_machine *machine) {
    if (!judge_entry_correct(e)) return;
    e->module = compile_entry(e, machine, false);
    if (e->module >= 0) e->sanitized = compile_entry(e, machine, true);
    if (e->sanitized >= 0 && look_at_descriptor(e, machine) && check_sanitized(e, machine))
        check_sets(e, machine);
}
