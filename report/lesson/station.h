/* SPDX-License-Identifier: MIT */
/* station.h: the table of stations, their texts, and the files that they begin with. */
#ifndef LESSON_STATION_H
#define LESSON_STATION_H

#include "lesson.h"

#include <stdbool.h>
#include <stddef.h>

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
