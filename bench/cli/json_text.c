/* SPDX-License-Identifier: MIT */
/* Legacy. Records failed allocations, because jansson 2.14 then drops characters silently. */
#include "json_text.h"

#include "short_memory.h"

#include <errno.h>
#include <stdlib.h>

static void *allocate(size_t size) {
    void *memory = malloc(size);
    if (!memory) hmf_memory_fell_short();
    return memory;
}

__attribute__((constructor)) static void remember(void) {
    json_set_alloc_funcs(allocate, free);
}

bool hmf_json_print(json_t *root, size_t flags, FILE *stream) {
    char *text = hmf_json_text(root, flags);
    if (!text) errno = ENOMEM;
    const bool printed = text && fputs(text, stream) != EOF && fputc('\n', stream) != EOF;
    free(text);
    return printed;
}

char *hmf_json_text(json_t *root, size_t flags) {
    char *text = root ? json_dumps(root, flags) : NULL;
    json_decref(root);
    if (!hmf_memory_is_short()) return text;
    free(text);
    return NULL;
}

json_t *hmf_json_load(const char *path, size_t flags, json_error_t *error) {
    json_t *root = json_load_file(path, flags, error);
    return hmf_json_loaded(root, error);
}

json_t *hmf_json_loaded(json_t *root, json_error_t *error) {
    if (!hmf_memory_is_short()) return root;
    json_decref(root);
    *error = (json_error_t){.line = error->line, .text = "out of memory"};
    return NULL;
}
