/* SPDX-License-Identifier: MIT */
/* counters.c: one descriptor per counter, without groups, so that the kernel can multiplex them. */
#include "counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
    const char *name;
    uint32_t type;
    uint64_t config;
} kinds[COUNTERS] = {
    {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
    {"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
    {"branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS},
    {"branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES},
    {"cache-references", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_REFERENCES},
    {"cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES},
    {"task-clock-ns", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK},
    {"page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS},
    {"context-switches", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES},
};

/* Opens a counter, without kernel events if they are not permitted. */
static int open_one(struct perf_event_attr *attributes) {
    const long all = syscall(SYS_perf_event_open, attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (all >= 0 || errno != EACCES) return (int)all;
    attributes->exclude_kernel = 1;
    return (int)syscall(SYS_perf_event_open, attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

void counters_open(counters *c) {
    for (int i = 0; i < COUNTERS; i++) {
        struct perf_event_attr attributes = {
            .type = kinds[i].type,
            .size = sizeof attributes,
            .config = kinds[i].config,
            .disabled = 1,
            .inherit = 1,
            .exclude_hv = 1,
            .exclude_kernel = kinds[i].type == PERF_TYPE_HARDWARE,
            .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
        };
        c->descriptor[i] = open_one(&attributes);
        c->reason[i] = c->descriptor[i] < 0 ? errno : 0;
    }
}

static void control_all(const counters *c, unsigned long request) {
    for (int i = 0; i < COUNTERS; i++)
        if (c->descriptor[i] >= 0) ioctl(c->descriptor[i], request, 0);
}

void counters_start(const counters *c) {
    control_all(c, PERF_EVENT_IOC_ENABLE);
}

void counters_stop(const counters *c) {
    control_all(c, PERF_EVENT_IOC_DISABLE);
}

static const char *explain(int reason) {
    return reason == ENOENT || reason == EOPNOTSUPP ? "this machine has no such counter"
           : reason == EACCES || reason == EPERM    ? "not allowed (kernel.perf_event_paranoid)"
           : reason == ENOSYS                       ? "this kernel has no perf_event_open"
                                                    : strerror(reason);
}

static void print_one(FILE *stream, const counters *c, int i) {
    struct {
        uint64_t value, enabled, running;
    } count;
    const char *name = kinds[i].name;
    if (c->descriptor[i] < 0)
        fprintf(stream, "counter %s - %s\n", name, explain(c->reason[i]));
    else if (read(c->descriptor[i], &count, sizeof count) != sizeof count || count.running == 0)
        fprintf(stream, "counter %s - it was not counted\n", name);
    else
        fprintf(stream, "counter %s %.0f\n", name,
                (double)count.value * ((double)count.enabled / (double)count.running));
}

void counters_print(FILE *stream, const counters *c) {
    for (int i = 0; i < COUNTERS; i++) print_one(stream, c, i);
}

void counters_close(counters *c) {
    for (int i = 0; i < COUNTERS; i++)
        if (c->descriptor[i] >= 0) close(c->descriptor[i]);
}
