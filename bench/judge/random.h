/* SPDX-License-Identifier: MIT */
/*
 * random.h: random numbers that an entry cannot predict: the ChaCha20 keystream (RFC 8439) under a
 * 128-bit key, with one stream for each use. Numbers of one stream reveal nothing about the others.
 */
#ifndef JUDGE_RANDOM_H
#define JUDGE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JUDGE_KEY_BYTES = 16, JUDGE_SEED_TEXT = 2 * JUDGE_KEY_BYTES + 1 };

/* The key of a run. */
typedef struct {
    unsigned char key[JUDGE_KEY_BYTES]; /* big-endian                          */
    char text[JUDGE_SEED_TEXT];         /* as judge_seed_read parses it        */
    bool given;                         /* by the user, and therefore not secret */
} judge_seed;

/* Draws a key from the system. */
judge_seed judge_seed_draw(void);

/* Parses a whole number below 2^64, or the 32 hexadecimal digits of a drawn key. */
bool judge_seed_read(const char *text, judge_seed *seed);

typedef enum {
    JUDGE_QUESTIONS, /* cosmologies, sizes, redshifts, masses                        */
    JUDGE_ORDER,     /* of questions and racers                                      */
    JUDGE_PROBES,    /* cells read before the clock stops, positions of the arrays   */
    JUDGE_FILL,      /* payloads of the NaNs that fill the output; entries see them  */
    JUDGE_STREAMS
} judge_stream;

typedef struct judge_random judge_random;

/* Starts all streams from the given seed, or from a drawn one for NULL. Child processes do not
 * inherit the memory of seed and streams. Release it with judge_random_free. */
judge_random *judge_random_new(const judge_seed *given);
void judge_random_free(judge_random *random);

const judge_seed *judge_random_seed(const judge_random *random);

uint32_t judge_random_word(judge_random *random, judge_stream stream);

/* Returns a uniform number in [low, high) with 53 bits. */
double judge_random_uniform(judge_random *random, judge_stream stream, double low, double high);

/* Returns a uniform number among 0 .. count-1, for 1 <= count < 2^32. */
size_t judge_random_below(judge_random *random, judge_stream stream, size_t count);

/* Shuffles values[count]. */
void judge_random_shuffle(judge_random *random, judge_stream stream, size_t *values, size_t count);

/* Computes the block function of RFC 8439, section 2.3: from 16 words of constants, key, counter
 * and nonce to 16 words of keystream. */
void judge_chacha20_block(const uint32_t input[16], uint32_t output[16]);

#endif
