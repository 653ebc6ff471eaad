/* SPDX-License-Identifier: MIT */
/* profilers_hits.c: gcov on the target of the build "coverage". */
#include "profilers.h"

#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Below the staging folder: what GCOV_PREFIX puts before the path of every file of counts. */
static const char folder[] = "gcov";

/* In the clone that was counted. The user's own choice is that one already. */
static int run_target(profile_run *run, const char *target, char clone[32]) {
    char seed[24], prefix[PATH_MAX];
    snprintf(seed, sizeof seed, "%" PRIu64, run->result.seed);
    const char *const arguments[] = {
        target, "count", run->result.impl->name, run->result.workload->name, run->result.mode,
        seed,   NULL};
    const char *chosen = getenv("HMF_CLONE");
    if (setenv("GCOV_PREFIX", profiler_file(run, folder, prefix), 1) != 0 ||
        setenv("HMF_CLONE", run->result.counted_clone, 0) != 0)
        return profiler_fail("out of memory");
    unsetenv("GCOV_PREFIX_STRIP"); /* it would cut the path behind the prefix */
    const int status = profiler_run(run, "counting lines with gcov", "hits.log", arguments);
    unsetenv("GCOV_PREFIX");
    if (!chosen) unsetenv("HMF_CLONE");
    if (status != 0) return status;
    FILE *log = profiler_open(run, "hits.log");
    const bool told = log && profiler_read_clone(log, clone);
    if (log) fclose(log);
    return told ? 0 : profiler_fail("the program that counts lines did not say what it did");
}

/* ---- the files of counts --------------------------------------------------------------------- */

/* nftw has no argument for its visitor. */
static struct {
    const char **arguments; /* owned, with the paths; NULL ends it */
    size_t count, prefix;
    int reason;
} found;

static bool append(const char *argument) {
    const char **arguments = realloc(found.arguments, (found.count + 2) * sizeof *arguments);
    if (!arguments) return false;
    found.arguments = arguments;
    char *copy = argument ? strdup(argument) : NULL;
    arguments[found.count] = copy;
    arguments[found.count + 1] = NULL;
    if (copy) found.count++;
    return copy != NULL;
}

/* gcov looks for the notes that the compiler left beside the counts. */
static int visit(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status, (void)at;
    const char *end = strrchr(path, '.');
    if (type != FTW_F || !end || strcmp(end, ".gcda") != 0) return 0;
    char link[PATH_MAX];
    if (strlen(path) >= sizeof link) return found.reason = ENAMETOOLONG;
    strcpy(link, path);
    strcpy(strrchr(link, '.'), ".gcno");
    if (symlink(link + found.prefix, link) != 0) return found.reason = errno;
    return append(path) ? 0 : (found.reason = ENOMEM);
}

static void free_found(void) {
    for (size_t i = 0; i < found.count; i++) free((char *)found.arguments[i]);
    free(found.arguments);
}

static int run_gcov(profile_run *run) {
    char path[PATH_MAX];
    memset(&found, 0, sizeof found);
    found.prefix = strlen(profiler_file(run, folder, path));
    int status = STATUS_PROFILER;
    if (!append("gcov") || !append("--json-format") || !append("--stdout"))
        profiler_fail("out of memory");
    else if (nftw(path, visit, 16, FTW_PHYS) != 0)
        profiler_fail(strerror(found.reason ? found.reason : errno));
    else
        status = profiler_run(run, "reading the counts of lines", "hits.json", found.arguments);
    free_found();
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* gcov warns between its objects, which are a line each, of a source that has changed since it was
 * compiled for instance: its counts are then not of these lines. */
static bool read_warning(const profile_run *run, char *warning, size_t size) {
    FILE *output = profiler_open(run, "hits.json");
    char *line = NULL;
    size_t room = 0;
    bool any = false;
    while (!any && output && getline(&line, &room, output) > 0) any = *line != '{';
    if (any) snprintf(warning, size, "%.*s", (int)strcspn(line, "\n"), line);
    free(line);
    if (output) fclose(output);
    return any;
}

static int read_hits(profile_run *run) {
    profile *p = &run->result;
    char warning[300];
    if (read_warning(run, warning, sizeof warning)) {
        snprintf(p->no_hits, sizeof p->no_hits, "./hmf build coverage may help, gcov says: %s",
                 warning);
        return 0;
    }
    char path[PATH_MAX], message[PATH_MAX + 256];
    if (!gcov_read(profiler_file(run, "hits.json", path), &p->lines, message, sizeof message))
        return profiler_fail(message);
    if (gcov_agrees(&p->lines, &p->functions, "target.c", &p->hits_checked, message,
                    sizeof message))
        return 0;
    return profiler_fail(message);
}

int profilers_hits(profile_run *run) {
    char target[PATH_MAX], clone[32];
    char *why = run->result.no_hits;
    if (run->result.not_counted[0])
        return profiler_leave_out(why, "nothing was counted to hold them against");
    if (!profiler_program(run, "../../coverage/bin/hmf-profile-target", target))
        return profiler_leave_out(why, "there is no build for them (./hmf build coverage)");
    int status = run_target(run, target, clone);
    if (status == PROFILER_TIMED_OUT) return profiler_leave_out(why, profiler_too_long);
    if (status != 0) return status;
    if (strcmp(clone, run->result.counted_clone) != 0)
        return profiler_leave_out(why, "they would be of another clone than the counts");
    status = run_gcov(run);
    if (status == STATUS_MISSING)
        return profiler_leave_out(why, "gcov is not on PATH (Debian: gcc)");
    return status != 0 ? status : read_hits(run);
}
