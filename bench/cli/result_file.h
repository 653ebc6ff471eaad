/* SPDX-License-Identifier: MIT */
/**
 * @file
 * result_file.h: result files, which are complete or absent.
 *
 * A result is built in memory, written to a temporary file in the same folder and then renamed. An
 * interrupted program leaves the previous result as it was.
 */
#ifndef RESULT_FILE_H
#define RESULT_FILE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Returns $HMF_RESULTS, or build/results: the folder for the results of all tools. */
const char *results_folder(void);

/** Returns the path of a file in that folder, owned by the caller. */
char *result_path(const char *name);

/** Dies with the reason if the file `path` cannot be written; call it before long work. */
void result_check(const char *path);

/** Writes data[size] as the file `path`. On failure dies with the reason; the file is unchanged. */
void result_write(const char *path, const char *data, size_t size);

/** Returns the beginning of a result: {"hmfbench_schema": 1, "kind": kind, "context": {all of
 * context.h, "seed": seed as text}}. Owned by the caller. */
json_t *result_begin(const char *kind, uint64_t seed);

/** Writes root, which it takes, as result_write() does. */
void result_write_json(const char *path, json_t *root);

#ifdef __cplusplus
}
#endif

#endif
