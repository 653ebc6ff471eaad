/* SPDX-License-Identifier: MIT */
/* check_speed.c: the judge's verdict on the student's file, and its speed-up over an earlier one.
 */
#include "lesson.h"

#include "die.h"
#include "format.h"
#include "judge_result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double judge_limit = 1800.0; /* seconds */

/* ---- asking the judge ------------------------------------------------------------------------ */

/* Runs the judge on `file` in the student's folder. Dies if it gives no verdict. */
static judge_result ask(const lesson *l, const char *file, const char *progress) {
    const lesson_path json = lesson_file(l, ".lesson/judge.json");
    char message[LESSON_PATH + 512];
    judge_result result;
    /* The file is the student's own, on the student's own machine. */
    const char *const arguments[] = {l->front_door, "judge",   file, "--accept-reduced-isolation",
                                     "--json",      json.text, NULL};
    unlink(json.text);
    const int status = lesson_run(l, arguments, "judge.txt", progress, judge_limit);
    if (status == LESSON_TIMED_OUT)
        die(EXIT_ERROR, "the judge did not end within %.0f s", judge_limit);
    if (status != 0 && status != EXIT_NO) {
        lesson_print_log(l, "judge.txt", 20, stderr);
        die(EXIT_ERROR, "./hmf judge %s failed; its output is above", file);
    }
    if (!judge_result_read(json.text, &result, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
    return result;
}

static bool is_correct(const judge_result *result) {
    return strcmp(judge_result_text(result, "verdict"), "correct") == 0;
}

/* Returns the ratios of the file that the station began with. They are known for naive and for the
 * student's own file. Otherwise the judge times the station's start file first. */
static json_t *ratios_before(const lesson *l) {
    json_t *known = json_object_get(l->state, "before");
    if (json_is_object(known)) return json_incref(known);
    station_copy(lesson_station(l), "start.c", lesson_file(l, ".lesson/mine.c").text);
    judge_result result = ask(l, ".lesson/mine.c", "first the file that this station begins with");
    json_t *ratios = judge_ratios(&result);
    judge_result_free(&result);
    return ratios;
}

/* The last station measures the whole speed-up over naive. */
static judge_range find_speedup(const lesson *l, const station *s, const json_t *now) {
    const bool over_naive = station_is_last(l);
    const char *rung;
    json_t *before = over_naive ? judge_ratios_of_naive() : ratios_before(l);
    const judge_range speedup = judge_speedup(before, now, s->mode, &rung);
    if (rung && !over_naive)
        printf("Speed-up, %s, over the file that you began with: %.3g times (%.3g to %.3g),\n"
               "      through %s, the rung that both were timed against\n",
               s->mode, speedup.median, speedup.low, speedup.high, rung);
    json_decref(before);
    return speedup;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void print_timing(const judge_result *result, const char *mode) {
    const judge_range seconds = judge_result_seconds(result, mode);
    const judge_range ratio = judge_result_ratio(result, "naive", mode);
    format_text median, low, high;
    printf("%s, any cosmology: ", strcmp(mode, "cold") == 0 ? "Cold" : "Warm");
    if (isfinite(seconds.median))
        printf("%s per call (%s to %s)", format_seconds(seconds.median, &median),
               format_seconds(seconds.low, &low), format_seconds(seconds.high, &high));
    else
        fputs("no time per call, because of too many interruptions", stdout);
    if (isfinite(ratio.median))
        printf(",\n      %.3g times as fast as naive (%.3g to %.3g)", ratio.median, ratio.low,
               ratio.high);
    putchar('\n');
}

static void print_place(const judge_result *result, const char *mode) {
    const judge_place place = judge_result_place(result, mode);
    if (!place.below && !place.above) return;
    fputs("On the ladder: ", stdout);
    if (place.below) printf("%.3g times as fast as %s", place.below_ratio.median, place.below);
    if (place.below && place.above) fputs("; ", stdout);
    if (place.above)
        printf("%s is still %.3g times as fast", place.above, 1.0 / place.above_ratio.median);
    puts(place.above ? "." : ", and no rung is significantly faster.");
}

static void print_verdict(const judge_result *result, const char *file) {
    const char *reason = judge_result_text(result, "reason");
    const char *details = judge_result_text(result, "details");
    printf("%s: %s", file, judge_result_text(result, "verdict"));
    if (is_correct(result)) printf(", accuracy class %s", judge_result_class(result));
    printf("%s%s\n", *reason ? ": " : "", reason);
    judge_result_print_worst(result, stdout);
    if (*details) printf("%s%s", details, details[strlen(details) - 1] == '\n' ? "" : "\n");
}

static void print_hint_of_judge(const judge_result *result) {
    const char *hint = judge_result_text(result, "hint");
    if (*hint) printf("The judge's advice: %s\n", hint);
}

/* Compares with the student's own noise measurement. */
static void print_noise(const lesson *l, judge_range speedup) {
    const json_t *entry = lesson_last_entry(l, station_find("noise"));
    const double floor = 0.01 * json_number_value(json_object_get(entry, "measured"));
    if (entry && fabs(log(speedup.median)) <= floor)
        printf("That is within your noise floor of %.2g %%, so it is no visible speed-up.\n",
               100.0 * floor);
}

static void print_no_speedup(const judge_result *result) {
    if (judge_result_is_threaded(result))
        puts("Entries with threads race separately, against other rungs. Take HMF_THREADED and\n"
             "the threads out for this check; ./hmf judge shows their speed-up.");
    else
        puts("Not yet: too many interruptions to measure the speed-up. Check again.");
}

/* ---- the check ------------------------------------------------------------------------------- */

/* Returns whether the file passes, after printing the missing conditions. A wide interval is only a
 * warning, because the log shows it. */
static bool passes(const station *s, const judge_result *result, judge_range speedup) {
    const char *class = judge_result_class(result);
    const bool accurate = judge_class_rank(class) >= judge_class_rank(s->least_class);
    const bool fast = speedup.median >= s->least_speedup;
    if (!accurate)
        printf("Not yet: the accuracy class must be %s or better here, and yours is %s.\n",
               s->least_class, class);
    if (!fast) printf("Not yet: the speed-up must be %g or more.\n", s->least_speedup);
    if (fast && speedup.low < s->least_speedup)
        printf("Not certain: the speed-up should be %g or more, and its interval begins at %.3g.\n"
               "To know better, end other programs, and check again.\n",
               s->least_speedup, speedup.low);
    return accurate && fast;
}

static void judge_speed(const lesson *l, const station *s, const judge_result *result,
                        station_outcome *outcome) {
    outcome->ratios = judge_ratios(result);
    const judge_range speedup = find_speedup(l, s, outcome->ratios);
    if (!isfinite(speedup.median)) {
        print_no_speedup(result);
        return;
    }
    if (!station_is_last(l)) print_noise(l, speedup);
    outcome->measured = json_real(speedup.median);
    outcome->low = speedup.low;
    outcome->high = speedup.high;
    outcome->passed = passes(s, result, speedup);
}

void check_speed(const lesson *l, const station *s, station_outcome *outcome) {
    judge_result result = ask(l, s->file, "the judge compiles, checks and times your file");
    const char *why = judge_result_why_none(&result);
    print_verdict(&result, s->file);
    if (!is_correct(&result)) {
        print_hint_of_judge(&result);
        puts("Repair it first: the speed of a wrong answer is meaningless.");
    } else if (*why) {
        printf("Right with the default cosmology only, so it was not timed with others: %s\n", why);
    } else {
        print_timing(&result, "cold");
        print_timing(&result, "warm");
        print_place(&result, s->mode);
        print_hint_of_judge(&result);
        judge_speed(l, s, &result, outcome);
    }
    judge_result_free(&result);
}
