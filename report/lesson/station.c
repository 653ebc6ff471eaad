/* SPDX-License-Identifier: MIT */
/* station.c: the table of stations, their texts and files. */
#include "lesson.h"

#include "die.h"
#include "result_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPEEDUP(its_mode)                                                                          \
    .asks = "the speed-up, " its_mode ", over the file that you begin with", .unit = "times",      \
    .min = 1e-3, .max = 1e9, .file = "mine.c", .check = check_speed, .mode = its_mode

const station stations[STATION_COUNT] = {
    {.name = "profile",
     .asks = "the share of naive's instructions in hmf_power_spectrum and its callees",
     .unit = "%",
     .max = 100.0,
     .check = check_profile},
    {.name = "tests",
     .asks = "the number of the 12 mutants that your tests catch",
     .unit = "mutants",
     .max = 12.0,
     .file = "tests.c",
     .check = check_tests},
    {.name = "noise",
     .asks = "the typical difference between two timings of the same work",
     .unit = "%",
     .max = 1000.0,
     .check = check_noise},
    {.name = "hoist", SPEEDUP("cold"), .least_speedup = 3.0, .least_class = "workshop"},
    {.name = "nodes", SPEEDUP("cold"), .least_speedup = 1.2, .least_class = "table"},
    {.name = "table", SPEEDUP("cold"), .least_speedup = 1.5, .least_class = "table"},
    {.name = "vectors", SPEEDUP("warm"), .least_speedup = 1.2, .least_class = "table"},
    {.name = "gate",
     .asks = "which of the two changes is the regression",
     .words = {"left", "right"},
     .check = check_gate},
    {.name = "judge",
     .asks = "the speed-up of your file over naive, cold, with any cosmology",
     .unit = "times",
     .min = 1e-3,
     .max = 1e9,
     .file = "mine.c",
     .check = check_speed,
     .mode = "cold",
     .least_class = "workshop"},
};

const station *station_here(const lesson *l) {
    return &stations[lesson_station(l)];
}

bool station_is_last(const lesson *l) {
    return lesson_station(l) + 1 == STATION_COUNT;
}

int station_find(const char *name) {
    for (int i = 0; name && i < STATION_COUNT; i++)
        if (strcmp(stations[i].name, name) == 0) return i;
    return -1;
}

static lesson_path own_path(int number, const char *name) {
    lesson_path path;
    snprintf(path.text, sizeof path.text, HMF_LESSON_STATIONS "/%02d-%s/%s", number + 1,
             stations[number].name, name);
    return path;
}

/* Reads a text file, which the caller frees. */
static char *read_file(const char *path) {
    char *text = NULL;
    size_t size = 0;
    FILE *in = fopen(path, "r");
    const ssize_t length = in ? getdelim(&text, &size, '\0', in) : -1;
    if (length <= 0) die(EXIT_ERROR, "cannot read %s: %s", path, strerror(errno));
    fclose(in);
    return text;
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* Returns the next line that begins a section ("# NAME"), from text on, or NULL. */
static char *next_section(char *text) {
    if (strncmp(text, "# ", 2) == 0) return text;
    char *line = strstr(text, "\n# ");
    return line ? line + 1 : NULL;
}

/* Returns the body of a section: without empty lines around it, up to the next section. */
static char *body(char *line) {
    char *begin = line + strcspn(line, "\n"), *end = next_section(begin);
    begin += strspn(begin, "\n");
    size_t length = end ? (size_t)(end - begin) : strlen(begin);
    while (length > 0 && begin[length - 1] == '\n') length--;
    return xasprintf("%.*s\n", (int)length, begin);
}

char *station_text(int number, const char *section) {
    char *file = read_file(own_path(number, "texts.txt").text), *found = NULL;
    const size_t length = strlen(section);
    for (char *line = file; !found && (line = next_section(line)); line++)
        if (strcspn(line + 2, "\n") == length && strncmp(line + 2, section, length) == 0)
            found = body(line);
    free(file);
    return found;
}

size_t station_asides(int number, void (*each)(int number, const char *name)) {
    static const char prefix[] = "# aside ";
    char *file = read_file(own_path(number, "texts.txt").text);
    size_t count = 0;
    for (char *line = file; (line = next_section(line)); line++) {
        if (strncmp(line, prefix, strlen(prefix)) != 0) continue;
        const char *name = line + strlen(prefix);
        char *copy = xstrndup(name, strcspn(name, "\n"));
        each(number, copy);
        free(copy);
        count++;
    }
    free(file);
    return count;
}

/* ---- files ----------------------------------------------------------------------------------- */

bool station_has_start(int number) {
    return stations[number].words[0] || lesson_exists(own_path(number, "start.c").text);
}

void station_copy(int number, const char *name, const char *to) {
    char *text = read_file(own_path(number, name).text);
    result_write(to, text, strlen(text));
    free(text);
}

void station_need_file(const lesson *l) {
    if (!station_here(l)->file) return;
    const lesson_path own = lesson_file(l, station_here(l)->file);
    if (access(own.text, R_OK) != 0)
        die(EXIT_ERROR, "%s is missing%s", own.text,
            station_has_start(lesson_station(l))
                ? "; ./hmf lesson restart puts the start file there"
                : "");
}

/* Renames "mine.c" to "mine-hoist.c", or to "mine-hoist-2.c" and so on if that exists. */
static void keep(const lesson *l, const char *name, const char *station_name) {
    char kept[128];
    const int stem = (int)strcspn(name, ".");
    for (int i = 1; i < 1000; i++) {
        char digits[16] = "";
        if (i > 1) snprintf(digits, sizeof digits, "-%d", i);
        snprintf(kept, sizeof kept, "%.*s-%s%s%s", stem, name, station_name, digits, name + stem);
        if (lesson_exists(lesson_file(l, kept).text)) continue;
        if (rename(lesson_file(l, name).text, lesson_file(l, kept).text) != 0)
            die(EXIT_ERROR, "%s cannot be renamed to %s: %s", lesson_file(l, name).text, kept,
                strerror(errno));
        printf("Your %s is kept as %s.\n", name, kept);
        return;
    }
    die(EXIT_ERROR, "%s: too many files with such names", lesson_file(l, kept).text);
}

/* Returns whether a station continues with the student's file of the station before it. */
static bool continues_file(const lesson *l, int number) {
    const char *before = number ? stations[number - 1].file : NULL;
    return !before || strcmp(before, stations[number].file) != 0 || lesson_passed(l, number - 1);
}

/* Copies the station's file `from` to `name` in the student's folder. Keeps an existing file. */
static void put(const lesson *l, int number, bool restart, const char *from, const char *name) {
    const lesson_path own = lesson_file(l, name);
    if (lesson_exists(own.text)) keep(l, name, stations[restart ? number : number - 1].name);
    station_copy(number, from, own.text);
}

static void put_own_file(const lesson *l, int number, bool restart) {
    const char *file = stations[number].file;
    const lesson_path own = lesson_file(l, file);
    const bool exists = lesson_exists(own.text);
    if (!station_has_start(number)) {
        if (!exists)
            die(EXIT_ERROR, "%s is missing, and only earlier stations have a start file for it",
                own.text);
    } else if (exists && !restart && continues_file(l, number)) {
        printf("You continue with your %s.\n", own.text);
    } else {
        put(l, number, restart, "start.c", file);
        printf("%s is the start file of this station.\n", own.text);
    }
}

const char *station_change(const lesson *l, const char *side) {
    const bool left = strcmp(side, "left") == 0, swapped = lesson_seed(l) & 1;
    return left == swapped ? "power" : "square";
}

static void put_changes(const lesson *l, int number, bool restart) {
    put(l, number, restart, "base.c", "base.c");
    for (int i = 0; i < 2; i++) {
        const char *side = stations[number].words[i];
        char from[32], to[32];
        snprintf(from, sizeof from, "%s.c", station_change(l, side));
        snprintf(to, sizeof to, "%s.c", side);
        put(l, number, restart, from, to);
    }
    printf("base.c, left.c and right.c are in %s.\n", l->folder);
}

void station_put_files(const lesson *l, int number, bool restart) {
    if (stations[number].words[0])
        put_changes(l, number, restart);
    else if (stations[number].file)
        put_own_file(l, number, restart);
}
