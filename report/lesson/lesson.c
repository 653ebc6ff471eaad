/* lesson.c: the state on disk, and where everything lies. */
#include "lesson.h"

#include "json_text.h"
#include "result_file.h"
#include "result_json.h"
#include "station.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char state_name[] = "lesson.json";

bool lesson_fail(const char *format, ...) {
    va_list arguments;
    fputs("hmf lesson: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return false;
}

/* ---- paths ----------------------------------------------------------------------------------- */

static lesson_path join(const char *folder, const char *name) {
    lesson_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", folder, name);
    return path;
}

lesson_path lesson_file(const lesson *l, const char *name) {
    return join(l->folder, name);
}

lesson_path lesson_text(int i, const char *name) {
    size_t count;
    lesson_path path;
    snprintf(path.text, sizeof path.text, HMF_LESSON_STATIONS "/%02d-%s/%s", i + 1,
             stations(&count)[i].name, name);
    return path;
}

lesson_path lesson_program(const char *name) {
    char self[PATH_MAX] = "";
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash = length > 0 ? strrchr(self, '/') : NULL;
    if (slash) *slash = '\0';
    return join(slash ? self : ".", name);
}

bool lesson_copy(const char *from, const char *to) {
    char message[LESSON_PATH + 128], *text = NULL;
    size_t size = 0;
    FILE *in = fopen(from, "r");
    const ssize_t read = in ? getdelim(&text, &size, '\0', in) : -1;
    const int reason = errno;
    if (in) fclose(in);
    const bool copied =
        read > 0 && hmf_result_write(to, text, (size_t)read, message, sizeof message);
    free(text);
    if (copied) return true;
    return read > 0 ? lesson_fail("%s", message)
                    : lesson_fail("cannot read %s: %s", from, strerror(reason));
}

/* ---- the state as it must be ----------------------------------------------------------------- */

static bool is_range(const json_t *value) {
    return json_is_number(json_object_get(value, "median")) &&
           json_is_number(json_object_get(value, "low")) &&
           json_is_number(json_object_get(value, "high"));
}

static bool is_ranges(json_t *value) {
    const char *rung;
    json_t *range;
    json_object_foreach(value, rung, range) {
        if (!is_range(range)) return false;
    }
    return json_is_object(value);
}

static bool is_ratios(const json_t *value) {
    return json_is_null(value) ||
           (is_ranges(json_object_get(value, "cold")) && is_ranges(json_object_get(value, "warm")));
}

static bool is_answer(const json_t *value) {
    return json_is_number(value) || json_is_string(value);
}

static const char *wrong_in_entry(const json_t *entry) {
    if (station_find(json_string_value(json_object_get(entry, "station"))) < 0)
        return "log: station";
    if (!is_answer(json_object_get(entry, "predicted"))) return "log: predicted";
    if (!is_answer(json_object_get(entry, "measured"))) return "log: measured";
    if (!json_is_boolean(json_object_get(entry, "passed"))) return "log: passed";
    if (!json_is_string(json_object_get(entry, "what"))) return "log: what";
    if (!is_ratios(json_object_get(entry, "ratios"))) return "log: ratios";
    return NULL;
}

/* What is not as the rest of the program takes it to be, or NULL. */
static const char *wrong_in(const json_t *state) {
    const json_t *prediction = json_object_get(state, "prediction");
    const json_t *log = json_object_get(state, "log"), *hints = json_object_get(state, "hints");
    if (json_integer_value(json_object_get(state, "hmfbench_schema")) != 1)
        return "hmfbench_schema";
    const char *kind = json_string_value(json_object_get(state, "kind"));
    if (!kind || strcmp(kind, "lesson") != 0) return "kind";
    if (!json_is_integer(json_object_get(state, "seed"))) return "seed";
    if (station_find(json_string_value(json_object_get(state, "station"))) < 0) return "station";
    if (!json_is_null(prediction) && !is_answer(prediction)) return "prediction";
    if (!json_is_integer(hints) || json_integer_value(hints) < 0 ||
        json_integer_value(hints) > INT_MAX)
        return "hints";
    if (!is_ratios(json_object_get(state, "before"))) return "before";
    if (!json_is_array(log)) return "log";
    for (size_t i = 0; i < json_array_size(log); i++) {
        const char *wrong = wrong_in_entry(json_array_get(log, i));
        if (wrong) return wrong;
    }
    return NULL;
}

static json_t *load(const char *path) {
    json_error_t error;
    json_t *state = hmf_json_load(path, 0, &error);
    const char *wrong = state ? wrong_in(state) : NULL;
    if (state && !wrong) return state;
    if (state)
        lesson_fail("%s: '%s' is not as it should be", path, wrong);
    else
        lesson_fail("%s: line %d: %s", path, error.line, error.text);
    lesson_fail("the file is damaged. Mend it, or move it away and begin anew in the same folder: "
                "your own files stay");
    json_decref(state);
    return NULL;
}

/* ---- finding, beginning, saving -------------------------------------------------------------- */

static bool is_there(const char *path) {
    return access(path, F_OK) == 0;
}

static bool open_in(lesson *l, const char *folder) {
    if (!realpath(folder, l->folder)) return lesson_fail("%s: %s", folder, strerror(errno));
    if (!is_there(lesson_file(l, state_name).text))
        return lesson_fail("%s: no lesson was begun there; ./hmf lesson start %s", l->folder,
                           folder);
    return (l->state = load(lesson_file(l, state_name).text)) != NULL;
}

/* As the copy in the folder of results knows it. */
static bool open_last(lesson *l) {
    const lesson_path copy = join(hmf_results_folder(), state_name);
    if (!is_there(copy.text))
        return lesson_fail("no lesson was begun; ./hmf lesson start FOLDER begins one, in a folder "
                           "for your own files (../lesson, say)");
    json_error_t error;
    json_t *state = hmf_json_load(copy.text, 0, &error);
    const char *folder = json_string_value(json_object_get(state, "folder"));
    const bool opened = folder ? open_in(l, folder)
                               : lesson_fail("%s: %s; ./hmf lesson start FOLDER writes it anew",
                                             copy.text, state ? "is damaged" : error.text);
    json_decref(state);
    return opened;
}

bool lesson_open(lesson *l) {
    const char *folder = getenv("HMF_LESSON");
    if (folder && *folder) return open_in(l, folder);
    if (is_there(state_name) && is_there(".lesson")) return open_in(l, ".");
    return open_last(l);
}

static json_t *first_state(uint64_t seed) {
    size_t count;
    json_t *state = hmf_result_begin("lesson", seed);
    json_t *more = json_pack("{s:I, s:s, s:n, s:i, s:n, s:[]}", "seed", (json_int_t)seed, "station",
                             stations(&count)[0].name, "prediction", "hints", 0, "before", "log");
    const bool good = state && more && json_object_update(state, more) == 0;
    json_decref(more);
    return good ? state : (json_decref(state), NULL);
}

bool lesson_start(lesson *l, const char *folder, uint64_t seed, bool *resumed) {
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return lesson_fail("%s: cannot be made: %s", folder, strerror(errno));
    if (!realpath(folder, l->folder)) return lesson_fail("%s: %s", folder, strerror(errno));
    *resumed = is_there(lesson_file(l, state_name).text);
    if (mkdir(lesson_file(l, ".lesson").text, 0777) != 0 && errno != EEXIST)
        return lesson_fail("%s: cannot be written into: %s", l->folder, strerror(errno));
    l->state = *resumed ? load(lesson_file(l, state_name).text) : first_state(seed);
    return l->state ? lesson_save(l) : *resumed ? false : lesson_fail("out of memory");
}

static bool write_state(const char *path, json_t *state) {
    char message[LESSON_PATH + 128];
    return hmf_result_write_json(path, state, message, sizeof message) ||
           lesson_fail("%s", message);
}

/* The copy comes second: where the two differ, the one in the student's folder holds. */
bool lesson_save(const lesson *l) {
    json_t *copy = json_copy(l->state);
    if (!copy || json_object_set_new(copy, "folder", json_string(l->folder)) != 0) {
        json_decref(copy);
        return lesson_fail("out of memory");
    }
    if (!write_state(lesson_file(l, state_name).text, json_incref(l->state))) {
        json_decref(copy);
        return false;
    }
    return write_state(join(hmf_results_folder(), state_name).text, copy);
}

void lesson_close(lesson *l) {
    json_decref(l->state);
    l->state = NULL;
}

/* ---- what is asked of it --------------------------------------------------------------------- */

int lesson_station(const lesson *l) {
    return station_find(json_string_value(json_object_get(l->state, "station")));
}

const json_t *lesson_prediction(const lesson *l) {
    const json_t *value = json_object_get(l->state, "prediction");
    return json_is_null(value) ? NULL : value;
}

uint64_t lesson_seed(const lesson *l) {
    return (uint64_t)json_integer_value(json_object_get(l->state, "seed"));
}

int lesson_hints(const lesson *l) {
    return (int)json_integer_value(json_object_get(l->state, "hints"));
}

static bool is_of(const json_t *entry, int number) {
    return station_find(json_string_value(json_object_get(entry, "station"))) == number;
}

bool lesson_passed(const lesson *l, int number) {
    const json_t *entry;
    size_t i;
    json_array_foreach(json_object_get(l->state, "log"), i, entry) {
        if (is_of(entry, number) && json_is_true(json_object_get(entry, "passed"))) return true;
    }
    return false;
}

const json_t *lesson_last_entry(const lesson *l, int number) {
    const json_t *entry, *last = NULL;
    size_t i;
    json_array_foreach(json_object_get(l->state, "log"), i, entry) {
        if (is_of(entry, number)) last = entry;
    }
    return last;
}

bool lesson_set(lesson *l, const char *key, json_t *value) {
    return json_object_set_new(l->state, key, value) == 0 || lesson_fail("out of memory");
}

bool lesson_enter(lesson *l, int number, json_t *before) {
    size_t count;
    return lesson_set(l, "before", before ? before : json_null()) &&
           lesson_set(l, "station", json_string(stations(&count)[number].name)) &&
           lesson_set(l, "prediction", json_null()) && lesson_set(l, "hints", json_integer(0));
}
