/* SPDX-License-Identifier: MIT */
/* test_cached.c: cached with files that are missing, stale, corrupt, not regular or not writable,
 * and with concurrent writers. Every test starts with an empty folder. */
#include "demonstrations/impl_cached.c"

#include "memory_in_use.h"
#include "unit_test.h"

#include <dirent.h>
#include <ftw.h>
#include <math.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* ---- failing system calls, through the linker's --wrap --------------------------------------- */

static bool no_flush, no_rename;

int __real_fsync(int file);
int __wrap_fsync(int file);
int __wrap_fsync(int file) {
    return no_flush ? (errno = EIO, -1) : __real_fsync(file);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to) {
    return no_rename ? (errno = EXDEV, -1) : __real_rename(from, to);
}

/* ---- fixture --------------------------------------------------------------------------------- */

enum { MASSES = 40 };

typedef struct {
    char folder[64], path[PATH_MAX]; /* of the default cosmology's table */
    size_t descriptors;
    double mass[MASSES], want[MASSES]; /* tabulated's answers */
} kept;

static size_t entries(const char *folder) {
    DIR *all = opendir(folder);
    if (!all) return 0;
    size_t count = 0;
    while (readdir(all)) count++;
    closedir(all);
    return count - 2; /* . and .. */
}

static hmf_status answer(const kept *k, const hmf_impl *impl, const hmf_cosmology *cosmology,
                         double *dn_dlnm) {
    const double today = 0.0;
    return hmf_mass_function(impl, cosmology, &today, 1, k->mass, MASSES, dn_dlnm, NULL);
}

static int begin(void **state) {
    kept *k = calloc(1, sizeof *k);
    if (!k) return -1;
    *state = k;
    strcpy(k->folder, "/tmp/hmfbench_test_XXXXXX");
    if (!mkdtemp(k->folder) || setenv("HMF_CACHE", k->folder, 1) != 0) return -1;
    const table_key key = key_of(&hmf_cosmology_default);
    if (!find_path(&key, k->path)) return -1;
    for (int i = 0; i < MASSES; i++) k->mass[i] = pow(10.0, 17.0 * i / (MASSES - 1));
    k->descriptors = entries("/proc/self/fd");
    return answer(k, &hmf_impl_tabulated, &hmf_cosmology_default, k->want) == HMF_OK ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status, (void)type, (void)where;
    return remove(path);
}

/* Removes the folder. Fails if a descriptor is still open. */
static int end(void **state) {
    kept *k = *state;
    no_flush = no_rename = false;
    const bool closed = entries("/proc/self/fd") == k->descriptors;
    if (!closed) fputs("a file was left open\n", stderr);
    nftw(k->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(k);
    return closed ? 0 : -1;
}

static bool answers_right(const kept *k) {
    double got[MASSES];
    return answer(k, &hmf_impl_cached, &hmf_cosmology_default, got) == HMF_OK &&
           memcmp(got, k->want, sizeof got) == 0;
}

static void write_file(const char *path, const void *data, size_t size) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* Reads the file of a successful run and asserts that it is the only one. */
static void read_good(const kept *k, table_file *file) {
    struct stat status;
    assert_int_equal(lstat(k->path, &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(status.st_size, sizeof *file);
    assert_true(read_table(k->path, file));
    const table_key key = key_of(&hmf_cosmology_default);
    assert_true(is_for(file, &key));
    assert_int_equal(entries(k->folder), 1);
}

static void make_good(const kept *k, table_file *file) {
    unlink(k->path);
    assert_true(answers_right(k));
    read_good(k, file);
}

/* A whole file for the default cosmology with answers that cannot be missed. */
static void make_wrong(const kept *k, table_file *file) {
    make_good(k, file);
    file->table.normalisation *= 4.0;
    file->sum = sum_words(file, offsetof(table_file, sum));
}

/* ---- kept and found -------------------------------------------------------------------------- */

static void a_table_is_kept_and_used(void **state) {
    const kept *k = *state;
    table_file file;
    struct stat first, second;
    make_good(k, &file);
    assert_int_equal(stat(k->path, &first), 0);
    assert_int_equal(first.st_mode & 07777, 0600);
    assert_true(answers_right(k));
    assert_int_equal(stat(k->path, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino); /* was not written again */
    make_wrong(k, &file);
    write_file(k->path, &file, sizeof file);
    assert_false(answers_right(k));
}

static void cosmologies_have_their_own_tables(void **state) {
    const kept *k = *state;
    double got[MASSES], want[MASSES];
    table_file file;
    make_good(k, &file);
    hmf_cosmology other = hmf_cosmology_default;
    other.sigma_8 = nextafter(other.sigma_8, 1.0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(answer(k, &hmf_impl_cached, &other, got), HMF_OK);
        assert_int_equal(answer(k, &hmf_impl_tabulated, &other, want), HMF_OK);
        assert_memory_equal(got, want, sizeof want);
    }
    assert_true(answers_right(k));
}

/* The number of file names is bounded. */
static void names_are_bounded(void **state) {
    const kept *k = *state;
    table_key key = key_of(&hmf_cosmology_default);
    bool seen[FILES] = {false};
    size_t different = 0;
    for (int i = 0; i < 20 * FILES; i++) {
        char path[PATH_MAX];
        unsigned name;
        int length = 0;
        key.cosmology.h0 += 1e-3;
        assert_true(find_path(&key, path));
        assert_int_equal(strncmp(path, k->folder, strlen(k->folder)), 0);
        assert_int_equal(sscanf(path + strlen(k->folder), "/table-%4u%n", &name, &length), 1);
        assert_int_equal(path[strlen(k->folder) + (size_t)length], '\0');
        assert_true(name < FILES);
        different += !seen[name];
        seen[name] = true;
    }
    assert_true(different > FILES * 9 / 10); /* all but e^-20 of them, if uniform */
}

/* ---- corrupt and stale ----------------------------------------------------------------------- */

static void changed_bytes(void **state) {
    const kept *k = *state;
    table_file good, file;
    make_good(k, &good);
    enum { PLACES = 70 };
    for (size_t place = 0; place <= PLACES; place++) {
        const size_t i =
            place * (sizeof file - 1) / PLACES; /* includes the first and the last byte */
        file = good;
        unsigned char *byte = (unsigned char *)&file + i;
        *byte = (unsigned char)(*byte ^ 1u << i % 8);
        write_file(k->path, &file, sizeof file);
        assert_true(answers_right(k));
        read_good(k, &file); /* written again */
        assert_memory_equal(&file, &good, sizeof good);
    }
}

static void wrong_lengths(void **state) {
    const kept *k = *state;
    table_file twice[2], file;
    const size_t sizes[] = {0, 1, sizeof file / 2, sizeof file - 1, sizeof file + 1, sizeof twice};
    make_good(k, &twice[0]);
    twice[1] = twice[0];
    for (size_t i = 0; i < COUNT(sizes); i++) {
        write_file(k->path, twice, sizes[i]);
        assert_true(answers_right(k));
        read_good(k, &file);
    }
}

static void stale_tables(void **state) {
    const kept *k = *state;
    table_file wrong, file;
    make_wrong(k, &wrong);
    table_key keys[7];
    for (int i = 0; i < 7; i++) keys[i] = wrong.key;
    keys[0].version++;
    keys[1].gravity *= 1.0000001;
    keys[2].last += 1.0;
    keys[3].variance_8 = nextafter(keys[3].variance_8, 0.0);
    keys[4].cosmology.h0 = nextafter(keys[4].cosmology.h0, 0.0);
    keys[5].format[0] = 'H';
    keys[6].first = -0.0;
    for (int i = 0; i < 7; i++) {
        file = wrong;
        file.key = keys[i];
        file.sum = sum_words(&file, offsetof(table_file, sum));
        write_file(k->path, &file, sizeof file);
        assert_true(answers_right(k));
        read_good(k, &file);
    }
}

/* ---- files that are not regular ------------------------------------------------------------- */

static void a_folder(void **state) {
    const kept *k = *state;
    assert_int_equal(mkdir(k->path, 0700), 0);
    assert_true(answers_right(k));
    assert_int_equal(entries(k->folder), 1);
    assert_int_equal(entries(k->path), 0);
}

static void a_pipe(void **state) {
    const kept *k = *state;
    table_file file;
    assert_int_equal(mkfifo(k->path, 0600), 0);
    assert_true(answers_right(k)); /* without waiting for a writer */
    read_good(k, &file);
}

/* The target of a link is neither read nor changed. */
static void a_link(void **state) {
    const kept *k = *state;
    table_file wrong, after;
    char target[PATH_MAX];
    snprintf(target, sizeof target, "%s/target", k->folder);
    make_wrong(k, &wrong);
    write_file(target, &wrong, sizeof wrong);
    unlink(k->path);
    assert_int_equal(symlink(target, k->path), 0);
    assert_true(answers_right(k));
    assert_true(read_table(target, &after));
    assert_memory_equal(&after, &wrong, sizeof wrong);
    unlink(target);
    read_good(k, &after);
}

/* ---- failures to write ----------------------------------------------------------------------- */

static void impossible_folders(void **state) {
    const kept *k = *state;
    char *endless = calloc(1, 2 * PATH_MAX);
    assert_non_null(endless);
    memset(endless, 'x', 2 * PATH_MAX - 1);
    *endless = '/';
    const char *const folders[] = {"", "/dev/null", "/dev/null/below", "/proc/none", endless};
    for (size_t i = 0; i < COUNT(folders); i++) {
        assert_int_equal(setenv("HMF_CACHE", folders[i], 1), 0);
        assert_true(answers_right(k));
    }
    free(endless);
    assert_int_equal(entries(k->folder), 0);
}

static void a_full_disk(void **state) {
    const kept *k = *state;
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    struct sigaction before;
    struct rlimit limit;
    assert_int_equal(sigaction(SIGXFSZ, &ignore, &before), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    const struct rlimit little = {.rlim_cur = 100, .rlim_max = limit.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    const bool right = answers_right(k);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(sigaction(SIGXFSZ, &before, NULL), 0);
    assert_true(right);
    assert_int_equal(entries(k->folder), 0);
}

static void a_failing_disk(void **state) {
    const kept *k = *state;
    no_flush = true;
    assert_true(answers_right(k));
    no_flush = false;
    no_rename = true;
    assert_true(answers_right(k));
    assert_int_equal(entries(k->folder), 0);
}

static void memory_shortage(void **state) {
    const kept *k = *state;
    const bool found[] = {false, true};
    for (int i = 0; i < 2; i++) {
        hmf_model model;
        memory_refuse(1);
        assert_int_equal(hmf_create(&model, &hmf_impl_cached, &hmf_cosmology_default, NULL),
                         HMF_NO_MEMORY);
        assert_true(memory_was_refused());
        assert_int_equal(entries(k->folder), found[i]);
        assert_true(answers_right(k)); /* keeps it */
    }
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* Sets or removes a variable; in a value that begins with a slash the test's folder comes first. */
static void set(const kept *k, const char *name, const char *value) {
    char text[PATH_MAX];
    unsetenv(name);
    if (!value) return;
    snprintf(text, sizeof text, "%s%s", *value == '/' ? k->folder : "", value);
    setenv(name, text, 1);
}

static void the_folder_by_the_environment(void **state) {
    const kept *k = *state;
    static const struct {
        const char *own, *xdg, *home, *want; /* want: below the test's folder, or NULL for none */
    } cases[] = {
        {"/own", "/xdg", "/home", "/own"},
        {"", "/xdg", "/home", NULL},
        {NULL, "/xdg", "/home", "/xdg/hmfbench"},
        {NULL, "relative", "/home", "/home/.cache/hmfbench"},
        {NULL, "", "/home", "/home/.cache/hmfbench"},
        {NULL, NULL, "/home", "/home/.cache/hmfbench"},
        {NULL, NULL, "", NULL},
        {NULL, NULL, NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char folder[PATH_MAX], expected[PATH_MAX];
        set(k, "HMF_CACHE", cases[i].own);
        set(k, "XDG_CACHE_HOME", cases[i].xdg);
        set(k, "HOME", cases[i].home);
        assert_int_equal(find_folder(folder), cases[i].want != NULL);
        assert_true(answers_right(k));
        if (!cases[i].want) continue;
        snprintf(expected, sizeof expected, "%s%s", k->folder, cases[i].want);
        assert_string_equal(folder, expected);
        assert_int_equal(entries(folder), 1); /* made with its parents */
    }
}

/* ---- concurrent writers --------------------------------------------------------------------- */

enum { WRITERS = 4, ROUNDS = 12 };

/* Evaluates and removes the table repeatedly, so that every writer has to write it. */
static bool write_often(const kept *k) {
    for (int round = 0; round < ROUNDS; round++) {
        if (!answers_right(k)) return false;
        if (round % 3 == 0) unlink(k->path);
    }
    return true;
}

static void concurrent_processes(void **state) {
    const kept *k = *state;
    pid_t writer[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writer[i] = fork();
        assert_true(writer[i] >= 0);
        if (writer[i] == 0) _exit(write_often(k) ? 0 : 1);
    }
    for (int i = 0; i < WRITERS; i++) {
        int status;
        assert_int_equal(waitpid(writer[i], &status, 0), writer[i]);
        assert_int_equal(status, 0);
    }
    table_file file;
    read_good(k, &file); /* and no other file */
}

int main(void) {
#define PREPARED(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        PREPARED(a_table_is_kept_and_used),
        PREPARED(cosmologies_have_their_own_tables),
        PREPARED(names_are_bounded),
        PREPARED(changed_bytes),
        PREPARED(wrong_lengths),
        PREPARED(stale_tables),
        PREPARED(a_folder),
        PREPARED(a_pipe),
        PREPARED(a_link),
        PREPARED(impossible_folders),
        PREPARED(a_full_disk),
        PREPARED(a_failing_disk),
        PREPARED(memory_shortage),
        PREPARED(the_folder_by_the_environment),
        PREPARED(concurrent_processes),
    };
    return cmocka_run_group_tests_name("cached", tests, NULL, NULL);
}
