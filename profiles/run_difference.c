/* SPDX-License-Identifier: MIT */
/* run_difference.c: the two sides of ./hmf profile --diff, their difference and its files. */
#include "die.h"
#include "difference.h"
#include "stored_profile.h"
#include "tool_profile.h"

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

/* Finds the path of a side: its folder or file, or the folder of an implementation, which is
 * profiled now. */
static int find_side(const char *side, char path[PATH_MAX], int *interrupt) {
    const hmf_impl *impl = strchr(side, '/') ? NULL : hmf_find(hmf_get_registry(), side);
    if (!impl) return find_path(side, path);
    profile_default_folder(impl, path);
    profile_run run;
    const int result = profile_run_all(&run, impl, path);
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
    json_t *root = difference_json(what);
    const bool good = root && json_dumpf(root, stream, JSON_INDENT(1)) == 0;
    fputc('\n', stream);
    json_decref(root);
    return good;
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

static void print(const difference *d, const profile_difference_options *o) {
    bool written = true;
    if (o->json) {
        written = write_json(stdout, d);
    } else {
        difference_write(stdout, d, o->top);
        printf("\nfiles in %s\n  less -S %s/" DIFFERENCE_TABLES "\n", o->out, o->out);
        if (difference_is_whole(d)) printf("  xdg-open %s/" DIFFERENCE_FLAMES "\n", o->out);
    }
    profile_finish_output(written);
}

static int compare(const profile_difference_options *o, const stored_profile *before,
                   const stored_profile *after) {
    difference d;
    if (!same_job(before, after)) return STATUS_OUTPUT;
    difference_make(&d, before, after);
    const int status = write_files(&d, o->out);
    if (status == 0) print(&d, o);
    difference_free(&d);
    return status;
}

int profile_run_difference(const profile_difference_options *o, int *interrupt) {
    char paths[2][PATH_MAX];
    *interrupt = 0;
    for (int i = 0; i < 2; i++) {
        const bool again = i == 1 && strcmp(o->sides[0], o->sides[1]) == 0;
        if (again) strcpy(paths[1], paths[0]);
        const int status = again ? 0 : find_side(o->sides[i], paths[i], interrupt);
        if (status != 0) return status;
    }
    stored_profile before, after;
    if (!read_side(paths[0], o->sources[0], &before)) return STATUS_OUTPUT;
    if (!read_side(paths[1], o->sources[1], &after)) {
        stored_profile_free(&before);
        return STATUS_OUTPUT;
    }
    const int status = compare(o, &before, &after);
    stored_profile_free(&before);
    stored_profile_free(&after);
    return status;
}
