/* SPDX-License-Identifier: MIT */
/* Tests of headline_interleave(): which timings take part in which round. */
#include "headline.h"
#include "unit_test.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 7, TIMINGS = 4 };

static char turns[TIMINGS * ROUNDS + 1]; /* names of the timings in the order of their samples */
static double samples[TIMINGS][ROUNDS];

static double write_turn(void *subject, size_t calls) {
    assert_int_equal(calls, 1);
    strncat(turns, subject, 1);
    return (double)strlen(turns);
}

/* "a" is followed by "c" and "d" in every second round; "b" takes part in every round. */
static void takes_turns(void **state) {
    (void)state;
    static char names[TIMINGS][2] = {"a", "b", "c", "d"};
    headline_timing timing[TIMINGS];
    headline_timing *const all[] = {&timing[0], &timing[1], &timing[2], &timing[3]};
    for (size_t i = 0; i < TIMINGS; i++)
        timing[i] = (headline_timing){
            .time = write_turn, .subject = names[i], .once = true, .samples = samples[i]};
    timing[0].every = 2;
    timing[0].follower = &timing[2];
    timing[1].every = 1;
    timing[2].follower = &timing[3];
    headline_interleave(all, TIMINGS, ROUNDS, 1);
    static const size_t counts[] = {4, 7, 4, 4};
    for (size_t i = 0; i < TIMINGS; i++) {
        assert_int_equal(timing[i].count, counts[i]);
        for (size_t k = 0; k < counts[i]; k++)
            assert_int_equal(turns[(size_t)samples[i][k] - 1], names[i][0]);
    }
    size_t found = 0;
    for (const char *a = turns; (a = strchr(a, 'a')); a++, found++)
        assert_memory_equal(a, "acd", 3);
    assert_int_equal(found, 4);
}

static size_t calls_made;

static double take_half_a_millisecond(void *subject, size_t calls) {
    (void)subject;
    calls_made += calls;
    return 5e-4 * (double)calls;
}

/* One untimed call, then 1 + 2 + 4 calls until 2 ms are reached. */
static void short_calls_are_repeated(void **state) {
    (void)state;
    headline_timing timing = {.time = take_half_a_millisecond, .every = 1, .samples = samples[0]};
    headline_timing *const all[] = {&timing};
    headline_interleave(all, 1, 1, 1);
    assert_int_equal(calls_made, 1 + 1 + 2 + 4);
    assert_true(samples[0][0] == 5e-4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_turns),
        cmocka_unit_test(short_calls_are_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
