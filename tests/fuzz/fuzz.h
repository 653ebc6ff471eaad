/* SPDX-License-Identifier: MIT */
/*
 * fuzz.h: shared functions of the fuzzers.
 *
 * A fuzzer is a file fuzz_NAME.c that defines LLVMFuzzerTestOneInput for one reader of files or
 * arguments. The reader must accept any bytes or reject them with a reason; anything else (a crash,
 * a leak, an endless loop, an empty reason) ends the process. In the preset `fuzz` libFuzzer
 * generates inputs; in all others replay.c reads the files of corpus/NAME.
 */
#ifndef HMF_FUZZ_H
#define HMF_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The entry point of libFuzzer; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the path of a file that holds these bytes until the next call. */
const char *fuzz_file(const void *data, size_t size);

/* Writes the bytes to the file NAME in a temporary folder of this process, and returns the path of
 * the folder. */
const char *fuzz_folder(const char *name, const void *data, size_t size);

/* Discards output to stderr and stdout, but not that of libFuzzer and the sanitizers. */
void fuzz_be_quiet(void);

/* Aborts unless the condition holds. */
void fuzz_expect(int holds, const char *expected);

/* Aborts unless the message is the path followed by a reason. */
void fuzz_expect_reason(const char *path, const char *message);

/* The remaining input. */
typedef struct {
    const uint8_t *at;
    size_t left;
} fuzz_bytes;

/* Moves bytes from the input to `to`, and zeros after its end. */
void fuzz_take(fuzz_bytes *bytes, void *to, size_t size);

/* Returns the next line as a string, which the caller frees. */
char *fuzz_line(fuzz_bytes *bytes);

#endif
