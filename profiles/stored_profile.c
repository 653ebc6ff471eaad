/* stored_profile.c: profile.json, by jansson. */
#include "stored_profile.h"

#include "json_text.h"
#include "profilers.h"
#include "source_root.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char path[PATH_MAX];
    char *message;
    size_t size;
} stored_reader;

static bool fail(const stored_reader *r, const char *where, const char *reason) {
    snprintf(r->message, r->size, "%s: %s%s%s", r->path, where, *where ? ": " : "", reason);
    return false;
}

static bool read_heading(const stored_reader *r, stored_profile *p) {
    json_error_t error;
    const char *kind;
    int schema;
    json_int_t instructions;
    if (json_unpack_ex(p->root, &error, 0, "{s:i, s:s}", "hmfbench_schema", &schema, "kind",
                       &kind) != 0)
        return fail(r, "", error.text);
    if (schema != 1 || strcmp(kind, "profile") != 0)
        return fail(r, "", "not a profile of schema 1");
    if (json_is_null(json_object_get(p->root, "counted")))
        return fail(r, "", "nothing was counted in this profile");
    if (json_unpack_ex(p->root, &error, 0, "{s:s, s:s, s:s, s:{s:s, s:I}, s:{s:s, s:s}}",
                       "implementation", &p->implementation, "workload", &p->workload, "mode",
                       &p->mode, "counted", "clone", &p->clone, "instructions", &instructions,
                       "context", "compiler", &p->compiler, "git_commit", &p->commit) != 0)
        return fail(r, "", error.text);
    if (instructions <= 0) return fail(r, "counted", "no instructions");
    p->instructions = (uint64_t)instructions;
    return true;
}

static bool read_function(const stored_reader *r, stored_profile *p, json_t *from) {
    json_error_t error;
    const char *name, *file, *object;
    json_int_t line, calls, self, inclusive;
    if (json_unpack_ex(from, &error, 0, "{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "name", &name,
                       "file", &file, "object", &object, "line", &line, "calls", &calls,
                       "instructions_self", &self, "instructions_inclusive", &inclusive) != 0)
        return fail(r, "functions", error.text);
    if (line < 0 || calls < 0 || self < 0 || inclusive < self)
        return fail(r, "functions", "numbers that are no counts");
    const long at = profile_functions_row(&p->functions, name, file, object);
    if (at == PROFILE_NO_ROW) return fail(r, "", "out of memory");
    profile_function *row = &p->functions.rows[at];
    row->line = (unsigned long)line;
    row->calls += (uint64_t)calls;
    row->self.instructions += (uint64_t)self;
    row->instructions_inclusive += (uint64_t)inclusive;
    return true;
}

static bool read_line(const stored_reader *r, stored_profile *p, json_t *from) {
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
    if (!profile_paths_add(&p->lines.paths, file)) return fail(r, "", "out of memory");
    profile_line *row = profile_lines_row(&p->lines, file, (unsigned long)line);
    if (!row) return fail(r, "", "out of memory");
    if (p->lines.count == before) return fail(r, "lines", "a line comes twice");
    const json_t *hits = json_object_get(from, "hits");
    row->has_hits = json_is_integer(hits) && json_integer_value(hits) >= 0;
    row->hits = row->has_hits ? (uint64_t)json_integer_value(hits) : 0;
    row->self.instructions = (uint64_t)self;
    row->instructions_inclusive = (uint64_t)inclusive;
    row->function = json_string_value(json_object_get(from, "function"));
    p->text[before] = text;
    return true;
}

static bool read_tables(const stored_reader *r, stored_profile *p) {
    const json_t *functions = json_object_get(p->root, "functions");
    const json_t *lines = json_object_get(p->root, "lines");
    if (!json_is_array(functions) || !json_is_array(lines))
        return fail(r, "", "no tables of functions and lines");
    p->text = calloc(json_array_size(lines) + 1, sizeof *p->text);
    if (!p->text) return fail(r, "", "out of memory");
    for (size_t i = 0; i < json_array_size(functions); i++)
        if (!read_function(r, p, json_array_get(functions, i))) return false;
    for (size_t i = 0; i < json_array_size(lines); i++)
        if (!read_line(r, p, json_array_get(lines, i))) return false;
    return true;
}

static bool read_stacks(stored_reader *r, stored_profile *p) {
    if (snprintf(r->path, sizeof r->path, "%s/" OUTPUT_COUNTED_STACKS, p->path) >=
        (int)sizeof r->path)
        return fail(r, "", "the path is too long");
    if (!profile_stacks_read(r->path, &p->stacks, r->message, r->size)) return false;
    const json_t *counted = json_object_get(p->root, "counted");
    const json_t *total = json_object_get(counted, "instructions_in_stacks");
    if (!total) total = json_object_get(counted, "instructions"); /* of earlier versions */
    return profile_stacks_total(&p->stacks) == (uint64_t)json_integer_value(total) ||
           fail(r, "", "its stacks do not add up to the instructions of " OUTPUT_JSON);
}

static bool read_profile(stored_reader *r, stored_profile *p) {
    if (snprintf(r->path, sizeof r->path, "%s/" OUTPUT_JSON, p->path) >= (int)sizeof r->path)
        return fail(r, "", "the path is too long");
    json_error_t error;
    p->root = hmf_json_load(r->path, 0, &error);
    if (!p->root) {
        snprintf(r->message, r->size, "%s:%d: %s", r->path, error.line, error.text);
        return false;
    }
    return read_heading(r, p) && read_tables(r, p) && read_stacks(r, p);
}

bool stored_profile_read(const char *folder, const char *source, stored_profile *p, char *message,
                         size_t size) {
    stored_reader r = {.message = message, .size = size};
    *p = (stored_profile){.path = strdup(folder)};
    const bool good = p->path ? read_profile(&r, p) : fail(&r, "", "out of memory");
    if (good)
        p->source_root = source_root_find(&p->lines, source);
    else
        stored_profile_free(p);
    return good;
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
