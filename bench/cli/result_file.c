/* SPDX-License-Identifier: MIT */
#include "result_file.h"

#include "context.h"
#include "die.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *results_folder(void) {
    const char *folder = getenv("HMF_RESULTS");
    return folder && *folder ? folder : "build/results";
}

char *result_path(const char *name) {
    return xasprintf("%s/%s", results_folder(), name);
}

/* Devices and pipes are written directly, because a rename would replace them. */
static bool is_special(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* Returns the descriptor of standard output or error if path is another name for it, such as
 * /dev/stdout, or -1. A rename would replace that name by a file. */
static int standard_descriptor(const char *path) {
    struct stat file, own;
    if (stat(path, &file) != 0) return -1;
    for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fstat(descriptor, &own) == 0 && own.st_dev == file.st_dev && own.st_ino == file.st_ino)
            return descriptor;
    return -1;
}

/* Returns a name in the same folder that only this process uses. */
static char *temporary_name(const char *path) {
    return xasprintf("%s.%ld.tmp", path, (long)getpid());
}

static _Noreturn void fail(const char *path, int reason) {
    die(EXIT_ERROR, "cannot write %s: %s", path, strerror(reason));
}

/* Creates the temporary file as a trial, because access() does not detect a name that is too long
 * or ends in '/'. */
void result_check(const char *path) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) fail(path, EISDIR);
    if (standard_descriptor(path) >= 0) return;
    if (is_special(path)) {
        if (access(path, W_OK) != 0) fail(path, errno);
        return;
    }
    if (!*path) fail(path, ENOENT);
    char *temporary = temporary_name(path);
    const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) fail(path, errno);
    close(descriptor);
    unlink(temporary);
    free(temporary);
}

static bool write_all(FILE *file, const char *data, size_t size) {
    if (!file) return false;
    const bool written = fwrite(data, 1, size, file) == size && fflush(file) == 0;
    const int reason = errno;
    if (fclose(file) != 0) return false;
    errno = reason;
    return written;
}

void result_write(const char *path, const char *data, size_t size) {
    const int standard = standard_descriptor(path);
    if (standard >= 0 || is_special(path)) {
        FILE *file = standard >= 0 ? fdopen(dup(standard), "w") : fopen(path, "w");
        if (!write_all(file, data, size)) fail(path, errno);
        return;
    }
    char *temporary = temporary_name(path);
    if (!write_all(fopen(temporary, "w"), data, size) || rename(temporary, path) != 0) {
        const int reason = errno;
        unlink(temporary);
        fail(path, reason);
    }
    free(temporary);
}

json_t *result_begin(const char *kind, uint64_t seed) {
    hmf_context_entry entries[HMF_CONTEXT_MAX];
    const size_t count = hmf_context_fill(entries);
    json_t *context = json_object();
    json_object_set_new(context, "seed", json_sprintf("%" PRIu64, seed));
    for (size_t i = 0; i < count; i++)
        json_object_set_new(context, entries[i].key, json_string(entries[i].value));
    return json_pack("{s:i, s:s, s:o}", "hmfbench_schema", 1, "kind", kind, "context", context);
}

void result_write_json(const char *path, json_t *root) {
    char *text = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (!text) die(EXIT_ERROR, "cannot write %s: not valid UTF-8", path);
    result_write(path, text, strlen(text));
    free(text);
}
