/* SPDX-License-Identifier: MIT */
/* tables.c: functions, lines and their text. A job has some hundred of each: linear search is fast
 * enough. */
#include "tables.h"

#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void profile_trim_symbol(char *symbol) {
    static const char *const clones[] = {".constprop.", ".isra."};
    symbol[strcspn(symbol, "@")] = '\0';
    for (size_t i = 0; i < sizeof clones / sizeof *clones; i++) {
        char *mark = strstr(symbol, clones[i]);
        if (!mark || mark == symbol) continue;
        const char *end = mark + strlen(clones[i]);
        end += strspn(end, "0123456789");
        memmove(mark, end, strlen(end) + 1);
    }
}

/* ---- functions ------------------------------------------------------------------------------- */

size_t profile_functions_row(profile_functions *functions, const char *name, const char *file,
                             const char *object) {
    for (size_t i = 0; i < functions->count; i++) {
        const profile_function *row = &functions->rows[i];
        if (strcmp(row->name, name) == 0 && strcmp(row->file, file) == 0 &&
            strcmp(row->object, object) == 0)
            return i;
    }
    functions->rows = profile_grow(functions->rows, functions->count, sizeof *functions->rows);
    functions->rows[functions->count] =
        (profile_function){.name = xstrdup(name), .file = xstrdup(file), .object = xstrdup(object)};
    return functions->count++;
}

long profile_functions_find(const profile_functions *functions, const char *name, const char *file,
                            const char *object) {
    for (size_t i = 0; i < functions->count; i++) {
        const profile_function *row = &functions->rows[i];
        if (strcmp(row->name, name) == 0 && profile_same_name(row->object, object) &&
            (!*row->file || !*file || profile_same_file(row->file, file)))
            return (long)i;
    }
    return PROFILE_NO_ROW;
}

static int descending(uint64_t a, uint64_t b) {
    return (a < b) - (a > b);
}

static int compare_functions(const void *left, const void *right) {
    const profile_function *a = left, *b = right;
    int order = descending(a->self.instructions, b->self.instructions);
    if (order == 0) order = descending(a->samples_self, b->samples_self);
    return order ? order : strcmp(a->name, b->name);
}

void profile_functions_sort(profile_functions *functions) {
    if (functions->count)
        qsort(functions->rows, functions->count, sizeof *functions->rows, compare_functions);
}

void profile_functions_free(profile_functions *functions) {
    for (size_t i = 0; i < functions->count; i++) {
        free(functions->rows[i].name);
        free(functions->rows[i].file);
        free(functions->rows[i].object);
    }
    free(functions->rows);
    *functions = (profile_functions){0};
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* Searches from the end: profilers list lines in order. */
profile_line *profile_lines_row(profile_lines *lines, const char *path, unsigned long line) {
    const char *file = profile_paths_file(&lines->paths, path);
    for (size_t i = lines->count; i-- > 0;)
        if (lines->rows[i].line == line && lines->rows[i].file == file) return &lines->rows[i];
    lines->rows = profile_grow(lines->rows, lines->count, sizeof *lines->rows);
    lines->rows[lines->count] = (profile_line){.file = file, .line = line};
    return &lines->rows[lines->count++];
}

profile_extent *profile_lines_extent(profile_lines *lines, const char *name, const char *path,
                                     unsigned long first) {
    const char *file = profile_paths_file(&lines->paths, path);
    for (size_t i = 0; i < lines->nextents; i++) {
        profile_extent *extent = &lines->extents[i];
        if (extent->first == first && extent->file == file && strcmp(extent->name, name) == 0)
            return extent;
    }
    lines->extents = profile_grow(lines->extents, lines->nextents, sizeof *lines->extents);
    lines->extents[lines->nextents] =
        (profile_extent){.name = xstrdup(name), .file = file, .first = first};
    return &lines->extents[lines->nextents++];
}

const profile_extent *profile_extent_of(const profile_lines *lines, const profile_line *line) {
    const profile_extent *found = NULL;
    for (size_t i = 0; i < lines->nextents; i++) {
        const profile_extent *extent = &lines->extents[i];
        if (extent->file == line->file && extent->first <= line->line &&
            line->line <= extent->last && (!found || extent->first > found->first))
            found = extent;
    }
    return found;
}

static int compare_lines(const void *left, const void *right) {
    const profile_line *a = left, *b = right;
    int order = strcmp(profile_basename(a->file), profile_basename(b->file));
    if (order == 0) order = strcmp(a->file, b->file);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

void profile_lines_sort(profile_lines *lines) {
    if (lines->count) qsort(lines->rows, lines->count, sizeof *lines->rows, compare_lines);
}

void profile_lines_free(profile_lines *lines) {
    for (size_t i = 0; i < lines->nextents; i++) free(lines->extents[i].name);
    profile_paths_free(&lines->paths);
    free(lines->rows);
    free(lines->extents);
    *lines = (profile_lines){0};
}

/* ---- reading text -----------------------------------------------------------------------------
 */

bool profile_reject(const profile_place *at, const char *format, ...) {
    char *place = at->unit ? xasprintf("%s%zu", at->unit, at->number) : xstrdup(""), *reason;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&reason, format, arguments);
    va_end(arguments);
    snprintf(at->message, at->size, "%s%s: %s", at->path, place, length < 0 ? "" : reason);
    if (length >= 0) free(reason);
    free(place);
    return false;
}

char *profile_read_text(const profile_place *at) {
    const profile_place whole = {.path = at->path, .message = at->message, .size = at->size};
    char *text = NULL;
    size_t capacity = 0;
    FILE *file = fopen(at->path, "r");
    if (!file) {
        profile_reject(&whole, "%s", strerror(errno));
        return NULL;
    }
    const ssize_t length = getdelim(&text, &capacity, '\0', file);
    if (feof(file)) {
        if (length < 0) *(text = xrealloc(text, 1)) = '\0';
    } else {
        profile_reject(&whole, "%s", length < 0 ? strerror(errno) : "it has a zero byte");
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

/* ---- the text of lines ----------------------------------------------------------------------- */

source_text source_text_read(const char *path) {
    char message[1];
    source_text source = {
        .text = profile_read_text(&(profile_place){.path = path, .message = message, .size = 1})};
    if (!source.text) return source;
    size_t most = 1;
    for (const char *c = source.text; *c; c++) most += *c == '\n';
    source.lines = xcalloc(most, sizeof *source.lines);
    for (char *rest = source.text; rest && source.count < most;)
        source.lines[source.count++] = strsep(&rest, "\n");
    return source;
}

const char *source_text_line(const source_text *source, unsigned long number) {
    return number >= 1 && number <= source->count ? source->lines[number - 1] : "";
}

void source_text_free(source_text *source) {
    free(source->text);
    free(source->lines);
    *source = (source_text){0};
}

/* ---- the root of the sources ----------------------------------------------------------------- */

static const char *after_folder(const char *folder, const char *file) {
    const size_t length = strlen(folder);
    return strncmp(file, folder, length) == 0 && file[length] == '/' ? file + length + 1 : NULL;
}

static bool holds_any(const char *folder, const profile_lines *lines) {
    for (size_t i = 0; i < lines->count; i++)
        if (after_folder(folder, lines->rows[i].file)) return true;
    return false;
}

/* Returns the last "/impls/" of the path, or NULL. */
static const char *find_implementations(const char *path) {
    const char *found = NULL;
    for (const char *at = path; (at = strstr(at, "/impls/")); at++) found = at;
    return found;
}

static char *folder_of_implementations(const profile_lines *lines) {
    const profile_line *most = NULL;
    for (size_t i = 0; i < lines->count; i++) {
        const profile_line *line = &lines->rows[i];
        if (*line->file == '/' && find_implementations(line->file) &&
            (!most || line->self.instructions > most->self.instructions))
            most = line;
    }
    if (!most) return NULL;
    return xstrndup(most->file, (size_t)(find_implementations(most->file) - most->file));
}

char *source_root_find(const profile_lines *lines, const char *given) {
    if (given && holds_any(given, lines)) return xstrdup(given);
    char *real = given ? realpath(given, NULL) : NULL;
    if (real && holds_any(real, lines)) return real;
    free(real);
    return folder_of_implementations(lines);
}

const char *source_root_below(const char *root, const char *file) {
    if (*file == '/') return root ? after_folder(root, file) : NULL;
    while (strncmp(file, "./", 2) == 0) file += 2;
    return after_folder("impls", file) ? file : NULL;
}
