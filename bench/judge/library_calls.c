/* library_calls.c: the calls and their answers. */
#include "library_calls.h"

#include "jail.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>

/* Files that glibc 2.36 to 2.41 and libgomp open in a function that is not about files. They go on
 * without them. */
static const char *const files[] = {
    "/sys/devices/system/cpu/online",   /* get_nprocs, sysconf, malloc's arenas */
    "/sys/devices/system/cpu/possible", /* get_nprocs_conf, sysconf */
    "/sys/devices/system/cpu",          /* the same two */
    "/proc/stat",                       /* get_nprocs */
    "/proc/cpuinfo",                    /* get_nprocs_conf */
    "/proc/loadavg",                    /* getloadavg, OpenMP's dynamic threads */
    "/proc/meminfo",                    /* get_phys_pages */
    "/proc/self/maps",                  /* pthread_getattr_np */
    "/proc/sys/vm/overcommit_memory",   /* free, in a thread's heap */
    "/etc/ld.so.cache",                 /* dlopen, OpenMP's search for accelerators */
};

static bool starts_with(const char *text, const char *start) {
    return strncmp(text, start, strlen(start)) == 0;
}

/* libNAME.so in any folder, which dlopen looks for, or a file of a locale. */
static bool is_of_linker_or_locale(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return (starts_with(name, "lib") && strstr(name, ".so")) ||
           starts_with(path, "/usr/lib/locale/") || starts_with(path, "/usr/share/locale/");
}

static bool opens_for_library(const char *path) {
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(path, files[i]) == 0) return true;
    return is_of_linker_or_locale(path);
}

/* dlopen looks for folders, and then for a library in those that there are. */
static bool looks_for_library(const char *path) {
    return starts_with(path, "/lib") || starts_with(path, "/usr/lib");
}

/* glibc 2.36 does not look at the result of sysinfo, so an error would leave its caller with
 * whatever is on the stack. */
static void fill_sysinfo(struct sysinfo *info) {
    *info = (struct sysinfo){.mem_unit = 1, .procs = 1};
    info->totalram = info->freeram = (unsigned long)JAIL_MEMORY_MIB << 20;
}

bool library_call_answer(uint32_t number, const uint64_t argument[2], int64_t *result) {
    const uintptr_t first = (uintptr_t)argument[0], second = (uintptr_t)argument[1];
    const uintptr_t page = 4096; /* the first one is never mapped */
    *result = -ENOENT;
    switch (number) {
    case SYS_openat: return second >= page && opens_for_library((const char *)second);
    case SYS_newfstatat: return second >= page && looks_for_library((const char *)second);
    case SYS_sysinfo:
        if (first >= page) fill_sysinfo((struct sysinfo *)first);
        *result = first >= page ? 0 : -EFAULT;
        return true;
    default: return false;
    }
}
