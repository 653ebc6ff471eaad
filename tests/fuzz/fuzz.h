/*
 * fuzz.h: what the fuzzers share.
 *
 * A fuzzer is one file fuzz_NAME.c that defines LLVMFuzzerTestOneInput, for one reader of files or
 * of arguments. Whatever the bytes are, they are read, or refused with a reason; what else happens
 * (a crash, a leak, an endless loop, a reason that says nothing) ends the process. In the preset
 * `fuzz` libFuzzer looks for such bytes; in all others replay.c reads those of corpus/NAME again.
 */
#ifndef HMF_FUZZ_H
#define HMF_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* As libFuzzer calls it; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The path of a file that holds these bytes, until the next call. */
const char *fuzz_file(const void *data, size_t size);

/* The path of a folder of this process alone, in which the file NAME holds these bytes. It is empty
 * at first, and removed at the end. */
const char *fuzz_folder(const char *name, const void *data, size_t size);

/* From now on what is printed to stderr or stdout is lost; what libFuzzer and the sanitizers print
 * is not. */
void fuzz_be_quiet(void);

/* Ends the process unless it is so. */
void fuzz_expect(int is_so, const char *what);

/* Ends the process unless the message begins with the path and says more. */
void fuzz_expect_reason(const char *path, const char *message);

/* The bytes that have not been taken yet. */
typedef struct {
    const uint8_t *at;
    size_t left;
} fuzz_bytes;

/* Bytes that are missing are 0. */
void fuzz_take(fuzz_bytes *bytes, void *to, size_t size);

/* The next line without its end, as a string that the caller frees; a zero byte ends it early. */
char *fuzz_line(fuzz_bytes *bytes);

#endif
