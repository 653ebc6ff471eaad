/*
 * callgrind.h: reads what callgrind counted.
 *
 * The format is that of Valgrind's manual, "Callgrind Format Specification", of which this is read
 * (and all else is refused, with the line and the reason):
 *
 *   # comments, empty lines
 *   version: 1   creator:   pid:   cmd:   part: 1   desc: ...   (of desc: "Trigger:" alone is kept)
 *   positions: line   events: Ir and any of Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi Bim
 *   totals: N ... (the last line)
 *   summary: (passed over: it is 0 where counting was switched off before the end)
 *   ob= fl= fi= fe= fn=      object, file and function of the cost lines that follow; fi and fe
 *                            change the file only (code inlined from another one, and back)
 *   cob= cfi= cfl= cfn=      object, file and function that are called; the first two default to
 *                            the caller's object and to the current file
 *   calls=N LINE             N calls; the cost line after it holds their inclusive cost
 *   LINE COST ...            one for each event; those that are missing at the end are 0
 *
 * Run callgrind with --compress-strings=no --compress-pos=no, and
 *   for functions and lines, with --separate-recs=2: it then books a function that is running
 * already as NAME'2, which is what makes inclusive costs exact under recursion; for stacks, with
 * --separate-callers=N --separate-recs=1: it then books a function apart for every chain of
 * callers, as LEAF'CALLER'ROOT.
 */
#ifndef HMF_PROFILE_CALLGRIND_H
#define HMF_PROFILE_CALLGRIND_H

#include "tables.h"

typedef struct {
    char creator[64];      /* "callgrind-3.19.0"                              */
    char command[1024];    /* that was counted, "" where it does not say      */
    char trigger[256];     /* why the file was written, "" likewise           */
    uint64_t instructions; /* the total, to which the self costs have added up */
} callgrind_totals;

/*
 * Fills the counted columns of tables that are empty, either functions and lines or stacks (which
 * it merges), and the totals. The lines' functions are names in the table of functions. On failure
 * returns false with the file, the line and the reason in message[size], and the tables are empty.
 */
bool callgrind_read(const char *path, const profile_tables *to, callgrind_totals *totals,
                    char *message, size_t size);

#endif
