/* SPDX-License-Identifier: MIT */
#include "context.h"

#include "clone.h"
#include "git_version.h"

#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <valgrind/valgrind.h>

typedef struct {
    hmf_context_entry *entries;
    size_t count;
} context_list;

__attribute__((format(printf, 3, 4))) static void add(context_list *list, const char *key,
                                                      const char *format, ...) {
    if (list->count == HMF_CONTEXT_MAX) return;
    hmf_context_entry *entry = &list->entries[list->count++];
    entry->key = key;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(entry->value, sizeof entry->value, format, arguments);
    va_end(arguments);
    if (!entry->value[0]) strcpy(entry->value, "unknown");
}

/* Reads the rest of the first line of a file that begins with `key`, without ':' and blanks before
 * it, or "". */
static void read_value(const char *path, const char *key, char *value, size_t size) {
    value[0] = '\0';
    FILE *file = fopen(path, "r");
    if (!file) return;
    char line[8192];
    while (!value[0] && fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) != 0) continue;
        const char *text = line + strlen(key);
        text += strspn(text, " \t:");
        snprintf(value, size, "%.*s", (int)strcspn(text, "\n"), text);
    }
    fclose(file);
}

/* Lists the instruction sets of this CPU that the implementations have clones for. */
static void fill_instruction_sets(char *text, size_t size) {
    size_t count, used = 0;
    const char *const *names = hmf_clone_names(&count);
    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "", names[i]);
}

#if defined __x86_64__
static const char *built_for(void) {
#if defined __AVX512F__
    return "x86-64-v4";
#elif defined __AVX2__
    return "x86-64-v3";
#elif defined __SSE4_2__
    return "x86-64-v2";
#else
    return "x86-64";
#endif
}

/* glibc chooses among its variants of exp, log, pow, sin and cos by these features. */
static const char *libm_variant(void) {
    return __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2") ? "FMA variants"
                                                                           : "SSE2 variants";
}
#else
static const char *built_for(void) {
#if defined __aarch64__
    return "armv8-a";
#else
    return "the compiler's default";
#endif
}

static const char *libm_variant(void) {
    return "one variant";
}
#endif

static void add_machine(context_list *list) {
    char text[256];
    read_value("/proc/cpuinfo", "model name", text, sizeof text);
    add(list, "cpu", "%s", text);
    fill_instruction_sets(text, sizeof text);
    add(list, "instruction_sets", "%s", text);
    add(list, "instruction_set_built", "%s", built_for());
    cpu_set_t cores;
    if (sched_getaffinity(0, sizeof cores, &cores) == 0)
        add(list, "cores", "%d", CPU_COUNT(&cores));
    else
        add(list, "cores", "unknown");
    read_value("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "", text, sizeof text);
    add(list, "governor", "%s", text);
    read_value("/sys/devices/system/cpu/cpufreq/boost", "", text, sizeof text);
    add(list, "boost", "%s", text);

    char flags[8192];
    read_value("/proc/cpuinfo", "flags", flags, sizeof flags);
    add(list, "hypervisor", "%s",
        !flags[0]                      ? "unknown"
        : strstr(flags, " hypervisor") ? "yes"
                                       : "no");
    struct utsname system;
    uname(&system);
    add(list, "kernel", "%s %s %s", system.sysname, system.release, system.machine);
}

size_t hmf_context_fill(hmf_context_entry entries[HMF_CONTEXT_MAX]) {
    context_list list = {entries, 0};
    add(&list, "hmfbench_schema", "1");
    add(&list, "hmfbench_version", "%s", HMF_VERSION);
    add(&list, "git_commit", "%s", HMF_GIT_COMMIT);
    add(&list, "git_dirty", "%s", HMF_GIT_DIRTY);
    add(&list, "compiler", "%s", HMF_COMPILER);
    add(&list, "compiler_flags", "%s", HMF_COMPILER_FLAGS);
    add(&list, "build_type", "%s", HMF_BUILD_TYPE);
    add(&list, "libc", "glibc %s", gnu_get_libc_version());
    add(&list, "libm", "glibc %s, %s", gnu_get_libc_version(), libm_variant());
    add(&list, "gsl", "%s", gsl_version);
    add_machine(&list);
    add(&list, "valgrind", "%s", RUNNING_ON_VALGRIND ? "yes" : "no");
    return list.count;
}

const char *hmf_context_value(const hmf_context_entry *entries, size_t count, const char *key) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(entries[i].key, key) == 0) return entries[i].value;
    return "unknown";
}
