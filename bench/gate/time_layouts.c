/* SPDX-License-Identifier: MIT */
/* time_layouts.c: times the open comparisons. Every draw is a fresh process with three modules that
 * were linked for it alone, in random layouts: of the base, of the new build, and of the base
 * again. */
#include "gate_run.h"

#include "die.h"
#include "rounds_of_draws.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double draw_limit = 600.0, link_limit = 300.0; /* seconds */

enum { LAYOUTS = 8, NUMBER_MAX = 24 };

/* With fewer than `full_draw` open comparisons each takes longer in a draw, up to `longest` times,
 * because linking and starting take the same time in any case. */
static const double full_draw = 12.0, longest = 4.0;

typedef struct {
    const gate_builds *builds;
    const gate_comparisons *comparisons;
    size_t linked; /* number of draws for which modules are linked */
} timing;

/* ---- layouts --------------------------------------------------------------------------------- */

/* Returns a seed that differs between blocks and between sides. */
static unsigned layout_seed(uint64_t seed, size_t block, unsigned side) {
    const uint64_t mixed =
        (seed * 3 + side + 1) * UINT64_C(0x9E3779B97F4A7C15) + block * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (unsigned)(mixed >> 44);
}

/* Links the modules of the next draws over the previous ones, for all sides at the same time. */
static void link_layouts(const gate_builds *builds, size_t block) {
    static const char script[] = "\"$0\" \"$1\" layouts/base 8 \"$2\" \"$5\" & one=$!\n"
                                 "\"$0\" \"$1\" layouts/copy 8 \"$3\" \"$5\" & two=$!\n"
                                 "\"$0\" \"$6\" layouts/head 8 \"$4\" \"$7\"\n"
                                 "three=$?; wait $two; two=$?; wait $one; one=$?\n"
                                 "exit $((one ? one : two ? two : three))\n";
    const gate_options *o = builds->options;
    char seed[3][NUMBER_MAX];
    for (unsigned side = 0; side < 3; side++)
        snprintf(seed[side], NUMBER_MAX, "%u", layout_seed(o->seed, block, side));
    const char *const arguments[] = {"sh",
                                     "-c",
                                     script,
                                     (HMF_GATE_SCRIPTS "/layouts.sh"),
                                     builds->build[GATE_BASE],
                                     seed[0],
                                     seed[1],
                                     seed[2],
                                     o->base_target,
                                     builds->build[GATE_HEAD],
                                     o->head_target,
                                     NULL};
    gate_do(arguments, "layouts.txt", "linking layouts", link_limit);
}

/* ---- draws ----------------------------------------------------------------------------------- */

static size_t count_open(const timing *t, gate_sample *const *samples) {
    size_t open = 0;
    for (size_t i = 0; i < t->comparisons->count; i++) open += samples[i] != NULL;
    return open;
}

static void read_draw(const timing *t, const char *output, gate_sample *const *samples) {
    FILE *file = gate_open_output(output);
    size_t left = count_open(t, samples);
    char line[256], name[128];
    for (gate_sample s; fgets(line, sizeof line, file);) {
        if (sscanf(line, "%127s %lf %lf %lf", name, &s.ratio, &s.control, &s.base_seconds) != 4)
            continue;
        for (size_t i = 0; i < t->comparisons->count; i++)
            if (samples[i] && strcmp(t->comparisons->item[i].name, name) == 0)
                *samples[i] = s, left--;
    }
    fclose(file);
    if (left == 0) return;
    gate_show_output(output);
    die(EXIT_ERROR, "a draw did not print all its measurements");
}

static void draw(void *data, size_t number, gate_sample *const *samples) {
    static const char output[] = "draw.txt";
    timing *t = data;
    const gate_options *o = t->builds->options;
    if (number == t->linked) {
        link_layouts(t->builds, number / LAYOUTS);
        t->linked += LAYOUTS;
    }
    const double full = full_draw / (double)count_open(t, samples);
    const double seconds = o->draw_seconds * fmin(longest, fmax(1.0, full));
    const size_t layout = number % LAYOUTS + 1;
    enum { WORDS = 6 };
    char *const words[WORDS] = {gate_program("hmf-gate-draw"),
                                xasprintf("%lu", (o->seed * 1000 + number) % 4294967291u),
                                xasprintf("%g", 1e3 * seconds),
                                xasprintf("layouts/base/%zu.so", layout),
                                xasprintf("layouts/head/%zu.so", layout),
                                xasprintf("layouts/copy/%zu.so", layout)};
    const char **arguments = xcalloc(t->comparisons->count + WORDS + 1, sizeof *arguments);
    size_t n = 0;
    while (n < WORDS) arguments[n] = words[n], n++;
    for (size_t i = 0; i < t->comparisons->count; i++)
        if (samples[i]) arguments[n++] = t->comparisons->item[i].name;
    char *progress = xasprintf("draw %zu of seed %lu", number, o->seed);
    gate_do(arguments, output, progress, draw_limit);
    read_draw(t, output, samples);
    for (size_t i = 0; i < WORDS; i++) free(words[i]);
    free(arguments);
    free(progress);
}

void gate_time_layouts(const gate_builds *builds, gate_comparisons *comparisons) {
    timing t = {.builds = builds, .comparisons = comparisons};
    gate_draw_rounds(comparisons->item, comparisons->count, builds->options, draw, &t);
}
