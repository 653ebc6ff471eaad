/* SPDX-License-Identifier: MIT */
/* Tests of format.h and text.h. */
#include "format.h"
#include "text.h"
#include "unit_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void times_from_ns_to_s(void **state) {
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0.0, "0.00 ns"},      {4.567e-11, "0.0457 ns"},
        {1e-9, "1.00 ns"},     {9.996e-9, "10.0 ns"},
        {99.96e-9, "100 ns"},  {999.4e-9, "999 ns"},
        {999.6e-9, "1.00 µs"}, {999.4e-6, "999 µs"},
        {999.6e-6, "1.00 ms"}, {74.32e-3, "74.3 ms"},
        {0.9994, "999 ms"},    {0.9996, "1.00 s"},
        {2.74, "2.74 s"},      {1234.5, "1,230 s"},
        {INFINITY, "-"},       {NAN, "-"},
    };
    format_text text;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(format_seconds(cases[i].seconds, &text), cases[i].text);
}

typedef const char *format_interval(hmf_interval interval, format_text *text);

static void intervals(void **state) {
    (void)state;
    static const struct {
        format_interval *format;
        hmf_interval interval;
        const char *text;
    } cases[] = {
        {format_time, {74.32e-3, 73.9e-3, 1.0, 0.96}, "74.3 ms [73.9 to 1,000.0]"},
        {format_time, {2e-9, 1e-9, 3e-9, 0.75}, "2.00 ns [1.00 to 3.00, 75 %]"},
        {format_time, {2e-9, 2e-9, 2e-9, 0.0}, "2.00 ns"},
        {format_time, {NAN, NAN, NAN, NAN}, "-"},
        {format_ratio, {4.307, 4.221, 4.399, 0.95}, "4.31× [4.22 to 4.40]"},
        {format_ratio, {5e6, 4951234, 5049999, 0.95}, "5,000,000× [4,950,000 to 5,050,000]"},
        {format_ratio, {0.00123456, 0.001, 0.002, 0.95}, "0.00123× [0.00100 to 0.00200]"},
        {format_ratio, {NAN, NAN, NAN, NAN}, "-"},
        {format_ratio, {INFINITY, 1.0, INFINITY, 0.95}, "-"},
    };
    format_text text;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(cases[i].format(cases[i].interval, &text), cases[i].text);
    /* Long text is truncated. */
    assert_int_equal(strlen(format_ratio((hmf_interval){1e300, 1e300, 1e300, 0.95}, &text)),
                     sizeof text.text - 1);
}

static void counts_and_shares(void **state) {
    (void)state;
    format_text text;
    assert_string_equal(format_count(0.0, &text), "0");
    assert_string_equal(format_count(999.0, &text), "999");
    assert_string_equal(format_count(1094475.0, &text), "1,094,475");
    assert_string_equal(format_count(NAN, &text), "-");
    assert_string_equal(format_share(1.0, 3.0, &text), "33.3 %");
    assert_string_equal(format_share(NAN, 3.0, &text), "-");
    assert_string_equal(format_share(0.0, 0.0, &text), "-");
}

static const char *escape_a(char character) {
    return character == 'a' ? "[A]" : NULL;
}

static void escaped_text_is_harmless(void **state) {
    (void)state;
    static const struct {
        const char *text, *escaped, *mended;
    } cases[] = {
        {"banana\t\033\x7f", "b[A]n[A]n[A]   ", "banana\t\033\x7f"},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80",
         "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"\xc3", "?", "?"},                   /* incomplete                     */
        {"\xe2\x82x", "??x", "??x"},          /* incomplete, then more          */
        {"\xc0\xaf", "??", "??"},             /* overlong                       */
        {"\xed\xa0\x80", "???", "???"},       /* surrogate                      */
        {"\xef\xbf\xbf", "???", "???"},       /* forbidden in XML               */
        {"\xc2\x9b", "??", "??"},             /* starts a terminal escape       */
        {"\xf4\x90\x80\x80", "????", "????"}, /* beyond Unicode                 */
        {"\xff\x80", "??", "??"},             /* not UTF-8                      */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *result, copy[32];
        size_t size;
        FILE *stream = open_memstream(&result, &size);
        assert_non_null(stream);
        text_write_escaped(stream, cases[i].text, escape_a);
        assert_int_equal(fclose(stream), 0);
        assert_string_equal(result, cases[i].escaped);
        free(result);
        text_mend(strcpy(copy, cases[i].text));
        assert_string_equal(copy, cases[i].mended);
    }
    assert_int_equal(text_columns("\xc3\xa9t\xc3\xa9\xff"), 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_from_ns_to_s),
        cmocka_unit_test(intervals),
        cmocka_unit_test(counts_and_shares),
        cmocka_unit_test(escaped_text_is_harmless),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
