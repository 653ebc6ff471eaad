/* SPDX-License-Identifier: MIT */
/* random.c: ChaCha20 streams and the numbers made from them. */
#include "random.h"

#include "die.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

enum { WORDS = 16 };

typedef struct {
    uint32_t input[WORDS], block[WORDS];
    size_t used; /* words of the block already used */
} keystream;

struct judge_random {
    judge_seed seed;
    keystream stream[JUDGE_STREAMS];
};

/* ---- seeds ----------------------------------------------------------------------------------- */

judge_seed judge_seed_draw(void) {
    judge_seed seed = {.given = false};
    if (getrandom(seed.key, sizeof seed.key, 0) != (ssize_t)sizeof seed.key)
        die(EXIT_ERROR, "random numbers: %s", strerror(errno));
    for (size_t i = 0; i < sizeof seed.key; i++)
        snprintf(seed.text + 2 * i, 3, "%02x", seed.key[i]);
    return seed;
}

static bool read_key(const char *text, judge_seed *seed) {
    for (size_t i = 0; i < JUDGE_KEY_BYTES; i++) {
        const char byte[3] = {text[2 * i], text[2 * i + 1], '\0'};
        if (!isxdigit((unsigned char)byte[0]) || !isxdigit((unsigned char)byte[1])) return false;
        seed->key[i] = (unsigned char)strtoul(byte, NULL, 16);
    }
    snprintf(seed->text, sizeof seed->text, "%s", text);
    return true;
}

static bool read_number(const char *text, judge_seed *seed) {
    char *end;
    errno = 0;
    const unsigned long long number = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end != '\0' || errno != 0) return false;
    for (size_t i = 0; i < sizeof number; i++)
        seed->key[JUDGE_KEY_BYTES - 1 - i] = (unsigned char)(number >> 8 * i);
    snprintf(seed->text, sizeof seed->text, "%llu", number);
    return true;
}

bool judge_seed_read(const char *text, judge_seed *seed) {
    *seed = (judge_seed){.given = true};
    return strlen(text) == JUDGE_SEED_TEXT - 1 ? read_key(text, seed) : read_number(text, seed);
}

/* ---- ChaCha20 -------------------------------------------------------------------------------- */

static uint32_t rotate(uint32_t x, int bits) {
    return x << bits | x >> (32 - bits);
}

static void quarter_round(uint32_t x[WORDS], int a, int b, int c, int d) {
    x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 16);
    x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 12);
    x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 8);
    x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 7);
}

void judge_chacha20_block(const uint32_t input[WORDS], uint32_t output[WORDS]) {
    uint32_t x[WORDS];
    memcpy(x, input, sizeof x);
    for (int round = 0; round < 20; round += 2) {
        for (int i = 0; i < 4; i++) quarter_round(x, i, i + 4, i + 8, i + 12);
        for (int i = 0; i < 4; i++)
            quarter_round(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
    for (int i = 0; i < WORDS; i++) output[i] = x[i] + input[i];
}

static uint32_t little_endian(const unsigned char byte[4]) {
    return byte[0] | (uint32_t)byte[1] << 8 | (uint32_t)byte[2] << 16 | (uint32_t)byte[3] << 24;
}

/* Initialises a stream in Bernstein's form for 128-bit keys: its own constants, and the key twice.
 * The number of the stream is the nonce. */
static keystream start(const judge_seed *seed, judge_stream which) {
    static const unsigned char constants[] = "expand 16-byte k";
    keystream s = {.used = WORDS};
    for (size_t i = 0; i < 4; i++) {
        s.input[i] = little_endian(constants + 4 * i);
        s.input[4 + i] = s.input[8 + i] = little_endian(seed->key + 4 * i);
    }
    s.input[15] = (uint32_t)which;
    return s;
}

/* ---- streams --------------------------------------------------------------------------------- */

judge_random *judge_random_new(const judge_seed *given) {
    judge_random *random =
        mmap(NULL, sizeof *random, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (random == MAP_FAILED || madvise(random, sizeof *random, MADV_WIPEONFORK) != 0)
        die(EXIT_ERROR, "random numbers: %s", strerror(errno));
    random->seed = given ? *given : judge_seed_draw();
    for (judge_stream i = 0; i < JUDGE_STREAMS; i++) random->stream[i] = start(&random->seed, i);
    return random;
}

void judge_random_free(judge_random *random) {
    munmap(random, sizeof *random);
}

const judge_seed *judge_random_seed(const judge_random *random) {
    return &random->seed;
}

uint32_t judge_random_word(judge_random *random, judge_stream stream) {
    keystream *s = &random->stream[stream];
    if (s->used == WORDS) {
        judge_chacha20_block(s->input, s->block);
        s->input[12]++; /* 2^32 blocks are 256 GiB */
        s->used = 0;
    }
    return s->block[s->used++];
}

double judge_random_uniform(judge_random *random, judge_stream stream, double low, double high) {
    const uint64_t first = judge_random_word(random, stream) >> 5;
    const uint64_t second = judge_random_word(random, stream) >> 6;
    return low + (high - low) * (0x1p-53 * (double)(first << 26 | second));
}

size_t judge_random_below(judge_random *random, judge_stream stream, size_t count) {
    const uint32_t n = (uint32_t)count;
    uint32_t word;
    do word = judge_random_word(random, stream);
    while (word < -n % n); /* the first 2^32 mod n words would favour small numbers */
    return word % n;
}

void judge_random_shuffle(judge_random *random, judge_stream stream, size_t *values, size_t count) {
    for (size_t i = count; i > 1; i--) {
        const size_t k = judge_random_below(random, stream, i), swap = values[i - 1];
        values[i - 1] = values[k];
        values[k] = swap;
    }
}
