/*
 * test_profile_fuzz.c: the readers of profiles on files that were damaged at random: each is read
 * or refused with the file's name and a reason, and nothing else happens. Sanitizers see more.
 *
 * HMF_FUZZ=N in the environment is the number of files for each reader; HMF_FUZZ_SEED=N another
 * beginning.
 */
#include "allocations.h"
#include "callgrind.h"
#include "difference.h"
#include "hits.h"
#include "samples.h"
#include "stacks.h"
#include "temporary_file.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct {
    unsigned char *data;
    size_t size;
} bytes;

/* ---- the readers ----------------------------------------------------------------------------- */

static bool read_callgrind(const char *path, char *message, size_t size) {
    profile_functions functions = {0};
    profile_lines lines = {0};
    callgrind_totals totals;
    const profile_tables to = {.functions = &functions, .lines = &lines};
    const bool good = callgrind_read(path, &to, &totals, message, size);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
    return good;
}

static bool read_callgrind_stacks(const char *path, char *message, size_t size) {
    profile_stacks stacks = {0};
    callgrind_totals totals;
    const bool good =
        callgrind_read(path, &(profile_tables){.stacks = &stacks}, &totals, message, size);
    profile_stacks_free(&stacks);
    return good;
}

/* What is read can be compared and written. */
static bool read_counts(const char *path, char *message, size_t size) {
    stored_profile p;
    difference d;
    if (!stored_counts_read(path, NULL, &p, message, size)) return false;
    assert_true(difference_make(&d, &p, &p));
    assert_true(difference_is_empty(&d));
    json_t *root = difference_json(&d);
    assert_non_null(root);
    json_decref(root);
    difference_free(&d);
    stored_profile_free(&p);
    return true;
}

static bool read_hits(const char *path, char *message, size_t size) {
    profile_lines lines = {0};
    const bool good = hits_read(path, &lines, message, size);
    profile_lines_free(&lines);
    return good;
}

static bool read_allocations(const char *path, char *message, size_t size) {
    profile_allocations allocations;
    const bool good = allocations_read(path, &allocations, message, size);
    allocations_free(&allocations);
    return good;
}

static bool read_stacks(const char *path, char *message, size_t size) {
    profile_stacks stacks;
    const bool good = profile_stacks_read(path, &stacks, message, size);
    profile_stacks_free(&stacks);
    return good;
}

static bool read_samples(const char *path, char *message, size_t size) {
    profile_functions functions = {0};
    profile_lines lines = {0};
    profile_stacks stacks = {0};
    samples_totals totals;
    const bool good = samples_read(path, "main", &(profile_tables){&functions, &lines, &stacks},
                                   &totals, message, size);
    if (good) free(totals.stripped);
    profile_functions_free(&functions);
    profile_lines_free(&lines);
    profile_stacks_free(&stacks);
    return good;
}

/* ---- damage ---------------------------------------------------------------------------------- */

static uint64_t random_state;

static uint64_t draw(uint64_t below) { /* splitmix64, of Steele, Lea and Flood (2014) */
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % below;
}

static void remove_range(bytes *b, size_t at, size_t length) {
    memmove(b->data + at, b->data + at + length, b->size - at - length);
    b->size -= length;
}

/* There is room for it. */
static void repeat_range(bytes *b, size_t at, size_t length) {
    memmove(b->data + at + length, b->data + at, b->size - at);
    b->size += length;
}

static void damage(bytes *b) {
    static const char telling[] = "0123456789 \n=:@'\"[]{}()-+*x;";
    const size_t at = draw(b->size), length = draw(1 + (b->size - at < 60 ? b->size - at : 60));
    switch (draw(6)) {
    case 0: b->data[at] ^= (unsigned char)(1 << draw(8)); break;
    case 1: b->data[at] = (unsigned char)telling[draw(sizeof telling - 1)]; break;
    case 2: b->data[at] = (unsigned char)draw(256); break;
    case 3: remove_range(b, at, length); break;
    case 4: repeat_range(b, at, length); break;
    default:
        if (draw(4) == 0) b->size = at + 1;
    }
}

/* ---- the test -------------------------------------------------------------------------------- */

enum { DAMAGES = 8, ROOM = DAMAGES * 60 };

static bytes read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    bytes b = {.size = (size_t)ftell(file)};
    rewind(file);
    b.data = malloc(b.size);
    assert_non_null(b.data);
    assert_int_equal(fread(b.data, 1, b.size, file), b.size);
    fclose(file);
    return b;
}

static uint64_t number_from(const char *name, uint64_t otherwise) {
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void fuzz(const bytes *whole, bool (*read)(const char *, char *, size_t)) {
    const uint64_t files = number_from("HMF_FUZZ", 500);
    uint64_t refused = 0;
    char message[512] = "", path[TEMPORARY_PATH];
    temporary_file(path, whole->data, whole->size);
    if (!read(path, message, sizeof message)) fail_msg("the whole file is refused: %s", message);
    unlink(path);
    random_state = number_from("HMF_FUZZ_SEED", 1);
    bytes b = {.data = malloc(whole->size + ROOM)};
    assert_non_null(b.data);
    for (uint64_t i = 0; i < files; i++) {
        memcpy(b.data, whole->data, whole->size);
        b.size = whole->size;
        for (uint64_t n = 1 + draw(DAMAGES); n > 0 && b.size > 0; n--) damage(&b);
        temporary_file(path, b.data, b.size);
        memset(message, 0, sizeof message);
        if (!read(path, message, sizeof message)) {
            refused++;
            if (strncmp(message, path, strlen(path)) != 0 || strlen(message) <= strlen(path) + 2)
                fail_msg("file %" PRIu64 " is refused with '%s'", i, message);
        }
        unlink(path);
    }
    free(b.data);
    assert_true(refused > 0); /* or nothing was damaged */
}

static void fuzz_file(const char *path, bool (*read)(const char *, char *, size_t)) {
    bytes b = read_file(path);
    fuzz(&b, read);
    free(b.data);
}

static void callgrind(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/callgrind.out", read_callgrind);
}

static void callgrind_stacks(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/callgrind-stacks.out", read_callgrind_stacks);
}

static void counts(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/callgrind.out", read_counts);
}

static void gcov(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/hits.json", read_hits);
}

static void heap(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/heap.prof", read_allocations);
}

static void folded(void **state) {
    (void)state;
    fuzz_file(HMF_TEST_DATA "/profile/counted.folded", read_stacks);
}

/* Of this process, so that the memory map behind it is one that can be read. */
static void cpu(void **state) {
    (void)state;
    const uintptr_t here = (uintptr_t)cpu + 2, there = (uintptr_t)heap + 2;
    const uintptr_t words[] = {0, 3, 0, 4000, 0, 5, 2, here, there, 2, 1, there, 0, 1, 0};
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size), *from = fopen("/proc/self/maps", "r");
    assert_non_null(to);
    assert_non_null(from);
    fwrite(words, sizeof *words, sizeof words / sizeof *words, to);
    for (int c; (c = fgetc(from)) != EOF;) fputc(c, to);
    fclose(from);
    fclose(to);
    const bytes b = {(unsigned char *)text, size};
    fuzz(&b, read_samples);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(callgrind), cmocka_unit_test(callgrind_stacks),
        cmocka_unit_test(counts),    cmocka_unit_test(gcov),
        cmocka_unit_test(heap),      cmocka_unit_test(folded),
        cmocka_unit_test(cpu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
