/* SPDX-License-Identifier: MIT */
/* test_judge_random.c: ChaCha20 against published vectors, seeds, streams and numbers. */
#include "random.h"
#include "unit_test.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- ChaCha20 -------------------------------------------------------------------------------- */

/* RFC 8439, section 2.3.2, and appendix A.1, vector 1. */
static void block_agrees_with_the_rfc(void **state) {
    (void)state;
    static const struct {
        uint32_t input[16], output[16];
    } vectors[] = {
        {{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, 0x03020100, 0x07060504, 0x0b0a0908,
          0x0f0e0d0c, 0x13121110, 0x17161514, 0x1b1a1918, 0x1f1e1d1c, 1, 0x09000000, 0x4a000000, 0},
         {0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3, 0xc7f4d1c7, 0x0368c033, 0x9aaa2204,
          0x4e6cd4c3, 0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9, 0xd19c12b5, 0xb94e16de,
          0xe883d0cb, 0x4e3c50a2}},
        {{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574},
         {0xade0b876, 0x903df1a0, 0xe56a5d40, 0x28bd8653, 0xb819d2bd, 0x1aed8da0, 0xccef36a8,
          0xc70d778b, 0x7c5941da, 0x8d485751, 0x3fe02477, 0x374ad8b8, 0xf4b8436a, 0x1ca11815,
          0x69b687c3, 0x8665eeb2}},
    };
    for (size_t i = 0; i < COUNT(vectors); i++) {
        uint32_t output[16];
        judge_chacha20_block(vectors[i].input, output);
        assert_memory_equal(output, vectors[i].output, sizeof output);
    }
}

static judge_random *seeded(const char *text) {
    judge_seed seed;
    assert_true(judge_seed_read(text, &seed));
    return judge_random_new(&seed);
}

/* draft-strombergson-chacha-test-vectors-01, vector 1: a key of 128 zero bits, 20 rounds. */
static void streams_use_the_form_for_short_keys(void **state) {
    (void)state;
    static const uint32_t first[] = {0x52096789, 0xfd648360, 0x09f9b200, 0xc831f036};
    judge_random *random = seeded("0");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(judge_random_word(random, JUDGE_QUESTIONS), first[i]);
    judge_random_free(random);
}

/* ---- seeds ----------------------------------------------------------------------------------- */

static void seeds_are_numbers_or_keys(void **state) {
    (void)state;
    static const struct {
        const char *text, *printed;
        unsigned char key[JUDGE_KEY_BYTES];
    } good[] = {
        {"0", "0", {0}},
        {"007", "7", {[15] = 7}},
        {"18446744073709551615",
         "18446744073709551615",
         {[8] = 255, 255, 255, 255, 255, 255, 255, 255}},
        {"000102030405060708090a0B0c0d0e0f",
         "000102030405060708090a0B0c0d0e0f",
         {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
    };
    static const char bad[][40] = {"",
                                   "-1",
                                   "+1",
                                   " 1",
                                   "1 ",
                                   "1e3",
                                   "x",
                                   "0x10",
                                   "18446744073709551616",
                                   "000102030405060708090a0b0c0d0e0g",
                                   "+00102030405060708090a0b0c0d0e0f",
                                   "000102030405060708090a0b0c0d0e0f0"};
    judge_seed seed;
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_true(judge_seed_read(good[i].text, &seed));
        assert_true(seed.given);
        assert_string_equal(seed.text, good[i].printed);
        assert_memory_equal(seed.key, good[i].key, sizeof seed.key);
    }
    for (size_t i = 0; i < COUNT(bad); i++)
        if (judge_seed_read(bad[i], &seed)) fail_msg("'%s' is accepted", bad[i]);
}

static void drawn_seeds_differ_and_can_be_read_back(void **state) {
    (void)state;
    judge_seed one = judge_seed_draw(), other = judge_seed_draw(), read;
    assert_false(one.given);
    assert_memory_not_equal(one.key, other.key, 8); /* neither half is constant */
    assert_memory_not_equal(one.key + 8, other.key + 8, 8);
    assert_true(judge_seed_read(one.text, &read));
    assert_memory_equal(read.key, one.key, sizeof one.key);
}

/* ---- streams --------------------------------------------------------------------------------- */

enum { WORDS = 1000 };

static void read_words(judge_random *random, judge_stream stream, uint32_t *words) {
    for (size_t i = 0; i < WORDS; i++) words[i] = judge_random_word(random, stream);
}

static size_t count_shared(const uint32_t *a, const uint32_t *b) {
    size_t shared = 0;
    for (size_t i = 0; i < WORDS; i++)
        for (size_t k = 0; k < WORDS; k++) shared += a[i] == b[k];
    return shared;
}

/* 0.0002 of 1e6 pairs of random words are equal. */
static void streams_and_keys_have_no_words_in_common(void **state) {
    (void)state;
    static uint32_t words[JUDGE_STREAMS + 2][WORDS];
    judge_random *random = seeded("5"), *other = seeded("6"),
                 *high = seeded("05000000000000000000000000000000");
    for (judge_stream i = 0; i < JUDGE_STREAMS; i++) read_words(random, i, words[i]);
    read_words(other, JUDGE_QUESTIONS, words[JUDGE_STREAMS]);
    read_words(high, JUDGE_QUESTIONS, words[JUDGE_STREAMS + 1]);
    for (size_t i = 0; i < JUDGE_STREAMS + 2; i++)
        for (size_t k = 0; k < i; k++) assert_int_equal(count_shared(words[i], words[k]), 0);
    judge_random_free(random);
    judge_random_free(other);
    judge_random_free(high);
}

/* Questions do not depend on the numbers of probes and fill values. */
static void streams_are_independent(void **state) {
    (void)state;
    static uint32_t alone[WORDS], beside[WORDS];
    judge_random *one = seeded("5"), *other = seeded("5");
    read_words(one, JUDGE_QUESTIONS, alone);
    for (size_t i = 0; i < WORDS; i++) {
        judge_random_word(other, JUDGE_FILL);
        judge_random_below(other, JUDGE_PROBES, 10);
        beside[i] = judge_random_word(other, JUDGE_QUESTIONS);
    }
    assert_memory_equal(alone, beside, sizeof alone);
    judge_random_free(one);
    judge_random_free(other);
}

static bool is_zero(const void *start, size_t size) {
    const unsigned char *byte = start;
    for (size_t i = 0; i < size; i++)
        if (byte[i]) return false;
    return true;
}

static void children_do_not_inherit_the_key(void **state) {
    (void)state;
    judge_random *random = judge_random_new(NULL);
    judge_random_word(random, JUDGE_QUESTIONS);
    const judge_seed *seed = judge_random_seed(random);
    assert_false(is_zero(seed, sizeof *seed));
    const pid_t pid = fork();
    if (pid == 0) _exit(is_zero(random, 512) ? 0 : 1);
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_false(is_zero(seed, sizeof *seed));
    judge_random_free(random);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void numbers_are_uniform_within_their_bounds(void **state) {
    (void)state;
    judge_random *random = seeded("5");
    size_t seen[7] = {0};
    double sum = 0.0;
    for (int i = 0; i < 70000; i++) {
        const double x = judge_random_uniform(random, JUDGE_QUESTIONS, -3.0, 5.0);
        assert_true(x >= -3.0 && x < 5.0);
        sum += x;
        seen[judge_random_below(random, JUDGE_PROBES, 7)]++;
        assert_int_equal(judge_random_below(random, JUDGE_PROBES, 1), 0);
    }
    assert_true(sum / 70000 > 0.95 && sum / 70000 < 1.05);             /* 6 sigma: 0.052 */
    for (int i = 0; i < 7; i++) assert_in_range(seen[i], 9400, 10600); /* 6 sigma: 556   */
    judge_random_free(random);
}

static void shuffles_keep_all_values(void **state) {
    (void)state;
    enum { COUNT = 5, TIMES = 12000 };
    judge_random *random = seeded("5");
    size_t first[COUNT] = {0};
    for (int time = 0; time < TIMES; time++) {
        size_t values[COUNT] = {0, 1, 2, 3, 4}, found = 0;
        judge_random_shuffle(random, JUDGE_ORDER, values, COUNT);
        for (size_t i = 0; i < COUNT; i++) found |= (size_t)1 << values[i];
        assert_int_equal(found, 31);
        first[values[0]]++;
    }
    for (size_t i = 0; i < COUNT; i++) assert_in_range(first[i], 2140, 2660); /* 6 sigma: 263 */
    judge_random_shuffle(random, JUDGE_ORDER, first, 0);
    judge_random_free(random);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_agrees_with_the_rfc),
        cmocka_unit_test(streams_use_the_form_for_short_keys),
        cmocka_unit_test(seeds_are_numbers_or_keys),
        cmocka_unit_test(drawn_seeds_differ_and_can_be_read_back),
        cmocka_unit_test(streams_and_keys_have_no_words_in_common),
        cmocka_unit_test(streams_are_independent),
        cmocka_unit_test(children_do_not_inherit_the_key),
        cmocka_unit_test(numbers_are_uniform_within_their_bounds),
        cmocka_unit_test(shuffles_keep_all_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
