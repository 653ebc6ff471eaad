/* hint.c: advice for each outcome, class and place on the ladder. */
#include "hint.h"

#include <stdio.h>
#include <string.h>

static const char *const advice[OUTCOME_COUNT] = {
    [OUTCOME_UNREADABLE] = "./hmf judge --new NAME writes a file to start from.",
    [OUTCOME_TOO_LARGE] = "Compute large tables in create, or find mathematics that needs less.",
    [OUTCOME_NOT_COMPILED] = "One file, C17 with GNU extensions; hmf.h, the standard headers and "
                             "GSL's are there, other files of the project are not. It is linked "
                             "with OpenMP, GSL and the C library alone.",
    [OUTCOME_NO_DESCRIPTOR] = "The file NAME.c ends in `const hmf_impl hmf_impl_NAME = {...};`, "
                              "not static; ./hmf judge --new shows how.",
    [OUTCOME_UNAVAILABLE] = "Leave `unavailable` out, or judge it where it can run.",
    [OUTCOME_SANITIZER] = "The sanitizer names the line. Grids may have a single redshift or mass, "
                          "and masses come in any order.",
    [OUTCOME_WRONG] =
        "Compare the parts with hmf.h at that cell: R, sigma, the central difference, "
        "the growth factor.",
    [OUTCOME_NOT_FINITE] = "Look for 0/0, a square root of a rounding error, and exp(-nu^2/2) "
                           "where nu is large.",
    [OUTCOME_UNTOUCHED] = "dn_dlnm[iz * nmass + im] for every iz < nz and every im < nmass.",
    [OUTCOME_REFUSED] = "Return HMF_OK for all of the domain; HMF_NO_MEMORY only when malloc gives "
                        "NULL.",
    [OUTCOME_FORBIDDEN_CALL] = "Printing, files, sleeping, processes and clocks are not for "
                               "entries. Threads need HMF_THREADED among the flags.",
    [OUTCOME_READS_CLOCK] = "Take the clock out, omp_get_wtime and srand(time(NULL)) as well; the "
                            "judge measures. Seed random numbers with a constant.",
    [OUTCOME_CHANGES_INPUTS] = "Copy z and mass before sorting or scaling them.",
    [OUTCOME_OUT_OF_BOUNDS] = "Vector loops must not read or write a whole vector at the end of an "
                              "array.",
    [OUTCOME_STACK_OVERFLOW] = "Large arrays belong on the heap; does a recursion end?",
    [OUTCOME_CRASH] =
        "Compile it with -g -fsanitize=address,undefined and run it under a debugger. A "
        "floating-point exception is an integer divided by zero, or feenableexcept.",
    [OUTCOME_ABORTED] = "An assertion, or malloc found its memory damaged. GSL aborts on errors "
                        "unless gsl_set_error_handler_off is called.",
    [OUTCOME_EXITED] = "Return a status instead. OpenMP exits if it cannot start its threads: at "
                       "most 64, in 1 GiB of memory with 8 MiB of stack for each.",
    [OUTCOME_TIMED_OUT] = "Does a loop end? `naive` takes 0.05 s for 5 redshifts and 200 masses.",
    [OUTCOME_TOO_MUCH_MEMORY] = "Free in destroy what create allocates.",
    [OUTCOME_NOT_DONE] = "Wait for your threads before evaluate returns.",
    [OUTCOME_INCONSISTENT] = "The descriptor is const.",
};

/* Of the rungs that are faster than the entry, cold and for any cosmology, the slowest. */
static const hmf_impl *next_rung(const contest *c, int index) {
    size_t mine, other;
    const contest_heat *heat = contest_deciding(c, LEAGUE_ANY, RACE_COLD, index, &mine);
    const hmf_impl *next = NULL;
    double least = 0.0;
    for (size_t i = 0; heat && i < hmf_get_registry()->count; i++) {
        const hmf_impl *rung = hmf_get_registry()->impls[i];
        const racer *x = contest_rung(heat, rung->name, &other);
        if (!x || x->out || x->answers.class < CLASS_FULL) continue;
        const double times = race_ratio(&heat->race, mine, other, 0.025).low;
        if (times > 1.05 && (!next || times < least)) next = rung, least = times;
    }
    return next;
}

static void hint_at_speed(const contest *c, int index, judge_hint *hint) {
    const hmf_impl *next = next_rung(c, index);
    if (next)
        snprintf(hint->text, sizeof hint->text, "The next rung is `%s`: %s.", next->name,
                 next->lesson);
    else
        snprintf(
            hint->text, sizeof hint->text,
            "No rung is surely faster. Compare with the speed of light: ./hmf bench --headline.");
}

judge_hint judge_hint_for(const judge_entry *e, int index, const contest *c) {
    judge_hint hint = {""};
    const char *own = e->found.advice ? e->found.advice : advice[e->found.outcome];
    if (!entry_correct(e))
        snprintf(hint.text, sizeof hint.text, "%s", own ? own : "");
    else if (!e->in_league[LEAGUE_ANY])
        snprintf(
            hint.text, sizeof hint.text,
            "It holds for the default cosmology alone; the league that counts is that of any.");
    else if (e->league[LEAGUE_ANY].class < CLASS_FULL)
        snprintf(hint.text, sizeof hint.text, "Full accuracy is the class that counts most: %s",
                 e->league[LEAGUE_ANY].class == CLASS_TABLE
                     ? "a finer table or a higher order, and mind 1 - nu^2, by which an error of "
                       "sigma grows."
                     : "an absolute tolerance is not small beside a small integral; fixed nodes "
                       "are faster as well.");
    else if (c)
        hint_at_speed(c, index, &hint);
    else
        snprintf(hint.text, sizeof hint.text, "Without --quick it is timed as well.");
    return hint;
}
