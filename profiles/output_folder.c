/* SPDX-License-Identifier: MIT */
/* output_folder.c: all files of a run, or none. */
#include "output_folder.h"

#include "die.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *join(char path[PATH_MAX], const char *folder, const char *name) {
    if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
        die(EXIT_ERROR, "%s: %s", folder, strerror(ENAMETOOLONG));
    return path;
}

/* Makes a folder and its parents; sets *made to whether the last one is new. */
static bool make_folders(const char *path, bool *made) {
    char part[PATH_MAX];
    if (strlen(path) >= sizeof part) return errno = ENAMETOOLONG, false;
    strcpy(part, path);
    for (char *slash = part; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) return false;
        *slash = '/';
    }
    *made = mkdir(part, 0777) == 0;
    return *made || errno == EEXIST;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *at) {
    (void)status, (void)type, (void)at;
    remove(path);
    return 0;
}

static void remove_tree(const char *path) {
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- the hidden folder ----------------------------------------------------------------------- */

static const char staging_name[] = ".hmf-profile-XXXXXX";

/* Returns a descriptor that locks the folder until it is closed, or -1 if another process holds the
 * lock or the folder does not exist. */
static int hold(const char *path) {
    const int lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat held, there;
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 && fstat(lock, &held) == 0 &&
        stat(path, &there) == 0 && held.st_ino == there.st_ino)
        return lock;
    if (lock >= 0) close(lock);
    return -1;
}

/* Removes unlocked staging folders, which belong to killed runs. */
static void remove_abandoned(const char *folder) {
    const size_t beginning = sizeof staging_name - sizeof "XXXXXX";
    char path[PATH_MAX];
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; entries && (entry = readdir(entries));) {
        if (strncmp(entry->d_name, staging_name, beginning) != 0) continue;
        const int lock = hold(join(path, folder, entry->d_name));
        if (lock < 0) continue;
        remove_tree(path);
        close(lock);
    }
    if (entries) closedir(entries);
}

/* Makes the staging folder; tries again if another run removed it before it was locked. */
static bool make_staging(output_folder *folder) {
    enum { TRIES = 8 };
    for (int try = 0; try < TRIES; try++) {
        join(folder->staging, folder->path, staging_name);
        if (!mkdtemp(folder->staging)) return false;
        folder->lock = hold(folder->staging);
        if (folder->lock >= 0) return true;
        rmdir(folder->staging);
    }
    errno = EAGAIN;
    return false;
}

/* The folder in use, for a tool that dies. */
static output_folder *current;

static void discard_at_exit(void) {
    if (current) output_folder_discard(current);
}

/* ---- a run ----------------------------------------------------------------------------------- */

void output_folder_open(output_folder *folder, const char *path) {
    *folder = (output_folder){.lock = -1};
    if (!make_folders(path, &folder->made) || !realpath(path, folder->path))
        die(EXIT_ERROR, "%s: %s", path, strerror(errno));
    remove_abandoned(folder->path);
    if (!make_staging(folder)) {
        const int reason = errno;
        if (folder->made) rmdir(folder->path);
        die(EXIT_ERROR, "%s: %s", path, strerror(reason));
    }
    current = folder;
    atexit(discard_at_exit);
}

const char *output_folder_file(const output_folder *folder, const char *name, char path[PATH_MAX]) {
    return join(path, folder->staging, name);
}

FILE *output_folder_create(const output_folder *folder, const char *name) {
    char path[PATH_MAX];
    FILE *file = fopen(join(path, folder->staging, name), "w");
    if (!file) die(EXIT_ERROR, "cannot write %s: %s", path, strerror(errno));
    return file;
}

void output_folder_close(FILE *file, const char *name) {
    const bool good = !ferror(file);
    if (fclose(file) != 0 || !good) die(EXIT_ERROR, "cannot write %s: %s", name, strerror(errno));
}

bool output_folder_has_room(const output_folder *folder) {
    static const char block[4096]; /* what file systems give out at a time */
    char path[PATH_MAX];
    FILE *file = fopen(join(path, folder->staging, "room"), "w");
    bool room = file && fwrite(block, sizeof block, 1, file) == 1;
    if (file && fclose(file) != 0) room = false;
    return room;
}

static void remove_staging(const output_folder *folder) {
    current = NULL;
    remove_tree(folder->staging);
    close(folder->lock);
}

/* Moves a file; renaming within a file system needs no space. */
static void publish_file(const output_folder *folder, const char *name) {
    char from[PATH_MAX], to[PATH_MAX];
    if (rename(join(from, folder->staging, name), join(to, folder->path, name)) == 0) return;
    if (errno == ENOENT && (unlink(to) == 0 || errno == ENOENT)) return;
    die(EXIT_ERROR, "%s: %s", to, strerror(errno));
}

void output_folder_publish(output_folder *folder, const char *const *names, size_t count) {
    folder->made = false; /* a part of the files may be in place */
    for (size_t i = 0; i < count; i++) publish_file(folder, names[i]);
    remove_staging(folder);
}

void output_folder_discard(output_folder *folder) {
    remove_staging(folder);
    if (folder->made) rmdir(folder->path);
}
