/* SPDX-License-Identifier: MIT */
/**
 * @file
 * result_file.h: result files, which are complete or absent.
 *
 * A result is built in memory, written to a temporary file in the same folder and then renamed. An
 * interrupted program leaves the previous result as it was.
 */
#ifndef HMF_RESULT_FILE_H
#define HMF_RESULT_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Returns $HMF_RESULTS, or build/results: the folder for the results of all tools. */
const char *hmf_results_folder(void);

/** Returns the path of a file in that folder, owned by the caller; NULL if out of memory. */
char *hmf_result_path(const char *name);

/** Checks that the file `path` can be written; call it before long work. Returns false with the
 * path and the reason in message[message_size]. */
bool hmf_result_writable(const char *path, char *message, size_t message_size);

/** Writes data[size] as the file `path`. On failure the file is unchanged, and the path and the
 * reason are in message[message_size]. */
bool hmf_result_write(const char *path, const char *data, size_t size, char *message,
                      size_t message_size);

/** As hmf_result_writable(), for one-shot tools: dies with the reason. */
void result_check(const char *path);

/** As hmf_result_write(), for one-shot tools: dies with the reason. */
void result_write(const char *path, const char *data, size_t size);

/** Returns the beginning of a result: {"hmfbench_schema": 1, "kind": kind, "context": {all of
 * context.h, "seed": seed as text}}. Owned by the caller. */
json_t *hmf_result_begin(const char *kind, uint64_t seed);

/** Writes root, which it takes, as hmf_result_write() does. */
bool hmf_result_write_json(const char *path, json_t *root, char *message, size_t message_size);

/** Writes root, which it takes; dies with the reason if that fails. */
void result_write_json(const char *path, json_t *root);

#ifdef __cplusplus
}
#endif

#endif
