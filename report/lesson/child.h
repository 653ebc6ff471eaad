/* child.h: the other programs that a check runs. */
#ifndef LESSON_CHILD_H
#define LESSON_CHILD_H

#include "lesson.h"

/* How it ended: an exit status, or one of these. */
enum { CHILD_NOT_RUN = -1, CHILD_SIGNAL = -2, CHILD_TIMED_OUT = -3 };

/*
 * Runs arguments[], NULL ends them, in the student's folder, for at most `limit` seconds; what it
 * prints goes into .lesson/LOG. `progress` is shown on a terminal meanwhile, or NULL. An interrupt
 * ends it and then this program. Where it could not be started the reason is told.
 */
int child_run(const lesson *l, const char *const *arguments, const char *log, const char *progress,
              double limit);

/* The last `lines` lines of .lesson/LOG, indented. */
void child_print_log(const lesson *l, const char *log, int lines, FILE *out);

#endif
