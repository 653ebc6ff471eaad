/*
 * hits.h: reads how often each line was executed, as gcov counted it, and holds that against
 * callgrind's calls.
 *
 * The text is that of `gcov --json-format --stdout`, one JSON object after the other
 * ("format_version" "1" or, since gcc 14, "2", which has more in it that is not read here; gcov's
 * documentation says what is in it). All builds of one source file are added up.
 */
#ifndef HMF_PROFILE_HITS_H
#define HMF_PROFILE_HITS_H

#include "tables.h"

/* Adds the hits of lines that were executed, and the extents of functions that were entered. On
 * failure returns false with the file, the object's number and the reason in message[size]. */
bool hits_read(const char *path, profile_lines *lines, char *message, size_t size);

/*
 * Whether every function with source that callgrind saw called was entered as often by the count of
 * the hits. A function that only one of them knows was inlined, or had no source, and is passed
 * over; so are those of the file `except`. *checked is the number of functions that were compared.
 * False: message[size] names the first that differs.
 */
bool hits_agree(const profile_lines *lines, const profile_functions *functions, const char *except,
                size_t *checked, char *message, size_t size);

#endif
