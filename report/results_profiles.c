/* results_profiles.c: the files of ./hmf profile. */
#include "results.h"

#include "json_text.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double number_or_nan(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The part of a path that a reader looks for; NULL for none. */
static const char *file_name(const char *path) {
    if (!path || !*path) return NULL;
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool read_function(json_t *object, double total, report_function *f, char *reason,
                          size_t size) {
    json_error_t error;
    if (json_unpack_ex(object, &error, 0, "{s:s, s:F, s:F, s:F}", "name", &f->name, "calls",
                       &f->calls, "instructions_self", &f->instructions_self,
                       "instructions_inclusive", &f->instructions_inclusive) != 0) {
        snprintf(reason, size, "%s", error.text);
        return false;
    }
    f->file = file_name(json_string_value(json_object_get(object, "file")));
    f->line = (int)json_integer_value(json_object_get(object, "line"));
    f->samples_self = number_or_nan(object, "samples_self");
    f->samples_inclusive = number_or_nan(object, "samples_inclusive");
    if (f->calls >= 0.0 && f->instructions_self >= 0.0 && f->instructions_self <= total &&
        f->instructions_inclusive >= f->instructions_self)
        return true;
    snprintf(reason, size,
             "%s: %g calls, %g instructions of its own, %g with its callees: not the counts of a "
             "part of %g",
             f->name, f->calls, f->instructions_self, f->instructions_inclusive, total);
    return false;
}

static int compare_functions(const void *left, const void *right) {
    const report_function *a = left, *b = right;
    const int order = (a->instructions_self < b->instructions_self) -
                      (a->instructions_self > b->instructions_self);
    return order ? order
                 : (a->samples_self < b->samples_self) - (a->samples_self > b->samples_self);
}

static bool read_functions(const json_t *array, report_profile *profile, char *reason,
                           size_t size) {
    profile->count = json_array_size(array);
    if (profile->count == 0) {
        snprintf(reason, size, "no functions in it");
        return false;
    }
    profile->functions = calloc(profile->count, sizeof *profile->functions);
    if (!profile->functions) {
        snprintf(reason, size, "out of memory");
        return false;
    }
    for (size_t i = 0; i < profile->count; i++) {
        char why[256];
        if (read_function(json_array_get(array, i), profile->instructions, &profile->functions[i],
                          why, sizeof why))
            continue;
        snprintf(reason, size, "functions[%zu]: %s", i, why);
        return false;
    }
    qsort(profile->functions, profile->count, sizeof *profile->functions, compare_functions);
    return true;
}

static bool read_counted(json_t *counted, report_profile *profile, char *reason, size_t size) {
    json_error_t error;
    if (json_is_null(counted)) return true;
    if (json_unpack_ex(counted, &error, 0, "{s:s, s:s, s:F, s:F}", "tool", &profile->counted_tool,
                       "version", &profile->counted_version, "instructions", &profile->instructions,
                       "calls_profiled", &profile->calls_profiled) != 0) {
        snprintf(reason, size, "counted: %s", error.text);
        return false;
    }
    if (profile->instructions > 0.0) return true;
    snprintf(reason, size, "counted.instructions is %g: nothing was counted",
             profile->instructions);
    return false;
}

/* Earlier profiles have no such key. */
static bool read_release(json_t *release, report_profile *profile, char *reason, size_t size) {
    json_error_t error;
    int differs;
    if (json_is_null(release) || !release) return true;
    if (json_unpack_ex(release, &error, 0, "{s:F, s:b}", "ratio", &profile->release_ratio,
                       "differs", &differs) == 0) {
        profile->release_differs = differs;
        return true;
    }
    snprintf(reason, size, "release: %s", error.text);
    return false;
}

static bool read_sampled(json_t *sampled, report_profile *profile, char *reason, size_t size) {
    json_error_t error;
    if (json_is_null(sampled) || !sampled) return true;
    if (json_unpack_ex(sampled, &error, 0, "{s:s, s:F, s:F, s:F}", "tool", &profile->sampled_tool,
                       "samples", &profile->samples, "rate_hz", &profile->rate_hz, "seconds",
                       &profile->sampled_seconds) == 0)
        return true;
    snprintf(reason, size, "sampled: %s", error.text);
    return false;
}

static bool check_schema(const json_t *root, char *reason, size_t size) {
    const json_t *schema = json_object_get(root, "hmfbench_schema");
    const char *kind = json_string_value(json_object_get(root, "kind"));
    if (kind && strcmp(kind, "profile") == 0 && json_integer_value(schema) == REPORT_SCHEMA)
        return true;
    snprintf(reason, size,
             "kind '%s', hmfbench_schema %lld; this program reads 'profile', %d; run ./hmf profile "
             "again",
             kind ? kind : "", (long long)json_integer_value(schema), REPORT_SCHEMA);
    return false;
}

static bool read_profile(report_profile *profile, char *reason, size_t size) {
    json_t *functions, *counted, *sampled = NULL;
    json_error_t error;
    if (!check_schema(profile->root, reason, size)) return false;
    if (json_unpack_ex(profile->root, &error, 0, "{s:o, s:s, s:s, s:s, s:o, s?o, s:o}", "context",
                       &profile->context, "implementation", &profile->impl, "workload",
                       &profile->workload, "mode", &profile->mode, "counted", &counted, "sampled",
                       &sampled, "functions", &functions) != 0) {
        snprintf(reason, size, "%s", error.text);
        return false;
    }
    profile->not_counted = json_string_value(json_object_get(profile->root, "not_counted"));
    profile->not_sampled = json_string_value(json_object_get(profile->root, "not_sampled"));
    return read_counted(counted, profile, reason, size) &&
           read_release(json_object_get(profile->root, "release"), profile, reason, size) &&
           read_sampled(sampled, profile, reason, size) &&
           read_functions(functions, profile, reason, size);
}

static void free_profile(report_profile *profile) {
    free(profile->functions);
    json_decref(profile->root);
}

static bool add_profile(const char *path, report_profiles *profiles, char *message, size_t size) {
    report_profile profile = {.root = report_load_json(path, message, size)};
    if (!profile.root) return *message == '\0'; /* begun and not finished: not run */
    char reason[512] = "out of memory";
    report_profile *all = NULL;
    if (read_profile(&profile, reason, sizeof reason))
        all = realloc(profiles->profiles, (profiles->count + 1) * sizeof *all);
    if (all) {
        profiles->profiles = all;
        profiles->profiles[profiles->count++] = profile;
        return true;
    }
    snprintf(message, size, "%s: %s", path, reason);
    free_profile(&profile);
    return false;
}

static int is_profile(const struct dirent *entry) {
    return strncmp(entry->d_name, "profile-", strlen("profile-")) == 0;
}

static bool load_folder(const char *folder, const char *name, report_profiles *profiles,
                        char *message, size_t size) {
    char *path;
    if (asprintf(&path, "%s/%s/profile.json", folder, name) < 0) {
        snprintf(message, size, "out of memory");
        return false;
    }
    const bool good = add_profile(path, profiles, message, size);
    free(path);
    return good;
}

bool report_load_profiles(const char *folder, report_profiles *profiles, char *message,
                          size_t size) {
    *profiles = (report_profiles){0};
    message[0] = '\0';
    struct dirent **entries;
    const int count = scandir(folder, &entries, is_profile, alphasort);
    if (count < 0) {
        if (errno == ENOENT) return true;
        snprintf(message, size, "%s: %s", folder, strerror(errno));
        return false;
    }
    bool good = true;
    for (int i = 0; i < count; i++) {
        good = good && load_folder(folder, entries[i]->d_name, profiles, message, size);
        free(entries[i]);
    }
    free(entries);
    if (!good) report_free_profiles(profiles);
    return good;
}

void report_free_profiles(report_profiles *profiles) {
    for (size_t i = 0; i < profiles->count; i++) free_profile(&profiles->profiles[i]);
    free(profiles->profiles);
    *profiles = (report_profiles){0};
}

const report_profile *report_find_profile(const report_profiles *profiles, const char *impl) {
    for (size_t i = 0; i < profiles->count; i++)
        if (strcmp(profiles->profiles[i].impl, impl) == 0) return &profiles->profiles[i];
    return NULL;
}
