/* SPDX-License-Identifier: MIT */
/*
 * lesson.h: the folder and the state of one student's lesson, and its stations.
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
 * Dies with the reason if no lesson is found or its state is damaged. */
void lesson_open(lesson *l);

/* Reads a state, which the caller owns. Returns NULL with the reason in message[size] if it is
 * damaged. */
json_t *lesson_read_state(const char *path, char *message, size_t size);

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

/* ---- stations -------------------------------------------------------------------------------- */

/* The result of a check. */
typedef struct {
    json_t *measured; /* a number or a word; NULL if nothing was measured, for a printed reason */
    double low, high; /* 95 % interval of a number, or NaN                                      */
    json_t *ratios;   /* judge_result_ratios of a timed file, or NULL                           */
    bool passed;
} station_outcome;

typedef struct station {
    const char *name; /* its folder is stations/NN-NAME             */
    const char *asks; /* the quantity to predict                    */
    const char *unit; /* of a number; NULL if a word is asked for   */
    double min, max;  /* bounds of a number                         */
    const char *words[2];
    const char *file; /* the student's file of this station, or NULL */

    /* Measures, prints the findings and fills *outcome. Dies if it cannot measure. */
    void (*check)(const lesson *l, const struct station *s, station_outcome *outcome);

    /* Of stations that time a file: */
    const char *mode;        /* "cold" or "warm"                            */
    double least_speedup;    /* over the file that the station began with   */
    const char *least_class; /* accuracy class of the judge                 */
} station;

enum { STATION_COUNT = 9, STATION_HINTS = 3 };
extern const station stations[STATION_COUNT];

const station *station_here(const lesson *l);
bool station_is_last(const lesson *l);

/* Returns the number of a station from its name, or -1; the name may be NULL. */
int station_find(const char *name);

/* ---- texts ----------------------------------------------------------------------------------- */

/* Returns a section of a station's texts.txt, for example "task", "hint 1" or "aside memory", which
 * the caller frees. Returns NULL if the file has no such section. Dies if the file cannot be read.
 */
char *station_text(int number, const char *section);

/* Calls a function for every aside of a station, and returns their number. */
size_t station_asides(int number, void (*each)(int number, const char *name));

/* ---- files ----------------------------------------------------------------------------------- */

bool station_has_start(int number);

/* Copies a file of the station, whole or not at all. Dies with the reason on failure. */
void station_copy(int number, const char *name, const char *to);

/* Dies if the student's file of this station is missing. */
void station_need_file(const lesson *l);

/* Puts the files that a station begins with into the student's folder. An existing file continues
 * to be used, unless the previous station was not passed or `restart` is true. It is then renamed,
 * so that no file of the student is ever lost. Dies with the reason on failure. */
void station_put_files(const lesson *l, int number, bool restart);

/* Returns the change, "square" or "power", behind the word "left" or "right" of the gate's station.
 * The seed decides, so that students cannot copy the answer. */
const char *station_change(const lesson *l, const char *side);

/* ---- checks ---------------------------------------------------------------------------------- */

void check_profile(const lesson *l, const station *s, station_outcome *outcome);
void check_tests(const lesson *l, const station *s, station_outcome *outcome);
void check_noise(const lesson *l, const station *s, station_outcome *outcome);
void check_speed(const lesson *l, const station *s, station_outcome *outcome);
void check_gate(const lesson *l, const station *s, station_outcome *outcome);

#endif
