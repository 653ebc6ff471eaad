/* stored_counts.c: callgrind's file as a side of a difference. Its texts are kept as JSON strings,
 * as those of a stored profile are, so that what is not UTF-8 is found before anything is written.
 */
#include "callgrind.h"
#include "source_root.h"
#include "source_text.h"
#include "stored_profile.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *source; /* as the user gave it, or NULL */
    stored_profile *profile;
    char *message;
    size_t size;
} counts_reader;

static bool fail(const counts_reader *r, const char *reason) {
    snprintf(r->message, r->size, "%s: %s", r->profile->path, reason);
    return false;
}

/* "" for what is not UTF-8; NULL when memory is short. */
static const char *keep_text(const stored_profile *p, const char *text) {
    json_t *string = json_string(text);
    if (!string) string = json_string("");
    return json_array_append_new(p->root, string) == 0 ? json_string_value(string) : NULL;
}

static const char *keep_or(const stored_profile *p, const char *text, const char *otherwise) {
    return keep_text(p, *text ? text : otherwise);
}

/* ---- the text of lines ----------------------------------------------------------------------- */

static source_text read_below(const char *folder, const char *below) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, below) >= (int)sizeof path)
        return (source_text){0};
    return source_text_read(path);
}

static source_text read_source(const counts_reader *r, const char *file) {
    const char *below = source_root_below(r->profile->source_root, file);
    source_text text = {0};
    if (r->source && below) text = read_below(r->source, below);
    if (text.count == 0 && *file == '/') text = source_text_read(file);
    if (text.count == 0 && below && !r->profile->unread_source)
        r->profile->unread_source = keep_text(r->profile, file);
    return text;
}

/* The lines are sorted by file. */
static bool read_texts(const counts_reader *r) {
    stored_profile *p = r->profile;
    source_text source = {0};
    bool good = true;
    p->text = calloc(p->lines.count + 1, sizeof *p->text);
    if (!p->text) return fail(r, "out of memory");
    for (size_t i = 0; good && i < p->lines.count; i++) {
        const profile_line *line = &p->lines.rows[i];
        if (i == 0 || strcmp(line->file, line[-1].file) != 0) {
            source_text_free(&source);
            source = read_source(r, line->file);
        }
        p->text[i] = keep_text(p, source_text_line(&source, line->line));
        good = p->text[i] || fail(r, "out of memory");
    }
    source_text_free(&source);
    return good;
}

/* ---- the counts ------------------------------------------------------------------------------ */

static bool is_utf8(const char *text) {
    json_t *string = json_string(text);
    json_decref(string);
    return string != NULL;
}

static bool check_names(const counts_reader *r) {
    static const char reason[] = "a name in it is not UTF-8";
    const stored_profile *p = r->profile;
    for (size_t i = 0; i < p->functions.count; i++) {
        const profile_function *f = &p->functions.rows[i];
        if (!is_utf8(f->name) || !is_utf8(f->file) || !is_utf8(f->object)) return fail(r, reason);
    }
    for (size_t i = 0; i < p->lines.count; i++)
        if (!is_utf8(p->lines.rows[i].file)) return fail(r, reason);
    return is_utf8(p->path) || fail(r, "the name of the file is not UTF-8");
}

static bool keep_totals(const counts_reader *r, const callgrind_totals *totals) {
    stored_profile *p = r->profile;
    if (totals->instructions == 0) return fail(r, "nothing was counted");
    p->instructions = totals->instructions;
    p->creator = keep_or(p, totals->creator, "callgrind");
    p->command = keep_or(p, totals->command, "an unnamed program");
    p->trigger = keep_or(p, totals->trigger, "no reason given");
    return (p->creator && p->command && p->trigger) || fail(r, "out of memory");
}

static bool read_counts(const counts_reader *r) {
    stored_profile *p = r->profile;
    callgrind_totals totals;
    const profile_tables to = {.functions = &p->functions, .lines = &p->lines};
    if (!callgrind_read(p->path, &to, &totals, r->message, r->size)) return false;
    profile_lines_sort(&p->lines);
    p->source_root = source_root_find(&p->lines, r->source);
    return check_names(r) && keep_totals(r, &totals) && read_texts(r);
}

bool stored_counts_read(const char *file, const char *source, stored_profile *p, char *message,
                        size_t size) {
    const counts_reader r = {.source = source, .profile = p, .message = message, .size = size};
    *p = (stored_profile){.path = strdup(file), .counts_only = true, .root = json_array()};
    bool good = p->path && p->root;
    if (!good)
        snprintf(message, size, "%s: out of memory", file);
    else
        good = read_counts(&r);
    if (!good) stored_profile_free(p);
    return good;
}
