/* SPDX-License-Identifier: MIT */
/* checks.c: the checks of the stations profile, tests, noise and gate. */
#include "lesson.h"

#include "die.h"
#include "mutants.h"
#include "noise.h"
#include "result_file.h"
#include "stored_profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- profile: shares of naive's instructions, as counted by ./hmf profile naive ---------------
 */

/* The first is the one to predict. */
static const struct {
    const char *function, *what;
} parts[] = {
    {"hmf_power_spectrum", "the power spectrum"},
    {"hmf_window_top_hat", "the window"},
    {"sigma", "all integrals of sigma, with both"},
    {"growth", "the growth factor"},
};
enum { PARTS = sizeof parts / sizeof *parts, GROWTH = PARTS - 1 };

/* Returns the inclusive share in per cent, or NaN if it was not counted. */
static double share(const stored_profile *profile, const char *name) {
    const profile_function *function = stored_profile_function(profile, name);
    if (!function || profile->instructions == 0) return (double)NAN;
    return 100.0 * (double)function->instructions_inclusive / (double)profile->instructions;
}

static void print_parts(const stored_profile *profile) {
    puts("Shares of naive's instructions, including callees:");
    for (size_t i = 0; i < PARTS; i++) {
        const profile_function *function = stored_profile_function(profile, parts[i].function);
        if (function)
            printf("  %7.3f %%  %-20s %12ju calls   %s\n", share(profile, parts[i].function),
                   parts[i].function, (uintmax_t)function->calls, parts[i].what);
    }
    const double growth = share(profile, parts[GROWTH].function);
    if (isfinite(growth)) /* Amdahl's law */
        printf("If the growth factor cost nothing at all, naive would be faster by %.2g %%.\n",
               100.0 * growth / (100.0 - growth));
}

void check_profile(const lesson *l, const station *s, station_outcome *outcome) {
    (void)l, (void)s;
    char message[LESSON_PATH + 512];
    stored_profile profile;
    char *folder = xasprintf("%s/profile-naive", results_folder());
    if (!lesson_exists(folder))
        die(EXIT_ERROR, "there is no profile of naive yet (%s); run ./hmf profile naive", folder);
    if (!stored_profile_read(folder, &profile, message, sizeof message))
        die(EXIT_ERROR, "%s; ./hmf profile naive writes it again", message);
    const double measured = share(&profile, parts[0].function);
    if (!isfinite(measured))
        die(EXIT_ERROR, "%s: callgrind did not count %s; ./hmf profile naive prints why", folder,
            parts[0].function);
    print_parts(&profile);
    outcome->measured = json_real(measured);
    outcome->passed = true;
    stored_profile_free(&profile);
    free(folder);
}

/* ---- tests: the number of mutants that a student's tests detect -------------------------------
 */

enum { DRAWN = 12, ENOUGH = 9 };

static const double compile_limit = 60.0, run_limit = 10.0; /* seconds */

/* Correct implementations of different kinds. A student's tests must accept all of them. */
static const char *const correct[] = {"0", "quadrature", "universal"};

typedef enum { ACCEPTS, REJECTS, HANGS, CRASHES } test_result;

static void compile(const lesson *l, const char *file) {
    const char *compiler = getenv("CC");
    if (!compiler || !*compiler) compiler = "cc";
    const char *const arguments[] = {
        compiler,  "-std=c17",         "-O1",   "-g",  "-Wall",
        "-Wextra", "-shared",          "-fPIC", "-I",  HMF_LESSON_INTERFACE,
        "-o",      ".lesson/tests.so", file,    "-lm", NULL};
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
    lesson_draw_mutants(lesson_seed(l), DRAWN, numbers);
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

/* ---- noise: the same work timed against itself ------------------------------------------------
 */

static const double noise_seconds = 3.0; /* duration of the measurement          */
static const double much_noise = 0.05;   /* idle machines are well below, as a share */

void check_noise(const lesson *l, const station *s, station_outcome *outcome) {
    (void)l, (void)s;
    hmf_noise noise;
    hmf_error error;
    fflush(stdout);
    if (hmf_noise_measure(noise_seconds, &noise, &error) != HMF_OK)
        die(EXIT_ERROR, "%s", error.message);
    printf("%d pairs of batches of %.1f ms, all of the same work:\n"
           "  the two of a pair differ by %.3g %% (median), and by %.3g %% at most;\n"
           "  the median of all pairs is off by %+.3f %%, with an uncertainty of %.3f %%.\n",
           noise.pairs, 1e3 * noise.batch, 1e2 * noise.typical, 1e2 * noise.worst, 1e2 * noise.bias,
           1e2 * noise.resolution);
    printf("So one timing before a change and one after it cannot show a change of less\n"
           "than %.3g %% here. Many alternating pairs detect far smaller ones, as ./hmf bench,\n"
           "the judge and the gate do.\n",
           1e2 * noise.worst);
    if (noise.typical > much_noise)
        puts("This is a lot: other programs use the processor. End them and check again, or\n"
             "go on and expect wide intervals.");
    outcome->measured = json_real(1e2 * noise.typical);
    outcome->passed = true;
}

/* ---- gate: which of two changes is a regression -----------------------------------------------
 */

static const double gate_limit = 900.0; /* seconds; the gate's own budget is 120 */

/* Per cent. Wider than the gate's default of 2, for busy machines: the regression is above 25. */
static const char margin[] = "10";

/* Returns the gate's exit status on one side: 0, EXIT_NO or EXIT_INCONCLUSIVE. */
static int ask_gate(const lesson *l, const char *side) {
    char program[64], log[64], progress[96];
    snprintf(program, sizeof program, "hmf-lesson-row-%s", station_change(l, side));
    snprintf(log, sizeof log, "gate-%s.txt", side);
    snprintf(progress, sizeof progress, "the gate compares base and %s", side);
    const lesson_path base = lesson_program("hmf-lesson-row-base");
    const lesson_path changed = lesson_program(program);
    const char *const arguments[] = {l->front_door, "gate", "--binaries", base.text, changed.text,
                                     "--margin",    margin, "--budget",   "120",     NULL};
    const int verdict = lesson_run(l, arguments, log, progress, gate_limit);
    printf("\nThe gate on base and %s:\n", side);
    lesson_print_log(l, log, 12, stdout);
    if (verdict != 0 && verdict != EXIT_NO && verdict != EXIT_INCONCLUSIVE)
        die(EXIT_ERROR, "./hmf gate --binaries failed on base and %s", side);
    return verdict;
}

void check_gate(const lesson *l, const station *s, station_outcome *outcome) {
    int verdicts[2];
    for (int i = 0; i < 2; i++) verdicts[i] = ask_gate(l, s->words[i]);
    putchar('\n');
    for (int i = 0; i < 2; i++)
        if (verdicts[i] == EXIT_NO && verdicts[1 - i] == 0) {
            printf("The regression is %s. The suspicion against the other one was false: the\n"
                   "compiler makes the same code of it as before.\n",
                   s->words[i]);
            outcome->measured = json_string(s->words[i]);
            outcome->passed = true;
            return;
        }
    puts("Not yet: the gate is not certain of both, because the machine is too noisy at the\n"
         "moment (./hmf doctor). Check again when fewer other programs run.");
}
