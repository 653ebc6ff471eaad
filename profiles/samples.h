/*
 * samples.h: reads what gperftools sampled.
 *
 * The file is gperftools' CPU profile ("cpuprofile-fileformat" in its documentation): words of the
 * machine's size, 0 3 0 PERIOD 0, then for every stack COUNT DEPTH PC..., leaf first, then 0 1 0,
 * then the text of /proc/self/maps. Addresses become functions with elfutils, which also finds
 * detached debug information.
 */
#ifndef HMF_PROFILE_SAMPLES_H
#define HMF_PROFILE_SAMPLES_H

#include "functions.h"

/*
 * Adds the sampled columns to the table, and rows for functions that only the samples show; what
 * has no symbol becomes the function "[no symbol]" of its object, and the function
 * `caller`, which called the job, is passed over with all that called it. On failure returns false
 * with the file and the reason in message[size]; the columns then hold a part of the samples.
 */
bool samples_read(const char *path, const char *caller, profile_functions *functions,
                  uint64_t *samples, char *message, size_t size);

#endif
