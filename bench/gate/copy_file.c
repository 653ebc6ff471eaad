/* copy_file.c: by the kernel. */
#include "copy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

bool gate_copy_file(const char *from, const char *to) {
    const int in = open(from, O_RDONLY | O_CLOEXEC);
    const int out = in < 0 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    ssize_t sent = out < 0 ? -1 : 1;
    while (sent > 0) sent = sendfile(out, in, NULL, 1 << 20);
    const int reason = errno;
    if (in >= 0) close(in);
    if (out >= 0 && close(out) != 0) return false;
    errno = reason;
    return sent == 0;
}
