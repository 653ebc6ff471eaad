/* SPDX-License-Identifier: MIT */
/* lesson.c: reads, validates and writes the state, and runs programs in the student's folder. */
#include "lesson.h"

#include "die.h"
#include "result_file.h"
#include "subprocess.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char state_name[] = "lesson.json";

/* ---- paths ----------------------------------------------------------------------------------- */

static lesson_path join(const char *folder, const char *name) {
    lesson_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", folder, name);
    return path;
}

lesson_path lesson_file(const lesson *l, const char *name) {
    return join(l->folder, name);
}

lesson_path lesson_program(const char *name) {
    char self[PATH_MAX] = "";
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash = length > 0 ? strrchr(self, '/') : NULL;
    if (slash) *slash = '\0';
    return join(slash ? self : ".", name);
}

bool lesson_exists(const char *path) {
    return access(path, F_OK) == 0;
}

/* ---- other programs -------------------------------------------------------------------------- */

int lesson_run(const lesson *l, const char *const *arguments, const char *log, const char *progress,
               double limit) {
    char output[LESSON_PATH + 64];
    snprintf(output, sizeof output, "%s/%s", lesson_file(l, ".lesson").text, log);
    fflush(stdout);
    const subprocess_command run = {.arguments = arguments,
                                    .folder = l->folder,
                                    .output = output,
                                    .progress = progress,
                                    .limit = limit};
    const subprocess_result result = subprocess_run(&run);
    switch (result.end) {
    case SUBPROCESS_EXITED: return result.status;
    case SUBPROCESS_KILLED: return LESSON_KILLED;
    case SUBPROCESS_TIMED_OUT: return LESSON_TIMED_OUT;
    case SUBPROCESS_INTERRUPTED: subprocess_die(result.status);
    case SUBPROCESS_MISSING: die(EXIT_ERROR, "%s is not installed", arguments[0]);
    case SUBPROCESS_FAILED: break;
    }
    die(EXIT_ERROR, "cannot start %s: %s", arguments[0], strerror(result.status));
}

/* Returns the beginning of the last `lines` lines. */
static const char *last_lines(const char *text, int lines) {
    const char *at = text + strlen(text);
    while (at > text && at[-1] == '\n') at--;
    for (; at > text; at--)
        if (at[-1] == '\n' && --lines == 0) break;
    return at;
}

void lesson_print_log(const lesson *l, const char *log, int lines, FILE *out) {
    char name[128], *text = NULL;
    size_t size = 0;
    snprintf(name, sizeof name, ".lesson/%s", log);
    FILE *in = fopen(lesson_file(l, name).text, "r");
    if (in && getdelim(&text, &size, '\0', in) > 0)
        for (const char *at = last_lines(text, lines); *at;) {
            const size_t length = strcspn(at, "\n");
            fprintf(out, "    %.*s\n", (int)length, at);
            at += length + (at[length] == '\n');
        }
    free(text);
    if (in) fclose(in);
}

/* ---- validation ------------------------------------------------------------------------------ */

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

static const char *invalid_in_entry(const json_t *entry) {
    if (station_find(json_string_value(json_object_get(entry, "station"))) < 0)
        return "log: station";
    if (!is_answer(json_object_get(entry, "predicted"))) return "log: predicted";
    if (!is_answer(json_object_get(entry, "measured"))) return "log: measured";
    if (!json_is_boolean(json_object_get(entry, "passed"))) return "log: passed";
    if (!json_is_string(json_object_get(entry, "what"))) return "log: what";
    if (!is_ratios(json_object_get(entry, "ratios"))) return "log: ratios";
    return NULL;
}

/* Returns the name of the first invalid key, or NULL. */
static const char *invalid_key(const json_t *state) {
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
        const char *invalid = invalid_in_entry(json_array_get(log, i));
        if (invalid) return invalid;
    }
    return NULL;
}

json_t *lesson_read_state(const char *path, char *message, size_t size) {
    static const char remedy[] =
        "the file is damaged. Repair it, or move it away and start again in "
        "the same folder: your own files stay";
    json_error_t error;
    json_t *state = json_load_file(path, 0, &error);
    const char *invalid = state ? invalid_key(state) : NULL;
    if (state && !invalid) return state;
    if (state)
        snprintf(message, size, "%s: '%s' is missing or invalid; %s", path, invalid, remedy);
    else
        snprintf(message, size, "%s: line %d: %s; %s", path, error.line, error.text, remedy);
    json_decref(state);
    return NULL;
}

/* ---- opening, starting, saving --------------------------------------------------------------- */

static void load(lesson *l) {
    char message[LESSON_PATH + 512];
    l->state = lesson_read_state(lesson_file(l, state_name).text, message, sizeof message);
    if (!l->state) die(EXIT_ERROR, "%s", message);
}

static void open_in(lesson *l, const char *folder) {
    if (!realpath(folder, l->folder)) die(EXIT_ERROR, "%s: %s", folder, strerror(errno));
    if (!lesson_exists(lesson_file(l, state_name).text))
        die(EXIT_ERROR, "%s: no lesson was started there; ./hmf lesson start %s", l->folder,
            folder);
    load(l);
}

/* Opens the lesson that the copy in the folder of results names. */
static void open_last(lesson *l) {
    const lesson_path copy = join(results_folder(), state_name);
    if (!lesson_exists(copy.text))
        die(EXIT_ERROR, "no lesson was started; ./hmf lesson start FOLDER starts one, in a folder "
                        "for your own files (for example ../lesson)");
    json_error_t error;
    l->state = json_load_file(copy.text, 0, &error);
    const char *folder = json_string_value(json_object_get(l->state, "folder"));
    if (!folder)
        die(EXIT_ERROR, "%s: %s; ./hmf lesson start FOLDER writes it again", copy.text,
            l->state ? "is damaged" : error.text);
    json_t *last = l->state;
    open_in(l, folder);
    json_decref(last);
}

void lesson_open(lesson *l) {
    const char *folder = getenv("HMF_LESSON");
    if (folder && *folder)
        open_in(l, folder);
    else if (lesson_exists(state_name) && lesson_exists(".lesson"))
        open_in(l, ".");
    else
        open_last(l);
}

static json_t *first_state(uint64_t seed) {
    json_t *state = result_begin("lesson", seed);
    json_t *more = json_pack("{s:I, s:s, s:n, s:i, s:n, s:[]}", "seed", (json_int_t)seed, "station",
                             stations[0].name, "prediction", "hints", 0, "before", "log");
    json_object_update(state, more);
    json_decref(more);
    return state;
}

static void make_folder(const char *path) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        die(EXIT_ERROR, "%s: cannot be created: %s", path, strerror(errno));
}

bool lesson_start(lesson *l, const char *folder, uint64_t seed) {
    make_folder(folder);
    if (!realpath(folder, l->folder)) die(EXIT_ERROR, "%s: %s", folder, strerror(errno));
    const bool continues = lesson_exists(lesson_file(l, state_name).text);
    make_folder(lesson_file(l, ".lesson").text);
    if (continues)
        load(l);
    else
        l->state = first_state(seed);
    lesson_save(l);
    return continues;
}

/* The copy is written second. If the two differ, the state in the student's folder counts. */
void lesson_save(const lesson *l) {
    json_t *copy = json_copy(l->state);
    json_object_set_new(copy, "folder", json_string(l->folder));
    result_write_json(lesson_file(l, state_name).text, json_incref(l->state));
    result_write_json(join(results_folder(), state_name).text, copy);
}

void lesson_close(lesson *l) {
    json_decref(l->state);
    l->state = NULL;
}

/* ---- the state ------------------------------------------------------------------------------- */

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

static bool is_entry_of(const json_t *entry, int number) {
    return station_find(json_string_value(json_object_get(entry, "station"))) == number;
}

bool lesson_passed(const lesson *l, int number) {
    const json_t *entry;
    size_t i;
    json_array_foreach(json_object_get(l->state, "log"), i, entry) {
        if (is_entry_of(entry, number) && json_is_true(json_object_get(entry, "passed")))
            return true;
    }
    return false;
}

const json_t *lesson_last_entry(const lesson *l, int number) {
    const json_t *entry, *last = NULL;
    size_t i;
    json_array_foreach(json_object_get(l->state, "log"), i, entry) {
        if (is_entry_of(entry, number)) last = entry;
    }
    return last;
}

void lesson_enter(lesson *l, int number, json_t *before) {
    json_object_set_new(l->state, "before", before ? before : json_null());
    json_object_set_new(l->state, "station", json_string(stations[number].name));
    json_object_set_new(l->state, "prediction", json_null());
    json_object_set_new(l->state, "hints", json_integer(0));
}
