/*
 * callgrind.h: reads what callgrind counted.
 *
 * The format is that of Valgrind's manual, "Callgrind Format Specification", of which this is read
 * (and all else is refused, with the line and the reason):
 *
 *   # comments, empty lines
 *   version: 1   creator:   pid:   cmd:   part: 1   desc: ...
 *   positions: line   events: Ir   totals: N (the last line)
 *   summary: (passed over: it is 0 where counting was switched off before the end)
 *   ob= fl= fi= fe= fn=      object, file and function of the cost lines that follow; fi and fe
 *                            change the file only (code inlined from another one, and back)
 *   cob= cfi= cfl= cfn=      object, file and function that are called; the first two default to
 *                            the caller's object and to the current file
 *   calls=N LINE             N calls; the cost line after it holds their inclusive cost
 *   LINE COST                COST may be missing: 0
 *
 * Run callgrind with --compress-strings=no --compress-pos=no, and with --separate-recs=2: it then
 * books a function that is running already as NAME'2, which is what makes inclusive costs exact
 * under recursion.
 */
#ifndef HMF_PROFILE_CALLGRIND_H
#define HMF_PROFILE_CALLGRIND_H

#include "functions.h"

typedef struct {
    char creator[64];      /* "callgrind-3.19.0"                              */
    uint64_t instructions; /* the total, to which the self costs have added up */
} callgrind_totals;

/*
 * Fills the counted columns of a table that it empties first, and the totals. On failure returns
 * false with the file, the line and the reason in message[size], and the table is empty.
 */
bool callgrind_read(const char *path, profile_functions *functions, callgrind_totals *totals,
                    char *message, size_t size);

#endif
