/* stacks.c: folded stacks. */
#include "stacks.h"

#include "rows.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool profile_stacks_add(profile_stacks *stacks, const char *frames, uint64_t count) {
    profile_stack *rows = profile_make_room(stacks->rows, stacks->count, sizeof *rows);
    if (!rows) return false;
    stacks->rows = rows;
    char *copy = strdup(frames);
    if (!copy) return false;
    stacks->rows[stacks->count++] = (profile_stack){.frames = copy, .count = count};
    return true;
}

static int compare(const void *left, const void *right) {
    return strcmp(((const profile_stack *)left)->frames, ((const profile_stack *)right)->frames);
}

void profile_stacks_merge(profile_stacks *stacks) {
    if (!stacks->count) return;
    qsort(stacks->rows, stacks->count, sizeof *stacks->rows, compare);
    size_t kept = 0;
    for (size_t i = 1; i < stacks->count; i++) {
        if (strcmp(stacks->rows[i].frames, stacks->rows[kept].frames) == 0) {
            stacks->rows[kept].count += stacks->rows[i].count;
            free(stacks->rows[i].frames);
        } else {
            stacks->rows[++kept] = stacks->rows[i];
        }
    }
    /* The capacity must stay what profile_make_room takes it to be. */
    const size_t count = kept + 1;
    size_t capacity = 1;
    while (capacity < count) capacity *= 2;
    profile_stack *rows = realloc(stacks->rows, capacity * sizeof *rows);
    if (rows) stacks->rows = rows;
    stacks->count = count;
}

uint64_t profile_stacks_total(const profile_stacks *stacks) {
    uint64_t total = 0;
    for (size_t i = 0; i < stacks->count; i++) total += stacks->rows[i].count;
    return total;
}

bool profile_stacks_write(FILE *stream, const profile_stacks *stacks) {
    for (size_t i = 0; i < stacks->count; i++)
        if (fprintf(stream, "%s %" PRIu64 "\n", stacks->rows[i].frames, stacks->rows[i].count) < 0)
            return false;
    return true;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* NULL, or what is wrong with the line; it is changed. */
static const char *read_line(profile_stacks *stacks, char *line, size_t length) {
    if (length == 0 || line[length - 1] != '\n') return "the last line is cut off";
    if (strlen(line) != length) return "not a text: it holds a zero byte";
    line[length - 1] = '\0';
    char *blank = strrchr(line, ' '), *end;
    if (!blank || blank == line || !isdigit((unsigned char)blank[1])) return "not FRAMES COUNT";
    errno = 0;
    const uint64_t count = strtoull(blank + 1, &end, 10);
    if (*end || errno != 0) return "COUNT is not a number of 64 bits";
    *blank = '\0';
    if (*line == ';' || blank[-1] == ';' || strstr(line, ";;")) return "a frame without a name";
    return profile_stacks_add(stacks, line, count) ? NULL : "out of memory";
}

static const char *read_lines(profile_stacks *stacks, FILE *file, size_t *number) {
    char *line = NULL;
    size_t capacity = 0;
    const char *wrong = NULL;
    for (ssize_t length; !wrong && (length = getline(&line, &capacity, file)) >= 0;) {
        ++*number;
        wrong = read_line(stacks, line, (size_t)length);
    }
    free(line);
    return wrong ? wrong : feof(file) ? NULL : strerror(errno);
}

bool profile_stacks_read(const char *path, profile_stacks *stacks, char *message, size_t size) {
    *stacks = (profile_stacks){0};
    FILE *file = fopen(path, "r");
    if (!file) {
        snprintf(message, size, "%s: %s", path, strerror(errno));
        return false;
    }
    size_t line = 0;
    const char *wrong = read_lines(stacks, file, &line);
    fclose(file);
    if (!wrong) {
        profile_stacks_merge(stacks);
        return true;
    }
    snprintf(message, size, "%s:%zu: %s", path, line, wrong);
    profile_stacks_free(stacks);
    return false;
}

void profile_stacks_free(profile_stacks *stacks) {
    for (size_t i = 0; i < stacks->count; i++) free(stacks->rows[i].frames);
    free(stacks->rows);
    *stacks = (profile_stacks){0};
}
