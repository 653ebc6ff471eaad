/* expect: does not compile */
/* includes_process.c: has the compiler read its own environment */
#include "/proc/self/environ"
