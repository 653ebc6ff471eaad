/* SPDX-License-Identifier: MIT */
/* output_folder.c: all files of a run, or none. */
#include "output_folder.h"

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

static bool fail(char *message, size_t size, const char *path) {
    snprintf(message, size, "%s: %s", path, strerror(errno));
    return false;
}

static bool join(char path[PATH_MAX], const char *folder, const char *name) {
    const int length = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    if (length > 0 && length < PATH_MAX) return true;
    errno = ENAMETOOLONG;
    return false;
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
        const int lock = join(path, folder, entry->d_name) ? hold(path) : -1;
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
        if (!join(folder->staging, folder->path, staging_name) || !mkdtemp(folder->staging))
            return false;
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

bool output_folder_open(output_folder *folder, const char *path, char *message, size_t size) {
    *folder = (output_folder){.lock = -1};
    if (!make_folders(path, &folder->made) || !realpath(path, folder->path))
        return fail(message, size, path);
    remove_abandoned(folder->path);
    if (make_staging(folder)) {
        current = folder;
        atexit(discard_at_exit);
        return true;
    }
    fail(message, size, path);
    if (folder->made) rmdir(folder->path);
    return false;
}

bool output_folder_file(const output_folder *folder, const char *name, char path[PATH_MAX],
                        char *message, size_t size) {
    return join(path, folder->staging, name) || fail(message, size, folder->staging);
}

bool output_folder_write(const output_folder *folder, const char *name,
                         bool (*write)(FILE *stream, const void *what), const void *what,
                         char *message, size_t size) {
    char path[PATH_MAX];
    if (!output_folder_file(folder, name, path, message, size)) return false;
    FILE *file = fopen(path, "w");
    bool written = file && write(file, what) && !ferror(file);
    if (file && fclose(file) != 0) written = false;
    if (!written) snprintf(message, size, "cannot write %s: %s", path, strerror(errno));
    return written;
}

bool output_folder_has_room(const output_folder *folder, char *message, size_t size) {
    static const char block[4096]; /* what file systems give out at a time */
    char path[PATH_MAX];
    if (!output_folder_file(folder, "room", path, message, size)) return false;
    FILE *file = fopen(path, "w");
    bool room = file && fwrite(block, sizeof block, 1, file) == 1;
    if (file && fclose(file) != 0) room = false;
    return room || fail(message, size, folder->path);
}

static void remove_staging(const output_folder *folder) {
    current = NULL;
    remove_tree(folder->staging);
    close(folder->lock);
}

/* Moves a file; renaming within a file system needs no space. */
static bool publish_file(const output_folder *folder, const char *name, char *message,
                         size_t size) {
    char from[PATH_MAX], to[PATH_MAX];
    if (!join(from, folder->staging, name) || !join(to, folder->path, name))
        return fail(message, size, folder->path);
    if (rename(from, to) == 0) return true;
    if (errno == ENOENT && (unlink(to) == 0 || errno == ENOENT)) return true;
    return fail(message, size, to);
}

bool output_folder_publish(output_folder *folder, const char *const *names, size_t count,
                           char *message, size_t size) {
    bool good = true;
    for (size_t i = 0; good && i < count; i++) good = publish_file(folder, names[i], message, size);
    remove_staging(folder);
    return good;
}

void output_folder_discard(output_folder *folder) {
    remove_staging(folder);
    if (folder->made) rmdir(folder->path);
}
