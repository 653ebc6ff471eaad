/* layer_time.c: every draw is a fresh process with three modules that were linked for it alone, in
 * layouts drawn anew: of the base, of the new build, and of the base again. */
#include "gate_run.h"
#include "rounds_of_draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double draw_limit = 600.0, link_limit = 300.0; /* seconds */

enum { LAYOUTS = 8, NUMBER_MAX = 24 };

/* With fewer than `full_draw` open comparisons each takes longer in a draw, up to `longest` times:
 * the time for linking and starting is spent in any case. */
static const double full_draw = 12.0, longest = 4.0;

typedef struct {
    gate_run *run;
    size_t linked; /* draws that there are modules for */
} builds_source;

/* ---- layouts --------------------------------------------------------------------------------- */

/* Others in every block and on every side. */
static unsigned layout_seed(const gate_run *run, size_t block, unsigned side) {
    const uint64_t mixed = (run->options->seed * 3 + side + 1) * UINT64_C(0x9E3779B97F4A7C15) +
                           block * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (unsigned)(mixed >> 44);
}

/* The modules of the next draws, in the place of those before them; for all sides at the same time.
 */
static bool link_layouts(gate_run *run, size_t block) {
    static const char output[] = "layouts.txt";
    static const char script[] = "\"$0\" \"$1\" layouts/base 8 \"$2\" \"$5\" & one=$!\n"
                                 "\"$0\" \"$1\" layouts/copy 8 \"$3\" \"$5\" & two=$!\n"
                                 "\"$0\" \"$6\" layouts/head 8 \"$4\" \"$7\"\n"
                                 "three=$?; wait $two; two=$?; wait $one; one=$?\n"
                                 "exit $((one ? one : two ? two : three))\n";
    const gate_options *o = run->options;
    char seed[3][NUMBER_MAX];
    for (unsigned side = 0; side < 3; side++)
        snprintf(seed[side], NUMBER_MAX, "%u", layout_seed(run, block, side));
    const char *const arguments[] = {"sh",
                                     "-c",
                                     script,
                                     (HMF_GATE_SCRIPTS "/layouts.sh"),
                                     run->build[GATE_BASE],
                                     seed[0],
                                     seed[1],
                                     seed[2],
                                     o->base_target,
                                     run->build[GATE_HEAD],
                                     o->head_target,
                                     NULL};
    const int status = gate_command(run, arguments, output, "linking layouts", link_limit);
    if (status > 0) {
        gate_show_output(run, output);
        fputs("hmf gate: the layouts could not be linked\n", stderr);
    }
    return status == 0;
}

/* ---- draws ----------------------------------------------------------------------------------- */

static bool read_draw(gate_run *run, const char *output, gate_sample *const *samples) {
    FILE *file = gate_open_output(run, output);
    if (!file) return false;
    const gate_report *report = run->report;
    size_t left = 0;
    for (size_t i = 0; i < report->count; i++) left += samples[i] != NULL;
    char line[256], name[128];
    for (gate_sample s; fgets(line, sizeof line, file);) {
        if (sscanf(line, "%127s %lf %lf %lf", name, &s.ratio, &s.control, &s.base_seconds) != 4)
            continue;
        for (size_t i = 0; i < report->count; i++)
            if (samples[i] && strcmp(report->comparisons[i].name, name) == 0)
                *samples[i] = s, left--;
    }
    fclose(file);
    if (left == 0) return true;
    gate_show_output(run, output);
    fputs("hmf gate: a draw did not say what it measured\n", stderr);
    return false;
}

/* The command line of a draw; owned by the caller, who frees the list alone. */
static const char **draw_arguments(const gate_run *run, gate_sample *const *samples,
                                   const char *program, char words[5][PATH_MAX]) {
    const char **arguments = calloc(run->report->count + 7, sizeof *arguments);
    if (!arguments) {
        fputs("hmf gate: out of memory\n", stderr);
        return NULL;
    }
    size_t n = 0;
    arguments[n++] = program;
    for (size_t i = 0; i < 5; i++) arguments[n++] = words[i];
    for (size_t i = 0; i < run->report->count; i++)
        if (samples[i]) arguments[n++] = run->report->comparisons[i].name;
    return arguments;
}

/* Seconds for each comparison. */
static double draw_seconds(const gate_run *run, gate_sample *const *samples) {
    size_t open = 0;
    for (size_t i = 0; i < run->report->count; i++) open += samples[i] != NULL;
    return run->options->draw_seconds * fmin(longest, fmax(1.0, full_draw / (double)open));
}

static bool draw(void *what, size_t number, gate_sample *const *samples) {
    static const char output[] = "draw.txt";
    builds_source *source = what;
    gate_run *run = source->run;
    if (number == source->linked) {
        if (!link_layouts(run, number / LAYOUTS)) return false;
        source->linked += LAYOUTS;
    }
    char program[PATH_MAX], words[5][PATH_MAX];
    const size_t layout = number % LAYOUTS + 1;
    snprintf(program, sizeof program, "%s/hmf-gate-draw", run->programs);
    snprintf(words[0], PATH_MAX, "%llu",
             (unsigned long long)(run->options->seed * 1000 + number) % 4294967291u);
    snprintf(words[1], PATH_MAX, "%g", 1e3 * draw_seconds(run, samples));
    snprintf(words[2], PATH_MAX, "layouts/base/%zu.so", layout);
    snprintf(words[3], PATH_MAX, "layouts/head/%zu.so", layout);
    snprintf(words[4], PATH_MAX, "layouts/copy/%zu.so", layout);
    const char **arguments = draw_arguments(run, samples, program, words);
    if (!arguments) return false;
    const int status = gate_command(run, arguments, output, "timing", draw_limit);
    free(arguments);
    if (status == 0) return read_draw(run, output, samples);
    if (status < 0) return false;
    gate_show_output(run, output);
    fprintf(stderr, "hmf gate: draw %zu of seed %llu failed, with exit status %d\n", number,
            (unsigned long long)run->options->seed, status);
    return false;
}

bool gate_layer_time(gate_run *run) {
    const gate_options *o = run->options;
    builds_source what = {.run = run};
    const gate_plan plan = {.level = o->level, .most = o->most, .seconds = o->seconds};
    const gate_source source = {.what = &what, .draw = draw};
    return gate_draw_rounds(run->report->comparisons, run->report->count, &plan, &source);
}
