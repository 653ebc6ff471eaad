/**
 * @file
 * result_file.h: files of results, which are whole or not there.
 *
 * A result is made in memory and written when it is complete: first under a temporary name beside
 * its own, then renamed. What is interrupted leaves the result before it as it was.
 */
#ifndef HMF_RESULT_FILE_H
#define HMF_RESULT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** $HMF_RESULTS, or build/results below the working folder: where every tool leaves its results. */
const char *hmf_results_folder(void);

/** The path of a file in that folder. Owned by the caller; NULL when memory is short. */
char *hmf_result_path(const char *name);

/** Whether the file `path` can be written, to be asked before long work. False:
 * message[message_size] names the path and the reason. */
bool hmf_result_writable(const char *path, char *message, size_t message_size);

/** Writes data[size] as the whole of the file `path`. False: as above, and nothing has changed. */
bool hmf_result_write(const char *path, const char *data, size_t size, char *message,
                      size_t message_size);

/** As hmf_result_writable, for one-shot tools: dies with the reason. */
void result_check(const char *path);
/** As hmf_result_write, for one-shot tools: dies with the reason. */
void result_write(const char *path, const char *data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
