/* gate_outputs.c: standard output, and files that are whole or not there. */
#include "gate_outputs.h"

#include "text.h"
#include "result_file.h"
#include "result_json.h"

#include <stdlib.h>
#include <unistd.h>

static bool fail(const char *message) {
    fprintf(stderr, "hmf gate: %s\n", message);
    return false;
}

static bool writable(const char *path) {
    char message[512];
    return !path || hmf_result_writable(path, message, sizeof message) || fail(message);
}

bool gate_outputs_writable(const gate_options *options) {
    return writable(options->json) && writable(options->junit) && writable(options->markdown);
}

static bool write_text(const char *path, void (*write)(FILE *, const gate_report *),
                       const gate_report *report) {
    if (!path) return true;
    char *text = NULL, message[512];
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream) return fail("out of memory");
    write(stream, report);
    bool good = !ferror(stream);
    good = fclose(stream) == 0 && text && good;
    if (!good)
        fail("out of memory");
    else if (!hmf_result_write(path, text, size, message, sizeof message))
        good = fail(message);
    free(text);
    return good;
}

static bool write_json(const char *path, const gate_report *report) {
    char message[512];
    return !path ||
           hmf_result_write_json(path, gate_report_json(report), message, sizeof message) ||
           fail(message);
}

/* Lists the comparisons that a run would make: by time, or settled by their instructions. */
static void write_list(const gate_report *report) {
    for (size_t i = 0; i < report->count; i++) {
        const gate_comparison *c = &report->comparisons[i];
        if (c->outcome != OUTCOME_OPEN && c->outcome != OUTCOME_SAME) continue;
        text_write_escaped(stdout, c->name, NULL);
        printf(" %g %%%s\n", 100.0 * c->margin, c->outcome == OUTCOME_SAME ? " instructions" : "");
    }
}

static bool write_terminal(const gate_options *options, const gate_report *report) {
    const char *none = getenv("NO_COLOR");
    if (options->annotations) gate_write_annotations(stdout, report);
    if (options->list)
        write_list(report);
    else
        gate_write_table(stdout, report, isatty(STDOUT_FILENO) && !(none && *none));
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    perror("hmf gate: cannot write the table");
    return false;
}

bool gate_outputs_write(const gate_options *options, const gate_report *report) {
    bool good = write_terminal(options, report);
    good = write_json(options->json, report) && good;
    good = write_text(options->junit, gate_write_junit, report) && good;
    return write_text(options->markdown, gate_write_markdown, report) && good;
}
