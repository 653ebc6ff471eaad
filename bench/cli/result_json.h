/**
 * @file
 * result_json.h: the JSON of files of results, which all begin alike.
 */
#ifndef HMF_RESULT_JSON_H
#define HMF_RESULT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/** {"hmfbench_schema": 1, "kind": kind, "context": all of context.h, and the seed of the inputs as
 * text}. Owned by the caller; NULL when memory is short. */
json_t *hmf_result_begin(const char *kind, uint64_t seed);

/** Writes root, which it takes and which may be NULL for short memory, as hmf_result_write does. */
bool hmf_result_write_json(const char *path, json_t *root, char *message, size_t message_size);

/** The same for one-shot tools: dies with the reason. */
void result_write_json(const char *path, json_t *root);

#endif
