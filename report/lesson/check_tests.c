/* SPDX-License-Identifier: MIT */
/* check_tests.c: the score of a student's tests: the mutants that they detect. */
#include "die.h"
#include "mutants.h"
#include "station.h"

#include <stdlib.h>

enum { DRAWN = 12, ENOUGH = 9 };

static const double compile_limit = 60.0, run_limit = 10.0; /* seconds */

/* Correct implementations of different kinds. A student's tests must accept all of them. */
static const char *const correct[] = {"0", "quadrature", "universal"};

typedef enum { ACCEPTS, REJECTS, HANGS, CRASHES } test_result;

static void compile(const lesson *l, const char *file) {
    const char *compiler = getenv("CC");
    const char *const arguments[] = {compiler && *compiler ? compiler : "cc",
                                     "-std=c17",
                                     "-O1",
                                     "-g",
                                     "-Wall",
                                     "-Wextra",
                                     "-shared",
                                     "-fPIC",
                                     "-I",
                                     HMF_LESSON_INTERFACE,
                                     "-o",
                                     ".lesson/tests.so",
                                     file,
                                     "-lm",
                                     NULL};
    const int status =
        lesson_run(l, arguments, "compile.txt", "compiling your tests", compile_limit);
    lesson_print_log(l, "compile.txt", 20, stdout);
    if (status != 0) die(EXIT_ERROR, "%s does not compile", file);
}

/* Runs the tests on one candidate; see run_tests.c for the exit statuses. */
static test_result run(const lesson *l, const char *candidate) {
    const lesson_path program = lesson_program("hmf-lesson-tests");
    const char *const arguments[] = {program.text, "./.lesson/tests.so", candidate, NULL};
    switch (lesson_run(l, arguments, "tests.txt", "running your tests", run_limit)) {
    case 0: return ACCEPTS;
    case 2: return REJECTS;
    case LESSON_TIMED_OUT: return HANGS;
    case 3:
        lesson_print_log(l, "tests.txt", 5, stderr);
        die(EXIT_ERROR, "cannot run your tests, for the reason above");
    default: return CRASHES;
    }
}

/* Returns whether the tests accept all correct implementations, after printing the first that they
 * do not accept. */
static bool accepts_correct(const lesson *l) {
    static const char *const how[] = {"", "reject it", "do not end on it", "crash on it"};
    for (size_t i = 0; i < sizeof correct / sizeof *correct; i++) {
        const test_result result = run(l, correct[i]);
        if (result == ACCEPTS) continue;
        printf("Not yet: %s is right, and your tests %s:\n",
               i ? correct[i] : "the simple code without a mistake", how[result]);
        lesson_print_log(l, "tests.txt", 5, stdout);
        puts("A test that fails on correct code scores nothing. Correct implementations agree to\n"
             "14 digits, but not in every bit. They agree to fewer digits where nu is large,\n"
             "because an error in sigma grows by 1 + nu^2.");
        return false;
    }
    return true;
}

static void print_mutant(const lesson_mutant *mutant, test_result result) {
    switch (result) {
    case REJECTS: printf("  caught  %s\n", mutant->what); break;
    case CRASHES: printf("  caught  %s (your tests crashed on it)\n", mutant->what); break;
    case ACCEPTS: printf("  missed  a mistake with %s\n", mutant->kind); break;
    case HANGS: printf("  missed  your tests did not end within %.0f s\n", run_limit); break;
    }
}

static int count_caught(const lesson *l) {
    size_t count, numbers[DRAWN];
    const lesson_mutant *mutants = lesson_mutants(&count);
    int caught = 0;
    if (!lesson_draw_mutants(lesson_seed(l), DRAWN, numbers)) die(EXIT_ERROR, "out of memory");
    for (int i = 0; i < DRAWN; i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", numbers[i]);
        const test_result result = run(l, number);
        print_mutant(&mutants[numbers[i]], result);
        caught += result == REJECTS || result == CRASHES;
    }
    return caught;
}

void check_tests(const lesson *l, const station *s, station_outcome *outcome) {
    compile(l, s->file);
    if (!accepts_correct(l)) return;
    printf("Your tests accept correct code. Of %d mutants, drawn for you (seed %llu):\n", DRAWN,
           (unsigned long long)lesson_seed(l));
    const int caught = count_caught(l);
    outcome->measured = json_integer(caught);
    outcome->passed = caught >= ENOUGH;
    printf("%d of %d caught; %d are enough to go on.\n", caught, DRAWN, ENOUGH);
}
