/* SPDX-License-Identifier: MIT */
/* replay.c: runs a fuzzer on every file of some folders, without libFuzzer. */
#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static size_t files;

static int replay(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)where;
    if (type != FTW_F) return type == FTW_D ? 0 : 1;
    const size_t size = (size_t)status->st_size;
    uint8_t *data = malloc(size + 1);
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const int whole = data && file >= 0 && read(file, data, size + 1) == (ssize_t)size;
    fprintf(stderr, "%s\n", path);
    if (!whole) perror(path);
    if (whole) LLVMFuzzerTestOneInput(data, size);
    if (file >= 0) close(file);
    free(data);
    if (whole) files++;
    return !whole;
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        files = 0;
        if (nftw(argv[i], replay, 8, FTW_PHYS) == 0 && files > 0) continue;
        fprintf(stderr, "%s: %s\n", argv[i], files ? "could not be read" : "has no files in it");
        return EXIT_FAILURE;
    }
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
