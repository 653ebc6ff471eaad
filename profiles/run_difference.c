/* SPDX-License-Identifier: MIT */
/* run_difference.c: two profiles, their difference, its files. */
#include "run_difference.h"

#include "difference.h"
#include "json_text.h"
#include "run_profile.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define DIFFERENCE_TABLES "difference.txt"
#define DIFFERENCE_JSON   "difference.json"
#define DIFFERENCE_STACKS "difference.folded"
#define DIFFERENCE_FLAMES "difference.html"

/* ---- the two sides --------------------------------------------------------------------------- */

static int find_path(const char *side, char path[PATH_MAX]) {
    if (access(side, F_OK) == 0 && snprintf(path, PATH_MAX, "%s", side) < PATH_MAX) return 0;
    fprintf(stderr,
            "hmf profile: '%s' is no implementation, no folder of a profile and no callgrind"
            " file: %s\n",
            side, strerror(errno));
    return STATUS_OUTPUT;
}

/* Where the profile is: the folder or file itself, or where one of that implementation goes, which
 * is made now. */
static int find_side(const profile_options *options, const char *side, char path[PATH_MAX],
                     int *interrupt) {
    const hmf_impl *impl = strchr(side, '/') ? NULL : hmf_find(hmf_get_registry(), side);
    if (!impl) return find_path(side, path);
    if (!profile_options_folder(options, impl, path)) return STATUS_OUTPUT;
    profile_run run;
    const int result = run_profile(&run, options, impl, path);
    *interrupt = run.interrupt;
    profile_free(&run.result);
    return result;
}

static bool read_side(const char *path, const char *source, stored_profile *p) {
    char message[PATH_MAX + 256];
    const bool good = stored_profile_read_side(path, source, p, message, sizeof message);
    if (!good) profiler_fail(message);
    return good;
}

/* A callgrind file does not name its job; assumes that it matches. */
static bool same_job(const stored_profile *a, const stored_profile *b) {
    if (a->counts_only || b->counts_only) return true;
    if (strcmp(a->workload, b->workload) == 0 && strcmp(a->mode, b->mode) == 0) return true;
    fprintf(stderr, "hmf profile: not of the same job: %s, %s and %s, %s\n", a->workload, a->mode,
            b->workload, b->mode);
    return false;
}

/* ---- the files ------------------------------------------------------------------------------- */

static bool write_tables(FILE *stream, const void *what) {
    difference_write(stream, what, SIZE_MAX);
    return true;
}

static bool write_json(FILE *stream, const void *what) {
    return hmf_json_print(difference_json(what), JSON_INDENT(1), stream);
}

static bool write_stacks(FILE *stream, const void *what) {
    const difference *d = what;
    profile_stacks_write(stream, &d->after->stacks, &d->before->stacks);
    return true;
}

static bool write_flames(FILE *stream, const void *what) {
    const difference *d = what;
    const stored_profile *a = d->before, *b = d->after;
    char title[512], note[512];
    snprintf(title, sizeof title, "%s to %s on %s, %s: change of instructions", a->implementation,
             b->implementation, a->workload, a->mode);
    snprintf(note, sizeof note,
             "before: %s, clone %s, %" PRIu64 " instructions\n"
             "after: %s, clone %s, %" PRIu64 " instructions\n"
             "red: more, blue: less, grey: the same; both counted exactly by callgrind",
             a->implementation, a->clone, a->instructions, b->implementation, b->clone,
             b->instructions);
    const flame_graph f = {title, note, "instructions", &b->stacks, &a->stacks};
    flame_graph_write(stream, &f);
    return true;
}

static bool write_all(const output_folder *folder, const difference *d, char *message,
                      size_t size) {
    static const struct {
        const char *name;
        bool (*write)(FILE *, const void *);
        bool of_stacks;
    } files[] = {{DIFFERENCE_TABLES, write_tables, false},
                 {DIFFERENCE_STACKS, write_stacks, true},
                 {DIFFERENCE_FLAMES, write_flames, true},
                 {DIFFERENCE_JSON, write_json, false}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (files[i].of_stacks && !difference_is_whole(d)) continue;
        if (!output_folder_write(folder, files[i].name, files[i].write, d, message, size))
            return false;
    }
    return true;
}

static int write_files(const difference *d, const char *path) {
    static const char *const names[] = {DIFFERENCE_TABLES, DIFFERENCE_STACKS, DIFFERENCE_FLAMES,
                                        DIFFERENCE_JSON};
    char message[PATH_MAX + 256];
    output_folder folder;
    bool good = output_folder_open(&folder, path, message, sizeof message);
    if (!good) return profiler_fail(message), STATUS_OUTPUT;
    good = write_all(&folder, d, message, sizeof message);
    if (!good) output_folder_discard(&folder);
    good = good && output_folder_publish(&folder, names, sizeof names / sizeof *names, message,
                                         sizeof message);
    return good ? 0 : (profiler_fail(message), STATUS_OUTPUT);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int print(const difference *d, const profile_options *options) {
    bool written = true;
    if (options->json) {
        written = write_json(stdout, d);
    } else {
        difference_write(stdout, d, options->top);
        printf("\nfiles in %s\n  less -S %s/" DIFFERENCE_TABLES "\n", options->out, options->out);
        if (difference_is_whole(d)) printf("  xdg-open %s/" DIFFERENCE_FLAMES "\n", options->out);
    }
    if (written && fflush(stdout) == 0 && !ferror(stdout)) return 0;
    perror("hmf profile: cannot write the result");
    return STATUS_OUTPUT;
}

static int compare(const profile_options *options, const stored_profile *before,
                   const stored_profile *after) {
    difference d;
    if (!same_job(before, after)) return STATUS_OUTPUT;
    difference_make(&d, before, after);
    int status = write_files(&d, options->out);
    if (status == 0) status = print(&d, options);
    difference_free(&d);
    return status;
}

int run_difference(const profile_options *options, int *interrupt) {
    char paths[2][PATH_MAX];
    *interrupt = 0;
    for (int i = 0; i < 2; i++) {
        const bool again = i == 1 && strcmp(options->sides[0], options->sides[1]) == 0;
        if (again) strcpy(paths[1], paths[0]);
        const int status = again ? 0 : find_side(options, options->sides[i], paths[i], interrupt);
        if (status != 0) return status;
    }
    stored_profile before, after;
    if (!read_side(paths[0], options->sources[0], &before)) return STATUS_OUTPUT;
    if (!read_side(paths[1], options->sources[1], &after)) {
        stored_profile_free(&before);
        return STATUS_OUTPUT;
    }
    const int status = compare(options, &before, &after);
    stored_profile_free(&before);
    stored_profile_free(&after);
    return status;
}
