/* SPDX-License-Identifier: MIT */
#include "die.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name;

void die_name(const char *program) {
    name = program;
}

const char *program_name(void) {
    return name ? name : program_invocation_short_name;
}

void die(int status, const char *format, ...) {
    va_list arguments;
    fflush(stdout);
    fprintf(stderr, "%s: ", program_name());
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(status);
}

static void *checked(void *memory) {
    if (!memory) die(EXIT_ERROR, "out of memory");
    return memory;
}

/* An empty request may return NULL without a failure. */
void *xmalloc(size_t size) {
    return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size) {
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *memory, size_t size) {
    return checked(realloc(memory, size ? size : 1));
}

/* A priority of 101 is the earliest that programs may use. */
__attribute__((constructor(101))) static void check_jansson(void) {
    json_set_alloc_funcs(xmalloc, free);
}

char *xstrdup(const char *text) {
    return checked(strdup(text));
}

char *xstrndup(const char *text, size_t size) {
    return checked(strndup(text, size));
}

char *xasprintf(const char *format, ...) {
    char *text;
    va_list arguments;
    va_start(arguments, format);
    const int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return checked(length < 0 ? NULL : text);
}
