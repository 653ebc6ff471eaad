/* new_entry.c: the template with a name filled in. */
#include "new_entry.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool complain(const char *what, const char *reason) {
    fprintf(stderr, "hmf judge: %s: %s\n", what, reason);
    return false;
}

static bool is_name(const char *name) {
    if (!isalpha((unsigned char)*name) || strlen(name) > 60) return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_') return false;
    return true;
}

/* The line, with every NAME in it replaced. */
static void put_line(FILE *to, const char *line, const char *name) {
    static const char word[] = "NAME";
    for (const char *at; (at = strstr(line, word)); line = at + strlen(word)) {
        fwrite(line, 1, (size_t)(at - line), to);
        fputs(name, to);
    }
    fputs(line, to);
}

static bool fill_in(FILE *from, FILE *to, const char *name) {
    char line[512];
    while (fgets(line, sizeof line, from)) put_line(to, line, name);
    return !ferror(from);
}

bool new_entry_write(const char *name) {
    char path[80];
    if (!is_name(name))
        return complain(name, "a name is a C identifier of at most 60 letters, for hmf_impl_NAME");
    snprintf(path, sizeof path, "%s.c", name);
    FILE *from = fopen(HMF_JUDGE_TEMPLATE, "re");
    if (!from) return complain(HMF_JUDGE_TEMPLATE, strerror(errno));
    FILE *to = fopen(path, "wxe");
    const int error = errno;
    bool good = to && fill_in(from, to, name);
    fclose(from);
    if (to && fclose(to) != 0) good = false;
    if (!to) return complain(path, error == EEXIST ? "is there already" : strerror(error));
    if (!good) {
        remove(path);
        return complain(path, strerror(errno));
    }
    printf("%s is there. Next: ./hmf judge --quick %s\n", path, path);
    return true;
}
