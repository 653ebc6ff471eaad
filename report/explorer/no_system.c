/*
 * no_system.c: what the C library would ask an operating system for. A page has none: without these
 * they would be imports of explorer.wasm that its loader has to make up.
 */
#include <stdlib.h>
#include <wasi/api.h>

/* impls/clone.c looks for HMF_CLONE. */
char *getenv(const char *name) {
    (void)name;
    return NULL;
}

/* vsnprintf complains on standard error about formats that it was built without. */
__wasi_errno_t __wasi_fd_write(__wasi_fd_t fd, const __wasi_ciovec_t *parts, size_t count,
                               __wasi_size_t *written) {
    (void)fd, (void)parts, (void)count, (void)written;
    return __WASI_ERRNO_NOSYS;
}

__wasi_errno_t __wasi_fd_seek(__wasi_fd_t fd, __wasi_filedelta_t offset, __wasi_whence_t whence,
                              __wasi_filesize_t *position) {
    (void)fd, (void)offset, (void)whence, (void)position;
    return __WASI_ERRNO_NOSYS;
}

__wasi_errno_t __wasi_fd_close(__wasi_fd_t fd) {
    (void)fd;
    return __WASI_ERRNO_NOSYS;
}

_Noreturn void __wasi_proc_exit(__wasi_exitcode_t status) {
    (void)status;
    __builtin_trap();
}
