/* test_rates.c: how often, with which intervals, counted from the runs in a folder. */
#include "comparison.h"
#include "rates.h"

#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- intervals ------------------------------------------------------------------------------- */

static void intervals_from_tables(void **state) {
    (void)state;
    static const struct {
        size_t k, n;
        double low, high;
    } table[] = {{0, 300, 0.0, 0.0122},    {118, 120, 0.9411, 0.9980}, {0, 1, 0.0, 0.9750},
                 {1, 1, 0.0250, 1.0},      {5, 10, 0.1871, 0.8129},    {1, 10, 0.0025, 0.4450},
                 {10, 10, 0.6915, 1.0},    {50, 100, 0.3983, 0.6017},  {0, 10, 0.0, 0.3085},
                 {2, 1000, 0.0002, 0.0072}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const rate r = rate_of(table[i].k, table[i].n);
        assert_true(fabs(r.share - (double)table[i].k / (double)table[i].n) < 1e-15);
        assert_true(fabs(r.low - table[i].low) <= 0.5001e-4);
        assert_true(fabs(r.high - table[i].high) <= 0.5001e-4);
    }
}

/* Of n trials, when each has this probability. */
static double at_least(size_t k, size_t n, double probability) {
    double sum = 0.0;
    for (size_t i = k; i <= n; i++)
        sum +=
            exp(lgamma((double)n + 1.0) - lgamma((double)i + 1.0) - lgamma((double)(n - i) + 1.0) +
                (double)i * log(probability) + (double)(n - i) * log1p(-probability));
    return sum;
}

/* What the ends of an interval are: there, as many or more, or as few or fewer, come in 2.5 %. */
static void intervals_by_their_definition(void **state) {
    (void)state;
    for (size_t n = 1; n <= 60; n++)
        for (size_t k = 0; k <= n; k++) {
            const rate r = rate_of(k, n), mirrored = rate_of(n - k, n);
            if (k == 0)
                assert_true(r.low == 0.0);
            else
                assert_true(fabs(at_least(k, n, r.low) - 0.025) < 1e-9);
            if (k == n)
                assert_true(r.high == 1.0);
            else
                assert_true(fabs(1.0 - at_least(k + 1, n, r.high) - 0.025) < 1e-9);
            assert_true(fabs(r.low + mirrored.high - 1.0) < 1e-9);
        }
}

static void nothing_tells_nothing(void **state) {
    (void)state;
    const rate r = rate_of(0, 0);
    assert_true(isnan(r.share) && r.low == 0.0 && r.high == 1.0);
}

/* ---- a folder of runs ------------------------------------------------------------------------ */

static int make_folder(void **state) {
    char *folder = strdup("/tmp/hmf-test-rates-XXXXXX");
    assert_non_null(folder);
    assert_non_null(mkdtemp(folder));
    *state = folder;
    return 0;
}

static void path_in(char path[PATH_MAX], const char *folder, const char *name) {
    snprintf(path, PATH_MAX, "%s/%s", folder, name);
}

static int remove_folder(void **state) {
    char path[PATH_MAX];
    DIR *entries = opendir(*state);
    assert_non_null(entries);
    for (const struct dirent *entry; (entry = readdir(entries));) {
        if (entry->d_name[0] == '.') continue;
        path_in(path, *state, entry->d_name);
        assert_int_equal(unlink(path), 0);
    }
    closedir(entries);
    const int removed = rmdir(*state);
    free(*state);
    return removed;
}

static void put(const char *folder, const char *name, const char *text) {
    char path[PATH_MAX];
    path_in(path, folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A run of the gate on that processor, with these outcomes, separated by bars. */
static void put_run(const char *folder, const char *name, const char *cpu, double seconds,
                    const char *outcomes) {
    char text[2048], list[512];
    int used = snprintf(text, sizeof text,
                        "{\"context\": {\"cpu\": \"%s\"}, \"seconds\": %.17g, \"comparisons\": [",
                        cpu, seconds);
    snprintf(list, sizeof list, "%s", outcomes);
    const char *comma = "";
    for (char *rest, *o = strtok_r(list, "|", &rest); o; o = strtok_r(NULL, "|", &rest)) {
        used +=
            snprintf(text + used, sizeof text - (size_t)used, "%s{\"outcome\": \"%s\"}", comma, o);
        assert_in_range(used, 1, sizeof text - 8);
        comma = ", ";
    }
    strcat(text, "]}");
    put(folder, name, text);
}

/* One benchmark of what compare.py leaves: three times before, with the others after. */
static void benchmark(char text[512], double after, const char *utest) {
    snprintf(text, 512,
             "{\"name\": \"b\", \"measurements\": ["
             "{\"real_time\": 90, \"real_time_other\": %.17g},"
             "{\"real_time\": 500, \"real_time_other\": 800},"
             "{\"real_time\": 100, \"real_time_other\": 1}], \"utest\": {%s}}",
             after, utest);
}

static const rate_row *row_of(const rate_table *table, const char *truth) {
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->row[i].truth, truth) == 0) return &table->row[i];
    fail_msg("no row %s", truth);
    return NULL;
}

static void an_empty_folder(void **state) {
    rate_table table;
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 0);
    assert_string_equal(table.machine, "");
}

static void runs_of_the_gate(void **state) {
    rate_table table;
    put_run(*state, "same-1.json", "One", 10.0, "same|same|slower|inconclusive");
    put_run(*state, "same-2.json", "One", 10.0, "same|faster|trade|same");
    put_run(*state, "whole-3.json", "One", 100.0, "same|more instructions");
    put_run(*state, "whole-4.json", "One", 50.0, "same|same|inconclusive|inconclusive");
    put_run(*state, "dose-2-5.json", "One", 10.0, "slower|slower|slower");
    put_run(*state, "busy-whole-6.json", "One", 7.0, "slower|slower");
    put_run(*state, "busy-dose-2-7.json", "One", 10.0, "same");
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 4);
    assert_string_equal(table.machine, "One");

    const rate_row *row = row_of(&table, "same");
    assert_int_equal(row->runs, 4);
    assert_int_equal(row->runs_whole, 2);
    assert_int_equal(row->runs_alarmed, 2);
    assert_int_equal(row->runs_inconclusive, 2);
    assert_int_equal(row->comparisons, 14);
    assert_int_equal(row->same, 7);
    assert_int_equal(row->slower, 1);
    assert_int_equal(row->faster, 2);
    assert_int_equal(row->inconclusive, 3);
    assert_int_equal(row->instructions, 1);
    assert_true(row->seconds == 150.0);

    row = row_of(&table, "dose-2");
    assert_int_equal(row->runs, 1);
    assert_int_equal(row->runs_whole, 0);
    assert_int_equal(row->slower, 3);
    assert_true(row->seconds == 0.0);
    assert_int_equal(row_of(&table, "busy-same")->slower, 2);
    assert_int_equal(row_of(&table, "busy-same")->runs_whole, 1);
    assert_int_equal(row_of(&table, "busy-dose-2")->same, 1);
}

/* The names of the outcomes are the gate's. */
static void every_outcome(void **state) {
    char outcomes[512] = "";
    for (gate_outcome o = GATE_OPEN; o < GATE_OUTCOMES; o++) {
        if (o > GATE_OPEN) strcat(outcomes, "|");
        strcat(outcomes, gate_outcome_name(o));
    }
    rate_table table;
    put_run(*state, "same-1.json", "One", 1.0, outcomes);
    assert_true(rates_read(*state, &table));
    const rate_row *row = row_of(&table, "same");
    assert_int_equal(row->comparisons, GATE_OUTCOMES - 2); /* unchanged, not compared: not tried */
    assert_int_equal(row->same, 1);
    assert_int_equal(row->slower, 1);
    assert_int_equal(row->faster, 2);
    assert_int_equal(row->inconclusive, 1);
    assert_int_equal(row->instructions, 1);
}

static void machines(void **state) {
    rate_table table;
    put_run(*state, "same-1.json", "One", 1.0, "same");
    put_run(*state, "same-2.json", "Two", 1.0, "same");
    put_run(*state, "same-3.json", "One", 1.0, "same");
    assert_true(rates_read(*state, &table));
    assert_string_equal(table.machine, "several machines");
}

static void before_and_after(void **state) {
    char text[4096], slower[512], hardly[512], faster[512], by_chance[512], mean[512];
    benchmark(slower, 102.0, "\"time_pvalue\": 0.0499, \"cpu_pvalue\": 0.9");
    benchmark(hardly, 100.9, "\"time_pvalue\": 0.0499");
    benchmark(faster, 99.0, "\"time_pvalue\": 0.0");
    benchmark(by_chance, 150.0, "\"time_pvalue\": 0.05");
    benchmark(mean, 1000.0, "");
    snprintf(text, sizeof text, "[%s, %s, %s, %s, %s]", slower, hardly, faster, by_chance, mean);
    rate_table table;
    put(*state, "classic-same-1.json", text);
    put(*state, "busy-classic-dose-2-1.json", text);
    put_run(*state, "same-1.json", "One", 1.0, "same");
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 2);
    const rate_row *row = row_of(&table, "same");
    assert_int_equal(row->classic, 4);
    assert_int_equal(row->compare_py, 2);
    assert_int_equal(row->medians, 2);
    assert_int_equal(row->comparisons, 1);
    assert_int_equal(row->runs, 1);
    row = row_of(&table, "busy-dose-2");
    assert_int_equal(row->classic, 4);
    assert_int_equal(row->runs, 0);
}

/* A comparison counts under a dose that it was given. */
static void a_dose_that_was_missed_is_not_counted(void **state) {
    rate_table table;
    put(*state, "verified-2-5.txt", "a/b/cold 1.0200 0.0001 2\na/b/warm 1.0149 0.0001 2\n");
    put(*state, "verified-2-9.txt", "a/b/cold 1.0251 0.0001 2\na/b/warm 1.0151 0.0001 2\n");
    put(*state, "busy-verified-2-5.txt", "a/b/cold 0.9 0.0001 2\n");
    static const char run[] =
        "{\"context\": {\"cpu\": \"One\"}, \"seconds\": 1, \"comparisons\": ["
        "{\"name\": \"a/b/cold\", \"outcome\": \"slower\"},"
        "{\"name\": \"a/b/warm\", \"outcome\": \"same\"},"
        "{\"name\": \"never/verified/warm\", \"outcome\": \"inconclusive\"}]}";
    put(*state, "dose-2-5.json", run);
    put(*state, "dose-2-8.json", run);  /* still under the first */
    put(*state, "dose-2-10.json", run); /* under the second      */
    put(*state, "dose-3-10.json", run); /* of another dose       */
    assert_true(rates_read(*state, &table));
    const rate_row *row = row_of(&table, "dose-2");
    assert_int_equal(row->runs, 3);
    assert_int_equal(row->missed_dose, 3);
    assert_int_equal(row->comparisons, 6);
    assert_int_equal(row->slower, 2);
    assert_int_equal(row->same, 1);
    assert_int_equal(row->inconclusive, 3);
    assert_int_equal(row_of(&table, "dose-3")->comparisons, 3);
    assert_int_equal(row_of(&table, "dose-3")->missed_dose, 0);
}

static void doses_verified(void **state) {
    rate_table table;
    put(*state, "verified-2-1.txt", "a/b/cold 1.02000 0.00010 2.5000\na/b/warm 1.024 0.1 -0.5\n");
    put(*state, "verified-2-9.txt", "a/b/cold 1.016 0.00010 7\na/b/warm 1.0251 0.1 9\n");
    put(*state, "busy-verified-2-9.txt", "a/b/cold 1.02 0.00010 7\na/b/warm 1.5 0.1 9\n");
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 2);
    const rate_row *row = row_of(&table, "dose-2");
    assert_int_equal(row->verified, 3);
    assert_true(fabs(row->dose_sum - 3.06) < 1e-12);
    assert_true(row->dose_min == 1.016 && row->dose_max == 1.024);
    assert_true(row->gain_min == -0.5 && row->gain_max == 7.0);
    assert_int_equal(row_of(&table, "busy-dose-2")->verified, 1);
}

static void others_files(void **state) {
    rate_table table;
    static const char *const names[] = {"notes.json",         "README-1.md",   "table-2.txt",
                                        "same-1.json.77.tmp", "no.dash-after", "list"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) put(*state, names[i], "no JSON");
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 0);
}

static void rows_in_their_order(void **state) {
    static const char *const order[] = {"same",   "dose-1",    "dose-2",
                                        "dose-5", "busy-same", "busy-dose-3"};
    rate_table table;
    put_run(*state, "busy-dose-3-1.json", "One", 1.0, "same");
    put_run(*state, "dose-5-1.json", "One", 1.0, "same");
    put_run(*state, "dose-1-1.json", "One", 1.0, "same");
    put_run(*state, "busy-same-1.json", "One", 1.0, "same");
    put_run(*state, "whole-1.json", "One", 1.0, "same");
    put_run(*state, "dose-2-1.json", "One", 1.0, "same");
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, 6);
    for (size_t i = 0; i < table.count; i++) assert_string_equal(table.row[i].truth, order[i]);
}

/* ---- damage ---------------------------------------------------------------------------------- */

/* Reads the folder with standard error going to text. */
static bool read_quietly(const char *folder, rate_table *table, char *text, size_t size) {
    FILE *caught = tmpfile();
    assert_non_null(caught);
    fflush(stderr);
    const int kept = dup(STDERR_FILENO);
    assert_true(kept >= 0 && dup2(fileno(caught), STDERR_FILENO) >= 0);
    const bool good = rates_read(folder, table);
    fflush(stderr);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    assert_int_equal(fseek(caught, 0, SEEK_SET), 0);
    text[fread(text, 1, size - 1, caught)] = '\0';
    fclose(caught);
    return good;
}

static void damaged_files_are_named(void **state) {
    static const struct {
        const char *name, *text;
    } files[] = {
        {"same-1.json", ""},
        {"same-1.json", "{\"comparisons\": [{\"outcome\": \"same\"}"},
        {"same-1.json", "{}"},
        {"same-1.json", "[1, 2]"},
        {"same-1.json", "{\"comparisons\": []}"},
        {"same-1.json", "{\"comparisons\": {}}"},
        {"same-1.json", "{\"comparisons\": [{\"outcome\": 3}]}"},
        {"whole-1.json", "{\"comparisons\": [{\"outcome\": \"same\"}, {}]}"},
        {"dose-2-1.json", "{\"comparisons\": [4]}"},
        {"classic-same-1.json", "{}"},
        {"classic-same-1.json", "[]"},
        {"classic-same-1.json", "[{\"name\": \"b\", \"utest\": {}}]"},
        {"classic-same-1.json", "[{\"utest\": {\"time_pvalue\": NaN}}]"},
        {"busy-classic-same-1.json", "[{\"name\": \"b\""},
        {"verified-2-1.txt", ""},
        {"verified-2-1.txt", "a/b/cold 1.02000 0.00010 2.5000\na/b/warm 1.02"},
        {"verified-2-1.txt", "a/b/cold 1.02000 0.00010 \n"},
        {"busy-verified-2-1.txt", "no numbers in here at all\n"},
    };
    char text[PATH_MAX + 256], path[PATH_MAX];
    rate_table table;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        put(*state, files[i].name, files[i].text);
        if (read_quietly(*state, &table, text, sizeof text))
            fail_msg("%s is taken: %s", files[i].name, files[i].text);
        assert_non_null(strstr(text, files[i].name));
        path_in(path, *state, files[i].name);
        assert_int_equal(unlink(path), 0);
    }
}

static void a_folder_that_is_not_there(void **state) {
    char text[PATH_MAX], path[PATH_MAX];
    rate_table table;
    path_in(path, *state, "none");
    assert_false(read_quietly(path, &table, text, sizeof text));
    assert_non_null(strstr(text, path));
}

static void too_many_kinds(void **state) {
    char name[64], text[PATH_MAX + 256];
    rate_table table;
    for (int i = 0; i < RATE_ROWS_MAX; i++) {
        snprintf(name, sizeof name, "dose-%d-1.json", i);
        put_run(*state, name, "One", 1.0, "same");
    }
    assert_true(rates_read(*state, &table));
    assert_int_equal(table.count, RATE_ROWS_MAX);
    put_run(*state, "dose-0.5-1.json", "One", 1.0, "same");
    assert_false(read_quietly(*state, &table, text, sizeof text));
    assert_non_null(strstr(text, "too many kinds"));
}

/* ---- writing --------------------------------------------------------------------------------- */

static void fill(const char *folder, rate_table *table) {
    char text[512], list[520];
    put_run(folder, "whole-1.json", "One", 100.0, "same|same|slower|inconclusive");
    put_run(folder, "whole-2.json", "One", 50.0, "same");
    put_run(folder, "dose-2-3.json", "One", 10.0, "slower|more instructions|same");
    put(folder, "verified-2-3.txt", "a/b/cold 1.0200 0.0001 2.5\na/b/warm 1.0240 0.0001 -0.5\n");
    benchmark(text, 102.0, "\"time_pvalue\": 0.01");
    snprintf(list, sizeof list, "[%s]", text);
    put(folder, "classic-dose-2-4.json", list);
    assert_true(rates_read(folder, table));
}

static void the_table(void **state) {
    static const char *const lines[] = {
        "on One; shares with 95 % intervals\n",
        "\nsame              5  1 (0.5-71.6 %)       1 (0.5-71.6 %)           0  -  ",
        "\ndose-2            3  2 (9.4-99.2 %)       0 (0.0-70.8 %)           1  1 (2.5-100.0 %)  ",
        "\nsame: runs 2, with a false alarm  1 (1.3-98.7 %)     inconclusive  1 (1.3-98.7 %)",
        "\n2 of them of all layers, 75.0 s each\n",
        "\ndose-2: in the same layout +2.20 % in time (+2.00 to +2.40), ",
        " (+2.00 to +2.40), -0.50 to +2.50 % in instructions\n",
    };
    rate_table table;
    char *text;
    size_t size;
    fill(*state, &table);
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    rates_write(stream, &table);
    assert_int_equal(fclose(stream), 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(text, lines[i])) fail_msg("'%s' is not in\n%s", lines[i], text);
    free(text);
}

static void assert_share(const json_t *row, const char *key, json_int_t count, json_int_t of) {
    const json_t *share = json_object_get(row, key);
    const rate r = rate_of((size_t)count, (size_t)of);
    assert_non_null(share);
    assert_int_equal(json_integer_value(json_object_get(share, "count")), count);
    assert_int_equal(json_integer_value(json_object_get(share, "of")), of);
    assert_true(json_real_value(json_object_get(share, "low")) == r.low);
    assert_true(json_real_value(json_object_get(share, "high")) == r.high);
}

static void the_json(void **state) {
    rate_table table;
    fill(*state, &table);
    json_t *rows = rates_json(&table);
    assert_int_equal(json_array_size(rows), 2);
    const json_t *row = json_array_get(rows, 0);
    assert_string_equal(json_string_value(json_object_get(row, "truth")), "same");
    assert_int_equal(json_integer_value(json_object_get(row, "runs")), 2);
    assert_int_equal(json_integer_value(json_object_get(row, "whole_runs")), 2);
    assert_share(row, "runs_with_alarm", 1, 2);
    assert_share(row, "runs_inconclusive", 1, 2);
    assert_share(row, "slower", 1, 5);
    assert_share(row, "inconclusive", 1, 5);
    assert_share(row, "faster", 0, 5);
    assert_share(row, "compare_py_slower", 0, 0);
    assert_true(json_real_value(json_object_get(row, "seconds_of_a_whole_run")) == 75.0);
    assert_null(json_object_get(row, "verified"));
    row = json_array_get(rows, 1);
    assert_share(row, "slower", 2, 3);
    assert_share(row, "compare_py_slower", 1, 1);
    assert_share(row, "medians_slower", 1, 1);
    assert_null(json_object_get(row, "seconds_of_a_whole_run"));
    const json_t *verified = json_object_get(row, "verified");
    assert_true(fabs(json_real_value(json_object_get(verified, "mean_ratio")) - 1.022) < 1e-12);
    assert_true(json_real_value(json_object_get(verified, "min_ratio")) == 1.02);
    assert_true(json_real_value(json_object_get(verified, "max_ratio")) == 1.024);
    assert_true(json_real_value(json_object_get(verified, "min_instructions_percent")) == -0.5);
    assert_true(json_real_value(json_object_get(verified, "max_instructions_percent")) == 2.5);
    json_decref(rows);
}

/* What was counted before, written and read again, counts once more. */
static void earlier_counts_are_added(void **state) {
    char path[PATH_MAX];
    rate_table table, both;
    put_run(*state, "whole-1.json", "One", 10.0, "same|slower|inconclusive|more instructions");
    put_run(*state, "dose-2-1.json", "One", 10.0, "slower|slower|faster");
    put(*state, "verified-2-1.txt", "a/b/cold 1.02 0.1 2\na/b/warm 1.03 0.1 -0.5\n");
    assert_true(rates_read(*state, &table));
    json_t *root = json_pack("{s:s, s:o}", "machine", "One", "rates", rates_json(&table));
    path_in(path, *state, "earlier");
    assert_int_equal(json_dump_file(root, path, 0), 0);
    json_decref(root);

    assert_true(rates_read(*state, &both));
    assert_true(rates_add(&both, path));
    assert_string_equal(both.machine, "One");
    for (size_t i = 0; i < table.count; i++) {
        const rate_row *one = &table.row[i], *two = row_of(&both, one->truth);
        assert_int_equal(two->runs, 2 * one->runs);
        assert_int_equal(two->runs_whole, 2 * one->runs_whole);
        assert_int_equal(two->runs_alarmed, 2 * one->runs_alarmed);
        assert_int_equal(two->runs_inconclusive, 2 * one->runs_inconclusive);
        assert_int_equal(two->comparisons, 2 * one->comparisons);
        assert_int_equal(two->slower + two->instructions, 2 * (one->slower + one->instructions));
        assert_int_equal(two->inconclusive, 2 * one->inconclusive);
        assert_int_equal(two->faster, 2 * one->faster);
        assert_int_equal(two->verified, 2 * one->verified);
        assert_true(fabs(two->dose_sum - 2.0 * one->dose_sum) < 1e-12);
        assert_true(two->dose_min == one->dose_min && two->dose_max == one->dose_max);
        assert_true(fabs(two->seconds - 2.0 * one->seconds) < 1e-12);
    }
}

static void what_cannot_be_added(void **state) {
    char path[PATH_MAX];
    rate_table table;
    path_in(path, *state, "earlier");
    static const char *const damaged[] = {
        "",
        "{",
        "[]",
        "{\"rates\": []}",
        "{\"rates\": [{\"runs\": 1}]}",
        "{\"rates\": [7]}",
        "{\"rates\": [{\"truth\": \"same\", \"slower\": {\"count\": 2, \"of\": 1}}]}",
        "{\"rates\": [{\"truth\": \"same\", \"runs\": 1, \"runs_with_alarm\": {\"count\": 2}}]}"};
    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        put(*state, "earlier", damaged[i]);
        assert_true(rates_read(*state, &table));
        assert_false(rates_add(&table, path));
    }
    put(*state, "earlier", "{\"machine\": \"Two\", \"rates\": [{\"truth\": \"same\"}]}");
    put_run(*state, "same-1.json", "One", 1.0, "same");
    assert_true(rates_read(*state, &table));
    assert_true(rates_add(&table, path));
    assert_string_equal(table.machine, "several machines");
    assert_false(rates_add(&table, "/no/such/file"));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_from_tables),
        cmocka_unit_test(intervals_by_their_definition),
        cmocka_unit_test(nothing_tells_nothing),
        IN_A_FOLDER(an_empty_folder),
        IN_A_FOLDER(runs_of_the_gate),
        IN_A_FOLDER(every_outcome),
        IN_A_FOLDER(machines),
        IN_A_FOLDER(before_and_after),
        IN_A_FOLDER(a_dose_that_was_missed_is_not_counted),
        IN_A_FOLDER(doses_verified),
        IN_A_FOLDER(earlier_counts_are_added),
        IN_A_FOLDER(what_cannot_be_added),
        IN_A_FOLDER(others_files),
        IN_A_FOLDER(rows_in_their_order),
        IN_A_FOLDER(damaged_files_are_named),
        IN_A_FOLDER(a_folder_that_is_not_there),
        IN_A_FOLDER(too_many_kinds),
        IN_A_FOLDER(the_table),
        IN_A_FOLDER(the_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
