/* SPDX-License-Identifier: MIT */
/* shared_memory.c: maps the shared regions with guard pages, and waits on words in them. */
#include "shared_memory.h"

#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(judge_question) <= JUDGE_PAGE, "a question is a page");
_Static_assert(sizeof(judge_answer) <= JUDGE_PAGE, "an answer is a page");

enum { GUARDS = 6 };
static const size_t mapping_bytes =
    GUARDS * JUDGE_GUARD + JUDGE_QUESTION_BYTES + JUDGE_ANSWER_BYTES;

/* Maps the next area and moves *at past its right guard. Returns NULL on failure. */
static void *map_area(unsigned char **at, size_t size, int access, int fd, off_t offset) {
    void *area = mmap(*at, size, access, MAP_SHARED | MAP_FIXED, fd, offset);
    *at += size + JUDGE_GUARD;
    return area == MAP_FAILED ? NULL : area;
}

bool judge_shared_memory_map(judge_shared_memory *h, int question_fd, int answer_fd,
                             bool read_only) {
    unsigned char *start =
        mmap(NULL, mapping_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) return false;
    const int questions = read_only ? PROT_READ : PROT_READ | PROT_WRITE;
    const int answers = PROT_READ | PROT_WRITE;
    unsigned char *at = start + JUDGE_GUARD;
    h->question = map_area(&at, JUDGE_PAGE, questions, question_fd, 0);
    h->z = map_area(&at, JUDGE_Z_BYTES, questions, question_fd, JUDGE_PAGE);
    h->mass = map_area(&at, JUDGE_MASS_BYTES, questions, question_fd, JUDGE_PAGE + JUDGE_Z_BYTES);
    h->answer = map_area(&at, JUDGE_PAGE, answers, answer_fd, 0);
    h->cells = map_area(&at, JUDGE_CELLS_BYTES, answers, answer_fd, JUDGE_PAGE);
    if (h->question && h->z && h->mass && h->answer && h->cells) return true;
    munmap(start, mapping_bytes);
    return false;
}

void judge_shared_memory_unmap(judge_shared_memory *shared) {
    if (shared->question) munmap((unsigned char *)shared->question - JUDGE_GUARD, mapping_bytes);
    *shared = (judge_shared_memory){0};
}

void judge_sleep(_Atomic(uint32_t) *word, uint32_t value, double seconds) {
    const struct timespec limit = {.tv_sec = (time_t)seconds,
                                   .tv_nsec = (long)(1e9 * (seconds - (double)(time_t)seconds))};
    syscall(SYS_futex, word, FUTEX_WAIT, value, &limit, NULL, 0);
}

void judge_wake(_Atomic(uint32_t) *word) {
    syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}
