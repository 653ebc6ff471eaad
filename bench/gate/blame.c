/* blame.c: where the additional instructions of a regression are, as ./hmf profile --diff tells it
 * from the counts of layer 1. */
#include "gate_run.h"

#include <jansson.h>
#include <string.h>

static const double limit = 120.0; /* seconds */

static const char *text_of(const json_t *row, const char *key) {
    const char *text = json_string_value(json_object_get(row, key));
    return text ? text : "";
}

static int64_t side_of(const json_t *row, const char *key, size_t side) {
    return json_integer_value(json_array_get(json_object_get(row, key), side));
}

static int64_t gain_of(const json_t *row) {
    return side_of(row, "instructions_self", GATE_HEAD) -
           side_of(row, "instructions_self", GATE_BASE);
}

/* The row with the largest gain, of lines those of that function alone unless it is NULL; NULL
 * where none has one. */
static const json_t *largest_gain(const json_t *rows, const char *function) {
    const json_t *row, *largest = NULL;
    size_t i;
    json_array_foreach(rows, i, row) {
        if (function && strcmp(text_of(row, "function"), function) != 0) continue;
        if (gain_of(row) > (largest ? gain_of(largest) : 0)) largest = row;
    }
    return largest;
}

/* A line that was edited is one that is gone and one that is new: so the function is found first.
 */
static void read_blame(const json_t *difference, gate_blame *blame) {
    const json_t *function = largest_gain(json_object_get(difference, "functions"), NULL);
    if (!function) return;
    blame->known = true;
    snprintf(blame->function, sizeof blame->function, "%s", text_of(function, "name"));
    snprintf(blame->file, sizeof blame->file, "%s", text_of(function, "source"));
    blame->function_gain = gain_of(function);
    const json_t *line = largest_gain(json_object_get(difference, "lines"), blame->function);
    if (!line) return;
    snprintf(blame->file, sizeof blame->file, "%s", text_of(line, "source"));
    snprintf(blame->text, sizeof blame->text, "%s", text_of(line, "text"));
    blame->line = (unsigned)side_of(line, "line", GATE_HEAD);
    blame->line_gain = gain_of(line);
}

static bool find(gate_run *run, size_t comparison) {
    static const char output[] = "blame.txt";
    char program[PATH_MAX], path[PATH_MAX], base[PATH_MAX + 8], head[PATH_MAX + 8];
    gate_count_path(run, comparison, path);
    snprintf(base, sizeof base, "%s.base", path);
    snprintf(head, sizeof head, "%s.head", path);
    snprintf(program, sizeof program, "%s/hmf-profile", run->programs);
    const char *const arguments[] = {program,  "--diff", base,    head,
                                     "--json", "--out",  "blame", NULL};
    const int status = gate_command(run, arguments, output, "looking for the lines", limit);
    if (status != 0) return status > 0 && (gate_show_output(run, output), false);
    FILE *file = gate_open_output(run, output);
    json_t *difference = file ? json_loadf(file, 0, NULL) : NULL;
    if (file) fclose(file);
    if (!difference) return gate_show_output(run, output), false;
    read_blame(difference, &run->report->comparisons[comparison].blame);
    json_decref(difference);
    return true;
}

/* The verdict stands without it. */
bool gate_find_blame(gate_run *run) {
    for (size_t i = 0; i < run->report->count && !run->interrupt; i++) {
        const gate_comparison *c = &run->report->comparisons[i];
        const bool regression = c->outcome == OUTCOME_SLOWER || c->outcome == OUTCOME_INSTRUCTIONS;
        if (regression && c->counted && !find(run, i))
            fprintf(stderr, "hmf gate: %s: the line that gained most was not found\n", c->name);
    }
    return !run->interrupt;
}
