/* markdown.c: the heading of the report, what does not fit together in it, and its sections. */
#include "markdown.h"

#include "next_step.h"

#include <ctype.h>
#include <string.h>

void report_write_text(FILE *out, const char *text) {
    for (; *text; text++) {
        if (*text == '|') fputc('\\', out);
        fputc(iscntrl((unsigned char)*text) ? ' ' : *text == '`' ? '\'' : *text, out);
    }
}

/* "`67446a3c` with uncommitted changes" */
static void write_commit(FILE *out, const json_t *context) {
    const char *commit = report_context(context, "git_commit");
    if (commit)
        fprintf(out, "`%.12s`", commit);
    else
        fputs("unknown", out);
    if (report_is_dirty(context)) fputs(" with uncommitted changes", out);
}

static void write_heading(FILE *out, const report_sources *s) {
    fputs("# hmfbench report\n\n", out);
    if (!s->bench.root) {
        fputs("Nothing is timed yet: `./hmf bench` does it.\n\n", out);
        return;
    }
    const char *date = report_context(s->bench.context, "date");
    fputs("Commit ", out);
    write_commit(out, s->bench.context);
    fprintf(out, ", timed %s.\n\n", date ? date : "at an unknown time");
}

/* ---- what does not fit together -------------------------------------------------------------- */

static void warn_of_commit(FILE *out, const report_sources *s, const report_profile *profile) {
    const json_t *timed = s->bench.context, *profiled = profile->context;
    if (!report_same_commit(s, profile)) {
        fputs("> **Not the same source:** the timings are of commit ", out);
        write_commit(out, timed);
        fprintf(out, ", the profile of `%s` is of commit ", profile->impl);
        write_commit(out, profiled);
    } else if (report_is_dirty(timed) || report_is_dirty(profiled) ||
               !report_context(timed, "git_commit")) {
        fprintf(out,
                "> **Perhaps not the same source:** with uncommitted changes, or without git, "
                "nothing says whether the timings and the profile of `%s` are of one source",
                profile->impl);
    } else {
        return;
    }
    fprintf(out, ". `./hmf bench` and `./hmf profile %s` make both anew.\n\n", profile->impl);
}

static void warn_of_machine(FILE *out, const report_sources *s, const report_profile *profile) {
    const char *timed = report_context(s->bench.context, "cpu");
    const char *profiled = report_context(profile->context, "cpu");
    if (timed && profiled && strcmp(timed, profiled) == 0) return;
    fprintf(out,
            "> **Not the same machine:** the timings are of a processor %s, the profile of `%s` ",
            timed ? timed : "unknown", profile->impl);
    fprintf(out, "is of %s.\n\n", profiled ? profiled : "an unknown one");
}

static void write_warnings(FILE *out, const report_sources *s) {
    if (!s->bench.root) return;
    for (size_t i = 0; i < s->profiles.count; i++) {
        warn_of_commit(out, s, &s->profiles.profiles[i]);
        warn_of_machine(out, s, &s->profiles.profiles[i]);
    }
}

void report_markdown(FILE *out, const report_sources *sources) {
    write_heading(out, sources);
    write_warnings(out, sources);
    report_section_ladder(out, sources);
    report_section_timings(out, sources);
    report_section_profiles(out, sources);
    report_section_machine(out, sources);
    fputs("## Next step\n\n", out);
    report_next_step(out, sources);
}
