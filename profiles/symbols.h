/* SPDX-License-Identifier: MIT */
/*
 * symbols.h: finds function, file and line of an address in a finished process, with elfutils,
 * which also finds detached debug information.
 */
#ifndef HMF_PROFILE_SYMBOLS_H
#define HMF_PROFILE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct symbols symbols;

/* All strings are owned by the symbols. */
typedef struct {
    const char *function; /* symbol, NULL if there is no symbol                        */
    const char *object;   /* path of the program or library, or ""                     */
    uint64_t start;       /* address where the function begins                         */
    const char *file;     /* source of the address, "" where there is no debug
                           * information                                               */
    unsigned long line;   /* of the address, 0 where unknown                           */
    const char *start_file;
    unsigned long start_line; /* of the function's beginning                  */
} symbols_place;

/* Reads the text of /proc/PID/maps to the end of the file. Returns NULL if it cannot be read. */
symbols *symbols_open(FILE *maps);

symbols_place symbols_find(const symbols *s, uint64_t address);

/* Returns the next other name of the function, NULL after the last. Start with *i = 0. */
const char *symbols_next_alias(const symbols *s, const symbols_place *place, int *i);

/* Calls `visit` for every program and library with a looked-up address; has_symbols is false if it
 * is stripped. */
void symbols_each_object(const symbols *s,
                         void (*visit)(const char *object, bool has_symbols, void *context),
                         void *context);

void symbols_close(symbols *s);

#endif
