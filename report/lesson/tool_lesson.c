/* tool_lesson.c: ./hmf lesson. */
#include "subprocess.h"
#include "lesson.h"
#include "show.h"
#include "walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char usage[] =
    "usage: ./hmf lesson [COMMAND]\n"
    "\n"
    "The whole cycle of optimisation in nine stations, some two hours: predict, measure, compare.\n"
    "Without a command: where you are, and what to do next.\n"
    "\n"
    "  start FOLDER   begins a lesson in FOLDER, a new one outside of this tree, or goes on with "
    "the\n"
    "                 one that is there; --seed N, before FOLDER, draws what somebody else had "
    "drawn\n"
    "  task           the text of this station again\n"
    "  predict X      what you expect this station to measure\n"
    "  check          measures, and compares with what you expected\n"
    "  hint           the next of three hints\n"
    "  next           to the next station; --skip goes there without having passed this one\n"
    "  restart        puts this station's start file there; yours is kept under another name\n"
    "  log            predicted against measured so far; --json for programs\n"
    "  aside [NAME]   what lies beside the way, with commands to try; without a name, a list\n"
    "  --help         this text\n"
    "\n"
    "The state is in your folder, in lesson.json, and may be interrupted at any time. The lesson "
    "is\n"
    "that of $HMF_LESSON, of the working folder, or the one last begun.\n"
    "Exit status: 0 success, and a check that is passed; 1 usage or tool error; 2 a check that is "
    "not\n"
    "passed yet.\n";

static int misuse(const char *what, const char *argument) {
    lesson_fail("%s '%s'; see ./hmf lesson --help", what, argument);
    return 1;
}

/* ---- the commands, with what comes after them -------------------------------------------------
 */

static bool read_seed(const char *text, uint64_t *seed) {
    char *end;
    errno = 0;
    *seed = strtoull(text, &end, 10);
    return (*text >= '0' && *text <= '9' && !*end && errno == 0 && *seed <= INT64_MAX) ||
           lesson_fail("--seed '%s': a whole number below 2^63", text);
}

static int start(lesson *l, char **arguments) {
    uint32_t drawn;
    uint64_t seed;
    if (getrandom(&drawn, sizeof drawn, 0) != sizeof drawn) {
        lesson_fail("no random number can be had: %s", strerror(errno));
        return 1;
    }
    seed = drawn;
    if (arguments[0] && arguments[1] && strcmp(arguments[0], "--seed") == 0) {
        if (!read_seed(arguments[1], &seed)) return 1;
        arguments += 2;
    }
    if (!arguments[0] || arguments[0][0] == '-' || !arguments[0][0]) {
        lesson_fail("start needs a folder for your files, ../lesson say; see ./hmf lesson --help");
        return 1;
    }
    if (arguments[1]) return misuse("unexpected argument", arguments[1]);
    return walk_start(l, arguments[0], seed);
}

static int status(lesson *l, char **arguments) {
    (void)arguments;
    return show_status(l);
}

static int task(lesson *l, char **arguments) {
    (void)arguments;
    return show_task(l);
}

static int predict(lesson *l, char **arguments) {
    return walk_predict(l, arguments[0]);
}

static int check(lesson *l, char **arguments) {
    (void)arguments;
    return walk_check(l);
}

static int hint(lesson *l, char **arguments) {
    (void)arguments;
    return show_hint(l);
}

static int next(lesson *l, char **arguments) {
    if (arguments[0] && strcmp(arguments[0], "--skip") != 0)
        return misuse("unexpected argument", arguments[0]);
    return walk_next(l, arguments[0] != NULL);
}

static int restart(lesson *l, char **arguments) {
    (void)arguments;
    return walk_restart(l);
}

static int show_the_log(lesson *l, char **arguments) {
    if (!arguments[0]) return show_log(l);
    if (strcmp(arguments[0], "--json") != 0) return misuse("unexpected argument", arguments[0]);
    return show_log_json(l);
}

static const struct {
    const char *name;
    int (*run)(lesson *l, char **arguments);
    int least, most; /* arguments */
} commands[] = {
    {"status", status, 0, 0},   {"task", task, 0, 0},        {"predict", predict, 1, 1},
    {"check", check, 0, 0},     {"hint", hint, 0, 0},        {"next", next, 0, 1},
    {"restart", restart, 0, 0}, {"log", show_the_log, 0, 1},
};

static int run_command(lesson *l, int count, char **arguments) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(arguments[0], commands[i].name) != 0) continue;
        if (count - 1 < commands[i].least)
            return misuse("something is missing after", arguments[0]);
        if (count - 1 > commands[i].most)
            return misuse("unexpected argument", arguments[1 + commands[i].most]);
        return lesson_open(l) ? commands[i].run(l, arguments + 1) : 1;
    }
    return misuse("no command", arguments[0]);
}

static int aside(int count, char **arguments) {
    if (count > 2) return misuse("unexpected argument", arguments[2]);
    return show_aside(arguments[1]);
}

static int dispatch(lesson *l, int argc, char **argv) {
    char status_name[] = "status", *no_command[] = {status_name, NULL};
    if (argc < 2) return run_command(l, 1, no_command);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
        return fputs(usage, stdout) < 0;
    if (strcmp(argv[1], "start") == 0) return start(l, argv + 2);
    if (strcmp(argv[1], "aside") == 0) return aside(argc - 1, argv + 1);
    return run_command(l, argc - 1, argv + 1);
}

int main(int argc, char **argv) {
    lesson l = {.front_door = HMF_FRONT_DOOR};
    if (argc > 2 && strcmp(argv[1], "--front-door") == 0) { /* for its tests */
        l.front_door = argv[2];
        argc -= 2;
        argv += 2;
    }
    subprocess_hold_interrupts();
    const int result = dispatch(&l, argc, argv);
    lesson_close(&l);
    const int interrupt = subprocess_interrupt(); /* one that came while no other program ran */
    if (interrupt) subprocess_die(interrupt);
    if (fflush(stdout) == 0 && !ferror(stdout)) return result;
    perror("hmf lesson: cannot write");
    return 1;
}
