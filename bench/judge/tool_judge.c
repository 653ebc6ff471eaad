/* SPDX-License-Identifier: MIT */
/* tool_judge.c: ./hmf judge. */
#include "die.h"
#include "options.h"
#include "report.h"
#include "result_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- options --------------------------------------------------------------------------------- */

static const char *board, *create, *json_path, *seed_text;
static double patience = 20.0;
static unsigned long runs = JUDGE_RUNS;
static bool quick, accept_reduced;

static const cli_option options[] = {
    {"board", CLI_TEXT, &board, "FOLDER", "judge and rank all *.c of a folder", 0, 0, NULL},
    {"quick", CLI_FLAG, &quick, NULL, "only check the entries, about a second for each", 0, 0,
     NULL},
    {"new", CLI_TEXT, &create, "NAME", "write NAME.c, a file to start from", 0, 0, NULL},
    {"json", CLI_TEXT, &json_path, "FILE",
     "write all results as JSON; with --board the default is judge.json in the folder of results, "
     "where ./hmf report reads it",
     0, 0, NULL},
    {"repetitions", CLI_NUMBER, &runs, "N",
     "timing runs of each entry; at least 7 are needed to separate entries", 2, JUDGE_RUNS_MAX,
     NULL},
    {"patience", CLI_REAL, &patience, "SECONDS", "time limit of an entry for one answer", 0.1, 3600,
     NULL},
    {"seed", CLI_TEXT, &seed_text, "SEED",
     "ask the questions of the run that printed this seed; any whole number works for a first run. "
     "A seed given here is not secret: an entry could contain the answers. The default is a drawn "
     "seed of 128 bits, printed at the end",
     0, 0, NULL},
    {"accept-reduced-isolation", CLI_FLAG, &accept_reduced, NULL,
     "run although this machine offers less protection than unknown entries need (./hmf doctor "
     "lists it)",
     0, 0, NULL},
};

static const cli_program program = {
    "hmf judge",
    "[OPTION ...] FILE.c\n[OPTION ...] --board FOLDER\n--new NAME",
    "Judges entries. An entry is one C file, NAME.c, that defines\n"
    "`const hmf_impl hmf_impl_NAME` (impls/hmf.h). The judge compiles it, checks it, times\n"
    "it in a jail against the ladder, for any cosmology and for the default one, cold and\n"
    "warm, and advises what to do next.",
    options,
    CLI_SIZE(options),
    "Exit status: 0 the entry is correct or the board is complete, 2 the entry is not\n"
    "correct, 1 usage or tool error, or too little protection."};

/* ---- a new entry ----------------------------------------------------------------------------- */

/* Returns whether it is a C identifier of at most 60 letters. */
static bool is_name(const char *name) {
    size_t length = 0;
    while (isalnum((unsigned char)name[length]) || name[length] == '_') length++;
    return length >= 1 && length <= 60 && !name[length] && !isdigit((unsigned char)*name);
}

/* Writes the line with every NAME in it replaced. */
static void put_line(FILE *to, const char *line, const char *name) {
    static const char word[] = "NAME";
    for (const char *at; (at = strstr(line, word)); line = at + strlen(word)) {
        fwrite(line, 1, (size_t)(at - line), to);
        fputs(name, to);
    }
    fputs(line, to);
}

/* Writes NAME.c to the working folder from template.c. Does not overwrite files. */
static void write_new_entry(const char *name) {
    char line[512];
    if (!is_name(name))
        die(EXIT_ERROR,
            "%s: a name is a C identifier of at most 60 letters, because of hmf_impl_NAME", name);
    char *path = xasprintf("%s.c", name);
    FILE *from = fopen(HMF_JUDGE_TEMPLATE, "re");
    if (!from) die(EXIT_ERROR, "%s: %s", HMF_JUDGE_TEMPLATE, strerror(errno));
    FILE *to = fopen(path, "wxe");
    if (!to) die(EXIT_ERROR, "%s: %s", path, errno == EEXIST ? "exists already" : strerror(errno));
    while (fgets(line, sizeof line, from)) put_line(to, line, name);
    const bool good = !ferror(from) && !ferror(to);
    fclose(from);
    if (fclose(to) != 0 || !good) {
        const int error = errno;
        remove(path);
        die(EXIT_ERROR, "%s: %s", path, strerror(error));
    }
    printf("Wrote %s. Next: ./hmf judge --quick %s\n", path, path);
    free(path);
}

/* ---- entries --------------------------------------------------------------------------------- */

static int is_source(const struct dirent *file) {
    const size_t length = strlen(file->d_name);
    return file->d_name[0] != '.' && length > 2 && strcmp(file->d_name + length - 2, ".c") == 0;
}

static void read_folder(judge_results *j, const char *folder) {
    struct dirent **files;
    const int count = scandir(folder, &files, is_source, alphasort);
    if (count < 0) die(EXIT_ERROR, "%s: %s", folder, strerror(errno));
    if (count == 0) die(EXIT_ERROR, "%s: contains no *.c", folder);
    j->entries = xcalloc((size_t)count, sizeof *j->entries);
    for (int i = 0; i < count; i++) {
        char *path = xasprintf("%s/%s", folder, files[i]->d_name);
        judge_entry_read(&j->entries[j->count++], path);
        free(path);
        free(files[i]);
    }
    free(files);
}

/* Checks all entries. A failure of the judge on one entry does not stop the others. */
static void check_all(judge_results *j) {
    const bool progress = isatty(STDERR_FILENO);
    for (size_t i = 0; i < j->count; i++) {
        judge_entry *e = &j->entries[i];
        if (progress) fprintf(stderr, "\r\033[Kchecking %s (%zu of %zu)", e->name, i + 1, j->count);
        judge_entry_check(e, j->machine);
        if (progress) fputs("\r\033[K", stderr);
        if (board) judge_write_line(stdout, j, i);
        fflush(stdout);
    }
}

static bool any_correct(const judge_results *j) {
    for (size_t i = 0; i < j->count; i++)
        if (judge_entry_correct(&j->entries[i])) return true;
    return false;
}

/* Times the correct entries, and prints those disqualified by that. */
static void time_all(judge_results *j, judge_tournament *t) {
    bool *before = xcalloc(j->count, sizeof *before);
    for (size_t i = 0; i < j->count; i++) before[i] = judge_entry_correct(&j->entries[i]);
    judge_tournament_run(t, j->machine, j->entries, j->count, runs);
    j->tournament = t;
    for (size_t i = 0; board && i < j->count; i++)
        if (before[i] && !judge_entry_correct(&j->entries[i])) {
            fputs("while it was timed: ", stdout);
            judge_write_line(stdout, j, i);
        }
    free(before);
}

/* ---- results --------------------------------------------------------------------------------- */

static void write_results(const judge_results *j, const char *json) {
    if (!board)
        judge_write_entry(stdout, j, 0);
    else if (j->tournament)
        judge_write_boards(stdout, j);
    const judge_seed *seed = judge_random_seed(j->machine->random);
    printf("To ask the same questions again: --seed %s%s\n", seed->text,
           seed->given ? " (not secret, because it was given: an entry could contain the answers)"
                       : "");
    if (json) result_write_json(json, judge_json(j));
    if (json && board) printf("Wrote %s\n", json);
    if (fflush(stdout) != 0 || ferror(stdout))
        die(EXIT_ERROR, "standard output: %s", strerror(errno));
}

static int status_of(const judge_results *j) {
    for (size_t i = 0; i < j->count; i++)
        if (j->entries[i].found.outcome == JUDGE_NOT_JUDGED) return EXIT_ERROR;
    return board || judge_entry_correct(&j->entries[0]) ? EXIT_SUCCESS : EXIT_NO;
}

static int judge(const char *file, const judge_seed *seed, const char *json) {
    judge_machine machine;
    judge_tournament tournament = {.ladder_module = -1};
    judge_results j = {.machine = &machine, .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
    if (board) {
        read_folder(&j, board);
    } else {
        j.entries = xcalloc(1, sizeof *j.entries);
        judge_entry_read(&j.entries[j.count++], file);
    }
    judge_machine_open(&machine, seed, patience, accept_reduced);
    check_all(&j);
    if (!quick && any_correct(&j)) time_all(&j, &tournament);
    write_results(&j, json);
    const int status = status_of(&j);
    judge_tournament_free(&tournament);
    for (size_t i = 0; i < j.count; i++) judge_entry_free(&j.entries[i]);
    free(j.entries);
    judge_machine_close(&machine);
    return status;
}

int main(int argc, char **argv) {
    judge_seed seed;
    gsl_set_error_handler_off(); /* the default handler aborts */
    const int operands = cli_parse_or_exit(&program, argc, argv);
    if (operands > 1) die(EXIT_ERROR, "unexpected argument '%s'; see ./hmf judge --help", argv[2]);
    if (operands + (board != NULL) + (create != NULL) != 1)
        die(EXIT_ERROR, "give one of FILE.c, --board and --new; see ./hmf judge --help");
    if (seed_text && !judge_seed_read(seed_text, &seed))
        die(EXIT_ERROR, "--seed must be a whole number or 32 hexadecimal digits, not '%s'",
            seed_text);
    if (create) return write_new_entry(create), EXIT_SUCCESS;
    char *json = json_path ? xstrdup(json_path) : board ? result_path("judge.json") : NULL;
    if (json) result_check(json);
    const int status = judge(argv[1], seed_text ? &seed : NULL, json);
    free(json);
    return status;
}
