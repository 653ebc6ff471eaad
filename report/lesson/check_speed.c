/* check_speed.c: the student's file before the judge, and its gain over the one before it. */
#include "child.h"
#include "gain.h"
#include "judge_result.h"
#include "station.h"
#include "time_unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double judge_limit = 1800.0; /* seconds */

/* ---- asking the judge ------------------------------------------------------------------------ */

/* Its answer on `file` in the student's folder. The result is 0 or an exit status, told. */
static int ask(const lesson *l, const char *file, const char *progress, judge_result *result) {
    const lesson_path json = lesson_file(l, ".lesson/judge.json");
    char message[LESSON_PATH + 512];
    /* It is the student's own file, on the student's own machine. */
    const char *const arguments[] = {l->front_door, "judge",   file, "--accept-reduced-isolation",
                                     "--json",      json.text, NULL};
    unlink(json.text);
    const int status = child_run(l, arguments, "judge.txt", progress, judge_limit);
    if (status == CHILD_NOT_RUN) return 1;
    if (status == CHILD_TIMED_OUT) {
        lesson_fail("the judge did not end within %.0f s", judge_limit);
        return 1;
    }
    if (status != 0 && status != 2) {
        lesson_fail("./hmf judge %s failed; what it said:", file);
        child_print_log(l, "judge.txt", 20, stderr);
        return 1;
    }
    if (judge_result_read(json.text, result, message, sizeof message)) return 0;
    lesson_fail("%s", message);
    return 1;
}

static bool is_correct(const judge_result *result) {
    return strcmp(judge_result_verdict(result), "correct") == 0;
}

/* ---- the gain -------------------------------------------------------------------------------- */

/*
 * How fast the file was that the station began with, see gain.h. Known where that was the student's
 * own, or naive itself; otherwise the station's start file goes before the judge first. The caller
 * owns *before.
 */
static int speed_before(const lesson *l, json_t **before) {
    json_t *known = json_object_get(l->state, "before");
    judge_result result;
    if (json_is_object(known)) {
        *before = json_incref(known);
        return 0;
    }
    if (!lesson_copy(lesson_text(lesson_station(l), "start.c").text,
                     lesson_file(l, ".lesson/mine.c").text))
        return 1;
    const int status =
        ask(l, ".lesson/mine.c", "first the file that this station begins with", &result);
    if (status != 0) return status;
    *before = gain_ratios(&result);
    judge_result_free(&result);
    return 0;
}

/* 0, or an exit status, told. The last station asks for all that was gained over naive. */
static int find_gain(const lesson *l, const station *s, const station_outcome *outcome,
                     judge_range *gain) {
    const bool over_naive = station_is_last(l);
    const char *rung;
    json_t *before = over_naive ? gain_ratios_of_naive() : NULL;
    const int status = over_naive ? 0 : speed_before(l, &before);
    if (status != 0) return status;
    *gain = gain_over(before, outcome->ratios, s->mode, &rung);
    if (rung && !over_naive)
        printf("Gain, %s, over the file that you began with: %.3g times (%.3g to %.3g),\n"
               "      by way of %s, which both were timed against\n",
               s->mode, gain->median, gain->low, gain->high, rung);
    json_decref(before);
    return 0;
}

/* ---- what it says ---------------------------------------------------------------------------- */

static void print_times(double value, const char *what) {
    const hmf_time_unit unit = hmf_time_unit_of(value);
    printf("%.3g %s%s", value / unit.seconds, unit.name, what);
}

static void print_timing(const judge_result *result, const char *mode) {
    const judge_range seconds = judge_result_seconds(result, mode);
    const judge_range ratio = judge_result_ratio(result, "naive", mode);
    printf("%s, any cosmology: ", strcmp(mode, "cold") == 0 ? "Cold" : "Warm");
    if (isfinite(seconds.median)) {
        print_times(seconds.median, " a call (");
        print_times(seconds.low, " to ");
        print_times(seconds.high, ")");
    } else {
        fputs("too much else was running to tell the time of a call", stdout);
    }
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
    puts(place.above ? "." : ", and no rung is surely faster.");
}

static void print_verdict(const judge_result *result, const char *file) {
    printf("%s: %s", file, judge_result_verdict(result));
    if (is_correct(result)) printf(", accuracy class %s", judge_result_class(result));
    const char *reason = judge_result_text(result, "reason");
    printf("%s%s\n", *reason ? ": " : "", reason);
    judge_result_print_worst(result, stdout);
    const char *details = judge_result_text(result, "details");
    if (*details) printf("%s%s", details, details[strlen(details) - 1] == '\n' ? "" : "\n");
}

static void print_hint(const judge_result *result) {
    const char *hint = judge_result_text(result, "hint");
    if (*hint) printf("The judge's advice: %s\n", hint);
}

/* True where it passes; otherwise what is missing is said. Noise keeps nobody from going on: the
 * log has the interval. */
static bool passes(const station *s, const judge_result *result, judge_range gain) {
    const char *class = judge_result_class(result);
    const bool accurate = judge_class_rank(class) >= judge_class_rank(s->least_class);
    const bool fast = gain.median >= s->least_gain;
    if (!accurate)
        printf("Not yet: the accuracy class here must be %s or better, and yours is %s.\n",
               s->least_class, class);
    if (!fast) printf("Not yet: the gain must be %g or more.\n", s->least_gain);
    if (fast && gain.low < s->least_gain)
        printf("Not sure: the gain should be %g or more, and its interval begins at %.3g. To know\n"
               "better, end what else uses the processor, and check again.\n",
               s->least_gain, gain.low);
    return accurate && fast;
}

/* Against what the student has found two timings of the same work to differ by. */
static void print_noise(const lesson *l, judge_range gain) {
    const json_t *entry = lesson_last_entry(l, station_find("noise"));
    const double floor = 0.01 * json_number_value(json_object_get(entry, "measured"));
    if (entry && fabs(log(gain.median)) <= floor)
        printf("That is within your noise floor of %.2g %%: no gain that anybody could see.\n",
               100.0 * floor);
}

/* Where the gain could not be told. */
static void print_no_gain(const judge_result *result) {
    if (judge_result_is_threaded(result))
        puts(
            "An entry with threads races apart, and not against the same rungs. Take HMF_THREADED\n"
            "and the threads out for this check; ./hmf judge shows what they bring.");
    else
        puts("Not yet: too much else was running to tell the gain. Check again.");
}

static int tell_gain(const lesson *l, const station *s, const judge_result *result,
                     station_outcome *outcome) {
    judge_range gain;
    outcome->ratios = gain_ratios(result);
    const int status = find_gain(l, s, outcome, &gain);
    if (status != 0) return status;
    if (!isfinite(gain.median)) {
        print_no_gain(result);
        return 0;
    }
    if (!station_is_last(l)) print_noise(l, gain);
    outcome->measured = json_real(gain.median);
    outcome->low = gain.low;
    outcome->high = gain.high;
    outcome->passed = passes(s, result, gain);
    return 0;
}

static int tell(const lesson *l, const station *s, const judge_result *result,
                station_outcome *outcome) {
    print_verdict(result, s->file);
    if (!is_correct(result)) {
        print_hint(result);
        puts("A wrong answer has no speed: mend that first.");
        return 0;
    }
    const char *why = judge_result_why_none(result);
    if (*why) {
        printf("Right with the default cosmology alone, and so not timed with others: %s\n", why);
        return 0;
    }
    print_timing(result, "cold");
    print_timing(result, "warm");
    print_place(result, s->mode);
    print_hint(result);
    return tell_gain(l, s, result, outcome);
}

int check_speed(const lesson *l, const station *s, station_outcome *outcome) {
    judge_result result;
    int status = ask(l, s->file, "the judge compiles, checks and times your file", &result);
    if (status != 0) return status;
    status = tell(l, s, &result, outcome);
    judge_result_free(&result);
    return status;
}
