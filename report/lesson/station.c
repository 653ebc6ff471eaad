/* station.c: the table of stations, and the files they begin with. */
#include "station.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const station table[] = {
    {
        .name = "profile",
        .asks = "the share of naive's instructions under hmf_power_spectrum",
        .unit = "%",
        .max = 100.0,
        .check = check_profile,
    },
    {
        .name = "tests",
        .asks = "how many of the 12 mutants your tests catch",
        .unit = "mutants",
        .max = 12.0,
        .file = "tests.c",
        .check = check_tests,
    },
    {
        .name = "noise",
        .asks = "by how much two timings of the same work differ, typically",
        .unit = "%",
        .max = 1000.0,
        .check = check_noise,
    },
    {
        .name = "hoist",
        .asks = "the gain, cold, over the file that you begin with",
        .unit = "times",
        .min = 1e-3,
        .max = 1e9,
        .file = "mine.c",
        .check = check_speed,
        .mode = "cold",
        .least_gain = 3.0,
        .least_class = "workshop",
    },
    {
        .name = "nodes",
        .asks = "the gain, cold, over the file that you begin with",
        .unit = "times",
        .min = 1e-3,
        .max = 1e9,
        .file = "mine.c",
        .check = check_speed,
        .mode = "cold",
        .least_gain = 1.2,
        .least_class = "table",
    },
    {
        .name = "table",
        .asks = "the gain, cold, over the file that you begin with",
        .unit = "times",
        .min = 1e-3,
        .max = 1e9,
        .file = "mine.c",
        .check = check_speed,
        .mode = "cold",
        .least_gain = 1.5,
        .least_class = "table",
    },
    {
        .name = "vectors",
        .asks = "the gain, warm, over the file that you begin with",
        .unit = "times",
        .min = 1e-3,
        .max = 1e9,
        .file = "mine.c",
        .check = check_speed,
        .mode = "warm",
        .least_gain = 1.2,
        .least_class = "table",
    },
    {
        .name = "gate",
        .asks = "which of the two changes is the regression",
        .words = {"left", "right"},
        .check = check_gate,
    },
    {
        .name = "judge",
        .asks = "how many times as fast as naive your file is, cold, with any cosmology",
        .unit = "times",
        .min = 1e-3,
        .max = 1e9,
        .file = "mine.c",
        .check = check_speed,
        .mode = "cold",
        .least_class = "workshop",
    },
};
enum { STATIONS = sizeof table / sizeof *table };

const station *stations(size_t *count) {
    *count = STATIONS;
    return table;
}

const station *station_here(const lesson *l) {
    return &table[lesson_station(l)];
}

bool station_is_last(const lesson *l) {
    return lesson_station(l) + 1 == STATIONS;
}

int station_find(const char *name) {
    for (int i = 0; name && i < STATIONS; i++)
        if (strcmp(table[i].name, name) == 0) return i;
    return -1;
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool is_there(const char *path) {
    return access(path, F_OK) == 0;
}

bool station_has_start(int number) {
    return table[number].words[0] || is_there(lesson_text(number, "start.c").text);
}

bool station_file_is_there(const lesson *l) {
    if (!station_here(l)->file) return true;
    const lesson_path own = lesson_file(l, station_here(l)->file);
    return access(own.text, R_OK) == 0 ||
           lesson_fail("%s is not there%s", own.text,
                       station_has_start(lesson_station(l))
                           ? "; ./hmf lesson restart puts the start file there"
                           : "");
}

/* "mine.c" to "mine-hoist.c", or with a number where there is one: nothing of the student's is ever
 * lost. */
static bool keep(const lesson *l, const char *name, const char *of_station) {
    char kept[128];
    const int stem = (int)strcspn(name, ".");
    for (int i = 1; i < 1000; i++) {
        char digits[16] = "";
        if (i > 1) snprintf(digits, sizeof digits, "-%d", i);
        snprintf(kept, sizeof kept, "%.*s-%s%s%s", stem, name, of_station, digits, name + stem);
        if (is_there(lesson_file(l, kept).text)) continue;
        if (rename(lesson_file(l, name).text, lesson_file(l, kept).text) != 0)
            return lesson_fail("%s cannot be renamed to %s: %s", lesson_file(l, name).text, kept,
                               strerror(errno));
        printf("Your %s is kept as %s.\n", name, kept);
        return true;
    }
    return lesson_fail("%s: a thousand of its like are in the way", lesson_file(l, kept).text);
}

/* The file of the student's that this station goes on with, if it is there. */
static bool goes_on_with_it(const lesson *l, int number) {
    const char *before = number ? table[number - 1].file : NULL;
    return !before || strcmp(before, table[number].file) != 0 || lesson_passed(l, number - 1);
}

/* The text `from` of that station as `name`; what was there is kept. */
static bool put(const lesson *l, int number, bool anew, const char *from, const char *name) {
    const lesson_path own = lesson_file(l, name);
    if (is_there(own.text) && !keep(l, name, table[anew ? number : number - 1].name)) return false;
    return lesson_copy(lesson_text(number, from).text, own.text);
}

static bool put_own_file(const lesson *l, int number, bool anew) {
    const char *file = table[number].file;
    const lesson_path own = lesson_file(l, file);
    const bool there = is_there(own.text);
    if (!station_has_start(number))
        return there ||
               lesson_fail("%s is not there, and this station has no start file for it; an "
                           "earlier one has",
                           own.text);
    if (there && !anew && goes_on_with_it(l, number)) {
        printf("You go on with your %s.\n", own.text);
        return true;
    }
    if (!put(l, number, anew, "start.c", file)) return false;
    printf("%s is there, the start of this station.\n", own.text);
    return true;
}

const char *station_change(const lesson *l, const char *side) {
    const bool left = strcmp(side, "left") == 0, swapped = lesson_seed(l) & 1;
    return left == swapped ? "power" : "square";
}

static bool put_changes(const lesson *l, int number, bool anew) {
    if (!put(l, number, anew, "base.c", "base.c")) return false;
    for (int i = 0; i < 2; i++) {
        const char *side = table[number].words[i];
        char from[32], to[32];
        snprintf(from, sizeof from, "%s.c", station_change(l, side));
        snprintf(to, sizeof to, "%s.c", side);
        if (!put(l, number, anew, from, to)) return false;
    }
    printf("base.c, left.c and right.c are in %s.\n", l->folder);
    return true;
}

bool station_put_files(const lesson *l, int number, bool anew) {
    if (table[number].words[0]) return put_changes(l, number, anew);
    return !table[number].file || put_own_file(l, number, anew);
}
