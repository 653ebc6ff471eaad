/* source_text.h: lines of a source file, where it can be read. */
#ifndef HMF_PROFILE_SOURCE_TEXT_H
#define HMF_PROFILE_SOURCE_TEXT_H

#include <stddef.h>

typedef struct {
    char *text; /* owned */
    size_t count;
    char **lines; /* owned; into text, without their ends */
} source_text;

/* An empty one where there is no such file. */
source_text source_text_read(const char *path);

/* Line `number`, counted from 1; "" where there is none. */
const char *source_text_line(const source_text *source, unsigned long number);

void source_text_free(source_text *source);

#endif
