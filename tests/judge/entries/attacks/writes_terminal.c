/* expect: does not compile */
/* writes_terminal.c: control characters in what the compiler says */
#error [31m]0;owned
