/* SPDX-License-Identifier: MIT */
/*
 * test_regression.c: compares the output of an implementation with its record.
 *
 * The file of records has one row for each recorded cell: the number of the cell's row in
 * impls/truth/truth.csv, and dn_dlnm in one column for each record.
 */
#include "die.h"
#include "fresh_cache.h"
#include "options.h"
#include "result_file.h"
#include "truth.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Recorded are all grids of the default cosmology and one in GRID_STEP of the others, with at most
 * MASSES masses each. */
enum { EXIT_SKIPPED = 77, ROWS_SHOWN = 10, GRID_STEP = 6, MASSES = 20, RECORDS = 32 };

/* Rounding differs between builds. Over the 2823 certified cells, contraction to FMA (gcc 12, clang
 * 14, -O2, -O3, AVX2, AVX-512) moves naive by up to 2.9e-14 and quadrature by up to 3.2e-15; a libm
 * without FMA moves both by up to 2.1e-16. The tolerance, 1.1e-13, is four times the largest. */
static const double tolerance = 512.0 * DBL_EPSILON;

/* Implementations with the same arithmetic share one record. */
static const struct {
    const char *impl, *record;
} shared_records[] = {
    {"memoised", "naive"},   {"openmp", "universal"}, {"forked", "universal"},
    {"cached", "tabulated"}, {"boxed", "dispatched"},
};

typedef struct {
    size_t row; /* in truth.csv, from 1 */
    const hmf_cosmology *cosmology;
    double z, mass, nu, now;
    double recorded, difference; /* difference: conditioned error of now against recorded */
} cell;

typedef struct {
    cell *item; /* [count] */
    size_t count;
} cell_list;

typedef struct {
    char *name[RECORDS]; /* [count] */
    size_t count;
    double (*value)[RECORDS]; /* [cells], each [count] */
} record_file;

/* ---- cells ----------------------------------------------------------------------------------- */

static void add_grid(cell_list *cells, const hmf_impl *impl, const hmf_truth_grid *grid,
                     size_t first_row) {
    const size_t step = (grid->nmass + MASSES - 1) / MASSES;
    const size_t nmass = (grid->nmass + step - 1) / step, count = grid->nz * nmass;
    double *mass = xcalloc(nmass, sizeof *mass), *now = xcalloc(count, sizeof *now);
    hmf_error error;
    for (size_t i = 0; i < nmass; i++) mass[i] = grid->mass[i * step];
    if (hmf_mass_function(impl, &grid->cosmology, grid->z, grid->nz, mass, nmass, now, &error) !=
        HMF_OK)
        die(EXIT_ERROR, "%s", error.message);
    for (size_t i = 0; i < count; i++) {
        const size_t at = i / nmass * grid->nmass + i % nmass * step;
        const cell c = {.row = first_row + at,
                        .cosmology = &grid->cosmology,
                        .z = grid->z[i / nmass],
                        .mass = mass[i % nmass],
                        .nu = grid->nu[at],
                        .now = now[i]};
        if (!isfinite(c.now) || c.now < 0.0)
            die(EXIT_ERROR, "%s gives %g at z = %.17g, mass = %.17g", impl->name, c.now, c.z,
                c.mass);
        cells->item = xrealloc(cells->item, (cells->count + 1) * sizeof c);
        cells->item[cells->count++] = c;
    }
    free(mass);
    free(now);
}

static cell_list compute_cells(const hmf_impl *impl, const hmf_truth_table *truth) {
    cell_list cells = {0};
    size_t row = 1;
    for (size_t i = 0; i < truth->count; i++) {
        const hmf_truth_grid *grid = &truth->grids[i];
        if (i % GRID_STEP == 0 ||
            memcmp(&grid->cosmology, &hmf_cosmology_default, sizeof grid->cosmology) == 0)
            add_grid(&cells, impl, grid, row);
        row += grid->nz * grid->nmass;
    }
    return cells;
}

/* ---- file ------------------------------------------------------------------------------------ */

static bool read_names(record_file *file, char *line) {
    if (strcmp(strsep(&line, ","), "row") != 0) return false;
    while (line && file->count < RECORDS) file->name[file->count++] = xstrdup(strsep(&line, ","));
    return !line && file->count > 0;
}

static bool read_row(double *value, size_t count, size_t row, char *line) {
    char *end;
    if (strtoul(line, &end, 10) != row) return false;
    for (size_t i = 0; i < count; i++) {
        if (*end != ',') return false;
        value[i] = strtod(end + 1, &end);
        if (!isfinite(value[i]) || value[i] < 0.0) return false;
    }
    return *end == '\0';
}

/* Returns NULL, or the reason why the file does not hold records of these cells. If there is no
 * file, it holds no records. The caller frees *file. */
static char *read_file(const char *path, const cell_list *cells, record_file *file) {
    *file = (record_file){.value = xcalloc(cells->count, sizeof *file->value)};
    FILE *stream = fopen(path, "r");
    if (!stream) return errno == ENOENT ? NULL : xasprintf("%s: %s", path, strerror(errno));
    char *line = NULL;
    size_t size = 0, number = 0, row = 0;
    bool good = true;
    while (good && getline(&line, &size, stream) > 0) {
        number++;
        line[strcspn(line, "\n")] = '\0';
        if (*line == '#') continue;
        if (file->count == 0) {
            good = read_names(file, line);
        } else {
            good = row < cells->count &&
                   read_row(file->value[row], file->count, cells->item[row].row, line);
            row++;
        }
    }
    free(line);
    fclose(stream);
    if (!good) return xasprintf("%s:%zu: not a record of the cells of truth.csv", path, number);
    if (row < cells->count)
        return xasprintf("%s:%zu: the file ends after %zu of %zu cells", path, number, row,
                         cells->count);
    return NULL;
}

static void write_file(const char *path, const cell_list *cells, const record_file *file) {
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) die(EXIT_ERROR, "out of memory");
    fputs("# Recorded dn_dlnm of implementations (./hmf test --reset) in rows of truth.csv.\nrow",
          stream);
    for (size_t k = 0; k < file->count; k++) fprintf(stream, ",%s", file->name[k]);
    for (size_t i = 0; i < cells->count; i++) {
        fprintf(stream, "\n%zu", cells->item[i].row);
        for (size_t k = 0; k < file->count; k++)
            fprintf(stream, ",%s", hmf_truth_shortest(file->value[i][k]).text);
    }
    fputc('\n', stream);
    if (fclose(stream) != 0) die(EXIT_ERROR, "out of memory");
    result_write(path, text, length);
    free(text);
}

static void free_file(record_file *file) {
    for (size_t i = 0; i < file->count; i++) free(file->name[i]);
    free(file->value);
}

static size_t find(const record_file *file, const char *record) {
    size_t i = 0;
    while (i < file->count && strcmp(file->name[i], record) != 0) i++;
    return i;
}

/* ---- recording and comparing ----------------------------------------------------------------- */

/* Replaces or adds one record. Starts a new file if the old one has other cells. */
static void record(const char *path, const char *name, const cell_list *cells) {
    record_file file;
    char *reason = read_file(path, cells, &file);
    if (reason) {
        printf("%s; starting a new file\n", reason);
        while (file.count > 0) free(file.name[--file.count]);
        free(reason);
    }
    const size_t column = find(&file, name);
    if (column == RECORDS) die(EXIT_ERROR, "%s: too many records", path);
    if (column == file.count) file.name[file.count++] = xstrdup(name);
    for (size_t i = 0; i < cells->count; i++) file.value[i][column] = cells->item[i].now;
    write_file(path, cells, &file);
    free_file(&file);
    printf("recorded %s in %s\n", name, path);
}

static int worst_first(const void *a, const void *b) {
    const double x = ((const cell *)a)->difference, y = ((const cell *)b)->difference;
    return (x < y) - (x > y);
}

static void print_differences(const char *path, const cell *cells, size_t differ) {
    printf("worst first:\n%-9s %-11s %-23s %-23s %-10s %-10s %s\n", "z", "mass", "recorded", "now",
           "ln ratio", "/(1+nu^2)", "omega_m omega_lambda h0 sigma_8 n_s delta_c");
    for (size_t i = 0; i < differ && i < ROWS_SHOWN; i++) {
        const cell *c = &cells[i];
        const hmf_cosmology *p = c->cosmology;
        printf("%-9.5g %-11.6g %-23.17g %-23.17g %-10.2e %-10.2e %.4g %.4g %.4g %.4g %.4g %.4g\n",
               c->z, c->mass, c->recorded, c->now, log(c->now / c->recorded), c->difference,
               p->omega_m, p->omega_lambda, p->h0, p->sigma_8, p->n_s, p->delta_c);
    }
    if (differ > ROWS_SHOWN) printf("... and %zu more\n", differ - ROWS_SHOWN);
    printf("If this is intended, record it with ./hmf test --reset and check git diff %s\n", path);
}

static int compare(const char *path, const char *name, const hmf_impl *impl, cell_list *cells) {
    record_file file;
    const char *reason = read_file(path, cells, &file);
    if (reason) die(EXIT_ERROR, "%s; ./hmf test --reset records again", reason);
    const size_t column = find(&file, name);
    if (column == file.count) {
        const bool ci = getenv("CI") != NULL;
        printf("%s: no record of %s in %s; ./hmf test --reset makes it\n",
               ci ? "FAILED" : "SKIPPED", name, path);
        free_file(&file);
        return ci ? EXIT_FAILURE : EXIT_SKIPPED;
    }
    size_t differ = 0;
    for (size_t i = 0; i < cells->count; i++) {
        cell *c = &cells->item[i];
        c->recorded = file.value[i][column];
        c->difference = hmf_truth_error(c->now, c->recorded, c->nu);
        differ += !(c->difference <= tolerance);
    }
    free_file(&file);
    qsort(cells->item, cells->count, sizeof *cells->item, worst_first);
    printf("%s: %zu of %zu cells differ from the record; largest conditioned difference %.2e, "
           "allowed %.2e\n",
           impl->name, differ, cells->count, cells->item[0].difference, tolerance);
    if (differ == 0) return EXIT_SUCCESS;
    print_differences(path, cells->item, differ);
    return EXIT_FAILURE;
}

/* ---- program --------------------------------------------------------------------------------- */

/* Returns the implementation whose record this one shares, or its own name. */
static const char *record_name(const char *impl) {
    for (size_t i = 0; i < CLI_SIZE(shared_records); i++)
        if (strcmp(shared_records[i].impl, impl) == 0) return shared_records[i].record;
    return impl;
}

int main(int argc, char **argv) {
    static bool reset;
    static const char *path = HMF_RECORDED;
    static const cli_option options[] = {
        {"reset", CLI_FLAG, &reset, NULL, "record the output instead of comparing", 0, 0, NULL},
        {"record", CLI_TEXT, &path, "FILE", "file of records", 0, 0, NULL},
    };
    static const cli_program program = {
        "test_regression",
        "[--reset] [--record FILE] IMPL",
        "Compares the output of an implementation with its record. Implementations with the same\n"
        "arithmetic share a record; --reset compares them instead of recording.",
        options,
        CLI_SIZE(options),
        "Exit status: 0 equal or recorded; 1 different, rejected or usage error; 77 skipped: no\n"
        "record (1 if CI is set), or IMPL cannot run on this machine."};
    if (cli_parse_or_exit(&program, argc, argv) != 1)
        die(EXIT_ERROR, "expected one implementation; see test_regression --help");
    const hmf_impl *impl = hmf_find(hmf_get_registry(), argv[1]);
    if (!impl) die(EXIT_ERROR, "no implementation '%s'; ./hmf list names them", argv[1]);
    const char *why_not = impl->unavailable ? impl->unavailable() : NULL;
    if (why_not) {
        printf("SKIPPED: %s cannot run here: %s\n", impl->name, why_not);
        return EXIT_SKIPPED;
    }
    if (!hmf_fresh_cache()) return EXIT_ERROR;
    char message[512];
    hmf_truth_table *truth = hmf_truth_load(NULL, message, sizeof message);
    if (!truth) die(EXIT_ERROR, "%s", message);
    cell_list cells = compute_cells(impl, truth);
    const char *name = record_name(impl->name);
    int status = EXIT_SUCCESS;
    if (reset && strcmp(name, impl->name) == 0)
        record(path, name, &cells);
    else
        status = compare(path, name, impl, &cells);
    free(cells.item);
    hmf_truth_free(truth);
    if (fflush(stdout) != 0) die(EXIT_ERROR, "cannot write the result: %s", strerror(errno));
    return status;
}
