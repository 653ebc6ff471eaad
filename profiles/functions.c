/* functions.c: the table of functions. A job goes through some hundred functions at most, so that
 * looking for one from the beginning to the end is fast enough. */
#include "functions.h"

#include "rows.h"

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

static void free_row(profile_function *row) {
    free(row->name);
    free(row->file);
    free(row->object);
}

static long append(profile_functions *functions, const char *name, const char *file,
                   const char *object) {
    profile_function *rows = profile_make_room(functions->rows, functions->count, sizeof *rows);
    if (!rows) return PROFILE_NO_ROW;
    functions->rows = rows;
    profile_function row = {.name = strdup(name), .file = strdup(file), .object = strdup(object)};
    if (!row.name || !row.file || !row.object) {
        free_row(&row);
        return PROFILE_NO_ROW;
    }
    functions->rows[functions->count] = row;
    return (long)functions->count++;
}

long profile_functions_row(profile_functions *functions, const char *name, const char *file,
                           const char *object) {
    for (size_t i = 0; i < functions->count; i++) {
        const profile_function *row = &functions->rows[i];
        if (strcmp(row->name, name) == 0 && strcmp(row->file, file) == 0 &&
            strcmp(row->object, object) == 0)
            return (long)i;
    }
    return append(functions, name, file, object);
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

static int compare_rows(const void *left, const void *right) {
    const profile_function *a = left, *b = right;
    int order = descending(a->self.instructions, b->self.instructions);
    if (order == 0) order = descending(a->samples_self, b->samples_self);
    return order ? order : strcmp(a->name, b->name);
}

void profile_functions_sort(profile_functions *functions) {
    if (functions->count)
        qsort(functions->rows, functions->count, sizeof *functions->rows, compare_rows);
}

void profile_functions_free(profile_functions *functions) {
    for (size_t i = 0; i < functions->count; i++) free_row(&functions->rows[i]);
    free(functions->rows);
    *functions = (profile_functions){0};
}
