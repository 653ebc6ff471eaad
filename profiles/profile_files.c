/* SPDX-License-Identifier: MIT */
/* profile_files.c: which file holds what. */
#include "profile_files.h"

#include "write_profile.h"

#include <inttypes.h>

static bool write_functions(FILE *stream, const void *what) {
    const profile *p = what;
    profile_write_heading(stream, p);
    fputc('\n', stream);
    profile_write_functions(stream, p, p->functions.count);
    return true;
}

static bool write_lines(FILE *stream, const void *what) {
    profile_write_lines(stream, what);
    return true;
}

static bool write_allocations(FILE *stream, const void *what) {
    profile_write_allocations(stream, what);
    return true;
}

static bool write_json(FILE *stream, const void *what) {
    return profile_write_json(stream, what);
}

static bool write_counted_stacks(FILE *stream, const void *what) {
    const profile *p = what;
    profile_stacks_write(stream, &p->counted_stacks, NULL);
    return true;
}

static bool write_sampled_stacks(FILE *stream, const void *what) {
    const profile *p = what;
    profile_stacks_write(stream, &p->sampled_stacks, NULL);
    return true;
}

static bool write_flames(FILE *stream, const profile *p, const profile_stacks *stacks,
                         const char *unit, const char *how) {
    char title[256], note[512];
    snprintf(title, sizeof title, "%s on %s, %s: %s", p->impl->name, p->workload->name, p->mode,
             unit);
    snprintf(note, sizeof note, "%" PRIu64 " %s, %s", profile_stacks_total(stacks), unit, how);
    const flame_graph f = {.title = title, .note = note, .unit = unit, .stacks = stacks};
    flame_graph_write(stream, &f);
    return true;
}

static bool write_counted_flames(FILE *stream, const void *what) {
    const profile *p = what;
    char how[128];
    snprintf(how, sizeof how, "counted exactly in one pass by callgrind, clone %s",
             p->counted_clone);
    return write_flames(stream, p, &p->counted_stacks, "instructions", how);
}

static bool write_sampled_flames(FILE *stream, const void *what) {
    const profile *p = what;
    char how[128];
    snprintf(how, sizeof how, "taken %.0f times a second by gperftools in %lu passes, clone %s",
             p->rate, p->passes, p->sampled_clone);
    return write_flames(stream, p, &p->sampled_stacks, "samples", how);
}

bool profile_files_write(const profile_run *run) {
    const profile *p = &run->result;
    const bool counted = !p->not_counted[0], sampled = !p->not_sampled[0];
    const struct {
        bool there;
        const char *name;
        bool (*write)(FILE *, const void *);
    } files[] = {{true, OUTPUT_FUNCTIONS, write_functions},
                 {true, OUTPUT_LINES, write_lines},
                 {!p->no_allocations[0], OUTPUT_ALLOCATIONS, write_allocations},
                 {counted, OUTPUT_COUNTED_STACKS, write_counted_stacks},
                 {counted, OUTPUT_COUNTED_FLAMES, write_counted_flames},
                 {sampled, OUTPUT_SAMPLED_STACKS, write_sampled_stacks},
                 {sampled, OUTPUT_SAMPLED_FLAMES, write_sampled_flames},
                 {true, OUTPUT_JSON, write_json}};
    char message[PATH_MAX + 256];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].there && !output_folder_write(&run->folder, files[i].name, files[i].write, p,
                                                   message, sizeof message))
            return profiler_fail(message), false;
    return true;
}

bool profile_files_publish(output_folder *folder, char *message, size_t size) {
    static const char *const names[] = {
        OUTPUT_CALLGRIND,      OUTPUT_CALLGRIND_STACKS, OUTPUT_SAMPLES,
        OUTPUT_HEAP,           OUTPUT_FUNCTIONS,        OUTPUT_LINES,
        OUTPUT_ALLOCATIONS,    OUTPUT_COUNTED_STACKS,   OUTPUT_SAMPLED_STACKS,
        OUTPUT_COUNTED_FLAMES, OUTPUT_SAMPLED_FLAMES,   OUTPUT_JSON};
    return output_folder_publish(folder, names, sizeof names / sizeof *names, message, size);
}
