/* SPDX-License-Identifier: MIT */
#include "profile_test.h"

void check_part(const char *text, const char *part) {
    if (!strstr(text, part)) fail_msg("'%s' does not contain '%s'", text, part);
}

void check_accepted(test_reader *read, const void *data, size_t size) {
    char path[TEMPORARY_PATH], message[512] = "";
    temporary_file(path, data, size);
    const bool good = read(path, message, sizeof message);
    assert_int_equal(unlink(path), 0);
    if (!good) fail_msg("rejected: %s", message);
}

static void check_message(test_reader *read, const char *path, const char *place,
                          const char *reason) {
    char message[512] = "";
    if (read(path, message, sizeof message))
        fail_msg("accepted a file that should fail with: %s", reason);
    check_part(message, path);
    check_part(message, place);
    check_part(message, reason);
}

static void check_data(test_reader *read, const void *data, size_t size, const char *place,
                       const char *reason) {
    char path[TEMPORARY_PATH];
    temporary_file(path, data, size);
    check_message(read, path, place, reason);
    assert_int_equal(unlink(path), 0);
}

void check_rejected(test_reader *read, const malformed_file *files, size_t count) {
    for (size_t i = 0; i < count; i++)
        check_data(read, files[i].text, strlen(files[i].text), files[i].place, files[i].reason);
    check_message(read, "/nonexistent", "", ": No such file or directory");
    check_message(read, "/tmp", "", "");
    check_data(read, "a\0 1\n", 5, "", "");
}

const profile_function *find_function(const profile_functions *functions, const char *name) {
    const profile_function *found = NULL;
    for (size_t i = 0; i < functions->count; i++) {
        if (strcmp(functions->rows[i].name, name) != 0) continue;
        if (found) fail_msg("%s stands in two rows", name);
        found = &functions->rows[i];
    }
    if (!found) fail_msg("%s is missing", name);
    return found;
}

char *with_memory_map(const void *data, size_t *size) {
    char *all = NULL;
    FILE *to, *from = fopen("/proc/self/maps", "r");
    const size_t length = *size;
    assert_non_null(from);
    to = open_memstream(&all, size);
    assert_non_null(to);
    fwrite(data, 1, length, to);
    for (int c; (c = fgetc(from)) != EOF;) fputc(c, to);
    fclose(from);
    fclose(to);
    return all;
}
