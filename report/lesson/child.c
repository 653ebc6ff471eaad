/* child.c: command.h, with what all checks want of it. */
#include "child.h"

#include "subprocess.h"

#include <stdlib.h>
#include <string.h>

int child_run(const lesson *l, const char *const *arguments, const char *log, const char *progress,
              double limit) {
    const lesson_path output = lesson_file(l, ".lesson");
    char path[LESSON_PATH + 64];
    snprintf(path, sizeof path, "%s/%s", output.text, log);
    fflush(stdout);
    const subprocess_command run = {.arguments = arguments,
                         .folder = l->folder,
                         .output = path,
                         .progress = progress,
                         .limit = limit};
    const subprocess_result result = subprocess_run(&run);
    switch (result.end) {
    case SUBPROCESS_EXITED: return result.status;
    case SUBPROCESS_KILLED: return CHILD_SIGNAL;
    case SUBPROCESS_TIMED_OUT: return CHILD_TIMED_OUT;
    case SUBPROCESS_INTERRUPTED: subprocess_die(result.status);
    case SUBPROCESS_MISSING: lesson_fail("%s is not installed", arguments[0]); break;
    case SUBPROCESS_FAILED:
        lesson_fail("%s cannot be started: %s", arguments[0], strerror(result.status));
        break;
    }
    return CHILD_NOT_RUN;
}

/* Where the last so many lines of the text begin. */
static const char *last_lines(const char *text, int lines) {
    const char *at = text + strlen(text);
    while (at > text && at[-1] == '\n') at--;
    for (; at > text; at--)
        if (at[-1] == '\n' && --lines == 0) break;
    return at;
}

void child_print_log(const lesson *l, const char *log, int lines, FILE *out) {
    char name[128], *text = NULL;
    size_t size = 0;
    snprintf(name, sizeof name, ".lesson/%s", log);
    FILE *in = fopen(lesson_file(l, name).text, "r");
    if (in && getdelim(&text, &size, '\0', in) > 0)
        for (const char *at = last_lines(text, lines); *at;) {
            const size_t length = strcspn(at, "\n");
            fprintf(out, "    %.*s\n", (int)length, at);
            at += length + (at[length] == '\n');
        }
    free(text);
    if (in) fclose(in);
}
