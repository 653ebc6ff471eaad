/* SPDX-License-Identifier: MIT */
/* difference.c: matches the rows of two profiles. Tables have some hundred rows. */
#include "difference.h"

#include "die.h"
#include "result_file.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

bool difference_is_whole(const difference *d) {
    return !d->before->counts_only && !d->after->counts_only;
}

static uint64_t change_of(const difference_row *row) {
    return row->before > row->after ? row->before - row->after : row->after - row->before;
}

/* ---- functions ------------------------------------------------------------------------------- */

/* The functions of a side, with the numbers of their files and objects. */
typedef struct {
    const profile_functions *functions;
    const difference_files *files;
} numbered_functions;

static bool same_function(const numbered_functions *a, size_t i, const numbered_functions *b,
                          size_t j) {
    const profile_function *f = &a->functions->rows[i], *g = &b->functions->rows[j];
    if (strcmp(f->name, g->name) != 0) return false;
    return *f->file && *g->file ? a->files->of_functions[i] == b->files->of_functions[j]
                                : a->files->of_objects[i] == b->files->of_objects[j];
}

/* Returns the function of `in` that is row `row` of `like`, or NULL. Equal functions, of a source
 * compiled into a program and a library, are matched in order. */
static const profile_function *find_function(const numbered_functions *in,
                                             const numbered_functions *like, size_t row) {
    size_t left = 0;
    for (size_t i = 0; i < row; i++) left += same_function(like, i, like, row);
    for (size_t i = 0; i < in->functions->count; i++)
        if (same_function(in, i, like, row) && left-- == 0) return &in->functions->rows[i];
    return NULL;
}

static bool same_counts(const difference_row *row) {
    const profile_function *a = row->function_before, *b = row->function_after;
    return a && b && row->before == row->after && a->calls == b->calls &&
           a->instructions_inclusive == b->instructions_inclusive;
}

static void add_function(difference *d, const profile_function *before,
                         const profile_function *after) {
    const difference_row row = {.function_before = before,
                                .function_after = after,
                                .before = before ? before->self.instructions : 0,
                                .after = after ? after->self.instructions : 0};
    const bool counted = (before && before->instructions_inclusive) ||
                         (after && after->instructions_inclusive); /* not only sampled */
    if (counted && !same_counts(&row)) d->functions[d->nfunctions++] = row;
}

static void compare_functions(difference *d) {
    const numbered_functions before = {&d->before->functions, &d->files_before},
                             after = {&d->after->functions, &d->files_after};
    for (size_t i = 0; i < before.functions->count; i++)
        add_function(d, &before.functions->rows[i], find_function(&after, &before, i));
    for (size_t i = 0; i < after.functions->count; i++)
        if (!find_function(&before, &after, i)) add_function(d, NULL, &after.functions->rows[i]);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* Returns whether a line is compared. Lines with hits or samples alone are skipped in a comparison
 * with a callgrind file, which cannot have them. */
static bool has_part(const difference *d, const profile_line *line) {
    return difference_is_whole(d) || line->instructions_inclusive > 0;
}

static const size_t *files_of(const difference *d, const stored_profile *p) {
    return p == d->before ? d->files_before.of_lines : d->files_after.of_lines;
}

/* Returns the number of earlier rows with the same file and text. */
static size_t occurrence(const difference *d, const stored_profile *p, size_t row) {
    const size_t *files = files_of(d, p);
    size_t count = 0;
    for (size_t i = 0; i < row; i++)
        count += files[i] == files[row] && has_part(d, &p->lines.rows[i]) &&
                 strcmp(p->text[i], p->text[row]) == 0;
    return count;
}

enum { NOWHERE = -1 };

/* Returns the row of `in` that matches row `row` of p, or NOWHERE. */
static long find_line(const difference *d, const stored_profile *in, const stored_profile *p,
                      size_t row) {
    const profile_line *like = &p->lines.rows[row];
    const size_t file = files_of(d, p)[row], *files = files_of(d, in);
    size_t left = occurrence(d, p, row);
    for (size_t i = 0; i < in->lines.count; i++) {
        const profile_line *candidate = &in->lines.rows[i];
        if (files[i] != file || !has_part(d, candidate)) continue;
        if (!*in->text[i] || !*p->text[row]) {
            if (candidate->line == like->line) return (long)i;
        } else if (strcmp(in->text[i], p->text[row]) == 0 && left-- == 0) {
            return (long)i;
        }
    }
    return NOWHERE;
}

static bool same_line_counts(const difference *d, const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after;
    return a && b && row->before == row->after && (!difference_is_whole(d) || a->hits == b->hits) &&
           a->instructions_inclusive == b->instructions_inclusive;
}

static void add_line(difference *d, const profile_line *before, const profile_line *after,
                     const char *text) {
    const difference_row row = {.line_before = before,
                                .line_after = after,
                                .text = text,
                                .before = before ? before->self.instructions : 0,
                                .after = after ? after->self.instructions : 0};
    if (!same_line_counts(d, &row)) d->lines[d->nlines++] = row;
}

static void compare_lines(difference *d) {
    const stored_profile *before = d->before, *after = d->after;
    for (size_t i = 0; i < before->lines.count; i++) {
        if (!has_part(d, &before->lines.rows[i])) continue;
        const long other = find_line(d, after, before, i);
        const bool found = other != NOWHERE;
        add_line(d, &before->lines.rows[i], found ? &after->lines.rows[other] : NULL,
                 found && *after->text[other] ? after->text[other] : before->text[i]);
    }
    for (size_t i = 0; i < after->lines.count; i++)
        if (has_part(d, &after->lines.rows[i]) && find_line(d, before, after, i) == NOWHERE)
            add_line(d, NULL, &after->lines.rows[i], after->text[i]);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* Adds the paths of lines, which are spelled in one way, then those of functions. */
static void add_paths(difference_files *files, const stored_profile *p) {
    for (size_t i = 0; i < p->lines.count; i++)
        profile_paths_add(&files->paths, p->lines.rows[i].file);
    for (size_t i = 0; i < p->functions.count; i++) {
        profile_paths_file(&files->paths, p->functions.rows[i].file);
        profile_paths_add(&files->objects, p->functions.rows[i].object);
    }
}

static void number_rows(difference_files *files, const stored_profile *p, const path_side *paths,
                        const path_side *objects) {
    files->of_lines = xcalloc(p->lines.count + 1, sizeof *files->of_lines);
    files->of_functions = xcalloc(p->functions.count + 1, sizeof *files->of_functions);
    files->of_objects = xcalloc(p->functions.count + 1, sizeof *files->of_objects);
    for (size_t i = 0; i < p->lines.count; i++) {
        const char *file = p->lines.rows[i].file;
        files->of_lines[i] =
            i > 0 && file == p->lines.rows[i - 1].file
                ? files->of_lines[i - 1]
                : path_pairs_number(paths, profile_paths_file(&files->paths, file));
    }
    for (size_t i = 0; i < p->functions.count; i++) {
        const profile_function *f = &p->functions.rows[i];
        files->of_functions[i] =
            path_pairs_number(paths, profile_paths_file(&files->paths, f->file));
        files->of_objects[i] =
            path_pairs_number(objects, profile_paths_file(&files->objects, f->object));
    }
}

static void pair_files(difference *d) {
    difference_files *before = &d->files_before, *after = &d->files_after;
    add_paths(before, d->before);
    add_paths(after, d->after);
    d->files = path_pairs_make(&before->paths, d->before->source_root, &after->paths,
                               d->after->source_root);
    d->objects = path_pairs_make(&before->objects, NULL, &after->objects, NULL);
    number_rows(before, d->before, &d->files.before, &d->objects.before);
    number_rows(after, d->after, &d->files.after, &d->objects.after);
}

static void free_files(difference_files *files) {
    profile_paths_free(&files->paths);
    profile_paths_free(&files->objects);
    free(files->of_lines);
    free(files->of_functions);
    free(files->of_objects);
}

/* Returns the shortest name of the file of a row that no other file of both sides shares. */
static const char *short_name(const difference *d, bool is_after, const char *file) {
    const difference_files *files = is_after ? &d->files_after : &d->files_before;
    const char *name = profile_paths_known(&files->paths, file);
    return path_pairs_short(&d->files, name,
                            path_pairs_number(is_after ? &d->files.after : &d->files.before, name));
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int compare_rows(const void *left, const void *right) {
    const uint64_t a = change_of(left), b = change_of(right);
    return (a < b) - (a > b);
}

void difference_make(difference *d, const stored_profile *before, const stored_profile *after) {
    *d = (difference){.before = before, .after = after};
    d->functions =
        xcalloc(before->functions.count + after->functions.count + 1, sizeof *d->functions);
    d->lines = xcalloc(before->lines.count + after->lines.count + 1, sizeof *d->lines);
    pair_files(d);
    compare_functions(d);
    compare_lines(d);
    qsort(d->functions, d->nfunctions, sizeof *d->functions, compare_rows);
    qsort(d->lines, d->nlines, sizeof *d->lines, compare_rows);
}

static bool same_stacks(const profile_stacks *a, const profile_stacks *b) {
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->rows[i].frames, b->rows[i].frames) != 0 ||
            a->rows[i].count != b->rows[i].count)
            return false;
    return true;
}

bool difference_is_empty(const difference *d) {
    return d->nfunctions == 0 && d->nlines == 0 &&
           (!difference_is_whole(d) || same_stacks(&d->before->stacks, &d->after->stacks));
}

void difference_free(difference *d) {
    free(d->functions);
    free(d->lines);
    free_files(&d->files_before);
    free_files(&d->files_after);
    path_pairs_free(&d->files);
    path_pairs_free(&d->objects);
    *d = (difference){0};
}

/* ---- text ------------------------------------------------------------------------------------ */

static const char why_no_stacks[] =
    "a callgrind file has no stacks and no counts of executed lines";

static void write_origin(FILE *stream, const stored_profile *p) {
    if (p->counts_only)
        fprintf(stream, "%s by %s of %s (%s)", p->path, p->creator, p->command, p->trigger);
    else
        fprintf(stream, "%s on %s, %s: clone %s, %s, commit %.12s", p->implementation, p->workload,
                p->mode, p->clone, p->compiler, p->commit);
}

static void write_side(FILE *stream, const char *which, const stored_profile *p) {
    fprintf(stream, "%-7s ", which);
    write_origin(stream, p);
    fprintf(stream, ": %" PRIu64 " instructions\n", p->instructions);
    if (p->unread_source)
        fprintf(stream,
                "        (cannot read its sources, for example %s: lines without text are"
                " matched by number)\n",
                p->unread_source);
}

static void write_change(FILE *stream, const difference *d, const difference_row *row) {
    const double whole = (double)d->before->instructions;
    fprintf(stream, "%c%13" PRIu64 " %+7.2f %% %13" PRIu64 " %13" PRIu64,
            row->after < row->before ? '-' : '+', change_of(row),
            100.0 * ((double)row->after - (double)row->before) / whole, row->before, row->after);
}

static void write_function(FILE *stream, const difference *d, const difference_row *row) {
    const profile_function *a = row->function_before, *b = row->function_after, *f = b ? b : a;
    assert(f); /* a row has at least one side */
    write_change(stream, d, row);
    fprintf(stream, " %12" PRIu64 " %12" PRIu64 "  %s(%s)%s\n", a ? a->calls : 0, b ? b->calls : 0,
            *f->file ? short_name(d, b != NULL, f->file) : profile_basename(f->object), f->name,
            !a   ? ", new"
            : !b ? ", gone"
                 : "");
}

static void write_line(FILE *stream, const difference *d, const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after, *line = b ? b : a;
    assert(line);
    write_change(stream, d, row);
    if (difference_is_whole(d))
        fprintf(stream, " %12" PRIu64 " %12" PRIu64, a ? a->hits : 0, b ? b->hits : 0);
    fprintf(stream, "  %s:%lu %s\n", short_name(d, b != NULL, line->file), line->line,
            row->text + strspn(row->text, " \t"));
}

/* Writes the heading of a table; `calls` is the heading of the column after the instructions. */
static void write_heads(FILE *stream, const char *calls, const char *what) {
    fprintf(stream, "\n%14s %9s %13s %13s", "change of Ir", "of all", "Ir before", "Ir after");
    if (calls) fprintf(stream, " %12s %12s", calls, "after");
    fprintf(stream, "  %s\n", what);
}

static void write_rows(FILE *stream, const difference *d, const difference_row *rows, size_t count,
                       size_t most,
                       void (*write)(FILE *, const difference *, const difference_row *)) {
    for (size_t i = 0; i < count && i < most; i++) write(stream, d, &rows[i]);
    if (count > most) fprintf(stream, "%14s and %zu more\n", "...", count - most);
}

static void write_changes(FILE *stream, const difference *d, size_t rows) {
    const double before = (double)d->before->instructions, after = (double)d->after->instructions;
    fprintf(stream, "change  %+.2f %% of the instructions: %.4g times as many\n",
            100.0 * (after / before - 1.0), after / before);
    const bool whole = difference_is_whole(d);
    if (whole && strcmp(d->before->clone, d->after->clone) != 0)
        fputs("        (of different clones: an instruction is not always the same work)\n",
              stream);
    write_heads(stream, "calls before", "function");
    write_rows(stream, d, d->functions, d->nfunctions, rows, write_function);
    write_heads(stream, whole ? "hits before" : NULL, "line");
    write_rows(stream, d, d->lines, d->nlines, rows, write_line);
}

void difference_write(FILE *stream, const difference *d, size_t rows) {
    write_side(stream, "before", d->before);
    write_side(stream, "after", d->after);
    if (!difference_is_whole(d)) fprintf(stream, "no stacks: %s\n", why_no_stacks);
    if (!difference_is_empty(d))
        write_changes(stream, d, rows);
    else
        fprintf(stream, "no difference: all functions%s have equal counts\n",
                difference_is_whole(d) ? ", lines and stacks" : " and lines");
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Adds the keys that a callgrind file has in place of a job. */
static void put_origin(json_t *side, const stored_profile *p) {
    json_t *origin = p->counts_only
                         ? json_pack("{s:s, s:s, s:s, s:s}", "callgrind_file", p->path, "creator",
                                     p->creator, "command", p->command, "trigger", p->trigger)
                         : json_object();
    json_object_update(side, origin);
    json_decref(origin);
}

static json_t *side_json(const stored_profile *p) {
    json_t *side = json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:I, s:s?, s:s?}",
                             "implementation", p->implementation, "workload", p->workload, "mode",
                             p->mode, "clone", p->clone, "compiler", p->compiler, "git_commit",
                             p->commit, "instructions", (json_int_t)p->instructions, "source_root",
                             p->source_root, "unread_source", p->unread_source);
    put_origin(side, p);
    return side;
}

static const char *source_of(const difference *d, bool is_after, const char *file) {
    return stored_profile_source(is_after ? d->after : d->before, file);
}

static json_t *function_json(const difference *d, const difference_row *row) {
    const profile_function *a = row->function_before, *b = row->function_after, *f = b ? b : a;
    assert(f); /* a row has at least one side */
    return json_pack("{s:s, s:s, s:s, s:s, s:[I, I], s:[I, I], s:[I, I]}", "name", f->name, "file",
                     f->file, "source", source_of(d, b != NULL, f->file), "object", f->object,
                     "calls", (json_int_t)(a ? a->calls : 0), (json_int_t)(b ? b->calls : 0),
                     "instructions_self", (json_int_t)row->before, (json_int_t)row->after,
                     "instructions_inclusive", (json_int_t)(a ? a->instructions_inclusive : 0),
                     (json_int_t)(b ? b->instructions_inclusive : 0));
}

static json_t *hits_json(const difference *d, const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after;
    if (!difference_is_whole(d)) return json_null();
    return json_pack("[I, I]", (json_int_t)(a ? a->hits : 0), (json_int_t)(b ? b->hits : 0));
}

static json_t *line_json(const difference *d, const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after, *line = b ? b : a;
    assert(line);
    return json_pack("{s:s, s:s, s:[I, I], s:s, s:s?, s:o, s:[I, I]}", "file", line->file, "source",
                     source_of(d, b != NULL, line->file), "line", (json_int_t)(a ? a->line : 0),
                     (json_int_t)(b ? b->line : 0), "text", row->text, "function", line->function,
                     "hits", hits_json(d, row), "instructions_self", (json_int_t)row->before,
                     (json_int_t)row->after);
}

static json_t *rows_json(const difference *d, const difference_row *rows, size_t count,
                         json_t *(*row_json)(const difference *, const difference_row *)) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(array, row_json(d, &rows[i]));
    return array;
}

json_t *difference_json(const difference *d) {
    json_t *root = result_begin("profile_difference", 0);
    json_t *rest = json_pack("{s:b, s:o, s:o, s:o, s:o}", "empty", difference_is_empty(d), "before",
                             side_json(d->before), "after", side_json(d->after), "functions",
                             rows_json(d, d->functions, d->nfunctions, function_json), "lines",
                             rows_json(d, d->lines, d->nlines, line_json));
    json_object_update(root, rest);
    if (!difference_is_whole(d)) json_object_set_new(root, "no_stacks", json_string(why_no_stacks));
    json_decref(rest);
    return root;
}
