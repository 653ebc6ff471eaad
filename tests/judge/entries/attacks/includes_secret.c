/* expect: does not compile */
/* includes_secret.c: has the compiler read a file that is none of its business */
#include "/etc/passwd"
