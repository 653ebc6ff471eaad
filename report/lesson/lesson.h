/* SPDX-License-Identifier: MIT */
/*
 * lesson.h: the folder and the state of one student's lesson.
 *
 * The state is the file lesson.json in the student's folder. A copy with the name of that folder
 * goes to the folder of results. The page reads the copy, and the next call finds the folder by it.
 *
 *     {"hmfbench_schema": 1, "kind": "lesson", "context": {...}, "seed": 17,
 *      "station": "hoist", "prediction": 5.0, "hints": 2,
 *      "before": {"cold": {"naive": {"median": 1, "low": 1, "high": 1}, ...}, "warm": {...}},
 *      "log": [{"station": "profile", "what": "...", "unit": "%", "predicted": 40,
 *               "measured": 71.2, "low": null, "high": null, "passed": true, "ratios": null}]}
 *
 * `prediction` is null until there is one. `hints` is the number of hints shown at this station.
 * `before` holds the ratios (judge_result.h) of the file that the station began with, or null if
 * they are unknown. Where a station asks for a word, predicted and measured are words.
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
    char folder[PATH_MAX];  /* absolute                     */
    const char *front_door; /* the script ./hmf             */
    json_t *state;          /* as above, and valid, or NULL */
} lesson;

/* Begins a lesson in a folder, which is created if necessary, or continues the one that is there.
 * Returns true if it continues. Dies with the reason on failure. */
bool lesson_start(lesson *l, const char *folder, uint64_t seed);

/* Opens the lesson of $HMF_LESSON, of the working folder, or the one last started, in this order.
 * Returns false with the reason in message[size] if there is none or its state is damaged. */
bool lesson_open(lesson *l, char *message, size_t size);

/* Writes the state and its copy, each whole or not at all. Dies with the reason on failure. */
void lesson_save(const lesson *l);
void lesson_close(lesson *l);

/* ---- paths ----------------------------------------------------------------------------------- */

typedef struct {
    char text[LESSON_PATH];
} lesson_path;

/* Returns FOLDER/NAME. */
lesson_path lesson_file(const lesson *l, const char *name);

/* Returns the path of a program that is built beside this one. */
lesson_path lesson_program(const char *name);

bool lesson_exists(const char *path);

/* ---- other programs -------------------------------------------------------------------------- */

/* The end of a program: its exit status, or one of these. */
enum { LESSON_KILLED = -1, LESSON_TIMED_OUT = -2 };

/* Runs arguments[] (NULL-terminated) in the student's folder for at most `limit` seconds, and
 * returns how it ended. Its output goes to .lesson/LOG. `progress` is shown on a terminal
 * meanwhile. Dies if the program cannot be started. Ends the program and itself on an interrupt. */
int lesson_run(const lesson *l, const char *const *arguments, const char *log, const char *progress,
               double limit);

/* Prints the last `lines` lines of .lesson/LOG, indented. */
void lesson_print_log(const lesson *l, const char *log, int lines, FILE *out);

/* ---- the state ------------------------------------------------------------------------------- */

/* Returns the number of the current station, from 0. */
int lesson_station(const lesson *l);

/* Returns the prediction, a number or a word, or NULL. */
const json_t *lesson_prediction(const lesson *l);
uint64_t lesson_seed(const lesson *l);

/* Returns the number of hints shown at this station. */
int lesson_hints(const lesson *l);

/* Returns whether the log has a passed check of that station. */
bool lesson_passed(const lesson *l, int number);

/* Returns the last log entry of that station, or NULL. */
const json_t *lesson_last_entry(const lesson *l, int number);

/* Enters a station: no prediction, no hints, and `before`, whose reference it takes; NULL means
 * unknown. */
void lesson_enter(lesson *l, int number, json_t *before);

#endif
