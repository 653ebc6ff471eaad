/* SPDX-License-Identifier: MIT */
/*
 * cpu_profile.c: a reader of gperftools' CPU profiles.
 *
 * The format is "cpuprofile-fileformat" in gperftools' documentation: machine words 0 3 0 PERIOD 0,
 * then COUNT DEPTH PC... for every stack, leaf first, then 0 1 0, then the text of /proc/self/maps.
 */
#include "die.h"
#include "readers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The deepest stack of gperftools (kMaxStackDepth in its profiledata.h). */
enum { DEPTH_MAX = 254 };

typedef struct {
    const char *path, *caller;
    char *message;
    size_t size;
    const profile_tables *to;
    symbols *symbols;
    cpu_profile_totals totals;
} cpu_reader;

static bool fail(const cpu_reader *r, const char *reason) {
    snprintf(r->message, r->size, "%s: %s", r->path, reason);
    return false;
}

/* ---- from an address to a row ---------------------------------------------------------------- */

/* Finds a row by another name: a function may have several (pow, __pow, powf64). */
static long find_alias(const cpu_reader *r, const symbols_place *place) {
    int i = 0;
    for (const char *alias; (alias = symbols_next_alias(r->symbols, place, &i));) {
        char *name = symbols_name(alias);
        const long row =
            profile_functions_find(r->to->functions, name, place->start_file, place->object);
        free(name);
        if (row != PROFILE_NO_ROW) return row;
    }
    return PROFILE_NO_ROW;
}

static size_t row_of(const cpu_reader *r, const symbols_place *place) {
    char *name = symbols_name(place->function);
    profile_functions *functions = r->to->functions;
    long row = profile_functions_find(functions, name, place->start_file, place->object);
    if (row == PROFILE_NO_ROW && place->function) row = find_alias(r, place);
    if (row == PROFILE_NO_ROW) {
        row = (long)profile_functions_row(functions, name, place->start_file, place->object);
        functions->rows[row].line = place->start_line;
    }
    free(name);
    return (size_t)row;
}

/* ---- stacks ---------------------------------------------------------------------------------- */

typedef struct {
    symbols_place places[DEPTH_MAX];
    size_t rows[DEPTH_MAX];
    size_t depth;
    bool has_caller;
} sample;

/* Returns whether a function is the job's caller or a copy of it (".constprop.0"). */
static bool is_caller(const cpu_reader *r, const char *function) {
    const size_t length = strlen(r->caller);
    return function && strncmp(function, r->caller, length) == 0 &&
           (function[length] == '\0' || function[length] == '.');
}

/* Looks up a stack as far as the job's caller. All addresses but the leaf are return addresses: the
 * call is the instruction before. */
static void look_up(const cpu_reader *r, const uintptr_t *stack, size_t depth, sample *found) {
    found->has_caller = false;
    for (found->depth = 0; found->depth < depth; found->depth++) {
        const size_t i = found->depth;
        symbols_place *place = &found->places[i];
        *place = symbols_find(r->symbols, stack[i] - (i > 0));
        found->has_caller = is_caller(r, place->function);
        if (found->has_caller) break;
        found->rows[i] = row_of(r, place);
    }
}

/* Counts a function that is on the stack twice once. */
static void add_to_functions(const cpu_reader *r, const sample *s, uint64_t count) {
    for (size_t i = 0; i < s->depth; i++) {
        profile_function *row = &r->to->functions->rows[s->rows[i]];
        bool again = false;
        for (size_t j = 0; j < i; j++) again |= s->rows[j] == s->rows[i];
        if (i == 0) row->samples_self += count;
        if (!again) row->samples_inclusive += count;
    }
}

static bool same_line(const symbols_place *a, const symbols_place *b) {
    return a->line == b->line && strcmp(a->file, b->file) == 0;
}

static void add_to_lines(const cpu_reader *r, const sample *s, uint64_t count) {
    for (size_t i = 0; i < s->depth; i++) {
        const symbols_place *place = &s->places[i];
        bool again = place->line == 0;
        for (size_t j = 0; j < i; j++) again |= same_line(&s->places[j], place);
        if (again) continue;
        profile_line *row = profile_lines_row(r->to->lines, place->file, place->line);
        if (i == 0) row->samples_self += count;
        row->samples_inclusive += count;
    }
}

static void add_to_stacks(const cpu_reader *r, const sample *s, uint64_t count) {
    size_t length = 1;
    for (size_t i = 0; i < s->depth; i++)
        length += strlen(r->to->functions->rows[s->rows[i]].name) + 1;
    char *frames = xmalloc(length), *end = frames;
    *frames = '\0';
    for (size_t i = s->depth; i-- > 0;)
        end += sprintf(end, "%s%s", r->to->functions->rows[s->rows[i]].name, i ? ";" : "");
    if (s->depth) profile_stacks_add(r->to->stacks, frames, count);
    free(frames);
}

static void add_stack(cpu_reader *r, uint64_t count, const uintptr_t *stack, size_t depth) {
    sample found;
    look_up(r, stack, depth, &found);
    add_to_functions(r, &found, count);
    if (r->to->lines) add_to_lines(r, &found, count);
    if (r->to->stacks) add_to_stacks(r, &found, count);
    r->totals.samples += count;
    if (found.has_caller) r->totals.main_samples += count;
}

static bool read_words(FILE *file, uintptr_t *words, size_t count) {
    return fread(words, sizeof *words, count, file) == count;
}

static bool read_stacks(cpu_reader *r, FILE *file) {
    uintptr_t head[2], stack[DEPTH_MAX];
    while (read_words(file, head, 2)) {
        if (head[1] < 1 || head[1] > DEPTH_MAX) return fail(r, "a stack of an impossible depth");
        if (!read_words(file, stack, head[1])) break;
        if (head[0] == 0)
            return head[1] == 1 && stack[0] == 0 ? true : fail(r, "a stack of 0 samples");
        add_stack(r, head[0], stack, head[1]);
    }
    return fail(r, "the file is cut off");
}

static bool read_header(const cpu_reader *r, FILE *file) {
    uintptr_t words[5];
    if (read_words(file, words, 5) && words[0] == 0 && words[1] == 3 && words[2] == 0 &&
        words[3] > 0 && words[4] == 0)
        return true;
    return fail(r, "not a CPU profile of gperftools, version 0");
}

/* ---- the memory map after the stacks -------------------------------------------------------- */

static bool skip_stacks(const cpu_reader *r, FILE *file) {
    uintptr_t head[2];
    while (read_words(file, head, 2) && head[1] <= DEPTH_MAX) {
        if (fseek(file, (long)(head[1] * sizeof *head), SEEK_CUR) != 0) break;
        if (head[0] == 0) return true;
    }
    return fail(r, "the file is cut off");
}

static bool read_profile(cpu_reader *r, FILE *file) {
    if (!read_header(r, file)) return false;
    const long stacks = ftell(file);
    if (stacks < 0 || !skip_stacks(r, file)) return false;
    r->symbols = symbols_open(file);
    if (!r->symbols) return fail(r, "its memory map cannot be read");
    if (fseek(file, stacks, SEEK_SET) != 0) return fail(r, strerror(errno));
    return read_stacks(r, file);
}

bool cpu_profile_read(const char *path, const char *caller, const profile_tables *to,
                      cpu_profile_totals *totals, char *message, size_t size) {
    cpu_reader r = {.path = path, .caller = caller, .message = message, .size = size, .to = to};
    FILE *file = fopen(path, "rb");
    if (!file) return fail(&r, strerror(errno));
    const bool good = read_profile(&r, file);
    fclose(file);
    if (good) {
        r.totals.stripped = symbols_stripped(r.symbols);
        if (to->stacks) profile_stacks_merge(to->stacks);
    }
    symbols_close(r.symbols);
    *totals = r.totals;
    return good;
}
