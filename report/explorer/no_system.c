/* SPDX-License-Identifier: MIT */
/*
 * no_system.c: stubs for the system calls of the C library, so that explorer.wasm imports nothing.
 *
 * They carry the names under which wasi-libc imports the calls, because the library functions that
 * make the calls cannot be replaced in every version.
 */
#include <stdint.h>
#include <stdlib.h>
#include <wasi/api.h>

#define SYSTEM(call) __imported_wasi_snapshot_preview1_##call
int32_t SYSTEM(fd_write)(int32_t fd, int32_t parts, int32_t count, int32_t written);
int32_t SYSTEM(fd_seek)(int32_t fd, int64_t offset, int32_t whence, int32_t position);
int32_t SYSTEM(fd_close)(int32_t fd);
_Noreturn void SYSTEM(proc_exit)(int32_t status);

/* impls/clone.c reads HMF_CLONE. */
char *getenv(const char *name) {
    (void)name;
    return NULL;
}

/* vsnprintf reports unsupported formats on standard error. */
int32_t SYSTEM(fd_write)(int32_t fd, int32_t parts, int32_t count, int32_t written) {
    (void)fd, (void)parts, (void)count, (void)written;
    return __WASI_ERRNO_NOSYS;
}

int32_t SYSTEM(fd_seek)(int32_t fd, int64_t offset, int32_t whence, int32_t position) {
    (void)fd, (void)offset, (void)whence, (void)position;
    return __WASI_ERRNO_NOSYS;
}

int32_t SYSTEM(fd_close)(int32_t fd) {
    (void)fd;
    return __WASI_ERRNO_NOSYS;
}

void SYSTEM(proc_exit)(int32_t status) {
    (void)status;
    __builtin_trap();
}
