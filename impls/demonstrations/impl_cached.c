/* SPDX-License-Identifier: MIT */
/*
 * impl_cached.c: tabulated, with the table of each cosmology kept on disk for later processes.
 *
 * The tables are in $HMF_CACHE, else in $XDG_CACHE_HOME/hmfbench, else in ~/.cache/hmfbench. With
 * an empty HMF_CACHE, and where no file can be read or written, this is tabulated. There are FILES
 * names of 4.2 kB each, 8 MB together. A hash of the cosmology selects the name; a later cosmology
 * with the same name overwrites the file, so that nothing needs to be counted or evicted.
 *
 * Stale files: a file holds the full key: cosmology, format version, constants, and S(x_8). Every
 * process integrates S(x_8) again, one integral of 769, and so detects a table made by a build with
 * other integrals. Any other change of the table must raise VERSION. Corrupt files: a file has a
 * fixed length and ends in a checksum. Writers: a table is written to a temporary file, flushed,
 * and renamed. Readers see the old file or the new one, never a mix; the last writer wins. A
 * process that dies while writing leaves a temporary file. Other files: anything but a regular file
 * is neither read nor written through; links are not followed, and opening a pipe does not block.
 * The next table replaces it. Failures to write are not errors.
 *
 * It pays off where many short processes ask for few cosmologies. A table takes 22 ms to make and
 * 0.4 ms (idle disk) to 5 ms to write; reading it takes 30 us, 26 of them for the integral (./hmf
 * bench --headline; AMD EPYC, Zen 5, ext4). Within one process, keeping the model is cheaper.
 *
 * Accuracy: identical to tabulated, 1.6e-14.
 */
#include "physics.h"
#include "tabulated.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const hmf_impl hmf_impl_tabulated;

enum { VERSION = 1, FILES = 1024 };

typedef struct {
    char format[8];
    uint64_t version;
    double gravity, first, last; /* constants without influence on S(x_8) */
    hmf_cosmology cosmology;
    double variance_8;
} table_key;

typedef struct {
    table_key key;
    tabulated_state table;
    uint64_t sum;
} table_file;

_Static_assert(sizeof(table_file) == sizeof(table_key) + sizeof(tabulated_state) + 8,
               "padding would be summed and written");

/* ---- contents of a file ---------------------------------------------------------------------- */

/* Returns the FNV-1a hash (Fowler, Noll and Vo) of words instead of bytes. Every step is
 * invertible, so that a change of one word changes the hash. */
static uint64_t sum_words(const void *data, size_t size) {
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i += sizeof sum) {
        uint64_t word;
        memcpy(&word, (const char *)data + i, sizeof word);
        sum = (sum ^ word) * 0x100000001b3u;
    }
    return sum;
}

static table_key key_of(const hmf_cosmology *c) {
    return (table_key){
        .format = "hmftabl",
        .version = VERSION,
        .gravity = HMF_GRAVITY,
        .first = tabulated_first,
        .last = tabulated_last,
        .cosmology = *c,
        .variance_8 = hmf_variance(c->n_s, hmf_radius_8(c) / hmf_transfer_length(c)),
    };
}

static bool is_for(const table_file *file, const table_key *key) {
    return memcmp(&file->key, key, sizeof *key) == 0 &&
           file->sum == sum_words(file, offsetof(table_file, sum));
}

/* ---- its path -------------------------------------------------------------------------------- */

/* Determines the folder. Returns false if no variable names one. */
static bool find_folder(char folder[PATH_MAX]) {
    const char *own = secure_getenv("HMF_CACHE"), *base = secure_getenv("XDG_CACHE_HOME");
    const char *below = "/hmfbench";
    if (own) {
        base = own;
        below = "";
    } else if (!base || *base != '/') { /* XDG requires an absolute path */
        base = secure_getenv("HOME");
        below = "/.cache/hmfbench";
    }
    return base && *base && snprintf(folder, PATH_MAX, "%s%s", base, below) < PATH_MAX;
}

static bool find_path(const table_key *key, char path[PATH_MAX]) {
    char folder[PATH_MAX];
    const uint64_t name = sum_words(key, sizeof *key) / (UINT64_MAX / FILES + 1);
    return find_folder(folder) &&
           snprintf(path, PATH_MAX, "%s/table-%04u", folder, (unsigned)name) < PATH_MAX;
}

/* Creates the folders of path, as far as that is possible. */
static void make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* a failure shows when the file is opened */
        *slash = '/';
    }
}

/* ---- reading and writing --------------------------------------------------------------------- */

static bool read_table(const char *path, table_file *file) {
    const int from = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (from < 0) return false;
    const ssize_t size = sizeof *file;
    struct stat status;
    const bool whole = fstat(from, &status) == 0 && S_ISREG(status.st_mode) &&
                       status.st_size == size && read(from, file, sizeof *file) == size;
    close(from);
    return whole;
}

/* Creates a temporary file beside path. */
static int open_new(const char *path, char name[PATH_MAX]) {
    const int length = snprintf(name, PATH_MAX, "%s.XXXXXX", path);
    errno = ENAMETOOLONG;
    return length < PATH_MAX ? mkostemp(name, O_CLOEXEC) : -1;
}

static void write_table(const char *path, const table_file *file) {
    const ssize_t size = sizeof *file;
    char name[PATH_MAX];
    int to = open_new(path, name);
    if (to < 0 && errno == ENOENT) {
        make_folders(name);
        to = open_new(path, name);
    }
    if (to < 0) return;
    const bool written = write(to, file, sizeof *file) == size && fsync(to) == 0;
    const bool closed = close(to) == 0;
    if (!written || !closed || rename(name, path) != 0) unlink(name);
}

/* ---- the interface --------------------------------------------------------------------------- */

static hmf_status copy_table(const table_file *file, void **state) {
    tabulated_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    *s = file->table;
    *state = s;
    return HMF_OK;
}

static hmf_status create(const hmf_cosmology *cosmology, void **state) {
    table_file file;
    char path[PATH_MAX];
    const table_key key = key_of(cosmology);
    const bool has_path = find_path(&key, path);
    if (has_path && read_table(path, &file) && is_for(&file, &key)) return copy_table(&file, state);
    const hmf_status status = hmf_impl_tabulated.create(cosmology, state);
    if (status != HMF_OK || !has_path) return status;
    file.key = key;
    file.table = *(const tabulated_state *)*state;
    file.sum = sum_words(&file, offsetof(table_file, sum));
    write_table(path, &file);
    return HMF_OK;
}

static hmf_status evaluate(void *state, const double *z, size_t nz, const double *mass,
                           size_t nmass, double *dn_dlnm) {
    return hmf_impl_tabulated.evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

static void destroy(void *state) {
    hmf_impl_tabulated.destroy(state);
}

const hmf_impl hmf_impl_cached = {
    .name = "cached",
    .summary = "tabulated, with the tables kept on disk from one process to the next",
    .builds_on = "tabulated",
    .lesson = "one set-up for all runs, and the care that a cache on disk takes",
    .accuracy = 1e-13,
    .flags = HMF_CONCURRENT | HMF_FILES,
    .create = create,
    .evaluate = evaluate,
    .destroy = destroy,
};
