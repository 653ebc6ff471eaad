/* SPDX-License-Identifier: MIT */
/* print.c: everything that a lesson prints except the findings of a check. */
#include "print.h"

#include "die.h"
#include "station.h"

#include <stdlib.h>
#include <string.h>

/* ---- texts ----------------------------------------------------------------------------------- */

static void print_text(int number, const char *section) {
    char *text = station_text(number, section);
    if (!text) die(EXIT_ERROR, "the texts of station %d have no section '%s'", number + 1, section);
    fputs(text, stdout);
    free(text);
}

/* Prints the first line of a section. */
static void print_title(int number, const char *section) {
    char *text = station_text(number, section);
    if (text) printf("%.*s\n", (int)strcspn(text, "\n"), text);
    free(text);
}

void print_answer(const json_t *value, const char *unit) {
    if (json_is_string(value))
        fputs(json_string_value(value), stdout);
    else
        printf("%.4g", json_number_value(value));
    if (unit && *unit) printf(" %s", unit);
}

static void list_aside(int number, const char *name) {
    char section[96];
    snprintf(section, sizeof section, "aside %s", name);
    printf("  %-14s ", name);
    print_title(number, section);
}

static void name_aside(int number, const char *name) {
    (void)number;
    printf("       ./hmf lesson aside %s\n", name);
}

void print_aside(const char *name) {
    bool found = !name;
    for (int i = 0; i < STATION_COUNT; i++) {
        if (!name) {
            station_asides(i, list_aside);
            continue;
        }
        char *section = xasprintf("aside %s", name), *text = station_text(i, section);
        if (text) fputs(text, stdout);
        found = found || text;
        free(section);
        free(text);
    }
    if (!found) die(EXIT_ERROR, "no aside '%s'; ./hmf lesson aside lists them", name);
}

/* ---- progress -------------------------------------------------------------------------------- */

static void print_done(const lesson *l) {
    if (!station_is_last(l)) {
        puts("\nNext:  ./hmf lesson next\n\nMore to try at this station:");
        if (station_asides(lesson_station(l), name_aside) == 0) puts("       nothing here");
        return;
    }
    puts("\nThe lesson is complete. How well did you predict?");
    puts("Next:  ./hmf lesson log");
    puts("       ./hmf report           the same on the page, in the view Lesson");
}

void print_next(const lesson *l) {
    const station *s = station_here(l);
    if (lesson_passed(l, lesson_station(l))) {
        print_done(l);
    } else if (!lesson_prediction(l)) {
        printf("\nNext:  ./hmf lesson predict X\n       X is your guess, ");
        if (s->unit)
            printf("in %s:\n", s->unit);
        else
            printf("%s or %s:\n", s->words[0], s->words[1]);
        printf("       %s\n", s->asks);
    } else {
        fputs("\nYou predicted ", stdout);
        print_answer(lesson_prediction(l), s->unit);
        printf(" (%s).\n", s->asks);
        if (s->file)
            printf("Next:  edit %s, then  ./hmf lesson check\n", lesson_file(l, s->file).text);
        else
            puts("Next:  ./hmf lesson check");
    }
}

void print_status(const lesson *l) {
    printf("Your folder: %s\n\n", l->folder);
    for (int i = 0; i < STATION_COUNT; i++) {
        const char *mark = i == lesson_station(l) ? "here" : lesson_passed(l, i) ? "done" : "";
        printf("  %-6s", mark);
        print_title(i, "task");
    }
    print_next(l);
}

void print_task(const lesson *l) {
    print_text(lesson_station(l), "task");
    print_next(l);
}

int print_hint(const lesson *l) {
    const int shown = lesson_hints(l);
    const bool all = shown >= STATION_HINTS;
    const int last = all ? STATION_HINTS : shown + 1;
    if (all) puts("You have seen all three:");
    for (int i = all ? 1 : last; i <= last; i++) {
        char section[32];
        snprintf(section, sizeof section, "hint %d", i);
        printf("Hint %d of %d\n\n", i, STATION_HINTS);
        print_text(lesson_station(l), section);
    }
    return last;
}

/* ---- the log --------------------------------------------------------------------------------- */

static void print_entry(const json_t *entry) {
    const char *unit = json_string_value(json_object_get(entry, "unit"));
    const json_t *low = json_object_get(entry, "low"), *high = json_object_get(entry, "high");
    printf("%-8s  predicted ", json_string_value(json_object_get(entry, "station")));
    print_answer(json_object_get(entry, "predicted"), unit);
    fputs(", measured ", stdout);
    print_answer(json_object_get(entry, "measured"), unit);
    if (json_is_number(low) && json_is_number(high))
        printf(" (%.3g to %.3g)", json_number_value(low), json_number_value(high));
    puts(json_is_true(json_object_get(entry, "passed")) ? "" : ", not passed");
    printf("          %s\n", json_string_value(json_object_get(entry, "what")));
}

void print_log(const lesson *l) {
    const json_t *log = json_object_get(l->state, "log"), *entry;
    size_t i;
    if (json_array_size(log) == 0) puts("No station was checked yet.");
    json_array_foreach(log, i, entry) {
        print_entry(entry);
    }
}
