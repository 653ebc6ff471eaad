/* SPDX-License-Identifier: MIT */
#include "result_file.h"

#include "context.h"
#include "die.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool explain(const char *path, int reason, char *message, size_t size) {
    snprintf(message, size, "cannot write %s: %s", path, strerror(reason));
    return false;
}

const char *hmf_results_folder(void) {
    const char *folder = getenv("HMF_RESULTS");
    return folder && *folder ? folder : "build/results";
}

char *hmf_result_path(const char *name) {
    char *path;
    return asprintf(&path, "%s/%s", hmf_results_folder(), name) < 0 ? NULL : path;
}

/* Returns true for devices and pipes, which are written directly because a rename would replace
 * them. */
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

/* Returns a name in the same folder that only this process uses, or NULL if out of memory. */
static char *temporary_name(const char *path) {
    char *name;
    return asprintf(&name, "%s.%ld.tmp", path, (long)getpid()) < 0 ? NULL : name;
}

/* Creates the temporary file as a trial, because access() does not detect a name that is too long
 * or ends in '/'. Returns 0 or an errno. */
static int try_temporary(const char *path) {
    char *temporary = temporary_name(path);
    if (!temporary) return ENOMEM;
    const int descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    const int reason = descriptor < 0 ? errno : 0;
    if (descriptor >= 0) {
        close(descriptor);
        unlink(temporary);
    }
    free(temporary);
    return reason;
}

bool hmf_result_writable(const char *path, char *message, size_t message_size) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return explain(path, EISDIR, message, message_size);
    if (standard_descriptor(path) >= 0) return true;
    if (is_special(path))
        return access(path, W_OK) == 0 || explain(path, errno, message, message_size);
    const int reason = *path ? try_temporary(path) : ENOENT;
    return reason == 0 || explain(path, reason, message, message_size);
}

static bool write_all(FILE *file, const char *data, size_t size) {
    if (!file) return false;
    const bool written = fwrite(data, 1, size, file) == size && fflush(file) == 0;
    const int reason = errno;
    if (fclose(file) != 0) return false;
    errno = reason;
    return written;
}

/* Opens a second stream on an open descriptor. */
static FILE *open_copy(int descriptor) {
    const int copy = dup(descriptor);
    FILE *file = copy < 0 ? NULL : fdopen(copy, "w");
    if (!file && copy >= 0) close(copy);
    return file;
}

bool hmf_result_write(const char *path, const char *data, size_t size, char *message,
                      size_t message_size) {
    const int standard = standard_descriptor(path);
    if (standard >= 0)
        return write_all(open_copy(standard), data, size) ||
               explain(path, errno, message, message_size);
    if (is_special(path))
        return write_all(fopen(path, "w"), data, size) ||
               explain(path, errno, message, message_size);
    char *temporary = temporary_name(path);
    if (!temporary) return explain(path, ENOMEM, message, message_size);
    const bool written =
        write_all(fopen(temporary, "w"), data, size) && rename(temporary, path) == 0;
    if (!written) {
        explain(path, errno, message, message_size);
        unlink(temporary);
    }
    free(temporary);
    return written;
}

void result_check(const char *path) {
    char message[PATH_MAX + 128];
    if (!hmf_result_writable(path, message, sizeof message)) die(EXIT_ERROR, "%s", message);
}

void result_write(const char *path, const char *data, size_t size) {
    char message[PATH_MAX + 128];
    if (!hmf_result_write(path, data, size, message, sizeof message))
        die(EXIT_ERROR, "%s", message);
}

json_t *hmf_result_begin(const char *kind, uint64_t seed) {
    hmf_context_entry entries[HMF_CONTEXT_MAX];
    const size_t count = hmf_context_fill(entries);
    json_t *context = json_object();
    json_object_set_new(context, "seed", json_sprintf("%" PRIu64, seed));
    for (size_t i = 0; i < count; i++)
        json_object_set_new(context, entries[i].key, json_string(entries[i].value));
    return json_pack("{s:i, s:s, s:o}", "hmfbench_schema", 1, "kind", kind, "context", context);
}

bool hmf_result_write_json(const char *path, json_t *root, char *message, size_t message_size) {
    char *text = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (!text) return snprintf(message, message_size, "out of memory for %s", path), false;
    const bool written = hmf_result_write(path, text, strlen(text), message, message_size);
    free(text);
    return written;
}

void result_write_json(const char *path, json_t *root) {
    char message[PATH_MAX + 128];
    if (!hmf_result_write_json(path, root, message, sizeof message)) die(EXIT_ERROR, "%s", message);
}
