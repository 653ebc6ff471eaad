/*
 * source_root.h: the folder that sources were compiled in, so that those of two builds have the
 * same names: "impls/window.c" of /x/base/impls/window.c and of /y/head/impls/window.c.
 */
#ifndef HMF_PROFILE_SOURCE_ROOT_H
#define HMF_PROFILE_SOURCE_ROOT_H

#include "lines.h"

/* `given`, or what its links lead to, if the file of any line is in it; otherwise (also for NULL)
 * the folder that holds impls/ with the line that has the most instructions of its own. Owned by
 * the caller; NULL where there is none. */
char *source_root_find(const profile_lines *lines, const char *given);

/* The part of the file's name below the root; NULL: it is a library's, or the root is not known. A
 * name that was made relative, as compilers can, is one below the root if it begins with impls/. */
const char *source_root_below(const char *root, const char *file);

#endif
