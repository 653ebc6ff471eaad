/*
 * escaped.h: names, reasons and lines of source in files of any format.
 *
 * All of it was written elsewhere and may hold anything: what the format gives a meaning to, what a
 * terminal obeys, a character that was cut in two.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>
#include <stdio.h>

/* What stands for that ASCII character, or NULL for itself. Static. */
typedef const char *escape(char character);

/* Writes the text as valid UTF-8 without control characters: each character of ASCII through
 * `replace`, which may be NULL, then control characters as blanks and broken ones as '?'. */
void text_write_escaped(FILE *stream, const char *text, escape *replace);

/* Replaces bytes that are not UTF-8 with '?', as text_write_escaped does. */
void text_mend(char *text);

/* How many columns that takes on a terminal without replacements, if each character takes one. */
size_t text_columns(const char *text);

#endif
