/* SPDX-License-Identifier: MIT */
/*
 * callgrind.c: a strict reader of callgrind's files.
 *
 * The format is that of Valgrind's manual, "Callgrind Format Specification". The reader accepts the
 * following part of it and rejects everything else with the line and the reason:
 *
 *   # comments, empty lines
 *   version: 1   creator:   pid:   cmd:   part: 1   desc: ...   (of desc: only "Trigger:" is kept)
 *   positions: line   events: Ir and any of Dr Dw I1mr D1mr D1mw ILmr DLmr DLmw Bc Bcm Bi Bim
 *   totals: N ... (the last line)
 *   summary: (ignored: it is 0 where counting was switched off before the end)
 *   ob= fl= fi= fe= fn=      object, file and function of the following cost lines; fi and fe
 *                            change the file only (code inlined from another file, and back)
 *   cob= cfi= cfl= cfn=      object, file and function of a callee; the first two default to the
 *                            caller's object and the current file
 *   calls=N LINE             N calls; the cost line after it holds their inclusive cost
 *   LINE COST ...            a cost for each event; missing costs at the end are 0
 *
 * Run callgrind with --compress-strings=no --compress-pos=no. For functions and lines, add
 * --separate-recs=2: it records a function that is already running as NAME'2, which makes inclusive
 * costs exact under recursion. For stacks, add --separate-callers=N --separate-recs=1: it records a
 * function separately for every chain of callers, as LEAF'CALLER'ROOT.
 */
#include "die.h"
#include "inclusive.h"
#include "readers.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name;
    size_t offset; /* of the sum in profile_cost that it is a part of */
} callgrind_event;

static const callgrind_event known_events[] = {
    {"Ir", offsetof(profile_cost, instructions)},  {"Dr", offsetof(profile_cost, accesses)},
    {"Dw", offsetof(profile_cost, accesses)},      {"I1mr", offsetof(profile_cost, l1_misses)},
    {"D1mr", offsetof(profile_cost, l1_misses)},   {"D1mw", offsetof(profile_cost, l1_misses)},
    {"ILmr", offsetof(profile_cost, ll_misses)},   {"DLmr", offsetof(profile_cost, ll_misses)},
    {"DLmw", offsetof(profile_cost, ll_misses)},   {"Bc", offsetof(profile_cost, branches)},
    {"Bcm", offsetof(profile_cost, mispredicted)}, {"Bi", offsetof(profile_cost, branches)},
    {"Bim", offsetof(profile_cost, mispredicted)}};
enum { EVENTS_MAX = sizeof known_events / sizeof *known_events };

typedef struct {
    profile_place at;
    const profile_tables *to;
    const char *object, *file, *callee_object, *callee_file; /* in the text, or in paths */
    char *stack;        /* of the last fn=, if stacks are wanted; owned */
    long current;       /* row of the last fn=, if functions are wanted */
    bool current_again; /* it was NAME'2, which is already running      */
    bool call_cost;     /* the next cost line belongs to a calls= line  */
    long callee;        /* row of the last cfn=                         */
    bool callee_again;
    bool in_function, in_callee; /* a fn=, a cfn= was read                */

    profile_paths *paths; /* all paths of the file, if lines are wanted   */
    inclusive_counts inclusive;
    long context, callee_context; /* of the last fn= and cfn=, if lines are wanted */

    bool has_positions, has_totals;
    size_t nevents;
    const callgrind_event *events[EVENTS_MAX]; /* by column                      */
    uint64_t totals[EVENTS_MAX], sums[EVENTS_MAX];
    callgrind_totals found; /* the texts                                         */
} callgrind_reader;

/* ---- the parts of a line --------------------------------------------------------------------- */

/* Returns the text after `key` in the line, or NULL. */
static const char *after(const char *line, const char *key) {
    const size_t length = strlen(key);
    return strncmp(line, key, length) == 0 ? line + length : NULL;
}

/* Reads digits and blanks; returns the text after them, or NULL. */
static const char *read_count(const char *text, uint64_t *value) {
    if (!isdigit((unsigned char)*text)) return NULL;
    char *end;
    errno = 0;
    *value = strtoull(text, &end, 10);
    if (errno != 0) return NULL;
    return end + strspn(end, " ");
}

static bool add(const callgrind_reader *r, uint64_t *sum, uint64_t value) {
    if (!__builtin_add_overflow(*sum, value, sum)) return true;
    return profile_reject(&r->at, "the costs add up to more than 64 bits hold");
}

/* ---- names ----------------------------------------------------------------------------------- */

static bool is_compressed(const callgrind_reader *r, const char *name) {
    uint64_t number;
    const char *end = *name == '(' ? read_count(name + 1, &number) : NULL;
    if (!end || *end != ')') return false;
    profile_reject(&r->at, "'%s' is a compressed name; run callgrind with --compress-strings=no",
                   name);
    return true;
}

/* Cuts off the 'N of a function that is already running; returns whether there was one. */
static bool trim_again(char *name) {
    char *quote = strrchr(name, '\'');
    if (!quote || !quote[1] || quote[1 + strspn(quote + 1, "0123456789")]) return false;
    *quote = '\0';
    return true;
}

static long find_row(const callgrind_reader *r, const char *name, const char *file,
                     const char *object) {
    char *symbol = xstrdup(name);
    profile_trim_symbol(symbol);
    const bool known = file && strcmp(file, "???") != 0;
    const size_t row =
        profile_functions_row(r->to->functions, symbol, known ? file : "", object ? object : "");
    free(symbol);
    return (long)row;
}

/* Turns LEAF'CALLER'ROOT into "ROOT;CALLER;LEAF". */
static void keep_stack(callgrind_reader *r, const char *text) {
    char *names = xstrdup(text);
    r->stack = xrealloc(r->stack, strlen(text) + 1);
    char *end = r->stack;
    for (char *quote; (quote = strrchr(names, '\''));) {
        *quote = '\0';
        profile_trim_symbol(quote + 1);
        end += sprintf(end, "%s;", quote + 1);
    }
    profile_trim_symbol(names);
    strcpy(end, names);
    free(names);
}

/* Finds the row and the context of a function, as far as they are wanted. */
static bool find_function(callgrind_reader *r, char *name, const char *file, const char *object,
                          long *row, long *context, bool *again) {
    if (is_compressed(r, name)) return false;
    *again = trim_again(name);
    if (r->to->functions) *row = find_row(r, name, file, object);
    const inclusive_name whole = {name, file ? file : "", object ? object : "", *again};
    if (r->to->lines) *context = inclusive_find(&r->inclusive, &whole, *row);
    return true;
}

static bool read_function(callgrind_reader *r, char *name) {
    r->in_function = true;
    if (r->to->stacks && !is_compressed(r, name)) keep_stack(r, name);
    return find_function(r, name, r->file, r->object, &r->current, &r->context, &r->current_again);
}

static bool read_callee(callgrind_reader *r, char *name) {
    r->in_callee = true;
    return find_function(r, name, r->callee_file ? r->callee_file : r->file,
                         r->callee_object ? r->callee_object : r->object, &r->callee,
                         &r->callee_context, &r->callee_again);
}

static bool read_name(callgrind_reader *r, char *line) {
    const struct {
        const char *key;
        const char **name;
        bool is_file;
    } names[] = {{"ob=", &r->object, false},
                 {"fl=", &r->file, true},
                 {"fi=", &r->file, true},
                 {"fe=", &r->file, true},
                 {"cob=", &r->callee_object, false},
                 {"cfi=", &r->callee_file, true},
                 {"cfl=", &r->callee_file, true}};
    if (after(line, "fn=")) return read_function(r, line + strlen("fn="));
    if (after(line, "cfn=")) return read_callee(r, line + strlen("cfn="));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = after(line, names[i].key);
        if (!text) continue;
        if (is_compressed(r, text)) return false;
        *names[i].name = names[i].is_file && r->paths ? profile_paths_file(r->paths, text) : text;
        return true;
    }
    return profile_reject(&r->at, "'%.60s' is not understood", line);
}

/* ---- costs ----------------------------------------------------------------------------------- */

/* Returns whether one clone of a function calls another, whose own lines hold that cost. */
static bool is_clone_call(const callgrind_reader *r) {
    return r->callee != PROFILE_NO_ROW && r->callee == r->current && !r->callee_again;
}

static bool read_calls(callgrind_reader *r, const char *text) {
    uint64_t calls, line;
    const char *rest = read_count(text, &calls);
    rest = rest ? read_count(rest, &line) : NULL;
    if (!rest || *rest)
        return profile_reject(&r->at, "'calls=%.60s' is not calls=NUMBER LINE", text);
    if (!r->in_callee) return profile_reject(&r->at, "calls= without a cfn= before it");
    r->call_cost = true;
    if (!r->to->functions) return true;
    profile_function *callee = &r->to->functions->rows[r->callee];
    if (!callee->line) callee->line = line;
    return add(r, &callee->calls, calls) &&
           (r->callee_again || is_clone_call(r) || add(r, &callee->primitive_calls, calls));
}

/* Forgets the callee's object and file, which are valid for one call only. */
static void forget_callee(callgrind_reader *r) {
    r->callee_object = r->callee_file = NULL;
    r->callee = PROFILE_NO_ROW;
    r->call_cost = r->in_callee = false;
}

static bool add_cost(const callgrind_reader *r, profile_cost *to, const uint64_t *cost) {
    for (size_t i = 0; i < r->nevents; i++)
        if (!add(r, (uint64_t *)((char *)to + r->events[i]->offset), cost[i])) return false;
    return true;
}

static uint64_t instructions_of(const callgrind_reader *r, const uint64_t *cost) {
    for (size_t i = 0; i < r->nevents; i++)
        if (r->events[i]->offset == offsetof(profile_cost, instructions)) return cost[i];
    return 0;
}

/* Adds a cost of the current function: its own, or the inclusive cost of a call. */
static bool add_to_function(const callgrind_reader *r, unsigned long line, const uint64_t *cost) {
    profile_function *row = &r->to->functions->rows[r->current];
    if (!r->current_again && !is_clone_call(r) &&
        !add(r, &row->instructions_inclusive, instructions_of(r, cost)))
        return false;
    if (r->call_cost) return true;
    if (!row->line) row->line = line;
    return add_cost(r, &row->self, cost);
}

/* Adds a cost to the parts of the inclusive instructions; line: INCLUSIVE_NONE if unknown. */
static void add_to_inclusive(callgrind_reader *r, long line, const uint64_t *cost) {
    const inclusive_cost row = {.context = (size_t)r->context,
                                .line = line,
                                .callee = r->call_cost ? r->callee_context : INCLUSIVE_NONE,
                                .instructions = instructions_of(r, cost)};
    inclusive_add(&r->inclusive, &row);
}

static bool add_to_line(callgrind_reader *r, unsigned long line, const uint64_t *cost) {
    if (line == 0 || !r->file || strcmp(r->file, "???") == 0)
        return add_to_inclusive(r, INCLUSIVE_NONE, cost), true;
    profile_line *row = profile_lines_row(r->to->lines, r->file, line);
    add_to_inclusive(r, row - r->to->lines->rows, cost);
    return r->call_cost || add_cost(r, &row->self, cost);
}

static bool add_to_totals(callgrind_reader *r, const uint64_t *cost) {
    if (r->to->stacks) profile_stacks_add(r->to->stacks, r->stack, instructions_of(r, cost));
    for (size_t i = 0; i < r->nevents; i++)
        if (!add(r, &r->sums[i], cost[i])) return false;
    return true;
}

/* Reads numbers from the beginning of the text; missing numbers at the end are 0. */
static bool read_costs(const callgrind_reader *r, const char *text, uint64_t cost[EVENTS_MAX]) {
    const char *rest = text;
    for (size_t i = 0; i < r->nevents; i++) {
        cost[i] = 0;
        if (rest && *rest) rest = read_count(rest, &cost[i]);
    }
    return rest && !*rest;
}

static bool read_cost(callgrind_reader *r, const char *text) {
    uint64_t line, cost[EVENTS_MAX] = {0};
    const char *rest = read_count(text, &line);
    if (!rest || !read_costs(r, rest, cost))
        return profile_reject(&r->at, "'%.60s' is not LINE and the costs of %zu events", text,
                              r->nevents);
    if (!r->in_function) return profile_reject(&r->at, "a cost without a fn= before it");
    if (r->to->functions && !add_to_function(r, line, cost)) return false;
    if (r->to->lines && !add_to_line(r, line, cost)) return false;
    if (r->call_cost) return forget_callee(r), true;
    return add_to_totals(r, cost);
}

/* ---- the header and the end ------------------------------------------------------------------ */

static bool read_totals(callgrind_reader *r, const char *text) {
    if (r->nevents == 0) return profile_reject(&r->at, "totals: before events:");
    r->has_totals = read_costs(r, text, r->totals);
    return r->has_totals ||
           profile_reject(&r->at, "'%.60s' is not numbers of %zu events", text, r->nevents);
}

static bool read_events(callgrind_reader *r, const char *text) {
    if (r->nevents) return profile_reject(&r->at, "events: for the second time");
    for (size_t length; *text; text += length + strspn(text + length, " ")) {
        length = strcspn(text, " ");
        const callgrind_event *found = NULL;
        for (size_t i = 0; i < EVENTS_MAX; i++)
            if (strlen(known_events[i].name) == length &&
                strncmp(known_events[i].name, text, length) == 0)
                found = &known_events[i];
        for (size_t i = 0; i < r->nevents; i++)
            if (r->events[i] == found) found = NULL;
        if (!found)
            return profile_reject(&r->at, "events: '%.60s' begins with one that is not read", text);
        r->events[r->nevents++] = found;
    }
    for (size_t i = 0; i < r->nevents; i++)
        if (r->events[i] == &known_events[0]) return true;
    return profile_reject(&r->at, "events: without Ir");
}

static bool expect(const callgrind_reader *r, const char *key, const char *text, const char *want) {
    if (strcmp(text, want) == 0) return true;
    return profile_reject(&r->at, "%s '%.60s': only '%s' is read", key, text, want);
}

/* Sets *known to false and returns true if the line is not a header line. */
static bool read_header(callgrind_reader *r, const char *line, bool *known) {
    callgrind_totals *found = &r->found;
    const struct {
        const char *key;
        char *to; /* NULL: ignored */
        size_t size;
    } texts[] = {{"creator: ", found->creator, sizeof found->creator},
                 {"cmd: ", found->command, sizeof found->command},
                 {"desc: Trigger: ", found->trigger, sizeof found->trigger},
                 {"pid: ", NULL, 0},
                 {"desc: ", NULL, 0},
                 {"summary: ", NULL, 0}};
    const char *text;
    *known = true;
    if ((text = after(line, "version: "))) return expect(r, "version:", text, "1");
    if ((text = after(line, "part: "))) return expect(r, "part:", text, "1");
    if ((text = after(line, "positions: ")))
        return r->has_positions = true, expect(r, "positions:", text, "line");
    if ((text = after(line, "events: "))) return read_events(r, text);
    if ((text = after(line, "totals: "))) return read_totals(r, text);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        text = after(line, texts[i].key);
        if (text && texts[i].to)
            snprintf(texts[i].to, texts[i].size, "%s", text + strspn(text, " "));
        if (text) return true;
    }
    *known = false;
    return true;
}

static bool read_line(callgrind_reader *r, char *line) {
    if (r->has_totals)
        return profile_reject(&r->at, "'%.60s' after totals:, which ends the file", line);
    if (!*line || *line == '#') return true;
    bool known;
    if (!read_header(r, line, &known)) return false;
    if (known) return true;
    if (!r->has_positions || !r->nevents)
        return profile_reject(&r->at, "'%.60s' before positions: and events: of a callgrind file",
                              line);
    if (isdigit((unsigned char)*line)) return read_cost(r, line);
    if (*line == '+' || *line == '-' || *line == '*')
        return profile_reject(
            &r->at, "'%.60s' is a compressed position; run callgrind with --compress-pos=no", line);
    if (r->call_cost)
        return profile_reject(&r->at, "'%.60s' where the cost of a calls= line should be", line);
    const char *text = after(line, "calls=");
    return text ? read_calls(r, text) : read_name(r, line);
}

static bool read_lines(callgrind_reader *r, char *rest) {
    while (*rest) {
        char *line = strsep(&rest, "\n");
        r->at.number++;
        if (!rest) return profile_reject(&r->at, "the last line is cut off");
        if (!read_line(r, line)) return false;
    }
    return true;
}

/* Adds all paths first: the file that a relative path names depends on all other paths. */
static void read_paths(const callgrind_reader *r, const char *text) {
    static const char *const keys[] = {"fl=", "fi=", "fe=", "cfi=", "cfl="};
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            const char *start = after(line, keys[i]);
            if (!start) continue;
            char *path = xstrndup(start, strcspn(start, "\n"));
            profile_paths_add(r->paths, path);
            free(path);
        }
    }
    profile_paths_join(r->paths);
}

static bool check_totals(const callgrind_reader *r) {
    if (r->at.number == 0) return profile_reject(&r->at, "the file is empty");
    if (!r->has_totals) return profile_reject(&r->at, "the file is cut off: it has no totals:");
    for (size_t i = 0; i < r->nevents; i++)
        if (r->sums[i] != r->totals[i])
            return profile_reject(
                &r->at, "the functions' %s add up to %" PRIu64 ", not to totals: %" PRIu64,
                r->events[i]->name, r->sums[i], r->totals[i]);
    return true;
}

static void free_tables(const profile_tables *to) {
    if (to->functions) profile_functions_free(to->functions);
    if (to->lines) profile_lines_free(to->lines);
    if (to->stacks) profile_stacks_free(to->stacks);
}

bool callgrind_read(const char *path, const profile_tables *to, callgrind_totals *totals,
                    char *message, size_t size) {
    callgrind_reader r = {.at = {path, ":", 0, message, size},
                          .to = to,
                          .current = PROFILE_NO_ROW,
                          .callee = PROFILE_NO_ROW,
                          .context = INCLUSIVE_NONE,
                          .callee_context = INCLUSIVE_NONE};
    char *text = profile_read_text(&r.at);
    if (!text) return false;
    if (to->lines) {
        r.paths = &to->lines->paths;
        read_paths(&r, text);
    }
    const bool good = read_lines(&r, text) && check_totals(&r);
    if (good && to->lines) inclusive_finish(&r.inclusive, to->lines, to->functions);
    inclusive_free(&r.inclusive);
    free(r.stack);
    free(text);
    *totals = r.found;
    totals->instructions = instructions_of(&r, r.totals);
    if (!good) free_tables(to);
    if (good && to->stacks) profile_stacks_merge(to->stacks);
    return good;
}
