/* show.c: texts are files, one source for the terminal and the page. */
#include "show.h"

#include "json_text.h"
#include "station.h"

#include <errno.h>
#include <glob.h>
#include <string.h>

enum { HINTS = 3 };

/* False: told. */
static bool show_file(const char *path) {
    char buffer[4096];
    size_t size;
    FILE *in = fopen(path, "r");
    if (!in) return lesson_fail("cannot read %s: %s", path, strerror(errno));
    do {
        size = fread(buffer, 1, sizeof buffer, in);
        fwrite(buffer, 1, size, stdout);
    } while (size == sizeof buffer);
    const bool read = !ferror(in);
    fclose(in);
    return read || lesson_fail("cannot read %s", path);
}

/* The first line of a text. */
static void show_title(const char *path) {
    char line[160] = "";
    FILE *in = fopen(path, "r");
    if (in && fgets(line, sizeof line, in))
        line[strcspn(line, "\n")] = '\0';
    else
        lesson_fail("cannot read %s: %s", path, strerror(errno));
    if (in) fclose(in);
    puts(line);
}

void show_answer(const json_t *value, const char *unit) {
    if (json_is_string(value))
        fputs(json_string_value(value), stdout);
    else
        printf("%.4g", json_number_value(value));
    if (unit && *unit) printf(" %s", unit);
}

/* ---- asides ---------------------------------------------------------------------------------- */

/* Calls with the path and name of every aside whose path matches; how many there are. */
static size_t for_asides(const char *pattern, void (*each)(const char *path, const char *name)) {
    glob_t found;
    if (glob(pattern, 0, NULL, &found) != 0) return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *base = strrchr(found.gl_pathv[i], '/') + strlen("/aside-");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(base, "."), base);
        each(found.gl_pathv[i], name);
    }
    const size_t count = found.gl_pathc;
    globfree(&found);
    return count;
}

static void list_aside(const char *path, const char *name) {
    printf("  %-14s ", name);
    show_title(path);
}

static void print_aside(const char *path, const char *name) {
    (void)name;
    show_file(path);
}

int show_aside(const char *name) {
    char pattern[LESSON_PATH];
    if (name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")] == '\0' && *name) {
        snprintf(pattern, sizeof pattern, HMF_LESSON_STATIONS "/*/aside-%s.txt", name);
        if (for_asides(pattern, print_aside) > 0) return 0;
    }
    if (name) lesson_fail("no aside '%s'; ./hmf lesson aside lists them", name);
    if (!name) for_asides(HMF_LESSON_STATIONS "/*/aside-*.txt", list_aside);
    return name != NULL;
}

static void name_aside(const char *path, const char *name) {
    (void)path;
    printf("       ./hmf lesson aside %s\n", name);
}

/* ---- the way --------------------------------------------------------------------------------- */

static void show_prediction(const lesson *l) {
    fputs("You predicted ", stdout);
    show_answer(lesson_prediction(l), station_here(l)->unit);
    printf(" (%s).\n", station_here(l)->asks);
}

static void show_done(const lesson *l) {
    if (!station_is_last(l)) {
        puts("\nNext:  ./hmf lesson next\n\nBeside the way there is");
        if (for_asides(lesson_text(lesson_station(l), "aside-*.txt").text, name_aside) == 0)
            puts("       nothing here");
        return;
    }
    puts("\nThe lesson is done. How well did you predict?");
    puts("Next:  ./hmf lesson log");
    puts("       ./hmf report           the same on the page, in the view Lesson");
}

void show_next(const lesson *l) {
    const station *s = station_here(l);
    if (lesson_passed(l, lesson_station(l))) {
        show_done(l);
    } else if (!lesson_prediction(l)) {
        printf("\nNext:  ./hmf lesson predict X\n       X is your guess, ");
        if (s->unit)
            printf("in %s:\n", s->unit);
        else
            printf("%s or %s:\n", s->words[0], s->words[1]);
        printf("       %s\n", s->asks);
    } else {
        putchar('\n');
        show_prediction(l);
        if (s->file)
            printf("Next:  edit %s, then  ./hmf lesson check\n", lesson_file(l, s->file).text);
        else
            puts("Next:  ./hmf lesson check");
    }
}

int show_status(const lesson *l) {
    size_t count;
    stations(&count);
    printf("Your folder: %s\n\n", l->folder);
    for (int i = 0; i < (int)count; i++) {
        const char *mark = i == lesson_station(l) ? "here" : lesson_passed(l, i) ? "done" : "";
        printf("  %-6s", mark);
        show_title(lesson_text(i, "task.txt").text);
    }
    show_next(l);
    return 0;
}

int show_task(const lesson *l) {
    if (!show_file(lesson_text(lesson_station(l), "task.txt").text)) return 1;
    show_next(l);
    return 0;
}

int show_hint(lesson *l) {
    const int shown = lesson_hints(l);
    const bool all = shown >= HINTS;
    if (all) puts("These were all three:");
    for (int i = all ? 1 : shown + 1; i <= (all ? HINTS : shown + 1); i++) {
        char name[32];
        snprintf(name, sizeof name, "hint-%d.txt", i);
        printf("Hint %d of %d\n\n", i, HINTS);
        if (!show_file(lesson_text(lesson_station(l), name).text)) return 1;
    }
    if (all) return 0;
    return lesson_set(l, "hints", json_integer(shown + 1)) && lesson_save(l) ? 0 : 1;
}

/* ---- the log --------------------------------------------------------------------------------- */

static void show_entry(const json_t *entry) {
    const char *unit = json_string_value(json_object_get(entry, "unit"));
    const json_t *low = json_object_get(entry, "low"), *high = json_object_get(entry, "high");
    printf("%-8s  predicted ", json_string_value(json_object_get(entry, "station")));
    show_answer(json_object_get(entry, "predicted"), unit);
    fputs(", measured ", stdout);
    show_answer(json_object_get(entry, "measured"), unit);
    if (json_is_number(low) && json_is_number(high))
        printf(" (%.3g to %.3g)", json_number_value(low), json_number_value(high));
    puts(json_is_true(json_object_get(entry, "passed")) ? "" : ", not passed");
    printf("          %s\n", json_string_value(json_object_get(entry, "what")));
}

int show_log(const lesson *l) {
    const json_t *log = json_object_get(l->state, "log"), *entry;
    size_t i;
    if (json_array_size(log) == 0) puts("Nothing was checked yet.");
    json_array_foreach(log, i, entry) {
        show_entry(entry);
    }
    return 0;
}

int show_log_json(const lesson *l) {
    return hmf_json_print(json_incref(l->state), JSON_INDENT(1), stdout) ? 0 : 1;
}
