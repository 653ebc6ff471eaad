/* SPDX-License-Identifier: MIT */
/* truth_table.c: a strict reader, and a writer, of tables of certified values. */
#include "truth.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* The columns, in the order of the file. */
enum { OMEGA_M, OMEGA_LAMBDA, H0, SIGMA_8, N_S, DELTA_C, Z, MASS, DN_DLNM, NU, COLUMNS };
static const char header[] = "omega_m,omega_lambda,h0,sigma_8,n_s,delta_c,z,mass,dn_dlnm,nu";

typedef struct {
    double value[COLUMNS];
} table_row;

typedef struct {
    const char *path;
    FILE *file;
    size_t line; /* counted from 1 */
    char *text;  /* of that line, without its end */
    size_t capacity;
    char *message;
    size_t message_size;
    table_row *rows; /* of the grid being read, the last of them on `line` */
    size_t row_count, row_capacity;
    size_t rows_total;
    hmf_truth_table *table;
} table_reader;

/* Truncates a long path, not the reason. */
__attribute__((format(printf, 3, 4))) static bool table_fail(const table_reader *r, size_t line,
                                                             const char *format, ...) {
    char reason[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    const int most = (int)r->message_size - (int)strlen(reason) - 24;
    if (line)
        snprintf(r->message, r->message_size, "%.*s:%zu: %s", most, r->path, line, reason);
    else
        snprintf(r->message, r->message_size, "%.*s: %s", most, r->path, reason);
    return false;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static bool next_line(table_reader *r) {
    errno = 0;
    const ssize_t length = getline(&r->text, &r->capacity, r->file);
    if (length < 0 && errno != 0) return table_fail(r, 0, "%s", strerror(errno));
    if (length < 0)
        return table_fail(r, r->line + 1, "the file ends without '# end of %zu rows': truncated?",
                          r->rows_total);
    r->line++;
    if (r->text[length - 1] != '\n')
        return table_fail(r, r->line, "the file ends within this line: truncated?");
    r->text[length - 1] = '\0';
    if (strlen(r->text) != (size_t)length - 1) return table_fail(r, r->line, "a zero byte");
    return true;
}

static bool read_header(table_reader *r) {
    do {
        if (!next_line(r)) return false;
    } while (r->text[0] == '#');
    return strcmp(r->text, header) == 0 ||
           table_fail(r, r->line, "'%.60s': the columns must be %s", r->text, header);
}

/* Accepts only decimal numbers; strtod also accepts blanks, hexadecimal, inf and nan. */
static bool read_number(const table_reader *r, const char **at, int column, double *value) {
    const size_t length = strcspn(*at, ",");
    char *end;
    *value = strtod(*at, &end);
    if (length == 0 || strspn(*at, "+-.0123456789eE") != length || end != *at + length)
        return table_fail(r, r->line, "column %d: '%.*s' is not a number", column + 1,
                          (int)(length < 40 ? length : 40), *at);
    *at = end;
    return true;
}

static hmf_bounds column_bounds(int column) {
    const hmf_domain *d = &hmf_domain_accepted;
    const hmf_bounds bounds[COLUMNS] = {
        d->omega_m, d->omega_lambda, d->h0,           d->sigma_8,      d->n_s, d->delta_c,
        d->z,       d->mass,         {0.0, HUGE_VAL}, {0.0, HUGE_VAL},
    };
    return bounds[column];
}

static bool read_row(const table_reader *r, table_row *row) {
    const char *at = r->text;
    for (int column = 0; column < COLUMNS; column++) {
        double *value = &row->value[column];
        if (column > 0 && *at++ != ',')
            return table_fail(r, r->line, "%d columns instead of %d", column, COLUMNS);
        if (!read_number(r, &at, column, value)) return false;
        const hmf_bounds bounds = column_bounds(column);
        if (!isfinite(*value) || *value < bounds.min || *value > bounds.max)
            return table_fail(r, r->line, "column %d: %g must be between %g and %g", column + 1,
                              *value, bounds.min, bounds.max);
    }
    if (*at != '\0') return table_fail(r, r->line, "more than %d columns", COLUMNS);
    return true;
}

static bool add_row(table_reader *r) {
    if (r->row_count == r->row_capacity) {
        const size_t capacity = r->row_capacity ? 2 * r->row_capacity : 256;
        table_row *rows = realloc(r->rows, capacity * sizeof *rows);
        if (!rows) return table_fail(r, r->line, "out of memory");
        r->rows = rows;
        r->row_capacity = capacity;
    }
    if (!read_row(r, &r->rows[r->row_count])) return false;
    r->row_count++;
    r->rows_total++;
    return true;
}

/* ---- grids ----------------------------------------------------------------------------------- */

/* Checks the place of row i in a grid of nmass masses. */
static bool check_row(const table_reader *r, size_t i, size_t nmass) {
    const double *row = r->rows[i].value, *first = r->rows[0].value;
    const size_t line = r->line - r->row_count + i;
    if (memcmp(row, first, Z * sizeof *row) != 0)
        return table_fail(r, line, "the cosmology changes: an empty line must separate grids");
    if (row[Z] != r->rows[i - i % nmass].value[Z])
        return table_fail(r, line, "z = %g after %zu of %zu masses: a gap in the grid", row[Z],
                          i % nmass, nmass);
    if (row[MASS] != r->rows[i % nmass].value[MASS])
        return table_fail(r, line, "mass = %.17g where the first redshift has %.17g", row[MASS],
                          r->rows[i % nmass].value[MASS]);
    return true;
}

static bool check_rows(const table_reader *r, size_t nmass) {
    for (size_t i = 0; i < r->row_count; i++)
        if (!check_row(r, i, nmass)) return false;
    if (r->row_count % nmass != 0)
        return table_fail(r, r->line, "the grid ends after %zu of %zu masses", r->row_count % nmass,
                          nmass);
    return true;
}

static void fill_grid(hmf_truth_grid *grid, const table_row *rows) {
    const double *first = rows[0].value;
    grid->cosmology = (hmf_cosmology){
        .omega_m = first[OMEGA_M],
        .omega_lambda = first[OMEGA_LAMBDA],
        .h0 = first[H0],
        .sigma_8 = first[SIGMA_8],
        .n_s = first[N_S],
        .delta_c = first[DELTA_C],
    };
    for (size_t i = 0; i < grid->nz * grid->nmass; i++) {
        grid->z[i / grid->nmass] = rows[i].value[Z];
        grid->mass[i % grid->nmass] = rows[i].value[MASS];
        grid->want[i] = rows[i].value[DN_DLNM];
        grid->nu[i] = rows[i].value[NU];
    }
}

/* Makes a grid of the rows read so far. */
static bool add_grid(table_reader *r) {
    if (r->row_count == 0) return table_fail(r, r->line, "no rows before this line");
    size_t nmass = 1;
    while (nmass < r->row_count && r->rows[nmass].value[Z] == r->rows[0].value[Z]) nmass++;
    if (!check_rows(r, nmass)) return false;

    hmf_truth_table *table = r->table;
    hmf_truth_grid *grids = realloc(table->grids, (table->count + 1) * sizeof *grids);
    if (!grids) return table_fail(r, r->line, "out of memory");
    table->grids = grids;
    hmf_truth_grid *grid = &grids[table->count++];
    *grid = (hmf_truth_grid){0};
    if (!hmf_truth_allocate_grid(grid, r->row_count / nmass, nmass))
        return table_fail(r, r->line, "out of memory");
    fill_grid(grid, r->rows);
    r->row_count = 0;
    return true;
}

/* ---- the file -------------------------------------------------------------------------------- */

/* Checks the last line, which begins with '#'. */
static bool read_end(table_reader *r) {
    char expected[64];
    snprintf(expected, sizeof expected, "# end of %zu rows", r->rows_total);
    if (strcmp(r->text, expected) != 0)
        return table_fail(r, r->line, "'%.60s' instead of '%s'", r->text, expected);
    if (!add_grid(r)) return false;
    if (getc(r->file) != EOF) return table_fail(r, r->line + 1, "text after the end");
    return !ferror(r->file) || table_fail(r, 0, "%s", strerror(errno));
}

static bool read_table(table_reader *r) {
    if (!read_header(r)) return false;
    while (next_line(r)) {
        if (r->text[0] == '#') return read_end(r);
        if (!(r->text[0] == '\0' ? add_grid(r) : add_row(r))) return false;
    }
    return false;
}

hmf_truth_table *hmf_truth_load(const char *path, char *message, size_t size) {
    table_reader r = {
        .path = path ? path : HMF_TRUTH_CSV, .message = message, .message_size = size};
    r.file = fopen(r.path, "r");
    r.table = calloc(1, sizeof *r.table);
    bool good = false;
    if (!r.file)
        table_fail(&r, 0, "%s", strerror(errno));
    else if (!r.table)
        table_fail(&r, 0, "out of memory");
    else
        good = read_table(&r);
    if (r.file) fclose(r.file);
    free(r.text);
    free(r.rows);
    if (good) return r.table;
    hmf_truth_free(r.table);
    return NULL;
}

void hmf_truth_free(hmf_truth_table *table) {
    if (!table) return;
    for (size_t i = 0; i < table->count; i++) hmf_truth_free_grid(&table->grids[i]);
    free(table->grids);
    free(table);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_grid(FILE *stream, const hmf_truth_grid *grid) {
    const hmf_cosmology *c = &grid->cosmology;
    for (size_t i = 0; i < grid->nz * grid->nmass; i++) {
        const table_row row = {{
            [OMEGA_M] = c->omega_m,
            [OMEGA_LAMBDA] = c->omega_lambda,
            [H0] = c->h0,
            [SIGMA_8] = c->sigma_8,
            [N_S] = c->n_s,
            [DELTA_C] = c->delta_c,
            [Z] = grid->z[i / grid->nmass],
            [MASS] = grid->mass[i % grid->nmass],
            [DN_DLNM] = grid->want[i],
            [NU] = grid->nu[i],
        }};
        for (int column = 0; column < COLUMNS; column++)
            fprintf(stream, "%s%c", hmf_truth_shortest(row.value[column]).text,
                    column + 1 < COLUMNS ? ',' : '\n');
    }
}

void hmf_truth_write(FILE *stream, const hmf_truth_table *table) {
    fprintf(stream, "%s\n", header);
    size_t rows = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (i > 0) fputc('\n', stream);
        write_grid(stream, &table->grids[i]);
        rows += table->grids[i].nz * table->grids[i].nmass;
    }
    fprintf(stream, "# end of %zu rows\n", rows);
}
