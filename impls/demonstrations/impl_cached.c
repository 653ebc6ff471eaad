/*
 * impl_cached.c: tabulated, with the table of a cosmology kept on disk, for the next process that
 * asks for it.
 *
 * The tables lie in $HMF_CACHE, or else in $XDG_CACHE_HOME/hmfbench, or else in ~/.cache/hmfbench;
 * with HMF_CACHE= (empty), and where no file can be read or written, this is tabulated. There are
 * CACHED_FILES names, each of 4.2 kB, 8 MB together. A cosmology has the name that its bits give
 * it, and whoever comes later takes the name over: nothing needs to be counted or thrown away.
 *
 * What a cache on disk must get right:
 *
 * Stale: a file says in full what it was made for (cached_key): the cosmology, the version of the
 * format, the constants, and S(x_8), which is integrated anew by everyone who asks. That is one
 * integral of 769, by which a build notices that another one, with other integrals, has made the
 * table. What else makes another table of the same cosmology must raise CACHED_VERSION.
 *
 * Corrupt: a file has one length, and a sum of all its bytes at the end.
 *
 * Writers: a table is written to a name of its own, flushed, and renamed. Who reads finds the old
 * file or the new one, whole; of two writers the last one stays.
 *
 * Strange: what is no regular file is neither read nor written through. No link is followed, and
 * opening a pipe does not wait for anybody. The next table takes its place.
 *
 * No disk: that nothing could be kept is no error. (What dies while it writes leaves a file behind
 * whose name has six more letters.)
 *
 * When it pays: where many short processes ask for few cosmologies. A table takes 22 ms to make,
 * and 0.4 ms (a quiet disk) to 5 ms more to keep; to find it takes 30 us, 26 of them the integral
 * (./hmf bench --headline; AMD EPYC, Zen 5, ext4). Within one process it brings nothing that a
 * model that is kept does not bring for less. ./hmf eval cached, twice, shows it across processes.
 *
 * The conditioned error measured is that of tabulated, 1.6e-14.
 */
#include "physics.h"
#include "tabulated.h"
#include "variance.h"

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

enum { CACHED_VERSION = 1, CACHED_FILES = 1024 };

typedef struct {
    char format[8];
    uint64_t version;
    double gravity, first, last; /* constants that S(x_8) does not depend on */
    hmf_cosmology cosmology;
    double variance_8;
} cached_key;

typedef struct {
    cached_key key;
    tabulated_state table;
    uint64_t sum;
} cached_file;

_Static_assert(sizeof(cached_file) == sizeof(cached_key) + sizeof(tabulated_state) + 8,
               "bytes that nobody sets would be summed up and written");

/* ---- what a file holds ----------------------------------------------------------------------- */

/* FNV-1a (Fowler, Noll and Vo) on words instead of bytes. Every step can be undone, so that
 * a difference in one word is a difference of the sums. */
static uint64_t cached_sum(const void *data, size_t size) {
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i += sizeof sum) {
        uint64_t word;
        memcpy(&word, (const char *)data + i, sizeof word);
        sum = (sum ^ word) * 0x100000001b3u;
    }
    return sum;
}

static cached_key cached_key_of(const hmf_cosmology *c) {
    return (cached_key){
        .format = "hmftabl",
        .version = CACHED_VERSION,
        .gravity = HMF_GRAVITY,
        .first = tabulated_first,
        .last = tabulated_last,
        .cosmology = *c,
        .variance_8 = hmf_variance(c->n_s, hmf_radius_8(c) / hmf_transfer_length(c)),
    };
}

static bool cached_is_for(const cached_file *file, const cached_key *key) {
    return memcmp(&file->key, key, sizeof *key) == 0 &&
           file->sum == cached_sum(file, offsetof(cached_file, sum));
}

/* ---- where it lies --------------------------------------------------------------------------- */

/* The folder, or false where there is none to be used. */
static bool cached_folder(char folder[PATH_MAX]) {
    const char *own = secure_getenv("HMF_CACHE"), *base = secure_getenv("XDG_CACHE_HOME");
    const char *below = "/hmfbench";
    if (own) {
        base = own;
        below = "";
    } else if (!base || *base != '/') { /* the XDG base directory specification wants it absolute */
        base = secure_getenv("HOME");
        below = "/.cache/hmfbench";
    }
    return base && *base && snprintf(folder, PATH_MAX, "%s%s", base, below) < PATH_MAX;
}

static bool cached_path(const cached_key *key, char path[PATH_MAX]) {
    char folder[PATH_MAX];
    const uint64_t name = cached_sum(key, sizeof *key) / (UINT64_MAX / CACHED_FILES + 1);
    return cached_folder(folder) &&
           snprintf(path, PATH_MAX, "%s/table-%04u", folder, (unsigned)name) < PATH_MAX;
}

/* All folders on the way to path that can be made. */
static void cached_make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700); /* what is missing in the end will be missed */
        *slash = '/';
    }
}

/* ---- reading and writing --------------------------------------------------------------------- */

static bool cached_read(const char *path, cached_file *file) {
    const int from = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (from < 0) return false;
    const ssize_t size = sizeof *file;
    struct stat status;
    const bool whole = fstat(from, &status) == 0 && S_ISREG(status.st_mode) &&
                       status.st_size == size && read(from, file, sizeof *file) == size;
    close(from);
    return whole;
}

/* A file of a new name beside path. */
static int cached_open_new(const char *path, char name[PATH_MAX]) {
    const int length = snprintf(name, PATH_MAX, "%s.XXXXXX", path);
    errno = ENAMETOOLONG;
    return length < PATH_MAX ? mkostemp(name, O_CLOEXEC) : -1;
}

static void cached_write(const char *path, const cached_file *file) {
    const ssize_t size = sizeof *file;
    char name[PATH_MAX];
    int to = cached_open_new(path, name);
    if (to < 0 && errno == ENOENT) {
        cached_make_folders(name);
        to = cached_open_new(path, name);
    }
    if (to < 0) return;
    const bool written = write(to, file, sizeof *file) == size && fsync(to) == 0;
    const bool closed = close(to) == 0;
    if (!written || !closed || rename(name, path) != 0) unlink(name);
}

/* ---- the methods ----------------------------------------------------------------------------- */

static hmf_status cached_take(const cached_file *file, void **state) {
    tabulated_state *s = malloc(sizeof *s);
    if (!s) return HMF_NO_MEMORY;
    *s = file->table;
    *state = s;
    return HMF_OK;
}

static hmf_status cached_create(const hmf_cosmology *cosmology, void **state) {
    cached_file file;
    char path[PATH_MAX];
    const cached_key key = cached_key_of(cosmology);
    const bool has_path = cached_path(&key, path);
    if (has_path && cached_read(path, &file) && cached_is_for(&file, &key))
        return cached_take(&file, state);
    const hmf_status status = hmf_impl_tabulated.create(cosmology, state);
    if (status != HMF_OK || !has_path) return status;
    file.key = key;
    file.table = *(const tabulated_state *)*state;
    file.sum = cached_sum(&file, offsetof(cached_file, sum));
    cached_write(path, &file);
    return HMF_OK;
}

static hmf_status cached_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                  size_t nmass, double *dn_dlnm) {
    return hmf_impl_tabulated.evaluate(state, z, nz, mass, nmass, dn_dlnm);
}

static void cached_destroy(void *state) {
    hmf_impl_tabulated.destroy(state);
}

const hmf_impl hmf_impl_cached = {
    .name = "cached",
    .summary = "tabulated, with the tables kept on disk from one process to the next",
    .builds_on = "tabulated",
    .lesson =
        "a set-up can be paid once for all runs, and what a cache on disk must then get right",
    .accuracy = 1e-13,
    .flags = HMF_CONCURRENT | HMF_FILES,
    .create = cached_create,
    .evaluate = cached_evaluate,
    .destroy = cached_destroy,
};
