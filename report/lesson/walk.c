/* walk.c: from station to station: predict, check, next. */
#include "walk.h"

#include "gain.h"
#include "show.h"
#include "station.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- start, next, restart -------------------------------------------------------------------- */

int walk_start(lesson *l, const char *folder, uint64_t seed) {
    bool resumed;
    if (!lesson_start(l, folder, seed, &resumed)) return 1;
    if (resumed) return show_status(l);
    printf("A lesson begins in %s; its state is kept there.\n\n", l->folder);
    return show_task(l);
}

/* How fast the start file of a station is; NULL: not known. Of the stations that are timed the
 * first begins with naive itself. */
static json_t *ratios_of_start(int number) {
    size_t count;
    const station *all = stations(&count);
    if (!all[number].mode || all[number - 1].mode) return NULL;
    return gain_ratios_of_naive();
}

/* The same of the file that the station behind this one begins with. */
static json_t *ratios_of_next(const lesson *l) {
    const int now = lesson_station(l);
    json_t *ratios = json_object_get(lesson_last_entry(l, now), "ratios");
    if (lesson_passed(l, now) && json_is_object(ratios)) return json_incref(ratios);
    return ratios_of_start(now + 1);
}

int walk_next(lesson *l, bool skip) {
    const int now = lesson_station(l);
    if (!skip && !lesson_passed(l, now)) {
        lesson_fail(
            "the check of this station, '%s', is not passed yet: ./hmf lesson tells what to "
            "do next. --skip goes on without",
            station_here(l)->name);
        return 1;
    }
    if (station_is_last(l)) return show_status(l);
    if (!station_put_files(l, now + 1, false) || !lesson_enter(l, now + 1, ratios_of_next(l)) ||
        !lesson_save(l))
        return 1;
    putchar('\n');
    return show_task(l);
}

int walk_restart(lesson *l) {
    const int now = lesson_station(l);
    if (!station_has_start(now)) {
        lesson_fail("this station, '%s', has no start file", station_here(l)->name);
        return 1;
    }
    if (!station_put_files(l, now, true) || !lesson_enter(l, now, ratios_of_start(now)) ||
        !lesson_save(l))
        return 1;
    show_next(l);
    return 0;
}

/* ---- predict --------------------------------------------------------------------------------- */

/* NULL: told. */
static json_t *read_word(const station *s, const char *text) {
    for (int i = 0; i < 2; i++)
        if (strcmp(text, s->words[i]) == 0) return json_string(text);
    lesson_fail("predict '%s': %s or %s (%s)", text, s->words[0], s->words[1], s->asks);
    return NULL;
}

/* "40", "40%" and "40 %". */
static json_t *read_number(const station *s, const char *text) {
    char *end;
    const double value = strtod(text, &end);
    if (end != text && strcmp(end + strspn(end, " "), s->unit) == 0) end += strlen(end);
    if (end != text && !*end && value >= s->min && value <= s->max) return json_real(value);
    lesson_fail("predict '%s': a number from %g to %g, in %s (%s)", text, s->min, s->max, s->unit,
                s->asks);
    return NULL;
}

int walk_predict(lesson *l, const char *text) {
    const station *s = station_here(l);
    json_t *value = s->unit ? read_number(s, text) : read_word(s, text);
    if (!value || !lesson_set(l, "prediction", value) || !lesson_save(l)) return 1;
    show_next(l);
    return 0;
}

/* ---- check ----------------------------------------------------------------------------------- */

static json_t *number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static bool add_to_log(lesson *l, const station_outcome *o) {
    const station *s = station_here(l);
    json_t *entry =
        json_pack("{s:s, s:s, s:s, s:O, s:O, s:o, s:o, s:b, s:O?}", "station", s->name, "what",
                  s->asks, "unit", s->unit ? s->unit : "", "predicted", lesson_prediction(l),
                  "measured", o->measured, "low", number_or_null(o->low), "high",
                  number_or_null(o->high), "passed", (int)o->passed, "ratios", o->ratios);
    if (!entry || json_array_append_new(json_object_get(l->state, "log"), entry) != 0)
        return lesson_fail("out of memory");
    return lesson_save(l);
}

static void compare(const lesson *l, const station_outcome *o) {
    const station *s = station_here(l);
    const double predicted = json_number_value(lesson_prediction(l));
    const double measured = json_number_value(o->measured);
    fputs("\nPredicted ", stdout);
    show_answer(lesson_prediction(l), s->unit);
    fputs(", measured ", stdout);
    show_answer(o->measured, s->unit);
    if (isfinite(o->low) && isfinite(o->high)) printf(" (%.3g to %.3g)", o->low, o->high);
    if (s->mode) printf(": off by a factor of %.2g", exp(fabs(log(measured / predicted))));
    puts(".");
}

static int conclude(lesson *l, const station_outcome *o) {
    if (!o->measured) return 2; /* the check has said why */
    compare(l, o);
    if (!add_to_log(l, o)) return 1;
    if (!o->passed)
        puts("\nNext:  change your file, or ask for a hint (./hmf lesson hint), and check again");
    else
        show_next(l);
    return o->passed ? 0 : 2;
}

int walk_check(lesson *l) {
    const station *s = station_here(l);
    if (!lesson_prediction(l)) {
        lesson_fail("first say what you expect: ./hmf lesson predict X (%s)", s->asks);
        return 1;
    }
    if (!station_file_is_there(l)) return 1;
    station_outcome outcome = {.low = (double)NAN, .high = (double)NAN};
    int status = s->check(l, s, &outcome);
    if (status == 0) status = conclude(l, &outcome);
    json_decref(outcome.measured);
    json_decref(outcome.ratios);
    return status;
}
