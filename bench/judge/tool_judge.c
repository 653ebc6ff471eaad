/* tool_judge.c: ./hmf judge. */
#include "judge_options.h"
#include "new_entry.h"
#include "result_file.h"
#include "result_json.h"
#include "write_judge.h"

#include <dirent.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool complain(const char *what, const char *reason) {
    fprintf(stderr, "hmf judge: %s: %s\n", what, reason);
    return false;
}

/* ---- the entries ----------------------------------------------------------------------------- */

static int is_source(const struct dirent *file) {
    const size_t length = strlen(file->d_name);
    return file->d_name[0] != '.' && length > 2 && strcmp(file->d_name + length - 2, ".c") == 0;
}

static bool read_one(judgement *j, const char *path) {
    return entry_read(&j->entries[j->count++], path) || complain(path, "out of memory");
}

static bool read_folder(judgement *j, const char *folder) {
    struct dirent **files;
    const int count = scandir(folder, &files, is_source, alphasort);
    if (count < 0) return complain(folder, strerror(errno));
    bool good = count > 0 || complain(folder, "no *.c in it");
    j->entries = calloc((size_t)count + 1, sizeof *j->entries);
    for (int i = 0; i < count; i++) {
        char *path = NULL;
        if (good && (!j->entries || asprintf(&path, "%s/%s", folder, files[i]->d_name) < 0))
            good = complain(folder, "out of memory");
        good = good && read_one(j, path);
        free(path);
        free(files[i]);
    }
    free(files);
    return good;
}

static bool read_entries(judgement *j, const judge_options *o) {
    if (o->board) return read_folder(j, o->board);
    j->entries = calloc(1, sizeof *j->entries);
    return j->entries ? read_one(j, o->file) : complain(o->file, "out of memory");
}

/* ---- judging --------------------------------------------------------------------------------- */

/* An entry on which the judge itself fails is told as such, and the others go on. */
static void check_all(judgement *j, const judge_options *o) {
    const bool told = isatty(STDERR_FILENO);
    for (size_t i = 0; i < j->count; i++) {
        judge_entry *e = &j->entries[i];
        if (told) fprintf(stderr, "\r\033[Kchecking %s (%zu of %zu)", e->name, i + 1, j->count);
        entry_check(e, j->host);
        if (told) fputs("\r\033[K", stderr);
        if (o->board) judge_write_line(stdout, j, i);
        fflush(stdout);
    }
}

static bool any_correct(const judgement *j) {
    for (size_t i = 0; i < j->count; i++)
        if (entry_correct(&j->entries[i])) return true;
    return false;
}

static bool write_json(const judgement *j, const char *path) {
    char message[512];
    if (hmf_result_write_json(path, judge_json(j), message, sizeof message)) return true;
    fprintf(stderr, "hmf judge: %s\n", message);
    return false;
}

static bool write_results(const judgement *j, const judge_options *o, const char *json) {
    if (!o->board)
        judge_write_entry(stdout, j, 0);
    else if (j->contest)
        judge_write_boards(stdout, j);
    const judge_seed *seed = judge_random_seed(j->host->random);
    printf("the same questions again: --seed %s%s\n", seed->text,
           seed->given ? " (a given seed is no secret: an entry can hold the answers)" : "");
    if (json && !write_json(j, json)) return false;
    if (json && o->board) printf("written: %s\n", json);
    return (fflush(stdout) == 0 && !ferror(stdout)) || complain("standard output", strerror(errno));
}

/* Whether what was correct before it raced still is. */
static void tell_dropped(const judgement *j, const bool *before) {
    for (size_t i = 0; i < j->count; i++)
        if (before[i] && !entry_correct(&j->entries[i])) {
            fputs("while it was timed: ", stdout);
            judge_write_line(stdout, j, i);
        }
}

static bool race_all(judgement *j, contest *c, const judge_options *o) {
    bool *before = calloc(j->count + 1, sizeof *before);
    if (!before) return complain("racing", "out of memory");
    for (size_t i = 0; i < j->count; i++) before[i] = entry_correct(&j->entries[i]);
    const bool good = contest_run(c, j->host, j->entries, j->count, o->draws);
    j->contest = c;
    if (good && o->board) tell_dropped(j, before);
    free(before);
    return good;
}

static int judge_status(const judgement *j, const judge_options *o) {
    for (size_t i = 0; i < j->count; i++)
        if (j->entries[i].found.outcome == OUTCOME_JUDGE_FAILED) return JUDGE_FAILED;
    return o->board || entry_correct(&j->entries[0]) ? JUDGE_CORRECT : JUDGE_NOT_CORRECT;
}

static int judge(const judge_options *o, const char *json) {
    judge_host host = {0};
    contest races = {.rungs_module = -1};
    judgement j = {.host = &host, .colour = isatty(STDOUT_FILENO) && !getenv("NO_COLOR")};
    bool good = read_entries(&j, o) && judge_host_open(&host, o->seed.given ? &o->seed : NULL,
                                                       o->patience, o->accept_reduced);
    if (good) check_all(&j, o);
    if (good && !o->quick && any_correct(&j)) good = race_all(&j, &races, o);
    const int status = good && write_results(&j, o, json) ? judge_status(&j, o) : JUDGE_FAILED;
    contest_free(&races);
    for (size_t i = 0; i < j.count; i++) entry_free(&j.entries[i]);
    free(j.entries);
    judge_host_close(&host);
    return status;
}

int main(int argc, char **argv) {
    judge_options options;
    int status;
    gsl_set_error_handler_off(); /* it would abort */
    if (!judge_options_read(argc, argv, &options, &status)) return status;
    if (options.create) return new_entry_write(options.create) ? JUDGE_CORRECT : JUDGE_FAILED;
    char message[512];
    char *standard = options.board && !options.json ? hmf_result_path("judge.json") : NULL;
    const char *json = options.json ? options.json : standard;
    if (json && !hmf_result_writable(json, message, sizeof message)) {
        fprintf(stderr, "hmf judge: %s\n", message);
        status = JUDGE_FAILED;
    } else {
        status = judge(&options, json);
    }
    free(standard);
    return status;
}
