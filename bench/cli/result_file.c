/* result_file.c: write beside, then rename. */
#include "result_file.h"

#include "die.h"

#include <errno.h>
#include <fcntl.h>
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

/* A device or a pipe is written to as it is: it cannot be renamed over. */
static bool is_special(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/* Of standard output or error under another name, /dev/stdout, which may go to a file: -1 if it is
 * none of them. A rename would put a file in the place of that name. */
static int standard_descriptor(const char *path) {
    struct stat file, own;
    if (stat(path, &file) != 0) return -1;
    for (int descriptor = STDOUT_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fstat(descriptor, &own) == 0 && own.st_dev == file.st_dev && own.st_ino == file.st_ino)
            return descriptor;
    return -1;
}

/* Beside its own name, of this process alone; owned by the caller, NULL when memory is short. */
static char *temporary_name(const char *path) {
    char *name;
    return asprintf(&name, "%s.%ld.tmp", path, (long)getpid()) < 0 ? NULL : name;
}

/* Tried, for there are more reasons than access() knows: a name that is too long, one ending in
 * '/'. */
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

/* A stream of its own for what is open already. */
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
