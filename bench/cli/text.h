/* SPDX-License-Identifier: MIT */
/*
 * text.h: makes foreign text safe for a terminal or a file format.
 *
 * Names, reasons and source lines come from other programs. They may contain characters that are
 * special in the format, terminal escape sequences, or incomplete UTF-8.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Returns the static replacement of an ASCII character, or NULL to keep it. */
typedef const char *escape(char character);

/* Writes the text as valid UTF-8. `replace`, which may be NULL, replaces ASCII characters;
 * remaining control characters become blanks, and invalid bytes become '?'. */
void text_write_escaped(FILE *stream, const char *text, escape *replace);

/* Replaces invalid bytes by '?' in place. */
void text_mend(char *text);

/* Returns the number of characters, which is the number of terminal columns of most texts. */
size_t text_columns(const char *text);

#ifdef __cplusplus
}
#endif

#endif
