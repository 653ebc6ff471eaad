/* source_text.c: a file in memory, cut into lines. */
#include "source_text.h"

#include "short_memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path) {
    FILE *file = fopen(path, "r");
    char *text = NULL;
    size_t capacity = 0;
    if (!file && errno == ENOMEM) hmf_memory_fell_short();
    if (!file) return NULL;
    if (getdelim(&text, &capacity, '\0', file) < 0) { /* up to the end: a text has no zero byte */
        if (errno == ENOMEM) hmf_memory_fell_short();
        free(text);
        text = NULL;
    }
    fclose(file);
    return text;
}

source_text source_text_read(const char *path) {
    source_text source = {.text = read_all(path)};
    if (!source.text) return source;
    size_t most = 1;
    for (const char *c = source.text; *c; c++) most += *c == '\n';
    source.lines = calloc(most, sizeof *source.lines);
    if (!source.lines) hmf_memory_fell_short();
    char *rest = source.text;
    while (source.lines && rest && source.count < most)
        source.lines[source.count++] = strsep(&rest, "\n");
    return source;
}

const char *source_text_line(const source_text *source, unsigned long number) {
    return number >= 1 && number <= source->count ? source->lines[number - 1] : "";
}

void source_text_free(source_text *source) {
    free(source->text);
    free(source->lines);
    *source = (source_text){0};
}
