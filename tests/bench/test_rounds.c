/* test_rounds.c: who takes part in which round, and how a failure ends them. */
#include "rounds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 7, CONTESTANTS = 3 };

/* What a contestant is here: how often it may be timed, and how often it was. */
typedef struct {
    size_t most, timed;
} counter;

static bool time_counter(void *what, double *seconds, char *message, size_t size) {
    counter *c = what;
    *seconds = (double)++c->timed;
    snprintf(message, size, "no more than %zu", c->most);
    return c->timed <= c->most;
}

static counter counters[CONTESTANTS];
static double samples[CONTESTANTS][ROUNDS];
static hmf_contestant contestants[CONTESTANTS];
static char message[64];

/* Each in every round, in every second and in every third. */
static bool play(size_t count, size_t most) {
    for (size_t i = 0; i < CONTESTANTS; i++) {
        counters[i] = (counter){.most = most};
        contestants[i] = (hmf_contestant){
            .time = time_counter, .what = &counters[i], .every = i + 1, .samples = samples[i]};
    }
    return hmf_rounds(contestants, count, ROUNDS, 1, NULL, NULL, message, sizeof message);
}

static void each_in_its_rounds(void **state) {
    (void)state;
    assert_true(play(CONTESTANTS, ROUNDS));
    for (size_t i = 0; i < CONTESTANTS; i++) {
        assert_int_equal(contestants[i].count, (ROUNDS + i) / (i + 1));
        for (size_t k = 0; k < contestants[i].count; k++)
            assert_true(samples[i][k] == (double)(k + 1));
    }
}

static char turns[4 * ROUNDS + 1];

static bool write_turn(void *what, double *seconds, char *text, size_t size) {
    (void)text, (void)size;
    *seconds = 0.0;
    strncat(turns, what, 1);
    return true;
}

/* In every second round, one right after the other; the third is on its own. */
static void followers_come_right_after(void **state) {
    (void)state;
    double unused[4][ROUNDS];
    hmf_contestant all[] = {
        {.time = write_turn, .what = "a", .every = 2, .samples = unused[0], .follower = &all[2]},
        {.time = write_turn, .what = "b", .every = 1, .samples = unused[1]},
        {.time = write_turn, .what = "c", .samples = unused[2], .follower = &all[3]},
        {.time = write_turn, .what = "d", .samples = unused[3]},
    };
    assert_true(hmf_rounds(all, 4, ROUNDS, 1, NULL, NULL, message, sizeof message));
    const size_t counts[] = {4, 7, 4, 4};
    for (size_t i = 0; i < 4; i++) assert_int_equal(all[i].count, counts[i]);
    size_t found = 0;
    for (const char *a = turns; (a = strchr(a, 'a')); a++, found++)
        assert_memory_equal(a, "acd", 3);
    assert_int_equal(found, 4);
}

static void the_first_failure_ends_them(void **state) {
    (void)state;
    assert_false(play(CONTESTANTS, 2));
    assert_string_equal(message, "no more than 2");
    assert_int_equal(contestants[0].count, 2);
}

static void nobody_takes_part(void **state) {
    (void)state;
    assert_true(play(0, ROUNDS));
    assert_int_equal(contestants[0].count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_in_its_rounds),
        cmocka_unit_test(followers_come_right_after),
        cmocka_unit_test(the_first_failure_ends_them),
        cmocka_unit_test(nobody_takes_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
