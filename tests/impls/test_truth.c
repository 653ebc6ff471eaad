/* SPDX-License-Identifier: MIT */
/* test_truth.c: the comparison with true values, the table's reader, the table and the referee. */
#include "check_kit.h"
#include "memory_in_use.h"
#include "unit_test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void assert_close(double got, double want, double tolerance) {
    if (!(fabs(got - want) <= tolerance * fabs(want)))
        fail_msg("%.17g instead of %.17g, tolerance %g", got, want, tolerance);
}

static void assert_infinite(double value) {
    if (!(isinf(value) && value > 0.0)) fail_msg("%g instead of infinity", value);
}

/* ---- the comparison -------------------------------------------------------------------------- */

static void error_is_conditioned(void **state) {
    (void)state;
    static const struct {
        double got, want, nu, error, tolerance;
    } cases[] = {
        {3.0, 3.0, 2.0, 0.0, 0.0},
        {M_E, 1.0, 0.0, 1.0, 1e-15},
        {1.0, M_E, 3.0, 0.1, 1e-15},
        {1e300, 1e-300, 0.0, 600.0 * M_LN10, 1e-15},
        /* One unit in the last place, on either side. */
        {1.0 + DBL_EPSILON, 1.0, 0.0, DBL_EPSILON, 1e-15},
        {1.0, 1.0 + DBL_EPSILON, 0.0, DBL_EPSILON, 1e-15},
        {1e-200 * (1.0 + 1e-10), 1e-200, 0.0, 1e-10, 1e-5},
        /* A normal value is wanted: the smallest deviation counts. */
        {DBL_MIN, DBL_MIN, 0.0, 0.0, 0.0},
        {DBL_MIN - DBL_TRUE_MIN, DBL_MIN, 0.0, DBL_EPSILON, 1e-15},
        {DBL_TRUE_MIN, DBL_MIN, 0.0, 52.0 * M_LN2, 1e-15},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_close(hmf_truth_error(cases[i].got, cases[i].want, cases[i].nu), cases[i].error,
                     cases[i].tolerance);
}

static void error_of_impossible_values_is_infinite(void **state) {
    (void)state;
    static const double wants[] = {1e300, 1.0, DBL_MIN, DBL_TRUE_MIN, 0.0};
    static const double gots[] = {NAN, INFINITY, -INFINITY, -1.0, -DBL_TRUE_MIN};
    for (size_t i = 0; i < COUNT(wants); i++)
        for (size_t j = 0; j < COUNT(gots); j++)
            assert_infinite(hmf_truth_error(gots[j], wants[i], 1.0));
    assert_infinite(hmf_truth_error(0.0, DBL_MIN, 38.0));
    assert_infinite(hmf_truth_error(-0.0, 2.0 * DBL_MIN, 38.0));
}

static void error_below_the_smallest_normal_number(void **state) {
    (void)state;
    static const double wants[] = {0.0, DBL_TRUE_MIN, 1e-310, DBL_MIN - DBL_TRUE_MIN};
    static const double right[] = {-0.0,   0.0, DBL_TRUE_MIN, 1e-310, DBL_MIN - DBL_TRUE_MIN,
                                   DBL_MIN};
    for (size_t i = 0; i < COUNT(wants); i++) {
        for (size_t j = 0; j < COUNT(right); j++)
            assert_true(hmf_truth_error(right[j], wants[i], 38.0) == 0.0);
        /* Above DBL_MIN: the distance from it, without a jump. */
        assert_close(hmf_truth_error(DBL_MIN + DBL_TRUE_MIN, wants[i], 0.0), DBL_EPSILON, 1e-15);
        assert_close(hmf_truth_error(DBL_MIN * M_E, wants[i], 3.0), 0.1, 1e-14);
    }
}

static void promise_is_kept_only_by_a_comparison(void **state) {
    (void)state;
    const hmf_impl impl = {.accuracy = 1e-10};
    const double broken[] = {nextafter(1e-10, 1.0), NAN, INFINITY};
    assert_true(hmf_truth_kept(&impl, &(hmf_truth_worst){.error = 1e-10, .cells = 1}));
    assert_false(hmf_truth_kept(&impl, &(hmf_truth_worst){0}));
    for (size_t i = 0; i < COUNT(broken); i++)
        assert_false(hmf_truth_kept(&impl, &(hmf_truth_worst){.error = broken[i], .cells = 1}));
}

/* ---- the reader ------------------------------------------------------------------------------ */

#define HEADER    "omega_m,omega_lambda,h0,sigma_8,n_s,delta_c,z,mass,dn_dlnm,nu\n"
#define COSMOLOGY "0.3,0.7,70,0.8,1,1.686,"
#define OTHER     "0.3,0.6,70,0.8,1,1.686,"

/* Loads a table of that text; message[size] holds the path, too. */
static hmf_truth_table *load_text(const char *text, size_t length, char *message, size_t size) {
    char path[] = P_tmpdir "/test_truth_XXXXXX";
    const int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_true(write(descriptor, text, length) == (ssize_t)length);
    assert_int_equal(close(descriptor), 0);
    hmf_truth_table *table = hmf_truth_load(path, message, size);
    assert_int_equal(unlink(path), 0);
    return table;
}

static const char good_table[] =
    "# a comment\n" HEADER COSMOLOGY "0,1e12,1e-3,1\n" COSMOLOGY "0,1e10,1e-1,0.5\n" COSMOLOGY
    "5,1e12,1e-9,4\n" COSMOLOGY "5,1e10,4.9406564584124654e-324,2\n\n" COSMOLOGY
    "7,3,0,45\n# end of 5 rows\n";

static void reader_takes_a_good_table(void **state) {
    (void)state;
    char message[256];
    hmf_truth_table *table = load_text(good_table, sizeof good_table - 1, message, sizeof message);
    assert_non_null(table);
    assert_int_equal(table->count, 2);
    const hmf_truth_grid *grid = &table->grids[0];
    assert_int_equal(grid->nz, 2);
    assert_int_equal(grid->nmass, 2);
    assert_true(grid->cosmology.omega_lambda == 0.7 && grid->cosmology.delta_c == 1.686);
    assert_true(grid->z[0] == 0.0 && grid->z[1] == 5.0);
    assert_true(grid->mass[0] == 1e12 && grid->mass[1] == 1e10);
    assert_true(grid->want[1] == 1e-1 && grid->want[2] == 1e-9 && grid->want[3] == DBL_TRUE_MIN);
    assert_true(grid->nu[2] == 4.0 && table->grids[1].want[0] == 0.0);
    hmf_truth_free(table);
}

static void reader_survives_every_failed_allocation(void **state) {
    (void)state;
    size_t survived = 0;
    for (;; survived++) {
        char message[256] = "";
        memory_refuse(survived + 1);
        hmf_truth_table *table =
            load_text(good_table, sizeof good_table - 1, message, sizeof message);
        hmf_truth_free(table);
        if (!memory_was_refused()) break;
        assert_null(table);
        assert_non_null(strstr(message, "out of memory"));
    }
    /* The table, the rows, and twice the list of grids and a grid's four arrays. */
    assert_int_equal(survived, 1 + 1 + 2 * (1 + 4));
}

/* Tables of one to four rows with a good header. */
#define ROW(row)        HEADER COSMOLOGY row "\n# end of 1 rows\n"
#define GRID(rows, end) HEADER COSMOLOGY rows "\n" end

static void reader_refuses(void **state) {
    (void)state;
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", ":1: the file ends without '# end of 0 rows'"},
        {"# comment\n", ":2: the file ends without"},
        {"mass,z\n", ":1: 'mass,z': the columns must be omega_m,"},
        {HEADER "# end of 0 rows\n", ":2: no rows"},
        {HEADER COSMOLOGY "0,1e12,1e-3", ":2: the file ends within this line"},
        {ROW("0,1e12,1e-3"), ":2: 9 columns instead of 10"},
        {ROW("0,1e12,1e-3,1,1"), ":2: more than 10 columns"},
        {ROW("0,1e12,nan,1"), ":2: column 9: 'nan'"},
        {ROW("0,1e12,1e-3,inf"), ":2: column 10: 'inf'"},
        {ROW("0,1e12,1e999,1"), ":2: column 9: inf must be"},
        {ROW("0,1e12,-1e-3,1"), ":2: column 9: -0.001 must be"},
        {ROW("0,0x1p3,1e-3,1"), ":2: column 8: '0x1p3'"},
        {ROW("0, 1e12,1e-3,1"), ":2: column 8: ' 1e12'"},
        {ROW("0,,1e-3,1"), ":2: column 8: ''"},
        {ROW("0,1e-3-3,1,1"), ":2: column 8: '1e-3-3'"},
        {ROW("0,1e25,1e-3,1"), ":2: column 8: 1e+25 must be"},
        {ROW("0,1e12,1e-3,1\r"), ":2: column 10: '1\r'"},
        {HEADER "30,0.7,70,0.8,1,1.686,0,1,1,1\n# end of 1 rows\n", ":2: column 1: 30 must be"},
        {GRID("0,1e12,1,1\n" OTHER "0,1e13,1,1", "# end of 2 rows\n"), ":3: the cosmology changes"},
        {GRID("0,1,1,1\n" COSMOLOGY "0,2,1,1\n" COSMOLOGY "5,1,1,1\n" COSMOLOGY "6,2,1,1",
              "# end of 4 rows\n"),
         ":5: z = 6 after 1 of 2 masses: a gap"},
        {GRID("0,1,1,1\n" COSMOLOGY "0,2,1,1\n" COSMOLOGY "5,2,1,1", "# end of 3 rows\n"),
         ":4: mass = 2 where the first redshift has 1"},
        {GRID("0,1,1,1\n" COSMOLOGY "0,2,1,1\n" COSMOLOGY "5,1,1,1", "# end of 3 rows\n"),
         ":5: the grid ends after 1 of 2 masses"},
        {GRID("0,1,1,1\n\n\n" COSMOLOGY "0,1,1,1", "# end of 2 rows\n"), ":4: no rows"},
        {GRID("0,1,1,1\n", "# end of 1 rows\n"), ":4: no rows"},
        {GRID("0,1e12,1e-3,1", ""), ":3: the file ends without '# end of 1 rows'"},
        {GRID("0,1,1,1", "# end of 2 rows\n"), ":3: '# end of 2 rows' instead of '# end of 1"},
        {GRID("0,1,1,1", "# a comment\n"), ":3: '# a comment' instead of '# end of 1 rows'"},
        {ROW("0,1,1,1") "\n", ":4: text after the end"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char message[256] = "";
        const char *text = cases[i].text;
        hmf_truth_table *table = load_text(text, strlen(text), message, sizeof message);
        if (table || !strstr(message, cases[i].reason))
            fail_msg("case %zu: '%s' instead of '%s'", i, table ? "accepted" : message,
                     cases[i].reason);
    }
}

static void reader_refuses_other_files(void **state) {
    (void)state;
    static const char zero[] = ROW("0,1,1,1\0,5");
    char message[256], small[8], far[400] = "";
    assert_null(load_text(zero, sizeof zero - 1, message, sizeof message));
    assert_non_null(strstr(message, ":2: a zero byte"));
    assert_null(hmf_truth_load("/nonexistent/truth.csv", message, sizeof message));
    assert_string_equal(message, "/nonexistent/truth.csv: No such file or directory");
    assert_null(hmf_truth_load("/nonexistent/truth.csv", small, sizeof small));
    assert_string_equal(small, "/nonexi");
    memset(far, '/', sizeof far - 1);
    assert_null(hmf_truth_load(far, message, sizeof message));
    assert_non_null(strstr(message, "/: Is a directory"));
}

/* ---- the committed table --------------------------------------------------------------------- */

static int load_committed(void **state) {
    char message[512];
    *state = hmf_truth_load(NULL, message, sizeof message);
    if (!*state) print_error("%s\n", message);
    return *state ? 0 : -1;
}

static int free_committed(void **state) {
    hmf_truth_free(*state);
    return 0;
}

static bool same_cosmology(const hmf_cosmology *a, const hmf_cosmology *b) {
    return memcmp(a, b, sizeof *a) == 0;
}

static void table_begins_with_the_default_grid(void **state) {
    const hmf_truth_table *table = *state;
    const hmf_truth_grid *grid = &table->grids[0];
    static const double z[] = {0.0, 5.0, 10.0, 20.0, 30.0};
    assert_true(same_cosmology(&grid->cosmology, &hmf_cosmology_default));
    assert_int_equal(grid->nz, COUNT(z));
    assert_int_equal(grid->nmass, 200);
    for (size_t i = 0; i < COUNT(z); i++) assert_true(grid->z[i] == z[i]);
    /* The exponent is rounded, by up to 2^-50 here and there, times ln 10. */
    for (size_t i = 0; i < 200; i++)
        assert_close(grid->mass[i], pow(10.0, 2.0 + 13.0 * (double)i / 199.0), 5e-15);
    assert_true(grid->mass[0] == 1e2 && grid->mass[199] == 1e15);
}

static bool has_cell(const hmf_truth_table *table, double z, double mass) {
    for (const hmf_truth_grid *g = table->grids; g < table->grids + table->count; g++) {
        if (!same_cosmology(&g->cosmology, &hmf_cosmology_default)) continue;
        for (size_t cell = 0; cell < g->nz * g->nmass; cell++)
            if (g->z[cell / g->nmass] == z && g->mass[cell % g->nmass] == mass) return true;
    }
    return false;
}

static void table_has_the_edges(void **state) {
    static const double z[] = {0.0, 30.0, 100.0}, mass[] = {1.0, 1e2, 1e15, 1e17};
    for (size_t i = 0; i < COUNT(z); i++)
        for (size_t j = 0; j < COUNT(mass); j++) assert_true(has_cell(*state, z[i], mass[j]));
}

static void table_has_cells_around_underflow(void **state) {
    const hmf_truth_table *table = *state;
    size_t above = 0, near = 0, subnormal = 0, zero = 0;
    for (size_t i = 0; i < table->count; i++)
        for (size_t cell = 0; cell < table->grids[i].nz * table->grids[i].nmass; cell++) {
            const double want = table->grids[i].want[cell];
            above += want >= DBL_MIN && want < 2.0 * DBL_MIN;
            near += want >= DBL_MIN && want < DBL_MIN * (1.0 + 1e-4);
            subnormal += want > 0.0 && want < DBL_MIN;
            zero += want == 0.0;
        }
    assert_true(above >= 3 && near >= 1 && subnormal >= 5 && zero >= 20);
}

/* Returns the number of cosmologies in a part of a parameter's range, given by fractions. */
static size_t count_within(const hmf_truth_table *table, const kit_parameter *p, double from,
                           double to) {
    const hmf_bounds bounds = kit_bounds(&hmf_domain_promised, p);
    size_t count = 0;
    for (size_t k = 0; k < table->count; k++) {
        hmf_cosmology *c = &table->grids[k].cosmology;
        if (k > 0 && same_cosmology(c, &table->grids[k - 1].cosmology)) continue;
        const double at = (*kit_value(c, p) - bounds.min) / (bounds.max - bounds.min);
        count += at >= from && at <= to;
    }
    return count;
}

static void table_spreads_over_the_promised_domain(void **state) {
    const hmf_truth_table *table = *state;
    const size_t distinct = count_within(table, kit_parameters, 0.0, 1.0);
    assert_true(distinct >= 1 + 24);
    for (const kit_parameter *p = kit_parameters; p < kit_parameters + KIT_PARAMETERS; p++) {
        assert_int_equal(count_within(table, p, 0.0, 1.0), distinct);
        for (int fifth = 0; fifth < 5; fifth++)
            if (count_within(table, p, 0.2 * fifth, 0.2 * (fifth + 1)) < 3)
                fail_msg("%s: fewer than 3 cosmologies in fifth %d of its range", p->name,
                         fifth + 1);
    }
    size_t flat = 0, curved = 0, no_constant = 0, harrison_zeldovich = 0, high = 0, heavy = 0;
    for (size_t k = 0; k < table->count; k++) {
        const hmf_truth_grid *grid = &table->grids[k];
        const hmf_cosmology *c = &grid->cosmology;
        const bool is_flat = fabs(c->omega_m + c->omega_lambda - 1.0) < 1e-12;
        flat += is_flat;
        curved += !is_flat;
        no_constant += c->omega_lambda == 0.0;
        harrison_zeldovich += c->n_s == 1.0;
        for (size_t i = 0; i < grid->nz; i++) high += grid->z[i] > 50.0;
        for (size_t i = 0; i < grid->nmass; i++) heavy += grid->mass[i] > 1e15;
    }
    assert_true(flat >= 12 && curved >= 12 && no_constant >= 4 && harrison_zeldovich >= 8);
    assert_true(high >= 12 && heavy >= 12);
}

/* Returns the table as text, which the caller frees. */
static char *write_text(const hmf_truth_table *table) {
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    hmf_truth_write(stream, table);
    assert_int_equal(fclose(stream), 0);
    return text;
}

/* The decimals identify doubles, so that equal texts mean equal values. */
static void table_survives_a_round_trip(void **state) {
    char *text = write_text(*state), message[256];
    hmf_truth_table *again = load_text(text, strlen(text), message, sizeof message);
    assert_non_null(again);
    char *text_again = write_text(again);
    assert_string_equal(text, text_again);
    hmf_truth_free(again);
    free(text);
    free(text_again);
}

/* ---- checking an implementation -------------------------------------------------------------- */

static const hmf_impl *quadrature(void) {
    return hmf_find(hmf_get_registry(), "quadrature");
}

enum { WRONG_CELL = 1 * 200 + 17 };

/* quadrature, except for one cell of the default grid. */
static hmf_status wrong_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                 size_t nmass, double *dn_dlnm) {
    const hmf_status status =
        hmf_mass_function(quadrature(), state, z, nz, mass, nmass, dn_dlnm, NULL);
    if (nz == 5 && nmass == 200) dn_dlnm[WRONG_CELL] *= 1.0 + 1e-10;
    return status;
}

static hmf_status failing_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                   size_t nmass, double *dn_dlnm) {
    const hmf_status status = wrong_evaluate(state, z, nz, mass, nmass, dn_dlnm);
    return nz == 5 && nmass == 200 ? HMF_NO_CONVERGENCE : status;
}

static const hmf_impl wrong = {.name = "wrong", .accuracy = 2e-14, .evaluate = wrong_evaluate};

static void check_finds_the_wrong_cell(void **state) {
    const hmf_truth_table *table = *state;
    const hmf_truth_grid *grid = &table->grids[0];
    const size_t cell = WRONG_CELL;
    hmf_truth_worst worst;
    assert_int_equal(hmf_truth_check(table, &wrong, &worst, NULL), HMF_OK);
    assert_false(hmf_truth_kept(&wrong, &worst));
    assert_true(worst.z == grid->z[1] && worst.mass == grid->mass[17]);
    assert_true(worst.nu == grid->nu[cell] && worst.want == grid->want[cell]);
    assert_true(same_cosmology(&worst.cosmology, &grid->cosmology));
    assert_close(worst.got, grid->want[cell] * (1.0 + 1e-10), 1e-13);
    assert_close(worst.error, 1e-10 / (1.0 + worst.nu * worst.nu), 1e-3);
    size_t cells = 0;
    for (size_t i = 0; i < table->count; i++) cells += table->grids[i].nz * table->grids[i].nmass;
    assert_int_equal(worst.cells, cells);

    hmf_truth_worst one_grid;
    assert_int_equal(hmf_truth_check_grid(grid, &wrong, &one_grid, NULL), HMF_OK);
    assert_true(one_grid.error == worst.error && one_grid.cells == 1000);
}

static void check_reports_a_failure(void **state) {
    const hmf_impl failing = {.name = "failing", .accuracy = 0.2, .evaluate = failing_evaluate};
    hmf_truth_worst worst;
    hmf_error error;
    assert_int_equal(hmf_truth_check(*state, &failing, &worst, &error), HMF_NO_CONVERGENCE);
    assert_string_equal(error.message, "failing: evaluate: no convergence");
    assert_false(hmf_truth_kept(&failing, &worst));
}

static void print_names_all_inputs(void **state) {
    const hmf_truth_table *table = *state;
    hmf_truth_worst worst;
    assert_int_equal(hmf_truth_check_grid(&table->grids[0], &wrong, &worst, NULL), HMF_OK);
    char *text;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    hmf_truth_print(stream, &worst);
    assert_int_equal(fclose(stream), 0);
    char expected[64];
    snprintf(expected, sizeof expected, "mass = %s,", hmf_truth_shortest(worst.mass).text);
    assert_non_null(strstr(text, expected));
    assert_non_null(strstr(text, "of 1000 cells"));
    assert_non_null(strstr(text, "z = 5,"));
    assert_non_null(strstr(text, "delta_c = 1.69\n"));
    assert_ptr_equal(strchr(text, '\n'), text + size - 1);
    free(text);
}

/* ---- the referee ----------------------------------------------------------------------------- */

static void referee_agrees_with_the_table(void **state) {
    const hmf_truth_table *table = *state;
    const double promise = quadrature()->accuracy;
    for (size_t i = 0; i < table->count; i++) {
        const hmf_truth_grid *certified = &table->grids[i];
        hmf_truth_grid referred;
        assert_int_equal(hmf_truth_refer(&certified->cosmology, certified->z, certified->nz,
                                         certified->mass, certified->nmass, &referred, NULL),
                         HMF_OK);
        assert_true(same_cosmology(&referred.cosmology, &certified->cosmology));
        assert_int_equal(referred.nz, certified->nz);
        assert_int_equal(referred.nmass, certified->nmass);
        for (size_t cell = 0; cell < certified->nz * certified->nmass; cell++) {
            assert_true(hmf_truth_error(referred.want[cell], certified->want[cell],
                                        certified->nu[cell]) <= promise);
            assert_close(referred.nu[cell], certified->nu[cell], 1e-3);
        }
        hmf_truth_free_grid(&referred);
    }
}

/* Where even the referee's easier problem underflows, nu is a bound that still grows. */
static void referee_bounds_a_huge_nu(void **state) {
    (void)state;
    hmf_cosmology c = hmf_cosmology_default;
    c.sigma_8 = hmf_domain_accepted.sigma_8.min;
    c.delta_c = hmf_domain_accepted.delta_c.max;
    const double z = 1e4, mass = 1e20;
    hmf_truth_grid grid;
    assert_int_equal(hmf_truth_refer(&c, &z, 1, &mass, 1, &grid, NULL), HMF_OK);
    assert_true(grid.want[0] == 0.0);
    assert_close(grid.nu[0], 36.0 * 100.0 * 100.0, 1e-12);
    hmf_truth_free_grid(&grid);
}

static void check_and_referee_survive_every_failed_allocation(void **state) {
    const hmf_truth_table *table = *state;
    const double z = 0.0, mass = 1e12;
    bool check_refused = true, refer_refused = true;
    size_t nth = 0;
    while (check_refused || refer_refused) {
        hmf_truth_worst worst;
        hmf_truth_grid grid;
        memory_refuse(++nth);
        const hmf_status check = hmf_truth_check_grid(&table->grids[1], quadrature(), &worst, NULL);
        check_refused = memory_was_refused();
        memory_refuse(nth);
        const hmf_status refer =
            hmf_truth_refer(&hmf_cosmology_default, &z, 1, &mass, 1, &grid, NULL);
        refer_refused = memory_was_refused();
        assert_int_equal(check, check_refused ? HMF_NO_MEMORY : HMF_OK);
        assert_int_equal(refer, refer_refused ? HMF_NO_MEMORY : HMF_OK);
        assert_true(check_refused || worst.cells > 0);
        assert_true(refer_refused || grid.nu);
        hmf_truth_free_grid(&grid);
    }
    assert_true(nth > 5); /* the grid's four arrays and the scratch one, at least */
}

static void referee_refuses(void **state) {
    (void)state;
    const double z = 0.0, mass = 1e12, bad = NAN;
    hmf_cosmology no_cosmology = hmf_cosmology_default;
    no_cosmology.delta_c = NAN;
    const struct {
        const hmf_cosmology *cosmology;
        const double *z, *mass;
        size_t nz;
        hmf_status status;
    } cases[] = {{&hmf_cosmology_default, &bad, &mass, 1, HMF_BAD_REDSHIFT},
                 {&hmf_cosmology_default, &z, &bad, 1, HMF_BAD_MASS},
                 {&hmf_cosmology_default, NULL, &mass, 1, HMF_BAD_POINTER},
                 {&no_cosmology, &z, &mass, 1, HMF_BAD_COSMOLOGY},
                 {&hmf_cosmology_default, &z, &mass, SIZE_MAX, HMF_NO_MEMORY}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        hmf_truth_grid grid;
        assert_int_equal(hmf_truth_refer(cases[i].cosmology, cases[i].z, cases[i].nz, cases[i].mass,
                                         cases[i].nz == 1 ? 1 : 2, &grid, NULL),
                         cases[i].status);
        assert_null(grid.want);
    }
}

int main(void) {
    const struct CMUnitTest comparison[] = {
        cmocka_unit_test(error_is_conditioned),
        cmocka_unit_test(error_of_impossible_values_is_infinite),
        cmocka_unit_test(error_below_the_smallest_normal_number),
        cmocka_unit_test(promise_is_kept_only_by_a_comparison),
    };
    const struct CMUnitTest reader[] = {
        cmocka_unit_test(reader_takes_a_good_table),
        cmocka_unit_test(reader_survives_every_failed_allocation),
        cmocka_unit_test(reader_refuses),
        cmocka_unit_test(reader_refuses_other_files),
    };
    const struct CMUnitTest committed[] = {
        cmocka_unit_test(table_begins_with_the_default_grid),
        cmocka_unit_test(table_has_the_edges),
        cmocka_unit_test(table_has_cells_around_underflow),
        cmocka_unit_test(table_spreads_over_the_promised_domain),
        cmocka_unit_test(table_survives_a_round_trip),
        cmocka_unit_test(check_finds_the_wrong_cell),
        cmocka_unit_test(check_reports_a_failure),
        cmocka_unit_test(print_names_all_inputs),
        cmocka_unit_test(referee_agrees_with_the_table),
        cmocka_unit_test(referee_bounds_a_huge_nu),
        cmocka_unit_test(check_and_referee_survive_every_failed_allocation),
        cmocka_unit_test(referee_refuses),
    };
    return cmocka_run_group_tests(comparison, NULL, NULL) +
           cmocka_run_group_tests(reader, NULL, NULL) +
           cmocka_run_group_tests(committed, load_committed, free_committed);
}
