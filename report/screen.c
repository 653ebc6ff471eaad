/* screen.c: width, characters and colour of standard output. */
#include "screen.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { USUAL_COLUMNS = 80, FEWEST_COLUMNS = 20, MOST_COLUMNS = 1000 };

static size_t standard_columns(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    const char *columns = getenv("COLUMNS");
    const long given = columns ? strtol(columns, NULL, 10) : 0;
    return given >= FEWEST_COLUMNS && given <= MOST_COLUMNS ? (size_t)given : USUAL_COLUMNS;
}

/* Of the environment's locale, without making it this program's: numbers keep their point. */
static bool locale_is_utf8(void) {
    const locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    if (locale == (locale_t)0) return false;
    const bool utf8 = strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    freelocale(locale);
    return utf8;
}

report_screen report_standard_screen(void) {
    const char *none = getenv("NO_COLOR");
    return (report_screen){.columns = standard_columns(),
                           .utf8 = locale_is_utf8(),
                           .colour = isatty(STDOUT_FILENO) && !(none && *none)};
}

static bool continues(char byte) { /* a character of UTF-8 */
    return ((unsigned char)byte & 0xC0) == 0x80;
}

size_t report_columns(const char *text) {
    size_t columns = 0;
    for (; *text; text++) columns += !continues(*text);
    return columns;
}

void report_fit_characters(char *text, report_screen screen) {
    if (screen.utf8) return;
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (strncmp(from, "×", strlen("×")) == 0)
            *to++ = 'x';
        else if (strncmp(from, "µ", strlen("µ")) == 0)
            *to++ = 'u';
        else if (!continues(*from))
            *to++ = (unsigned char)*from < 0x80 ? *from : '?';
    }
    *to = '\0';
}

/* The bytes of the longest beginning of a line that ends a word and fits; of the first word where
 * none does. */
static size_t fitting(const char *line, size_t length, size_t columns) {
    size_t fits = 0, used = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == ' ' && (used <= columns || fits == 0)) fits = i;
        used += !continues(line[i]);
    }
    return used <= columns || fits == 0 ? length : fits;
}

static void write_line(FILE *out, const char *line, size_t length, size_t columns) {
    while (length > 0) {
        const size_t now = *line == ' ' ? length : fitting(line, length, columns);
        fprintf(out, "%.*s\n", (int)now, line);
        const size_t blank = now < length; /* between this word and the next */
        line += now + blank;
        length -= now + blank;
    }
}

void report_write_wrapped(FILE *out, const char *text, report_screen screen) {
    while (*text) {
        const size_t length = strcspn(text, "\n");
        if (length == 0) fputc('\n', out);
        write_line(out, text, length, screen.columns);
        text += length + (text[length] == '\n');
    }
}
