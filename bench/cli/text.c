/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdint.h>

static int is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Rejects control characters, surrogates and the code points that XML forbids. */
static int is_printable(uint32_t point) {
    return point >= 0xA0 && !(point >= 0xD800 && point <= 0xDFFF) && (point & 0xFFFE) != 0xFFFE &&
           point <= 0x10FFFF;
}

/* Returns the number of bytes of the character at the start of text, 0 if it is invalid. */
static size_t character_size(const char *text) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)text[0];
    if (first < 0x80) return 1;
    const size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
    if (size == 0 || first >= 0xF8) return 0;
    uint32_t point = first & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(text[i])) return 0;
        point = point << 6 | ((unsigned char)text[i] & 0x3F);
    }
    return point >= least[size] && is_printable(point) ? size : 0;
}

static void write_ascii(FILE *stream, char character, escape *replace) {
    const char *replacement = replace ? replace(character) : NULL;
    if (replacement)
        fputs(replacement, stream);
    else
        fputc(character < ' ' || character == 0x7F ? ' ' : character, stream);
}

void text_write_escaped(FILE *stream, const char *text, escape *replace) {
    while (*text) {
        const size_t size = character_size(text);
        if (size == 1)
            write_ascii(stream, *text, replace);
        else if (size > 0)
            fwrite(text, 1, size, stream);
        else
            fputc('?', stream);
        text += size > 0 ? size : 1;
    }
}

void text_mend(char *text) {
    while (*text) {
        const size_t size = character_size(text);
        if (size == 0) *text = '?';
        text += size > 0 ? size : 1;
    }
}

size_t text_columns(const char *text) {
    size_t columns = 0;
    while (*text) {
        const size_t size = character_size(text);
        text += size > 0 ? size : 1;
        columns++;
    }
    return columns;
}
