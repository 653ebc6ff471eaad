/* SPDX-License-Identifier: MIT */
/* tool_lesson.c: the program hmf-lesson behind ./hmf lesson, and its commands. */
#include "die.h"
#include "judge_result.h"
#include "lesson.h"
#include "options.h"
#include "print.h"
#include "station.h"
#include "subprocess.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static unsigned long seed; /* 0: random */
static bool skip, json;
static const char *front_door = HMF_FRONT_DOOR;

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

/* ---- start, next, restart -------------------------------------------------------------------- */

static int start(lesson *l, const char *folder) {
    uint32_t drawn;
    if (!folder || !*folder)
        die(EXIT_ERROR, "start needs a folder for your files, for example ../lesson");
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn)
        die(EXIT_ERROR, "cannot draw a random number: %s", strerror(errno));
    if (lesson_start(l, folder, seed ? seed : drawn)) {
        print_status(l);
    } else {
        printf("A lesson starts in %s. Its state is kept there.\n\n", l->folder);
        print_task(l);
    }
    return EXIT_SUCCESS;
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

static int next(lesson *l, const char *unused) {
    (void)unused;
    const int now = lesson_station(l);
    if (!skip && !lesson_passed(l, now))
        die(EXIT_ERROR,
            "the check of this station, '%s', is not passed yet; ./hmf lesson prints the next "
            "step, --skip goes on without it",
            station_here(l)->name);
    if (station_is_last(l)) {
        print_status(l);
        return EXIT_SUCCESS;
    }
    station_put_files(l, now + 1, false);
    lesson_enter(l, now + 1, ratios_of_next(l));
    lesson_save(l);
    putchar('\n');
    print_task(l);
    return EXIT_SUCCESS;
}

static int restart(lesson *l, const char *unused) {
    (void)unused;
    const int now = lesson_station(l);
    if (!station_has_start(now))
        die(EXIT_ERROR, "this station, '%s', has no start file", station_here(l)->name);
    station_put_files(l, now, true);
    lesson_enter(l, now, ratios_of_start(now));
    lesson_save(l);
    print_next(l);
    return EXIT_SUCCESS;
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

static int predict(lesson *l, const char *text) {
    const station *s = station_here(l);
    if (!text) die(EXIT_ERROR, "predict needs a value (%s)", s->asks);
    json_object_set_new(l->state, "prediction",
                        s->unit ? read_number(s, text) : read_word(s, text));
    lesson_save(l);
    print_next(l);
    return EXIT_SUCCESS;
}

static json_t *number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static void add_to_log(lesson *l, const station_outcome *o) {
    const station *s = station_here(l);
    json_t *entry =
        json_pack("{s:s, s:s, s:s, s:O, s:O, s:o, s:o, s:b, s:O?}", "station", s->name, "what",
                  s->asks, "unit", s->unit ? s->unit : "", "predicted", lesson_prediction(l),
                  "measured", o->measured, "low", number_or_null(o->low), "high",
                  number_or_null(o->high), "passed", (int)o->passed, "ratios", o->ratios);
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

/* Returns EXIT_NO if the check was made and is not passed. */
static int check(lesson *l, const char *unused) {
    (void)unused;
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
    return outcome.passed ? EXIT_SUCCESS : EXIT_NO;
}

/* ---- printing -------------------------------------------------------------------------------- */

static int status(lesson *l, const char *unused) {
    (void)unused;
    print_status(l);
    return EXIT_SUCCESS;
}

static int task(lesson *l, const char *unused) {
    (void)unused;
    print_task(l);
    return EXIT_SUCCESS;
}

static int hint(lesson *l, const char *unused) {
    (void)unused;
    json_object_set_new(l->state, "hints", json_integer(print_hint(l)));
    lesson_save(l);
    return EXIT_SUCCESS;
}

static int show_log(lesson *l, const char *unused) {
    (void)unused;
    if (!json) {
        print_log(l);
    } else {
        json_dumpf(l->state, stdout, JSON_INDENT(1));
        putchar('\n');
    }
    return EXIT_SUCCESS;
}

static int aside(lesson *l, const char *name) {
    (void)l;
    print_aside(name);
    return EXIT_SUCCESS;
}

/* ---- the command line ------------------------------------------------------------------------ */

static const struct {
    const char *name;
    int (*run)(lesson *l, const char *argument);
    bool needs_lesson, takes_argument;
} commands[] = {
    {"start", start, false, true},  {"status", status, true, false},
    {"task", task, true, false},    {"predict", predict, true, true},
    {"check", check, true, false},  {"hint", hint, true, false},
    {"next", next, true, false},    {"restart", restart, true, false},
    {"log", show_log, true, false}, {"aside", aside, false, true},
};

static int run_command(lesson *l, const char *name, int operands, char **argv) {
    size_t i = 0;
    while (i < CLI_SIZE(commands) && strcmp(commands[i].name, name) != 0) i++;
    if (i == CLI_SIZE(commands)) die(EXIT_ERROR, "no command '%s'; see ./hmf lesson --help", name);
    const int most = commands[i].takes_argument ? 2 : 1;
    if (operands > most)
        die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf lesson --help", argv[most + 1]);
    if ((seed && commands[i].run != start) || (skip && commands[i].run != next) ||
        (json && commands[i].run != show_log))
        die(EXIT_ERROR, "an option does not belong to '%s'; see ./hmf lesson --help", name);
    char message[LESSON_PATH + 512];
    if (commands[i].needs_lesson && !lesson_open(l, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
    return commands[i].run(l, operands > 1 ? argv[2] : NULL);
}

int main(int argc, char **argv) {
    json_set_alloc_funcs(xmalloc, free);
    const int operands = cli_parse_or_exit(&program, argc, argv);
    lesson l = {.front_door = front_door};
    subprocess_hold_interrupts();
    const int result = run_command(&l, operands > 0 ? argv[1] : "status", operands, argv);
    lesson_close(&l);
    const int interrupt = subprocess_interrupt(); /* one that arrived between other programs */
    if (interrupt) subprocess_die(interrupt);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "cannot write to standard output: %s", strerror(errno));
    return result;
}
