/* compile.h: an entry's source becomes modules, in a jail. */
#ifndef JUDGE_COMPILE_H
#define JUDGE_COMPILE_H

#include "host.h"
#include "outcome.h"

enum { COMPILE_SOURCE_MAX = 64 * 1024 }; /* bytes */

/* A descriptor of the compiled module, sealed, which the caller closes; with sanitizers, or as it
 * will be timed. -1 when it does not compile: *found says why. */
int compile_entry(const judge_host *host, const char *name, const char *source, size_t size,
                  bool sanitized, finding *found);

/* The command line, for people: "cc -std=gnu17 -O3 ...". Static. */
const char *compile_command_text(void);

#endif
