/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NAME_MAX_FUZZ = 64 };

static void give_up(const char *what) {
    perror(what);
    abort();
}

void fuzz_expect(int holds, const char *expected) {
    if (holds) return;
    dprintf(STDERR_FILENO, "expected: %s\n", expected);
    abort();
}

void fuzz_expect_reason(const char *path, const char *message) {
    if (strncmp(message, path, strlen(path)) == 0 && strlen(message) > strlen(path) + 2) return;
    dprintf(STDERR_FILENO, "expected a reason that begins with '%s', got '%s'\n", path, message);
    abort();
}

static void fill(int file, const void *data, size_t size) {
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size) give_up("writing");
}

const char *fuzz_file(const void *data, size_t size) {
    static char path[NAME_MAX_FUZZ];
    static int file = -1;
    if (file < 0) {
        file = memfd_create("fuzz", MFD_CLOEXEC);
        if (file < 0) give_up("memfd_create");
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    fill(file, data, size);
    return path;
}

/* ---- a folder -------------------------------------------------------------------------------- */

static char folder[4096];

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

static void remove_folder(void) {
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(void) {
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/hmfbench_fuzz_XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder)) give_up(folder);
    atexit(remove_folder);
}

const char *fuzz_folder(const char *name, const void *data, size_t size) {
    char path[sizeof folder + NAME_MAX_FUZZ];
    if (!*folder) make_folder();
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) give_up(path);
    fill(file, data, size);
    close(file);
    return folder;
}

/* ---- output and input ------------------------------------------------------------------------ */

void fuzz_be_quiet(void) {
    static FILE *nowhere;
    if (nowhere) return;
    nowhere = fopen("/dev/null", "we");
    if (!nowhere) give_up("/dev/null");
    stderr = stdout = nowhere;
}

void fuzz_take(fuzz_bytes *bytes, void *to, size_t size) {
    const size_t there = size < bytes->left ? size : bytes->left;
    memset(to, 0, size);
    if (there) memcpy(to, bytes->at, there);
    bytes->at += there;
    bytes->left -= there;
}

char *fuzz_line(fuzz_bytes *bytes) {
    const uint8_t *end = bytes->left ? memchr(bytes->at, '\n', bytes->left) : NULL;
    const size_t length = end ? (size_t)(end - bytes->at) : bytes->left;
    char *line = malloc(length + 1);
    if (!line) give_up("malloc");
    fuzz_take(bytes, line, length);
    line[length] = '\0';
    if (end) bytes->at++, bytes->left--;
    return line;
}
