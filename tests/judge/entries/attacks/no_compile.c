/* expect: does not compile */
/* no_compile.c: a syntax error */
int this is no C;
