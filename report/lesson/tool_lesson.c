/* SPDX-License-Identifier: MIT */
/* tool_lesson.c: the program hmf-lesson behind ./hmf lesson, and its commands. */
#include "die.h"
#include "judge_result.h"
#include "lesson.h"
#include "options.h"
#include "subprocess.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static unsigned long seed; /* 0: random */
static bool skip, json;
static const char *front_door = HMF_FRONT_DOOR;

static const char *argument; /* of the command, or NULL */
static int exit_status = EXIT_SUCCESS;

static const cli_option options[] = {
    {"seed", CLI_NUMBER, &seed, "N", "start: seed of the draws (default random)", 1, 9e18, NULL},
    {"skip", CLI_FLAG, &skip, NULL, "next: go on without having passed", 0, 0, NULL},
    {"json", CLI_FLAG, &json, NULL, "log: print the whole state as JSON", 0, 0, NULL},
    {"front-door", CLI_TEXT, &front_door, "FILE", NULL, 0, 0, NULL}, /* for tests */
};

static const cli_program program = {
    .name = "hmf lesson",
    .usage = "[COMMAND] [OPTION ...]",
    .summary = "Teaches the whole cycle of optimisation in nine stations and about two hours:\n"
               "predict, measure, compare. Without a command it prints where you are and what\n"
               "to do next.\n"
               "\n"
               "  start FOLDER   start a lesson in FOLDER, a new one outside of this tree, or\n"
               "                 continue the one in it\n"
               "  task           print the text of this station again\n"
               "  predict X      record the value that you expect this station to measure\n"
               "  check          measure, and compare with your prediction\n"
               "  hint           print the next of three hints\n"
               "  next           go to the next station\n"
               "  restart        put this station's start file there; yours is kept under\n"
               "                 another name\n"
               "  log            print all predictions and measurements so far\n"
               "  aside [NAME]   print a text beside the lesson, with commands to try, or the\n"
               "                 list of these texts",
    .options = options,
    .count = CLI_SIZE(options),
    .footer = "The state is in your folder, in lesson.json. You may stop at any time. The lesson\n"
              "is that of $HMF_LESSON, of the working folder, or the one last started.\n"
              "Exit status: 0 success, and a check that is passed; 1 usage or tool error; 2 a\n"
              "check that is not passed yet.",
};

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

static void print_answer(const json_t *value, const char *unit) {
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

static void print_next(const lesson *l) {
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

static void status(lesson *l) {
    printf("Your folder: %s\n\n", l->folder);
    for (int i = 0; i < STATION_COUNT; i++) {
        const char *mark = i == lesson_station(l) ? "here" : lesson_passed(l, i) ? "done" : "";
        printf("  %-6s", mark);
        print_title(i, "task");
    }
    print_next(l);
}

static void task(lesson *l) {
    print_text(lesson_station(l), "task");
    print_next(l);
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

/* ---- start, next, restart -------------------------------------------------------------------- */

static void start(lesson *l) {
    uint32_t drawn;
    if (!argument || !*argument)
        die(EXIT_ERROR, "start needs a folder for your files, for example ../lesson");
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn)
        die(EXIT_ERROR, "cannot draw a random number: %s", strerror(errno));
    if (lesson_start(l, argument, seed ? seed : drawn)) {
        status(l);
    } else {
        printf("A lesson starts in %s. Its state is kept there.\n\n", l->folder);
        task(l);
    }
}

/* Returns the ratios of a station's start file, or NULL if they are unknown. The first timed
 * station starts with naive itself. */
static json_t *ratios_of_start(int number) {
    if (!stations[number].mode || stations[number - 1].mode) return NULL;
    return judge_ratios_of_naive();
}

/* Returns the ratios of the file that the next station begins with. */
static json_t *ratios_of_next(const lesson *l) {
    const int now = lesson_station(l);
    json_t *ratios = json_object_get(lesson_last_entry(l, now), "ratios");
    if (lesson_passed(l, now) && json_is_object(ratios)) return json_incref(ratios);
    return ratios_of_start(now + 1);
}

static void next(lesson *l) {
    const int now = lesson_station(l);
    if (!skip && !lesson_passed(l, now))
        die(EXIT_ERROR,
            "the check of this station, '%s', is not passed yet; ./hmf lesson prints the next "
            "step, --skip goes on without it",
            station_here(l)->name);
    if (station_is_last(l)) {
        status(l);
        return;
    }
    station_put_files(l, now + 1, false);
    lesson_enter(l, now + 1, ratios_of_next(l));
    lesson_save(l);
    putchar('\n');
    task(l);
}

static void restart(lesson *l) {
    const int now = lesson_station(l);
    if (!station_has_start(now))
        die(EXIT_ERROR, "this station, '%s', has no start file", station_here(l)->name);
    station_put_files(l, now, true);
    lesson_enter(l, now, ratios_of_start(now));
    lesson_save(l);
    print_next(l);
}

/* ---- predict and check ----------------------------------------------------------------------- */

static json_t *read_word(const station *s, const char *text) {
    for (int i = 0; i < 2; i++)
        if (strcmp(text, s->words[i]) == 0) return json_string(text);
    die(EXIT_ERROR, "predict '%s': %s or %s (%s)", text, s->words[0], s->words[1], s->asks);
}

/* Reads "40", "40%" or "40 %". */
static json_t *read_number(const station *s, const char *text) {
    char *end;
    const double value = strtod(text, &end);
    if (end != text && strcmp(end + strspn(end, " "), s->unit) == 0) end += strlen(end);
    if (end != text && !*end && value >= s->min && value <= s->max) return json_real(value);
    die(EXIT_ERROR, "predict '%s': not a number from %g to %g, in %s (%s)", text, s->min, s->max,
        s->unit, s->asks);
}

static void predict(lesson *l) {
    const station *s = station_here(l);
    if (!argument) die(EXIT_ERROR, "predict needs a value (%s)", s->asks);
    json_object_set_new(l->state, "prediction",
                        s->unit ? read_number(s, argument) : read_word(s, argument));
    lesson_save(l);
    print_next(l);
}

static void add_to_log(lesson *l, const station_outcome *o) {
    const station *s = station_here(l);
    json_t *entry =
        json_pack("{s:s, s:s, s:s, s:O, s:O, s:o?, s:o?, s:b, s:O?}", "station", s->name, "what",
                  s->asks, "unit", s->unit ? s->unit : "", "predicted", lesson_prediction(l),
                  "measured", o->measured, "low", json_real(o->low), "high", json_real(o->high),
                  "passed", (int)o->passed, "ratios", o->ratios);
    json_array_append_new(json_object_get(l->state, "log"), entry);
    lesson_save(l);
}

static void compare(const lesson *l, const station_outcome *o) {
    const station *s = station_here(l);
    const double predicted = json_number_value(lesson_prediction(l));
    const double measured = json_number_value(o->measured);
    fputs("\nPredicted ", stdout);
    print_answer(lesson_prediction(l), s->unit);
    fputs(", measured ", stdout);
    print_answer(o->measured, s->unit);
    if (isfinite(o->low) && isfinite(o->high)) printf(" (%.3g to %.3g)", o->low, o->high);
    if (s->mode) printf(": off by a factor of %.2g", exp(fabs(log(measured / predicted))));
    puts(".");
}

static void check(lesson *l) {
    const station *s = station_here(l);
    if (!lesson_prediction(l))
        die(EXIT_ERROR, "first predict: ./hmf lesson predict X (%s)", s->asks);
    station_need_file(l);
    station_outcome outcome = {.low = (double)NAN, .high = (double)NAN};
    s->check(l, s, &outcome);
    if (outcome.measured) {
        compare(l, &outcome);
        add_to_log(l, &outcome);
        if (outcome.passed)
            print_next(l);
        else
            puts("\nNext:  change your file, or ask for a hint (./hmf lesson hint), and check "
                 "again");
    }
    json_decref(outcome.measured);
    json_decref(outcome.ratios);
    exit_status = outcome.passed ? EXIT_SUCCESS : EXIT_NO;
}

/* ---- printing -------------------------------------------------------------------------------- */

/* Prints the next hint, or all of them if all were shown. */
static void hint(lesson *l) {
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
    json_object_set_new(l->state, "hints", json_integer(last));
    lesson_save(l);
}

static void show_log(lesson *l) {
    if (json) {
        json_dumpf(l->state, stdout, JSON_INDENT(1));
        putchar('\n');
        return;
    }
    const json_t *log = json_object_get(l->state, "log"), *entry;
    size_t i;
    if (json_array_size(log) == 0) puts("No station was checked yet.");
    json_array_foreach(log, i, entry) {
        print_entry(entry);
    }
}

/* Prints the named aside, or the list of all. */
static void aside(lesson *l) {
    (void)l;
    bool found = !argument;
    for (int i = 0; i < STATION_COUNT; i++) {
        if (!argument) {
            station_asides(i, list_aside);
            continue;
        }
        char *section = xasprintf("aside %s", argument), *text = station_text(i, section);
        if (text) fputs(text, stdout);
        found = found || text;
        free(section);
        free(text);
    }
    if (!found) die(EXIT_ERROR, "no aside '%s'; ./hmf lesson aside lists them", argument);
}

/* ---- the command line ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    void (*run)(lesson *l);
    bool needs_lesson, takes_argument;
} commands[] = {
    {"start", start, false, true},  {"status", status, true, false},
    {"task", task, true, false},    {"predict", predict, true, true},
    {"check", check, true, false},  {"hint", hint, true, false},
    {"next", next, true, false},    {"restart", restart, true, false},
    {"log", show_log, true, false}, {"aside", aside, false, true},
};

static void run_command(lesson *l, const char *name, int operands, char **argv) {
    size_t i = 0;
    while (i < CLI_SIZE(commands) && strcmp(commands[i].name, name) != 0) i++;
    if (i == CLI_SIZE(commands)) die(EXIT_ERROR, "no command '%s'; see ./hmf lesson --help", name);
    const int most = commands[i].takes_argument ? 2 : 1;
    if (operands > most)
        die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf lesson --help", argv[most + 1]);
    if ((seed && commands[i].run != start) || (skip && commands[i].run != next) ||
        (json && commands[i].run != show_log))
        die(EXIT_ERROR, "an option does not belong to '%s'; see ./hmf lesson --help", name);
    if (commands[i].needs_lesson) lesson_open(l);
    argument = operands > 1 ? argv[2] : NULL;
    commands[i].run(l);
}

int main(int argc, char **argv) {
    json_set_alloc_funcs(xmalloc, free);
    const int operands = cli_parse_or_exit(&program, argc, argv);
    lesson l = {.front_door = front_door};
    subprocess_hold_interrupts();
    run_command(&l, operands > 0 ? argv[1] : "status", operands, argv);
    lesson_close(&l);
    const int interrupt = subprocess_interrupt(); /* one that arrived between other programs */
    if (interrupt) subprocess_die(interrupt);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write to standard output: %s", strerror(errno));
    return exit_status;
}
