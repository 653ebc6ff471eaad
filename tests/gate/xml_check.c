/* SPDX-License-Identifier: MIT */
/* xml_check.c: a recursive descent with one function for each part of the grammar. Each takes the
 * beginning of its part and returns the end, or NULL after setting `fault`. */
#include "xml_check.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char *fault;

static const char *fail(const char *at) {
    if (!fault) fault = at;
    return NULL;
}

static const char *skip_space(const char *at) {
    return at + strspn(at, " \n\t");
}

static size_t name_length(const char *at) {
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || (length > 0 && at[length] == '-')) length++;
    return length;
}

static const char *reference(const char *at) {
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(at, known[i], strlen(known[i])) == 0) return at + strlen(known[i]);
    if (strncmp(at, "&#", 2) != 0) return fail(at);
    const size_t digits = strspn(at + 2, "0123456789");
    return digits > 0 && at[2 + digits] == ';' ? at + 3 + digits : fail(at);
}

/* Parses text up to that character. */
static const char *characters(const char *at, char end) {
    while (at && *at != end) {
        const bool control = (unsigned char)*at < ' ' && *at != '\n' && *at != '\t';
        if (control || *at == '<') return fail(at);
        at = *at == '&' ? reference(at) : at + 1;
    }
    return at;
}

static const char *attributes(const char *at) {
    while (at && isspace((unsigned char)*at)) {
        at = skip_space(at);
        const size_t length = name_length(at);
        if (length == 0) return at;
        if (strncmp(at + length, "=\"", 2) != 0) return fail(at);
        at = characters(at + length + 2, '"');
        if (at) at++;
    }
    return at;
}

static const char *element(const char *at) {
    const char *name = at + 1;
    const size_t length = *at == '<' ? name_length(name) : 0;
    if (length == 0) return fail(at);
    at = attributes(name + length);
    if (!at) return NULL;
    if (strncmp(at, "/>", 2) == 0) return at + 2;
    if (*at != '>') return fail(at);
    at = characters(at + 1, '<');
    while (at && at[1] != '/') {
        at = element(at);
        if (at) at = characters(at, '<');
    }
    if (!at) return NULL;
    if (strncmp(at + 2, name, length) != 0 || at[2 + length] != '>') return fail(at);
    return at + 3 + length;
}

const char *xml_first_fault(const char *xml) {
    static const char declaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    fault = NULL;
    if (strncmp(xml, declaration, strlen(declaration)) != 0) return xml;
    const char *end = element(skip_space(xml + strlen(declaration)));
    if (end && *skip_space(end)) fail(end);
    return fault;
}
