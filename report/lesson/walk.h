/* walk.h: the commands that change where a lesson stands. The result is the exit status. */
#ifndef LESSON_WALK_H
#define LESSON_WALK_H

#include "lesson.h"

int walk_start(lesson *l, const char *folder, uint64_t seed);
int walk_next(lesson *l, bool skip);
int walk_restart(lesson *l);
int walk_predict(lesson *l, const char *text);

/* 2 where it was made and is not passed. */
int walk_check(lesson *l);

#endif
