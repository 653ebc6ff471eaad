/* result_json.c: where, with what and from which source, before what was measured. */
#include "result_json.h"

#include "context.h"
#include "die.h"
#include "json_text.h"
#include "result_file.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *hmf_result_begin(const char *kind, uint64_t seed) {
    hmf_context_entry entries[HMF_CONTEXT_MAX];
    const size_t count = hmf_context_fill(entries);
    json_t *context = json_object();
    bool good = json_object_set_new(context, "seed", json_sprintf("%" PRIu64, seed)) == 0;
    for (size_t i = 0; i < count; i++)
        good &= json_object_set_new(context, entries[i].key, json_string(entries[i].value)) == 0;
    if (!good) return json_decref(context), NULL;
    return json_pack("{s:i, s:s, s:o}", "hmfbench_schema", 1, "kind", kind, "context", context);
}

bool hmf_result_write_json(const char *path, json_t *root, char *message, size_t message_size) {
    char *text = hmf_json_text(root, JSON_INDENT(1));
    if (!text) return snprintf(message, message_size, "out of memory for %s", path), false;
    const bool written = hmf_result_write(path, text, strlen(text), message, message_size);
    free(text);
    return written;
}

void result_write_json(const char *path, json_t *root) {
    char message[PATH_MAX + 128];
    if (!hmf_result_write_json(path, root, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
}
