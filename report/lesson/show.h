/* show.h: what the lesson says: texts, the way so far, the next step. */
#ifndef LESSON_SHOW_H
#define LESSON_SHOW_H

#include "lesson.h"

/* All that return int are commands; it is the exit status. */
int show_status(const lesson *l);
int show_task(const lesson *l);
int show_hint(lesson *l);
int show_log(const lesson *l);
int show_log_json(const lesson *l);

/* The text of that name, or which there are where it is NULL. Needs no lesson. */
int show_aside(const char *name);

/* The one thing to do next. */
void show_next(const lesson *l);

/* A predicted or measured value with its unit. */
void show_answer(const json_t *value, const char *unit);

#endif
