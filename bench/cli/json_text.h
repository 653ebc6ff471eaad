/* SPDX-License-Identifier: MIT */
/**
 * @file
 * json_text.h: legacy; reads and writes complete JSON or nothing, also when out of memory.
 */
#ifndef HMF_JSON_TEXT_H
#define HMF_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/** Prints root, which it takes and which may be NULL for short memory, and a newline. False: errno
 * says why. */
bool hmf_json_print(json_t *root, size_t flags, FILE *stream);

/** Likewise as text, owned by the caller; NULL when memory was short. */
char *hmf_json_text(json_t *root, size_t flags);

/** json_load_file, but NULL whenever memory is short (short_memory.h). */
json_t *hmf_json_load(const char *path, size_t flags, json_error_t *error);

/** Returns root after a successful read, or NULL with the reason in *error. */
json_t *hmf_json_loaded(json_t *root, json_error_t *error);

#endif
