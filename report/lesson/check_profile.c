/* check_profile.c: where naive's time goes, as ./hmf profile naive has counted it. */
#include "station.h"

#include "json_text.h"
#include "result_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char predicted_function[] = "hmf_power_spectrum";

/* What to look at beside it; with all that they call. */
static const struct {
    const char *function, *what;
} parts[] = {
    {"naive_sigma", "all integrals of sigma"},
    {"hmf_power_spectrum", "the power spectrum in them"},
    {"hmf_window_top_hat", "the window in them"},
    {"naive_growth", "the growth factor"},
};

static const json_t *find(const json_t *profile, const char *name) {
    const json_t *function;
    size_t i;
    json_array_foreach(json_object_get(profile, "functions"), i, function) {
        const char *its = json_string_value(json_object_get(function, "name"));
        if (its && strcmp(its, name) == 0) return function;
    }
    return NULL;
}

static double number(const json_t *object, const char *key) {
    return json_number_value(json_object_get(object, key));
}

/* In per cent of all instructions; NaN where that was not counted. */
static double share(const json_t *profile, const char *name) {
    const double all = number(json_object_get(profile, "counted"), "instructions");
    const json_t *function = find(profile, name);
    if (!function || !(all > 0.0)) return (double)NAN;
    return 100.0 * number(function, "instructions_inclusive") / all;
}

/* Amdahl: what is left when a share of the work costs nothing any more. */
static void print_limit(double percent, const char *what) {
    printf("If %s cost nothing at all, naive would be faster by %.2g %%.\n", what,
           100.0 * percent / (100.0 - percent));
}

static void print_parts(const json_t *profile) {
    puts("Of naive's instructions, with all that is called:");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const json_t *function = find(profile, parts[i].function);
        if (!function) continue;
        printf("  %7.3f %%  %-20s %12.0f calls   %s\n", share(profile, parts[i].function),
               parts[i].function, number(function, "calls"), parts[i].what);
    }
    const double growth = share(profile, "naive_growth");
    if (isfinite(growth)) print_limit(growth, "the growth factor");
}

int check_profile(const lesson *l, const station *s, station_outcome *outcome) {
    (void)l, (void)s;
    char *path = hmf_result_path("profile-naive/profile.json");
    json_error_t error;
    json_t *profile = NULL;
    if (!path)
        lesson_fail("out of memory");
    else if (access(path, R_OK) != 0)
        lesson_fail("there is no profile of naive yet (%s); ./hmf profile naive makes it", path);
    else if (!(profile = hmf_json_load(path, 0, &error)))
        lesson_fail("%s: line %d: %s; ./hmf profile naive makes it anew", path, error.line,
                    error.text);
    const double measured = share(profile, predicted_function);
    if (profile && !isfinite(measured))
        lesson_fail("%s: callgrind did not count %s; ./hmf profile naive says why", path,
                    predicted_function);
    if (isfinite(measured)) {
        print_parts(profile);
        outcome->measured = json_real(measured);
        outcome->passed = true;
    }
    json_decref(profile);
    free(path);
    return isfinite(measured) ? 0 : 1;
}
