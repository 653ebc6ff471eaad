/* difference.c: finds what belongs together. Tables have some hundred rows. */
#include "difference.h"

#include "result_json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool same_name(const char *a, const char *b) {
    return strcmp(profile_basename(a), profile_basename(b)) == 0;
}

static uint64_t change_of(const difference_row *row) {
    return row->before > row->after ? row->before - row->after : row->after - row->before;
}

/* ---- functions ------------------------------------------------------------------------------- */

static bool same_function(const profile_function *a, const profile_function *b) {
    return strcmp(a->name, b->name) == 0 &&
           (*a->file && *b->file ? same_name(a->file, b->file) : same_name(a->object, b->object));
}

static const profile_function *find_function(const profile_functions *functions,
                                             const profile_function *like) {
    for (size_t i = 0; i < functions->count; i++)
        if (same_function(&functions->rows[i], like)) return &functions->rows[i];
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
    const profile_functions *before = &d->before->functions, *after = &d->after->functions;
    for (size_t i = 0; i < before->count; i++)
        add_function(d, &before->rows[i], find_function(after, &before->rows[i]));
    for (size_t i = 0; i < after->count; i++)
        if (!find_function(before, &after->rows[i])) add_function(d, NULL, &after->rows[i]);
}

/* ---- lines ----------------------------------------------------------------------------------- */

/* How many rows before this one have its file and text. */
static size_t occurrence(const stored_profile *p, size_t row) {
    size_t count = 0;
    for (size_t i = 0; i < row; i++)
        count += strcmp(p->text[i], p->text[row]) == 0 &&
                 same_name(p->lines.rows[i].file, p->lines.rows[row].file);
    return count;
}

enum { NOWHERE = -1 };

/* The row of `in` that is row `row` of p, or NOWHERE. */
static long find_line(const stored_profile *in, const stored_profile *p, size_t row) {
    const profile_line *like = &p->lines.rows[row];
    const bool by_text = *p->text[row] != '\0';
    size_t left = by_text ? occurrence(p, row) : 0;
    for (size_t i = 0; i < in->lines.count; i++) {
        const profile_line *candidate = &in->lines.rows[i];
        if (!same_name(candidate->file, like->file) || strcmp(in->text[i], p->text[row]) != 0 ||
            (!by_text && candidate->line != like->line))
            continue;
        if (left-- == 0) return (long)i;
    }
    return NOWHERE;
}

static bool same_line_counts(const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after;
    return a && b && row->before == row->after && a->hits == b->hits &&
           a->instructions_inclusive == b->instructions_inclusive;
}

static void add_line(difference *d, const profile_line *before, const profile_line *after,
                     const char *text) {
    const difference_row row = {.line_before = before,
                                .line_after = after,
                                .text = text,
                                .before = before ? before->self.instructions : 0,
                                .after = after ? after->self.instructions : 0};
    if (!same_line_counts(&row)) d->lines[d->nlines++] = row;
}

static void compare_lines(difference *d) {
    const stored_profile *before = d->before, *after = d->after;
    for (size_t i = 0; i < before->lines.count; i++) {
        const long other = find_line(after, before, i);
        add_line(d, &before->lines.rows[i], other == NOWHERE ? NULL : &after->lines.rows[other],
                 before->text[i]);
    }
    for (size_t i = 0; i < after->lines.count; i++)
        if (find_line(before, after, i) == NOWHERE)
            add_line(d, NULL, &after->lines.rows[i], after->text[i]);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int compare_rows(const void *left, const void *right) {
    const uint64_t a = change_of(left), b = change_of(right);
    return (a < b) - (a > b);
}

bool difference_make(difference *d, const stored_profile *before, const stored_profile *after) {
    *d = (difference){.before = before, .after = after};
    d->functions =
        calloc(before->functions.count + after->functions.count + 1, sizeof *d->functions);
    d->lines = calloc(before->lines.count + after->lines.count + 1, sizeof *d->lines);
    if (!d->functions || !d->lines) {
        difference_free(d);
        return false;
    }
    compare_functions(d);
    compare_lines(d);
    qsort(d->functions, d->nfunctions, sizeof *d->functions, compare_rows);
    qsort(d->lines, d->nlines, sizeof *d->lines, compare_rows);
    return true;
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
           same_stacks(&d->before->stacks, &d->after->stacks);
}

void difference_free(difference *d) {
    free(d->functions);
    free(d->lines);
    *d = (difference){0};
}

/* ---- text ------------------------------------------------------------------------------------ */

static void write_side(FILE *stream, const char *which, const stored_profile *p) {
    fprintf(stream, "%-7s %s on %s, %s: clone %s, %s, commit %.12s: %" PRIu64 " instructions\n",
            which, p->implementation, p->workload, p->mode, p->clone, p->compiler, p->commit,
            p->instructions);
}

static void write_change(FILE *stream, const difference_row *row, uint64_t whole) {
    fprintf(stream, "%c%13" PRIu64 " %+7.2f %%", row->after < row->before ? '-' : '+',
            change_of(row), 100.0 * ((double)row->after - (double)row->before) / (double)whole);
}

static void write_function(FILE *stream, const difference_row *row, uint64_t whole) {
    const profile_function *a = row->function_before, *b = row->function_after, *f = b ? b : a;
    write_change(stream, row, whole);
    fprintf(stream, " %13" PRIu64 " %13" PRIu64 " %12" PRIu64 " %12" PRIu64 "  ", row->before,
            row->after, a ? a->calls : 0, b ? b->calls : 0);
    fprintf(stream, "%s(%s)%s\n", profile_basename(*f->file ? f->file : f->object), f->name,
            !a   ? ", new"
            : !b ? ", gone"
                 : "");
}

static void write_line(FILE *stream, const difference_row *row, uint64_t whole) {
    const profile_line *a = row->line_before, *b = row->line_after, *line = b ? b : a;
    write_change(stream, row, whole);
    fprintf(stream, " %13" PRIu64 " %13" PRIu64 " %12" PRIu64 " %12" PRIu64 "  ", row->before,
            row->after, a ? a->hits : 0, b ? b->hits : 0);
    fprintf(stream, "%s:%lu %s\n", profile_basename(line->file), line->line,
            row->text + strspn(row->text, " \t"));
}

static void write_rows(FILE *stream, const difference_row *rows, size_t count, size_t most,
                       const char *calls, const char *what, uint64_t whole,
                       void (*write)(FILE *, const difference_row *, uint64_t)) {
    fprintf(stream, "\n%14s %9s %13s %13s %12s %12s  %s\n", "change of Ir", "of all", "Ir before",
            "Ir after", calls, "after", what);
    for (size_t i = 0; i < count && i < most; i++) write(stream, &rows[i], whole);
    if (count > most) fprintf(stream, "%14s and %zu more\n", "...", count - most);
}

void difference_write(FILE *stream, const difference *d, size_t rows) {
    const uint64_t before = d->before->instructions, after = d->after->instructions;
    write_side(stream, "before", d->before);
    write_side(stream, "after", d->after);
    if (difference_is_empty(d)) {
        fputs("no difference: all functions, lines and stacks count the same\n", stream);
        return;
    }
    fprintf(stream, "change  %+.2f %% of the instructions: %.4g times as many\n",
            100.0 * ((double)after / (double)before - 1.0), (double)after / (double)before);
    if (strcmp(d->before->clone, d->after->clone) != 0)
        fputs("        (of different clones: an instruction is not always the same work)\n",
              stream);
    write_rows(stream, d->functions, d->nfunctions, rows, "calls before", "function", before,
               write_function);
    write_rows(stream, d->lines, d->nlines, rows, "hits before", "line", before, write_line);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *side_json(const stored_profile *p) {
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "implementation", p->implementation,
                     "workload", p->workload, "mode", p->mode, "clone", p->clone, "compiler",
                     p->compiler, "git_commit", p->commit, "instructions",
                     (json_int_t)p->instructions);
}

static json_t *function_json(const difference_row *row) {
    const profile_function *a = row->function_before, *b = row->function_after, *f = b ? b : a;
    return json_pack("{s:s, s:s, s:[I, I], s:[I, I], s:[I, I]}", "name", f->name, "file", f->file,
                     "calls", (json_int_t)(a ? a->calls : 0), (json_int_t)(b ? b->calls : 0),
                     "instructions_self", (json_int_t)row->before, (json_int_t)row->after,
                     "instructions_inclusive", (json_int_t)(a ? a->instructions_inclusive : 0),
                     (json_int_t)(b ? b->instructions_inclusive : 0));
}

static json_t *line_json(const difference_row *row) {
    const profile_line *a = row->line_before, *b = row->line_after, *line = b ? b : a;
    return json_pack("{s:s, s:[I, I], s:s, s:[I, I], s:[I, I]}", "file", line->file, "line",
                     (json_int_t)(a ? a->line : 0), (json_int_t)(b ? b->line : 0), "text",
                     row->text, "hits", (json_int_t)(a ? a->hits : 0),
                     (json_int_t)(b ? b->hits : 0), "instructions_self", (json_int_t)row->before,
                     (json_int_t)row->after);
}

static json_t *rows_json(const difference_row *rows, size_t count,
                         json_t *(*row_json)(const difference_row *)) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(array, row_json(&rows[i])) != 0) return json_decref(array), NULL;
    return array;
}

json_t *difference_json(const difference *d) {
    json_t *root = hmf_result_begin("profile_difference", 0);
    json_t *rest = json_pack("{s:b, s:o, s:o, s:o, s:o}", "empty", difference_is_empty(d), "before",
                             side_json(d->before), "after", side_json(d->after), "functions",
                             rows_json(d->functions, d->nfunctions, function_json), "lines",
                             rows_json(d->lines, d->nlines, line_json));
    const bool good = json_object_update(root, rest) == 0;
    json_decref(rest);
    return good ? root : (json_decref(root), NULL);
}
