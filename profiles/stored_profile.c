/* SPDX-License-Identifier: MIT */
/* stored_profile.c: profile.json and callgrind files as stored profiles. Texts of a callgrind file
 * are kept as JSON strings too, so that text that is not UTF-8 is found before output is written.
 */
#include "stored_profile.h"

#include "die.h"
#include "readers.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    stored_profile *profile;
    profile_place at;
    char path[PATH_MAX]; /* of the file that is read */
} reader;

static bool fail(const reader *r, const char *where, const char *reason) {
    return profile_reject(&r->at, "%s%s%s", where, *where ? ": " : "", reason);
}

static void set_path(reader *r, const char *name) {
    snprintf(r->path, sizeof r->path, "%s/%s", r->profile->path, name);
    r->at.path = r->path;
}

/* ---- profile.json ---------------------------------------------------------------------------- */

static const char *text_of(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

static bool read_counted(const reader *r, json_t *counted) {
    stored_profile *p = r->profile;
    json_error_t error;
    json_int_t instructions, in_stacks = -1; /* earlier versions do not have the latter */
    if (json_is_null(counted)) {
        p->not_counted = text_of(p->root, "not_counted");
        if (!p->not_counted) p->not_counted = "no reason given";
        return true;
    }
    if (json_unpack_ex(counted, &error, 0, "{s:s, s:I, s?I, s?s}", "clone", &p->clone,
                       "instructions", &instructions, "instructions_in_stacks", &in_stacks,
                       "version", &p->version) != 0)
        return fail(r, "counted", error.text);
    if (instructions <= 0) return fail(r, "counted", "no instructions");
    p->instructions = (uint64_t)instructions;
    p->instructions_in_stacks = in_stacks < 0 ? p->instructions : (uint64_t)in_stacks;
    return true;
}

static bool read_release(const reader *r, json_t *release) {
    json_error_t error;
    int differs = 0;
    if (!release || json_is_null(release)) return true;
    if (json_unpack_ex(release, &error, 0, "{s:F, s:b}", "ratio", &r->profile->release_ratio,
                       "differs", &differs) != 0)
        return fail(r, "release", error.text);
    r->profile->release_differs = differs;
    return true;
}

static bool read_sampled(const reader *r, json_t *sampled) {
    stored_profile *p = r->profile;
    json_error_t error;
    if (!sampled || json_is_null(sampled)) {
        p->not_sampled = text_of(p->root, "not_sampled");
        if (!p->not_sampled) p->not_sampled = "no reason given";
        return true;
    }
    return json_unpack_ex(sampled, &error, 0, "{s:F, s:F, s:F}", "samples", &p->samples, "rate_hz",
                          &p->rate_hz, "seconds", &p->sampled_seconds) == 0 ||
           fail(r, "sampled", error.text);
}

static bool read_heading(const reader *r) {
    stored_profile *p = r->profile;
    json_error_t error;
    const char *kind;
    int schema;
    json_t *counted;
    if (json_unpack_ex(p->root, &error, 0, "{s:i, s:s}", "hmfbench_schema", &schema, "kind",
                       &kind) != 0)
        return fail(r, "", error.text);
    if (schema != 1 || strcmp(kind, "profile") != 0)
        return fail(r, "", "not a profile of schema 1; run ./hmf profile again");
    if (json_unpack_ex(p->root, &error, 0, "{s:s, s:s, s:s, s:o, s:o}", "implementation",
                       &p->implementation, "workload", &p->workload, "mode", &p->mode, "counted",
                       &counted, "context", &p->context) != 0)
        return fail(r, "", error.text);
    p->compiler = text_of(p->context, "compiler");
    p->commit = text_of(p->context, "git_commit");
    if (!p->compiler || !p->commit) return fail(r, "context", "no compiler or git_commit");
    return read_counted(r, counted) && read_release(r, json_object_get(p->root, "release")) &&
           read_sampled(r, json_object_get(p->root, "sampled"));
}

static uint64_t count_of(const json_t *row, const char *key) {
    const json_int_t value = json_integer_value(json_object_get(row, key));
    return value > 0 ? (uint64_t)value : 0;
}

static bool read_function(const reader *r, json_t *from) {
    json_error_t error;
    const char *name, *file, *object;
    json_int_t line, calls, self, inclusive;
    if (json_unpack_ex(from, &error, 0, "{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "name", &name,
                       "file", &file, "object", &object, "line", &line, "calls", &calls,
                       "instructions_self", &self, "instructions_inclusive", &inclusive) != 0)
        return fail(r, "functions", error.text);
    if (line < 0 || calls < 0 || self < 0 || inclusive < self ||
        (uint64_t)self > r->profile->instructions)
        return fail(r, "functions", "numbers that are no counts");
    profile_functions *functions = &r->profile->functions;
    const size_t at = profile_functions_row(functions, name, file, object); /* may move the rows */
    profile_function *row = &functions->rows[at];
    row->line = (unsigned long)line;
    row->calls += (uint64_t)calls;
    row->self.instructions += (uint64_t)self;
    row->instructions_inclusive += (uint64_t)inclusive;
    row->samples_self += count_of(from, "samples_self");
    row->samples_inclusive += count_of(from, "samples_inclusive");
    return true;
}

static bool read_line(const reader *r, json_t *from) {
    stored_profile *p = r->profile;
    json_error_t error;
    const char *file, *text;
    json_int_t line, self, inclusive;
    if (json_unpack_ex(from, &error, 0, "{s:s, s:s, s:I, s:I, s:I}", "file", &file, "text", &text,
                       "line", &line, "instructions_self", &self, "instructions_inclusive",
                       &inclusive) != 0)
        return fail(r, "lines", error.text);
    if (line < 1 || self < 0 || inclusive < 0)
        return fail(r, "lines", "numbers that are no counts");
    const size_t before = p->lines.count;
    profile_paths_add(&p->lines.paths, file);
    profile_line *row = profile_lines_row(&p->lines, file, (unsigned long)line);
    if (p->lines.count == before) return fail(r, "lines", "a line occurs twice");
    row->hits = count_of(from, "hits");
    row->self.instructions = (uint64_t)self;
    row->instructions_inclusive = (uint64_t)inclusive;
    row->samples_self = count_of(from, "samples_self");
    row->samples_inclusive = count_of(from, "samples_inclusive");
    row->function = text_of(from, "function");
    p->text[before] = text;
    return true;
}

static bool read_tables(const reader *r) {
    stored_profile *p = r->profile;
    const json_t *functions = json_object_get(p->root, "functions");
    const json_t *lines = json_object_get(p->root, "lines");
    if (!json_is_array(functions) || !json_is_array(lines))
        return fail(r, "", "no tables of functions and lines");
    p->text = xcalloc(json_array_size(lines), sizeof *p->text);
    for (size_t i = 0; i < json_array_size(functions); i++)
        if (!read_function(r, json_array_get(functions, i))) return false;
    for (size_t i = 0; i < json_array_size(lines); i++)
        if (!read_line(r, json_array_get(lines, i))) return false;
    profile_functions_sort(&p->functions);
    return true;
}

static bool read_folder(reader *r) {
    json_error_t error;
    set_path(r, "profile.json");
    r->profile->root = json_load_file(r->path, 0, &error);
    if (r->profile->root) return read_heading(r) && read_tables(r);
    snprintf(r->at.message, r->at.size, "%s:%d: %s", r->path, error.line, error.text);
    return false;
}

static bool read_stacks(reader *r) {
    stored_profile *p = r->profile;
    if (p->not_counted) return fail(r, "nothing was counted in this profile", p->not_counted);
    set_path(r, "counted.folded");
    if (!profile_stacks_read(r->path, &p->stacks, r->at.message, r->at.size)) return false;
    return profile_stacks_total(&p->stacks) == p->instructions_in_stacks ||
           fail(r, "", "its stacks do not add up to the instructions of profile.json");
}

/* ---- callgrind files ------------------------------------------------------------------------- */

/* Returns a copy that root owns, "" if the text is not UTF-8. */
static const char *keep(const stored_profile *p, const char *text) {
    json_t *string = json_string(text);
    if (!string) string = json_string("");
    json_array_append_new(p->root, string);
    return json_string_value(string);
}

static source_text read_below(const char *folder, const char *below) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, below) >= (int)sizeof path)
        return (source_text){0};
    return source_text_read(path);
}

static source_text read_source(stored_profile *p, const char *source, const char *file) {
    const char *below = source_root_below(p->source_root, file);
    source_text text = {0};
    if (source && below) text = read_below(source, below);
    if (text.count == 0 && *file == '/') text = source_text_read(file);
    if (text.count == 0 && below && !p->unread_source) p->unread_source = keep(p, file);
    return text;
}

/* Reads the text of the lines, which are sorted by file. */
static void read_texts(stored_profile *p, const char *source) {
    source_text text = {0};
    p->text = xcalloc(p->lines.count, sizeof *p->text);
    for (size_t i = 0; i < p->lines.count; i++) {
        const profile_line *line = &p->lines.rows[i];
        if (i == 0 || strcmp(line->file, line[-1].file) != 0) {
            source_text_free(&text);
            text = read_source(p, source, line->file);
        }
        p->text[i] = keep(p, source_text_line(&text, line->line));
    }
    source_text_free(&text);
}

static bool is_utf8(const char *text) {
    json_t *string = json_string(text);
    json_decref(string);
    return string != NULL;
}

static bool check_names(const reader *r) {
    const stored_profile *p = r->profile;
    bool good = true;
    for (size_t i = 0; i < p->functions.count; i++) {
        const profile_function *f = &p->functions.rows[i];
        good = good && is_utf8(f->name) && is_utf8(f->file) && is_utf8(f->object);
    }
    for (size_t i = 0; i < p->lines.count; i++) good = good && is_utf8(p->lines.rows[i].file);
    if (!good) return fail(r, "", "a name in it is not UTF-8");
    return is_utf8(p->path) || fail(r, "", "the name of the file is not UTF-8");
}

static bool read_counts(reader *r, const char *source) {
    stored_profile *p = r->profile;
    callgrind_totals totals;
    const profile_tables to = {.functions = &p->functions, .lines = &p->lines};
    p->root = json_array();
    p->counts_only = true;
    r->at.path = p->path;
    if (!callgrind_read(p->path, &to, &totals, r->at.message, r->at.size) || !check_names(r))
        return false;
    if (totals.instructions == 0) return fail(r, "", "nothing was counted");
    profile_lines_sort(&p->lines);
    p->source_root = source_root_find(&p->lines, source);
    p->instructions = totals.instructions;
    p->creator = keep(p, *totals.creator ? totals.creator : "callgrind");
    p->command = keep(p, *totals.command ? totals.command : "an unnamed program");
    p->trigger = keep(p, *totals.trigger ? totals.trigger : "no reason given");
    read_texts(p, source);
    return true;
}

/* ---- the interface --------------------------------------------------------------------------- */

static reader start(stored_profile *p, const char *path, char *message, size_t size) {
    *p = (stored_profile){.path = xstrdup(path)};
    return (reader){.profile = p, .at = {.message = message, .size = size}};
}

bool stored_profile_read(const char *folder, stored_profile *p, char *message, size_t size) {
    reader r = start(p, folder, message, size);
    const bool good = read_folder(&r);
    if (!good) stored_profile_free(p);
    return good;
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool stored_profile_read_side(const char *path, const char *source, stored_profile *p,
                              char *message, size_t size) {
    reader r = start(p, path, message, size);
    const bool good =
        is_folder(path) ? read_folder(&r) && read_stacks(&r) : read_counts(&r, source);
    if (good && !p->counts_only) p->source_root = source_root_find(&p->lines, source);
    if (!good) stored_profile_free(p);
    return good;
}

const profile_function *stored_profile_function(const stored_profile *p, const char *name) {
    for (size_t i = 0; i < p->functions.count; i++)
        if (strcmp(p->functions.rows[i].name, name) == 0) return &p->functions.rows[i];
    return NULL;
}

const char *stored_profile_source(const stored_profile *p, const char *file) {
    const char *below = source_root_below(p->source_root, file);
    return below ? below : file;
}

void stored_profile_free(stored_profile *p) {
    profile_functions_free(&p->functions);
    profile_lines_free(&p->lines);
    profile_stacks_free(&p->stacks);
    free(p->text);
    free(p->path);
    free(p->source_root);
    json_decref(p->root);
    *p = (stored_profile){0};
}
