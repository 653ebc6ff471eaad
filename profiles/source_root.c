/* source_root.c: prefixes of paths. */
#include "source_root.h"

#include <stdlib.h>
#include <string.h>

static const char implementations[] = "/impls/";

static const char *after_folder(const char *folder, const char *file) {
    const size_t length = strlen(folder);
    return strncmp(file, folder, length) == 0 && file[length] == '/' ? file + length + 1 : NULL;
}

static bool holds_any(const char *folder, const profile_lines *lines) {
    for (size_t i = 0; i < lines->count; i++)
        if (after_folder(folder, lines->rows[i].file)) return true;
    return false;
}

static const char *last_match(const char *text, const char *part) {
    const char *found = NULL;
    for (const char *at = text; (at = strstr(at, part)); at++) found = at;
    return found;
}

static char *folder_of_implementations(const profile_lines *lines) {
    const profile_line *most = NULL;
    for (size_t i = 0; i < lines->count; i++) {
        const profile_line *line = &lines->rows[i];
        if (*line->file == '/' && last_match(line->file, implementations) &&
            (!most || line->self.instructions > most->self.instructions))
            most = line;
    }
    if (!most) return NULL;
    return strndup(most->file, (size_t)(last_match(most->file, implementations) - most->file));
}

char *source_root_find(const profile_lines *lines, const char *given) {
    if (given && holds_any(given, lines)) return strdup(given);
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
