/* SPDX-License-Identifier: MIT */
/* print.h: prints the texts, the progress and the next step of a lesson. */
#ifndef LESSON_PRINT_H
#define LESSON_PRINT_H

#include "lesson.h"

/* Prints the list of stations and the next step. */
void print_status(const lesson *l);

/* Prints the text of this station and the next step. */
void print_task(const lesson *l);

/* Prints the next step: one command. */
void print_next(const lesson *l);

/* Prints the next hint, or all of them if all were shown. Returns the number of hints shown. */
int print_hint(const lesson *l);

/* Prints predictions and measurements. */
void print_log(const lesson *l);

/* Prints the aside of that name, or the list of all if name is NULL. Dies if there is none. */
void print_aside(const char *name);

/* Prints a predicted or measured value with its unit, which may be NULL. */
void print_answer(const json_t *value, const char *unit);

#endif
