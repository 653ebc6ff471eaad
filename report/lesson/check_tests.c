/* check_tests.c: a student's tests, scored by the mutants that they catch. */
#include "child.h"
#include "mutants.h"
#include "station.h"

#include <stdlib.h>

enum { DRAWN = 12, ENOUGH = 9 };

static const double compile_limit = 60.0, run_limit = 10.0; /* seconds */

/* What is right in its own way each: a test that rejects one of these is wrong itself. */
static const char *const right_ones[] = {"0", "quadrature", "universal"};

typedef enum { ACCEPTS, REJECTS, HANGS, BREAKS } test_result;

/* ---- running --------------------------------------------------------------------------------- */

static bool compile(const lesson *l, const char *file) {
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
        child_run(l, arguments, "compile.txt", "compiling your tests", compile_limit);
    child_print_log(l, "compile.txt", 20, stdout);
    if (status == 0) return true;
    if (status != CHILD_NOT_RUN) lesson_fail("%s does not compile", file);
    return false;
}

/* *result is of no use where the status is not 0, and the reason told. */
static int run(const lesson *l, const char *candidate, test_result *result) {
    const lesson_path program = lesson_program("hmf-lesson-tests");
    const char *const arguments[] = {program.text, "./.lesson/tests.so", candidate, NULL};
    const int status = child_run(l, arguments, "tests.txt", "running your tests", run_limit);
    switch (status) {
    case 0: *result = ACCEPTS; return 0;
    case 2: *result = REJECTS; return 0;
    case CHILD_TIMED_OUT: *result = HANGS; return 0;
    case 3:
        lesson_fail("your tests cannot be run:");
        child_print_log(l, "tests.txt", 5, stderr);
        return 1;
    case CHILD_NOT_RUN: return 1;
    default: *result = BREAKS; return 0;
    }
}

/* ---- what is right must be accepted ---------------------------------------------------------- */

static void print_refusal(const lesson *l, const char *what, test_result result) {
    static const char *const how[] = {"", "reject it", "do not end on it", "crash on it"};
    printf("Not yet: %s is right, and your tests %s:\n", what, how[result]);
    child_print_log(l, "tests.txt", 5, stdout);
    puts("A test that fails on the right code scores nothing. What is right agrees to 14 digits, "
         "but\n"
         "not to the bit, and where nu is large to fewer: an error in sigma grows by 1 + nu^2.");
}

static int accepts_what_is_right(const lesson *l, bool *good) {
    for (size_t i = 0; i < sizeof right_ones / sizeof *right_ones; i++) {
        test_result result;
        const int status = run(l, right_ones[i], &result);
        if (status != 0) return status;
        if (result == ACCEPTS) continue;
        print_refusal(l, i ? right_ones[i] : "a simple implementation without a mistake", result);
        *good = false;
        return 0;
    }
    *good = true;
    return 0;
}

/* ---- mutants --------------------------------------------------------------------------------- */

static void print_mutant(const lesson_mutant *mutant, test_result result) {
    switch (result) {
    case REJECTS: printf("  caught  %s\n", mutant->what); break;
    case BREAKS: printf("  caught  %s (your tests crashed on it)\n", mutant->what); break;
    case ACCEPTS: printf("  missed  a mistake with %s\n", mutant->kind); break;
    case HANGS: printf("  missed  your tests did not end within %.0f s\n", run_limit); break;
    }
}

static int count_caught(const lesson *l, int *caught) {
    size_t count, numbers[DRAWN];
    const lesson_mutant *mutants = lesson_mutants(&count);
    if (!lesson_draw_mutants(lesson_seed(l), DRAWN, numbers)) {
        lesson_fail("out of memory");
        return 1;
    }
    *caught = 0;
    for (int i = 0; i < DRAWN; i++) {
        char number[24];
        test_result result;
        snprintf(number, sizeof number, "%zu", numbers[i]);
        const int status = run(l, number, &result);
        if (status != 0) return status;
        print_mutant(&mutants[numbers[i]], result);
        *caught += result == REJECTS || result == BREAKS;
    }
    return 0;
}

int check_tests(const lesson *l, const station *s, station_outcome *outcome) {
    bool good;
    int caught;
    if (!compile(l, s->file)) return 1;
    int status = accepts_what_is_right(l, &good);
    if (status != 0 || !good) return status;
    printf("Your tests accept what is right. Of %d mutants, drawn for you (seed %llu):\n", DRAWN,
           (unsigned long long)lesson_seed(l));
    status = count_caught(l, &caught);
    if (status != 0) return status;
    outcome->measured = json_integer(caught);
    outcome->passed = caught >= ENOUGH;
    printf("%d of %d caught; %d are enough to go on.\n", caught, DRAWN, ENOUGH);
    return 0;
}
