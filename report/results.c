/* results.c: reading JSON. */
#include "results.h"

#include "json_text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

json_t *report_load_json(const char *path, char *message, size_t size) {
    message[0] = '\0';
    FILE *file = fopen(path, "r");
    if (!file) {
        if (errno != ENOENT) snprintf(message, size, "%s: %s", path, strerror(errno));
        return NULL;
    }
    json_error_t error;
    json_t *root = hmf_json_loaded(json_loadf(file, JSON_REJECT_DUPLICATES, &error), &error);
    const int read_error = ferror(file) ? errno : 0;
    fclose(file);
    if (root) return root;
    if (read_error)
        snprintf(message, size, "%s: %s", path, strerror(read_error));
    else
        snprintf(message, size, "%s:%d: %s", path, error.line, error.text);
    return NULL;
}
