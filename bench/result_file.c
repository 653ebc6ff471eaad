/* result_file.c: write beside, then rename. */
#include "result_file.h"

#include <errno.h>
#include <libgen.h>
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

/* A device or a pipe (/dev/stdout) is written to as it is: it cannot be renamed over. */
static bool is_special(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

bool hmf_result_writable(const char *path, char *message, size_t message_size) {
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return explain(path, EISDIR, message, message_size);
    if (is_special(path))
        return access(path, W_OK) == 0 || explain(path, errno, message, message_size);
    char *copy = strdup(path);
    if (!copy) return explain(path, ENOMEM, message, message_size);
    const int reason = access(dirname(copy), W_OK | X_OK) == 0 ? 0 : errno;
    free(copy);
    return reason == 0 || explain(path, reason, message, message_size);
}

static bool write_all(const char *path, const char *data, size_t size) {
    FILE *file = fopen(path, "w");
    if (!file) return false;
    const bool written = fwrite(data, 1, size, file) == size && fflush(file) == 0;
    const int reason = errno;
    if (fclose(file) != 0) return false;
    errno = reason;
    return written;
}

bool hmf_result_write(const char *path, const char *data, size_t size, char *message,
                      size_t message_size) {
    if (is_special(path))
        return write_all(path, data, size) || explain(path, errno, message, message_size);
    char *temporary;
    if (asprintf(&temporary, "%s.%ld.tmp", path, (long)getpid()) < 0)
        return explain(path, ENOMEM, message, message_size);
    const bool written = write_all(temporary, data, size) && rename(temporary, path) == 0;
    if (!written) {
        explain(path, errno, message, message_size);
        unlink(temporary);
    }
    free(temporary);
    return written;
}
