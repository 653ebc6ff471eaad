/* watch.h: the signal handlers of a contestant, which note down in its answer what went wrong. */
#ifndef JUDGE_WATCH_H
#define JUDGE_WATCH_H

#include "confine.h"
#include "handover.h"

/* The exit status of a contestant that was ended by them; where a sanitizer has more to say about a
 * signal, it is the sanitizer's. */
enum { WATCH_EXIT = 99 };

/* From here on SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS and SIGABRT end the process with that
 * status. (Without a handler the first process of a namespace would not hear of its own SIGABRT.)
 * False: errno says why. */
bool watch_begin(const judge_handover *handover, const confine_clock *clock);

#endif
