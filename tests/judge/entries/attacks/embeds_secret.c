/* expect: does not compile */
/* embeds_secret.c: has the assembler read one */
__asm__(".incbin \"/etc/passwd\"");
