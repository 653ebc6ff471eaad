/* SPDX-License-Identifier: MIT */
/*
 * symbols.h: from an address in a process that has ended to function, file and line, with elfutils,
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
    const char *function; /* as the linker knows it, NULL where there is no symbol     */
    const char *object;   /* path of the program or library, "" where there is none    */
    uint64_t start;       /* address where the function begins                         */
    const char *file;     /* source of the address, "" where there is no debug
                           * information                                               */
    unsigned long line;   /* of the address, 0 where unknown                           */
    const char *start_file;
    unsigned long start_line; /* likewise of the function's beginning                  */
} symbols_place;

/* Reads the text of /proc/PID/maps up to the file's end. NULL: it cannot be read. */
symbols *symbols_open(FILE *maps);

symbols_place symbols_find(const symbols *s, uint64_t address);

/* Other names of the function at this address, one after the other: NULL after the last. *i is 0 at
 * first. */
const char *symbols_next_alias(const symbols *s, const symbols_place *place, int *i);

/* Calls `visit` for every program and library that an address was found in, with whether it still
 * has its table of all symbols (not stripped). */
void symbols_each_object(const symbols *s,
                         void (*visit)(const char *object, bool has_symbols, void *context),
                         void *context);

void symbols_close(symbols *s);

#endif
