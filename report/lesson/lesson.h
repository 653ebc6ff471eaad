/*
 * lesson.h: one student's lesson: the folder, and the state that is kept in it between calls.
 *
 * The state is the file lesson.json in that folder. A copy with the folder's name in it goes to the
 * folder of results: from there the page shows the log, and the next call finds the folder.
 *
 *     {"hmfbench_schema": 1, "kind": "lesson", "context": {...}, "seed": 17,
 *      "station": "hoist", "prediction": 5.0, "hints": 2,
 *      "before": {"cold": {"naive": {"median": 1, "low": 1, "high": 1}, ...}, "warm": {...}},
 *      "log": [{"station": "profile", "what": "...", "unit": "%", "predicted": 40,
 *               "measured": 71.2, "low": null, "high": null, "passed": true, "ratios": null}]}
 *
 * `prediction` is null until there is one, `hints` how many were shown at this station; `before` is
 * how many times as fast as each rung (gain.h) the file was that a station began with, null where
 * that is not known. Where a word is asked for, predicted and measured are words.
 */
#ifndef LESSON_H
#define LESSON_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { LESSON_PATH = PATH_MAX + 256 };

typedef struct {
    char folder[PATH_MAX];  /* absolute */
    const char *front_door; /* the script ./hmf                                      */
    json_t *state;          /* as above, and valid                                   */
} lesson;

/* To standard error, after "hmf lesson: ". Always false. */
bool lesson_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* These tell the reason when they fail. A folder that has a lesson is gone on with, and *resumed
 * set. */
bool lesson_start(lesson *l, const char *folder, uint64_t seed, bool *resumed);

/* The lesson of $HMF_LESSON, or of the working folder, or the one last begun. */
bool lesson_open(lesson *l);

bool lesson_save(const lesson *l);
void lesson_close(lesson *l);

/* "FOLDER/NAME" */
typedef struct {
    char text[LESSON_PATH];
} lesson_path;
lesson_path lesson_file(const lesson *l, const char *name);

/* The file NAME of station number i, from 0. */
lesson_path lesson_text(int i, const char *name);

/* A program built beside this one. */
lesson_path lesson_program(const char *name);

/* Copies a text file; the copy is whole or not made, and the reason told. */
bool lesson_copy(const char *from, const char *to);

/* ---- the state ------------------------------------------------------------------------------- */

int lesson_station(const lesson *l);              /* its number, from 0 */
const json_t *lesson_prediction(const lesson *l); /* a number, a word, or NULL */
uint64_t lesson_seed(const lesson *l);
int lesson_hints(const lesson *l); /* how many were shown at this station */

/* Whether the log has a passed check of that station. */
bool lesson_passed(const lesson *l, int number);

/* The last entry of the log of that station, or NULL. */
const json_t *lesson_last_entry(const lesson *l, int number);

/* Takes over the reference to value; NULL is no value. False: memory is short, which is told. */
bool lesson_set(lesson *l, const char *key, json_t *value);

/* The station is entered: no prediction, no hints, and what is known of the file it begins with. */
bool lesson_enter(lesson *l, int number, json_t *before);

#endif
