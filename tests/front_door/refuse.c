/* SPDX-License-Identifier: MIT */
/*
 * refuse.c: a library for LD_PRELOAD that fails one call that a program makes in main. For
 * test_refused.sh.
 *
 *     HMF_REFUSE=KIND:LOG  fails no call; writes to LOG the number of the first call from every
 *                          place (the innermost functions on the stack), one per line
 *     HMF_REFUSE=KIND:N    fails call N
 *
 * KIND is memory (malloc and others, ENOMEM), system (files, pipes, processes, EIO) or none. Does
 * not affect child processes.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOTHING, MEMORY, SYSTEM };
static int counted = NOTHING; /* outside main */
static int kind;
static unsigned long calls, refused;
static int log_fd = -1;

/* ---- places ---------------------------------------------------------------------------------- */

enum { DEPTH = 7, PLACES = 1 << 14 };

/* Excludes elfutils 0.188, which crashes without memory, and qsort, which falls back to an
 * algorithm that orders equal elements differently. */
static bool is_excepted(void *frame) {
    Dl_info info;
    if (!dladdr(frame, &info)) return false;
    return strstr(info.dli_fname, "/libdw") || strstr(info.dli_fname, "/libelf") ||
           (info.dli_sname && strcmp(info.dli_sname, "qsort_r") == 0);
}

static bool is_new_place(void) {
    static size_t seen[PLACES];
    void *frames[DEPTH];
    size_t hash = 1469598103934665603u; /* FNV-1a */
    const int depth = backtrace(frames, DEPTH);
    for (int i = 2; i < depth; i++) {
        if (is_excepted(frames[i])) return false;
        hash = (hash ^ (size_t)frames[i]) * 1099511628211u;
    }
    size_t at = hash % PLACES;
    while (seen[at] != 0 && seen[at] != hash) at = (at + 1) % PLACES;
    const bool is_new = seen[at] == 0;
    seen[at] = hash;
    return is_new;
}

static void note_down(void) {
    const int before = counted;
    counted = NOTHING;
    if (is_new_place()) dprintf(log_fd, "%lu\n", calls);
    counted = before;
}

/* ---- counting -------------------------------------------------------------------------------- */

static bool is_refused(int what) {
    if (counted != what) return false;
    calls++;
    if (log_fd >= 0) note_down();
    if (calls != refused) return false;
    errno = what == MEMORY ? ENOMEM : EIO;
    return true;
}

static void prepare(void) {
    const char *wish = getenv("HMF_REFUSE");
    if (!wish || !strchr(wish, ':')) return;
    kind = wish[0] == 'm' ? MEMORY : wish[0] == 's' ? SYSTEM : NOTHING;
    wish = strchr(wish, ':') + 1;
    refused = strtoul(wish, NULL, 10);
    if (kind != NOTHING && refused == 0) {
        void *frame;
        backtrace(&frame, 1); /* loads libgcc_s */
        log_fd = open(wish, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    }
    unsetenv("LD_PRELOAD");
    unsetenv("HMF_REFUSE");
}

static int (*real_main)(int, char **, char **);

static int counted_main(int argc, char **argv, char **environment) {
    prepare();
    counted = kind;
    const int status = real_main(argc, argv, environment);
    counted = NOTHING;
    return status;
}

/* Declares `next`, the C library's definition of a function. */
#define NEXT(name)                                                                                 \
    static __typeof__(name) *next;                                                                 \
    if (!next) {                                                                                   \
        void *symbol = dlsym(RTLD_NEXT, #name);                                                    \
        memcpy(&next, &symbol, sizeof next);                                                       \
    }

int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*rtld_fini)(void), void *stack_end) {
    NEXT(__libc_start_main)
    real_main = main;
    return next(counted_main, argc, argv, init, fini, rtld_fini, stack_end);
}

void exit(int status) {
    NEXT(exit)
    counted = NOTHING;
    next(status);
    __builtin_unreachable();
}

/* ---- memory ---------------------------------------------------------------------------------- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    return is_refused(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return is_refused(MEMORY) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
    return is_refused(MEMORY) ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return is_refused(MEMORY) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    *result = is_refused(MEMORY) ? NULL : __libc_memalign(alignment, size);
    return *result ? 0 : ENOMEM;
}

/* ---- the system ------------------------------------------------------------------------------ */

/* Defines a function whose failure has no side effects. */
#define REFUSE(result, name, parameters, arguments, failure)                                       \
    result name parameters {                                                                       \
        NEXT(name)                                                                                 \
        return is_refused(SYSTEM) ? failure : next arguments;                                      \
    }

REFUSE(FILE *, fopen, (const char *path, const char *mode), (path, mode), NULL)
REFUSE(FILE *, fdopen, (int fd, const char *mode), (fd, mode), NULL)
REFUSE(FILE *, popen, (const char *command, const char *mode), (command, mode), NULL)
REFUSE(int, fflush, (FILE * stream), (stream), EOF)
REFUSE(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), -1)
REFUSE(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at), -1)
REFUSE(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), -1)
REFUSE(int, pipe, (int both[2]), (both), -1)
REFUSE(int, pipe2, (int both[2], int flags), (both, flags), -1)
REFUSE(int, dup2, (int from, int to), (from, to), -1)
REFUSE(pid_t, fork, (void), (), -1)
REFUSE(int, mkdir, (const char *path, mode_t mode), (path, mode), -1)
REFUSE(char *, mkdtemp, (char *path), (path), NULL)
REFUSE(int, mkstemp, (char *path), (path), -1)
REFUSE(int, rename, (const char *from, const char *to), (from, to), -1)
REFUSE(int, symlink, (const char *from, const char *to), (from, to), -1)
REFUSE(int, fsync, (int fd), (fd), -1)
REFUSE(int, ftruncate, (int fd, off_t size), (fd, size), -1)
REFUSE(int, stat, (const char *path, struct stat *about), (path, about), -1)
REFUSE(int, lstat, (const char *path, struct stat *about), (path, about), -1)
REFUSE(int, fstat, (int fd, struct stat *about), (fd, about), -1)
REFUSE(DIR *, opendir, (const char *path), (path), NULL)
REFUSE(struct dirent *, readdir, (DIR * folder), (folder), NULL)
REFUSE(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size), -1)
REFUSE(char *, getcwd, (char *to, size_t size), (to, size), NULL)
REFUSE(int, chdir, (const char *path), (path), -1)
REFUSE(int, memfd_create, (const char *name, unsigned flags), (name, flags), -1)
REFUSE(void *, mmap, (void *at, size_t size, int protection, int flags, int fd, off_t offset),
       (at, size, protection, flags, fd, offset), MAP_FAILED)

/* Closes the stream even if it fails. */
int fclose(FILE *stream) {
    NEXT(fclose)
    const bool fails = is_refused(SYSTEM);
    const int status = next(stream);
    if (fails) errno = EIO;
    return fails ? EOF : status;
}

int open(const char *path, int flags, ...) {
    NEXT(open)
    va_list more;
    va_start(more, flags);
    const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return is_refused(SYSTEM) ? -1 : next(path, flags, mode);
}
