/* station.h: the stations of the lesson, what each asks for and how it is checked. */
#ifndef LESSON_STATION_H
#define LESSON_STATION_H

#include "lesson.h"

#include <stdbool.h>
#include <stddef.h>

/* What a check found. */
typedef struct {
    json_t *measured; /* what was predicted: a number or a word; NULL: nothing, told by the check */
    double low, high; /* 95 % interval of a number; NaN: it has none   */
    json_t *ratios;   /* of a timed file, for the next station, or NULL */
    bool passed;
} station_outcome;

typedef struct station {
    const char *name; /* its folder is stations/NN-NAME */
    const char *asks; /* what is to be predicted        */
    const char *unit; /* of the number, or NULL: one of the two words is */
    double min, max;  /* of the number                  */
    const char *words[2];
    const char *file; /* the student's file of this station, or NULL */

    /* Measures, prints what it found, and fills *outcome. The result is the exit status where it
     * cannot, with the reason told, otherwise 0. */
    int (*check)(const lesson *l, const struct station *s, station_outcome *outcome);

    /* Of those that are timed: */
    const char *mode;        /* of the gain: "cold" or "warm"      */
    double least_gain;       /* over the file it began with        */
    const char *least_class; /* of accuracy                    */
} station;

const station *stations(size_t *count);

/* The one where the student is, and whether there is none behind it. */
const station *station_here(const lesson *l);
bool station_is_last(const lesson *l);

/* Its number from 0, or -1; NULL is none. */
int station_find(const char *name);

/* Whether there is a file to begin it with. */
bool station_has_start(int number);

/* Whether the student's file of this station is there, or none is wanted. False: told. */
bool station_file_is_there(const lesson *l);

/* Puts the files that a station begins with into the student's folder. A file of the student's is
 * gone on with, but where the station before was not passed, or with `anew`: then it is kept under
 * another name. False: the reason is told. */
bool station_put_files(const lesson *l, int number, bool anew);

/* At the gate: which change the side "left" or "right" is, "square" or "power". It depends on the
 * seed, so that nobody knows it from somebody else. */
const char *station_change(const lesson *l, const char *side);

/* The checks, a file each. */
int check_profile(const lesson *l, const station *s, station_outcome *outcome);
int check_tests(const lesson *l, const station *s, station_outcome *outcome);
int check_noise(const lesson *l, const station *s, station_outcome *outcome);
int check_speed(const lesson *l, const station *s, station_outcome *outcome);
int check_gate(const lesson *l, const station *s, station_outcome *outcome);

#endif
