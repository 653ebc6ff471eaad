/* rates.c: counts, shares, intervals. */
#include "rates.h"

#include "json_text.h"
#include "verified_doses.h"

#include <dirent.h>
#include <errno.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What compare.py calls significant, and what one who compares medians would. */
static const double compare_py_level = 0.05, medians_margin = 1.01;

/* No self-check comes to more. */
static const json_int_t most_counted = 1000000;

/* gsl_cdf_beta_Pinv does not converge for all counts, and then aborts. */
static double beta_quantile(double p, double a, double b) {
    double low = 0.0, high = 1.0;
    for (int halved = 0; halved < 60; halved++) {
        const double middle = 0.5 * (low + high);
        *(gsl_cdf_beta_P(middle, a, b) < p ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

rate rate_of(size_t k, size_t n) {
    if (n == 0) return (rate){NAN, 0.0, 1.0};
    const double a = (double)k, b = (double)(n - k);
    return (rate){a / (double)n, k == 0 ? 0.0 : beta_quantile(0.025, a, b + 1.0),
                  k == n ? 1.0 : beta_quantile(0.975, a + 1.0, b)};
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool fail(const char *path, const char *reason) {
    fprintf(stderr, "hmf gate: %s: %s\n", path, reason);
    return false;
}

static rate_row *find_row(rate_table *table, const char *truth) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->row[i].truth, truth) == 0) return &table->row[i];
    if (table->count == RATE_ROWS_MAX) return NULL;
    rate_row *row = &table->row[table->count++];
    *row = (rate_row){
        .dose_min = HUGE_VAL, .dose_max = -HUGE_VAL, .gain_min = HUGE_VAL, .gain_max = -HUGE_VAL};
    snprintf(row->truth, sizeof row->truth, "%s", truth);
    return row;
}

static void count_outcome(rate_row *row, const char *outcome) {
    if (strcmp(outcome, "unchanged") == 0 || strcmp(outcome, "not compared") == 0) return;
    row->comparisons++;
    row->slower += strcmp(outcome, "slower") == 0;
    row->faster += strcmp(outcome, "faster") == 0 || strcmp(outcome, "trade") == 0;
    row->same += strcmp(outcome, "same") == 0;
    row->inconclusive += strcmp(outcome, "inconclusive") == 0;
    row->instructions += strcmp(outcome, "more instructions") == 0;
}

static void note_machine(rate_table *table, const json_t *run) {
    const char *cpu = json_string_value(json_object_get(json_object_get(run, "context"), "cpu"));
    if (!cpu || strcmp(table->machine, cpu) == 0) return;
    snprintf(table->machine, sizeof table->machine, "%s",
             table->machine[0] ? "several machines" : cpu);
}

/* A run to be counted. */
typedef struct {
    const verified_doses *doses;
    rate_row *row;
    unsigned long seed;
} counted_run;

static bool missed_dose(const counted_run *c, const json_t *comparison) {
    const char *name = json_string_value(json_object_get(comparison, "name"));
    return name && verified_dose_missed(c->doses, c->row->truth, c->seed, name);
}

static bool count_gate(rate_table *table, const counted_run *c, const json_t *run, bool whole) {
    rate_row *row = c->row;
    const json_t *comparisons = json_object_get(run, "comparisons"), *comparison;
    if (json_array_size(comparisons) == 0) return false;
    const rate_row before = *row;
    size_t i;
    json_array_foreach(comparisons, i, comparison) {
        const char *outcome = json_string_value(json_object_get(comparison, "outcome"));
        if (!outcome) return false;
        if (missed_dose(c, comparison))
            row->missed_dose++;
        else
            count_outcome(row, outcome);
    }
    row->runs++;
    row->runs_whole += whole;
    row->runs_alarmed += row->slower + row->instructions > before.slower + before.instructions;
    row->runs_inconclusive += row->inconclusive > before.inconclusive;
    if (whole) row->seconds += json_number_value(json_object_get(run, "seconds"));
    note_machine(table, run);
    return true;
}

static double median_of(const json_t *measurements, const char *key) {
    const size_t count = json_array_size(measurements);
    double *values = calloc(count ? count : 1, sizeof *values);
    if (!values) return NAN;
    for (size_t i = 0; i < count; i++)
        values[i] = json_number_value(json_object_get(json_array_get(measurements, i), key));
    gsl_sort(values, 1, count);
    const double median = count ? gsl_stats_median_from_sorted_data(values, 1, count) : NAN;
    free(values);
    return median;
}

/* What compare.py dumps: a list of benchmarks, old in real_time and new in real_time_other, and the
 * p-value of its U test. */
static bool count_classic(const counted_run *c, const json_t *list) {
    rate_row *row = c->row;
    const json_t *benchmark;
    size_t counted = 0;
    size_t i;
    json_array_foreach(list, i, benchmark) {
        const json_t *measurements = json_object_get(benchmark, "measurements");
        const json_t *p = json_object_get(json_object_get(benchmark, "utest"), "time_pvalue");
        if (!json_is_number(p)) continue; /* the mean of all */
        counted++;
        if (missed_dose(c, benchmark)) continue;
        const double before = median_of(measurements, "real_time");
        const double after = median_of(measurements, "real_time_other");
        row->classic++;
        row->compare_py += json_number_value(p) < compare_py_level && after > before;
        row->medians += after > medians_margin * before;
    }
    return counted > 0;
}

/* "busy-" and "same" of "busy-whole" and of "busy-classic-same". */
static void truth_of(const char *kind, char truth[48], bool *whole, bool *classic) {
    const bool busy = strncmp(kind, "busy-", 5) == 0;
    if (busy) kind += 5;
    *classic = strncmp(kind, "classic-", 8) == 0;
    if (*classic) kind += 8;
    *whole = strcmp(kind, "whole") == 0;
    snprintf(truth, 48, "%s%.40s", busy ? "busy-" : "", *whole ? "same" : kind);
}

static bool read_run(rate_table *table, const verified_doses *doses, const char *path,
                     const char *kind, unsigned long seed) {
    char truth[48];
    bool whole, classic;
    json_error_t error;
    truth_of(kind, truth, &whole, &classic);
    rate_row *row = find_row(table, truth);
    json_t *run = hmf_json_load(path, 0, &error);
    if (!row || !run)
        return json_decref(run), fail(path, row ? error.text : "too many kinds of runs");
    const counted_run c = {doses, row, seed};
    const bool good = classic ? count_classic(&c, run) : count_gate(table, &c, run, whole);
    json_decref(run);
    return good || fail(path, "is not a run of the self-check");
}

static bool count_verified(rate_table *table, const verified_doses *doses, size_t first) {
    for (size_t i = first; i < doses->count; i++) {
        const verified_dose *dose = &doses->dose[i];
        rate_row *row = find_row(table, dose->truth);
        if (!row) return false;
        if (verified_dose_is_off(dose)) continue;
        row->verified++;
        row->dose_sum += dose->ratio;
        row->dose_min = fmin(row->dose_min, dose->ratio);
        row->dose_max = fmax(row->dose_max, dose->ratio);
        row->gain_min = fmin(row->gain_min, dose->gain);
        row->gain_max = fmax(row->gain_max, dose->gain);
    }
    return true;
}

static bool read_verified(rate_table *table, verified_doses *doses, const char *path,
                          const char *kind, unsigned long seed) {
    char truth[48];
    const bool busy = strncmp(kind, "busy-", 5) == 0;
    const size_t first = doses->count;
    snprintf(truth, sizeof truth, "%sdose-%.30s", busy ? "busy-" : "",
             strstr(kind, "verified-") + strlen("verified-"));
    if (!verified_doses_read(doses, path, truth, seed))
        return fail(path, errno == ENOENT ? strerror(errno) : "is not what a dose comes to");
    return count_verified(table, doses, first) || fail(path, "too many kinds of runs");
}

/* KIND-SEED.json or .txt; all else is somebody else's. False when it is not. */
static bool take_apart(const char *name, char kind[64], unsigned long *seed, const char **ending) {
    const char *dash = strrchr(name, '-');
    *ending = strrchr(name, '.');
    if (!dash || !*ending || *ending < dash || (size_t)(dash - name) >= 64) return false;
    snprintf(kind, 64, "%.*s", (int)(dash - name), name);
    *seed = strtoul(dash + 1, NULL, 10);
    return true;
}

static bool is_verified(const char *kind) {
    return strncmp(kind, "verified-", 9) == 0 || strncmp(kind, "busy-verified-", 14) == 0;
}

/* The doses come before the runs that had them. */
static bool read_files(rate_table *table, verified_doses *doses, const char *folder, DIR *entries,
                       bool runs) {
    char path[PATH_MAX], kind[64];
    unsigned long seed;
    const char *ending;
    bool good = true;
    rewinddir(entries);
    for (const struct dirent *entry; good && (errno = 0, entry = readdir(entries));) {
        if (!take_apart(entry->d_name, kind, &seed, &ending)) continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (runs && strcmp(ending, ".json") == 0)
            good = read_run(table, doses, path, kind, seed);
        else if (!runs && strcmp(ending, ".txt") == 0 && is_verified(kind))
            good = read_verified(table, doses, path, kind, seed);
    }
    if (good && errno != 0) return fail(folder, strerror(errno));
    return good;
}

static int by_truth(const void *left, const void *right) {
    const rate_row *a = left, *b = right;
    const int busy = (strncmp(a->truth, "busy", 4) == 0) - (strncmp(b->truth, "busy", 4) == 0);
    const int dosed = (strstr(a->truth, "dose") != NULL) - (strstr(b->truth, "dose") != NULL);
    return busy ? busy : dosed ? dosed : strcmp(a->truth, b->truth);
}

bool rates_read(const char *folder, rate_table *table) {
    *table = (rate_table){0};
    DIR *entries = opendir(folder);
    if (!entries) return fail(folder, strerror(errno));
    verified_doses doses = {0};
    const bool good = read_files(table, &doses, folder, entries, false) &&
                      read_files(table, &doses, folder, entries, true);
    verified_doses_free(&doses);
    closedir(entries);
    qsort(table->row, table->count, sizeof *table->row, by_truth);
    return good;
}

/* ---- adding ---------------------------------------------------------------------------------- */

static size_t whole_number(const json_t *object, const char *key) {
    const json_int_t value = json_integer_value(json_object_get(object, key));
    return value > 0 && value <= most_counted ? (size_t)value : 0;
}

/* Of a share of `of`, how many. False: more than that. */
static bool add_counted(size_t *sum, const json_t *row, const char *share, size_t of) {
    const size_t count = whole_number(json_object_get(row, share), "count");
    *sum += count;
    return count <= of;
}

static void add_doses(rate_row *row, const json_t *verified) {
    if (!verified) return;
    const size_t count = whole_number(verified, "count");
    row->verified += count;
    row->dose_sum += (double)count * json_number_value(json_object_get(verified, "mean_ratio"));
    row->dose_min = fmin(row->dose_min, json_number_value(json_object_get(verified, "min_ratio")));
    row->dose_max = fmax(row->dose_max, json_number_value(json_object_get(verified, "max_ratio")));
    row->gain_min = fmin(row->gain_min,
                         json_number_value(json_object_get(verified, "min_instructions_percent")));
    row->gain_max = fmax(row->gain_max,
                         json_number_value(json_object_get(verified, "max_instructions_percent")));
}

static bool add_row(rate_table *table, const json_t *earlier) {
    const char *truth = json_string_value(json_object_get(earlier, "truth"));
    rate_row *row = truth ? find_row(table, truth) : NULL;
    if (!row) return false;
    const size_t runs = whole_number(earlier, "runs"), whole = whole_number(earlier, "whole_runs");
    const size_t comparisons = whole_number(json_object_get(earlier, "slower"), "of");
    const size_t classic = whole_number(json_object_get(earlier, "compare_py_slower"), "of");
    row->runs += runs;
    row->runs_whole += whole;
    row->seconds +=
        (double)whole * json_number_value(json_object_get(earlier, "seconds_of_a_whole_run"));
    row->comparisons += comparisons;
    row->classic += classic;
    row->missed_dose += whole_number(earlier, "missed_dose");
    add_doses(row, json_object_get(earlier, "verified"));
    return add_counted(&row->runs_alarmed, earlier, "runs_with_alarm", runs) &&
           add_counted(&row->runs_inconclusive, earlier, "runs_inconclusive", runs) &&
           add_counted(&row->slower, earlier, "slower", comparisons) &&
           add_counted(&row->inconclusive, earlier, "inconclusive", comparisons) &&
           add_counted(&row->faster, earlier, "faster", comparisons) &&
           add_counted(&row->compare_py, earlier, "compare_py_slower", classic) &&
           add_counted(&row->medians, earlier, "medians_slower", classic);
}

bool rates_add(rate_table *table, const char *path) {
    json_error_t error;
    json_t *root = hmf_json_load(path, 0, &error);
    const json_t *rows = json_object_get(root, "rates"), *row;
    const char *machine = json_string_value(json_object_get(root, "machine"));
    bool good = root && json_array_size(rows) > 0;
    size_t i;
    json_array_foreach(rows, i, row) good = good && add_row(table, row);
    if (good && machine && strcmp(machine, table->machine) != 0)
        snprintf(table->machine, sizeof table->machine, "%s",
                 table->machine[0] ? "several machines" : machine);
    json_decref(root);
    qsort(table->row, table->count, sizeof *table->row, by_truth);
    return good || fail(path, root ? "holds no rates of a self-check" : error.text);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_rate(FILE *stream, size_t k, size_t n) {
    char text[64];
    const rate r = rate_of(k, n);
    if (n == 0)
        snprintf(text, sizeof text, "-");
    else
        snprintf(text, sizeof text, "%zu (%.1f-%.1f %%)", k, 100.0 * r.low, 100.0 * r.high);
    fprintf(stream, "  %-19s", text);
}

static void write_row(FILE *stream, const rate_row *row) {
    fprintf(stream, "%-12s %6zu", row->truth, row->comparisons);
    write_rate(stream, row->slower + row->instructions, row->comparisons);
    write_rate(stream, row->inconclusive, row->comparisons);
    fprintf(stream, " %6zu", row->classic);
    write_rate(stream, row->compare_py, row->classic);
    write_rate(stream, row->medians, row->classic);
    fputc('\n', stream);
}

static void write_runs(FILE *stream, const rate_row *row) {
    if (row->runs == 0 || strstr(row->truth, "dose")) return;
    fprintf(stream, "%s: runs %zu", row->truth, row->runs);
    fputs(", with a false alarm", stream);
    write_rate(stream, row->runs_alarmed, row->runs);
    fputs("inconclusive", stream);
    write_rate(stream, row->runs_inconclusive, row->runs);
    if (row->runs_whole > 0)
        fprintf(stream, "\n%zu of them of all layers, %.1f s each", row->runs_whole,
                row->seconds / (double)row->runs_whole);
    fputc('\n', stream);
}

static void write_verified(FILE *stream, const rate_row *row) {
    if (row->missed_dose > 0)
        fprintf(stream, "%s: %zu not counted, more than 0.5 %% off their dose\n", row->truth,
                row->missed_dose);
    if (row->verified == 0) return;
    fprintf(stream,
            "%s: in the same layout %+.2f %% in time (%+.2f to %+.2f), %+.2f to %+.2f %% in "
            "instructions\n",
            row->truth, 100.0 * (row->dose_sum / (double)row->verified - 1.0),
            100.0 * (row->dose_min - 1.0), 100.0 * (row->dose_max - 1.0), row->gain_min,
            row->gain_max);
}

void rates_write(FILE *stream, const rate_table *table) {
    fprintf(stream, "on %s; shares with 95 %% intervals\n\n", table->machine);
    fprintf(stream, "%-12s %6s  %-19s  %-19s %6s  %-19s  %-19s\n", "truth", "gate", "called slower",
            "inconclusive", "others", "compare.py: slower", "medians: slower");
    for (size_t i = 0; i < table->count; i++) write_row(stream, &table->row[i]);
    fputc('\n', stream);
    for (size_t i = 0; i < table->count; i++) write_runs(stream, &table->row[i]);
    for (size_t i = 0; i < table->count; i++) write_verified(stream, &table->row[i]);
}

static json_t *share_json(size_t k, size_t n) {
    const rate r = rate_of(k, n);
    return json_pack("{s:I,s:I,s:f,s:f}", "count", (json_int_t)k, "of", (json_int_t)n, "low", r.low,
                     "high", r.high);
}

static json_t *row_json(const rate_row *row) {
    json_t *j = json_pack("{s:s,s:I,s:I,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "truth", row->truth, "runs",
                          (json_int_t)row->runs, "whole_runs", (json_int_t)row->runs_whole,
                          "runs_with_alarm", share_json(row->runs_alarmed, row->runs),
                          "runs_inconclusive", share_json(row->runs_inconclusive, row->runs),
                          "slower", share_json(row->slower + row->instructions, row->comparisons),
                          "inconclusive", share_json(row->inconclusive, row->comparisons), "faster",
                          share_json(row->faster, row->comparisons), "compare_py_slower",
                          share_json(row->compare_py, row->classic), "medians_slower",
                          share_json(row->medians, row->classic));
    if (j) json_object_set_new(j, "missed_dose", json_integer((json_int_t)row->missed_dose));
    if (j && row->runs_whole > 0)
        json_object_set_new(j, "seconds_of_a_whole_run",
                            json_real(row->seconds / (double)row->runs_whole));
    if (j && row->verified > 0)
        json_object_set_new(
            j, "verified",
            json_pack("{s:I,s:f,s:f,s:f,s:f,s:f}", "count", (json_int_t)row->verified, "mean_ratio",
                      row->dose_sum / (double)row->verified, "min_ratio", row->dose_min,
                      "max_ratio", row->dose_max, "min_instructions_percent", row->gain_min,
                      "max_instructions_percent", row->gain_max));
    return j;
}

json_t *rates_json(const rate_table *table) {
    json_t *rows = json_array();
    for (size_t i = 0; i < table->count; i++)
        if (json_array_append_new(rows, row_json(&table->row[i])) != 0)
            return json_decref(rows), NULL;
    return rows;
}
