/* new_entry.h: ./hmf judge --new. */
#ifndef JUDGE_NEW_ENTRY_H
#define JUDGE_NEW_ENTRY_H

#include <stdbool.h>

/* Writes NAME.c to the working folder, from template.c; never over a file that is there. False,
 * after a message on stderr. */
bool new_entry_write(const char *name);

#endif
