/* section_machine.c: where, with what and from which source every number was made. */
#include "markdown.h"

#include <stdlib.h>

static void write_value(FILE *out, const json_t *value) {
    if (json_is_string(value)) {
        report_write_text(out, json_string_value(value));
        return;
    }
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(6));
    report_write_text(out, text ? text : "(out of memory)");
    free(text);
}

/* The entries of a context that the reference has not, or has otherwise; reference NULL: all. */
static void write_context(FILE *out, json_t *context, const json_t *reference) {
    const char *key;
    json_t *value;
    fputs("| key | value |\n|---|---|\n", out);
    json_object_foreach(context, key, value) {
        if (reference && json_equal(value, json_object_get(reference, key))) continue;
        fputs("| ", out);
        report_write_text(out, key);
        fputs(" | ", out);
        write_value(out, value);
        fputs(" |\n", out);
    }
    fputc('\n', out);
}

void report_section_machine(FILE *out, const report_sources *s) {
    const json_t *reference = s->bench.context;
    fputs("## The machine\n\n", out);
    if (!reference && s->profiles.count == 0)
        fputs("Nothing was run, so nothing is known of it.\n\n", out);
    if (reference) {
        fputs("Of the timings:\n\n", out);
        write_context(out, s->bench.context, NULL);
    }
    for (size_t i = 0; i < s->profiles.count; i++) {
        const report_profile *p = &s->profiles.profiles[i];
        fprintf(out, "Of the profile of `%s`%s:\n\n", p->impl,
                reference ? ", where it differs from the timings" : "");
        write_context(out, p->context, reference);
    }
}
