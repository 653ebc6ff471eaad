/* SPDX-License-Identifier: MIT */
/* work.h: the temporary folder of a run, and the commands that run in it. The folder is removed
 * when the program exits, dies or is interrupted. */
#ifndef HMF_GATE_WORK_H
#define HMF_GATE_WORK_H

#include <stdbool.h>
#include <stdio.h>

/* Makes the folder in $TMPDIR or /tmp, and sets TMPDIR to it. From here on signals are held (see
 * subprocess.h). Call once. */
void gate_work_begin(void);

/* Returns the absolute path of the folder. */
const char *gate_work(void);

/* Removes the folder and ends the program as that signal would have. */
_Noreturn void gate_interrupted(int signal_number);

/* Returns the path of a program beside this one; the caller frees it. */
char *gate_program(const char *name);

/* Copies a file; the copy can be executed. Returns false with errno set, also if `to` exists. */
bool gate_copy_file(const char *from, const char *to);

/* Runs a command in the folder, with its standard output in the file `output` there, for at most
 * `limit` seconds. Returns its exit status, or 128 + signal if it was killed, or -1 after printing
 * the reason if it is missing, cannot be started or takes too long. */
int gate_try(const char *const *arguments, const char *output, const char *progress, double limit);

/* As gate_try, but dies with the command's output unless it exits with 0. */
void gate_do(const char *const *arguments, const char *output, const char *progress, double limit);

/* Prints the output of the last command and its standard error. */
void gate_show_output(const char *output);

/* Opens the output for reading, or dies. */
FILE *gate_open_output(const char *output);

#endif
