/* SPDX-License-Identifier: MIT */
/* inclusive.c: the graph of calls and, for each line, the part of it below the line. */
#include "inclusive.h"

#include "die.h"

#include <stdlib.h>
#include <string.h>

/* ---- contexts and costs ---------------------------------------------------------------------- */

static uint64_t hash_of(const inclusive_name *name) {
    const uint64_t hash = profile_hash(PROFILE_HASH_EMPTY, name->name);
    return profile_hash(profile_hash(hash, name->file), name->object);
}

static long find(const inclusive_counts *counts, const inclusive_name *name, uint64_t hash) {
    for (size_t i = counts->ncontexts; i-- > 0;) {
        const inclusive_context *c = &counts->contexts[i];
        if (c->hash == hash && c->name.again == name->again &&
            strcmp(c->name.name, name->name) == 0 && strcmp(c->name.file, name->file) == 0 &&
            strcmp(c->name.object, name->object) == 0)
            return (long)i;
    }
    return INCLUSIVE_NONE;
}

long inclusive_find(inclusive_counts *counts, const inclusive_name *name, long function) {
    const uint64_t hash = hash_of(name);
    const long known = find(counts, name, hash);
    if (known != INCLUSIVE_NONE) return known;
    counts->contexts = profile_grow(counts->contexts, counts->ncontexts, sizeof *counts->contexts);
    counts->contexts[counts->ncontexts] = (inclusive_context){
        .name = *name, .hash = hash, .function = function, .partner = INCLUSIVE_NONE};
    return (long)counts->ncontexts++;
}

void inclusive_add(inclusive_counts *counts, const inclusive_cost *cost) {
    counts->costs = profile_grow(counts->costs, counts->ncosts, sizeof *counts->costs);
    counts->costs[counts->ncosts++] = *cost;
}

void inclusive_free(inclusive_counts *counts) {
    free(counts->contexts);
    free(counts->costs);
    *counts = (inclusive_counts){0};
}

static int by_context(const void *left, const void *right) {
    const inclusive_cost *a = left, *b = right;
    if (a->context != b->context) return a->context < b->context ? -1 : 1;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->callee > b->callee) - (a->callee < b->callee);
}

static void add_up_costs(inclusive_counts *counts) {
    if (counts->ncosts) qsort(counts->costs, counts->ncosts, sizeof *counts->costs, by_context);
    size_t kept = 0;
    for (size_t i = 0; i < counts->ncosts; i++) {
        if (kept > 0 && by_context(&counts->costs[kept - 1], &counts->costs[i]) == 0)
            counts->costs[kept - 1].instructions += counts->costs[i].instructions;
        else
            counts->costs[kept++] = counts->costs[i];
    }
    counts->ncosts = kept;
    for (size_t i = 0; i < kept; i++) {
        inclusive_context *c = &counts->contexts[counts->costs[i].context];
        if (c->end == 0) c->begin = i;
        c->end = i + 1;
        c->total += counts->costs[i].instructions;
    }
}

static void find_partners(inclusive_counts *counts) {
    for (size_t i = 0; i < counts->ncontexts; i++) {
        inclusive_context *c = &counts->contexts[i];
        inclusive_name first = c->name;
        first.again = false;
        if (!c->name.again) continue;
        c->partner = find(counts, &first, c->hash);
        if (c->partner != INCLUSIVE_NONE) counts->contexts[c->partner].partner = (long)i;
    }
}

/* ---- a walk below a line --------------------------------------------------------------------- */

/* Work space of a walk along calls, and its limits. */
typedef struct {
    const inclusive_counts *counts;
    const inclusive_cost **of_lines; /* [ncosts] sorted by line */
    size_t nof_lines;
    bool separated;  /* into NAME and NAME'2: no direct recursion denies it    */
    uint64_t all;    /* instructions of the program                            */
    long line;       /* the line looked at                                     */
    size_t *reached; /* [ncontexts] in the order of the walk                   */
    long *place;     /* [ncontexts] in reached; INCLUSIVE_NONE                 */
    uint64_t *calls; /* [ncontexts] inclusive instructions of all its calls    */
    double *start;   /* [ncontexts] instructions that enter from outside       */
    long source;     /* where the walk starts and does not return to, or none  */
    long ends[2];    /* contexts whose calls are not followed, or none         */
} walk;

static bool is_call(const inclusive_cost *cost) {
    return cost->callee != INCLUSIVE_NONE;
}

static void forget(walk *w, size_t *count) {
    for (size_t i = 0; i < w->counts->ncontexts; i++) w->place[i] = INCLUSIVE_NONE;
    *count = 0;
}

static void reach(walk *w, long context, size_t *count) {
    if (context == w->source || w->place[context] != INCLUSIVE_NONE) return;
    w->place[context] = (long)*count;
    w->reached[(*count)++] = (size_t)context;
}

/* Returns the next call of a context that the walk follows, or NULL; start with *next = 0. With
 * `around`, the calls of the line are not followed. */
static const inclusive_cost *next_call(const walk *w, size_t context, bool around, size_t *next) {
    const inclusive_context *c = &w->counts->contexts[context];
    if ((long)context == w->ends[0] || (long)context == w->ends[1]) return NULL;
    while (c->begin + *next < c->end) {
        const inclusive_cost *cost = &w->counts->costs[c->begin + (*next)++];
        if (is_call(cost) && cost->callee != w->source && !(around && cost->line == w->line))
            return cost;
    }
    return NULL;
}

/* Follows the calls of all that is reached. */
static void follow(walk *w, bool around, size_t *count) {
    const inclusive_cost *call;
    for (size_t i = 0; i < *count; i++)
        for (size_t next = 0; (call = next_call(w, w->reached[i], around, &next));)
            reach(w, call->callee, count);
}

/* Sets the instructions that enter each context from the source or, without one, from outside. */
static void fill_start(walk *w, bool around) {
    const inclusive_counts *counts = w->counts;
    const inclusive_cost *call;
    for (size_t i = 0; i < counts->ncontexts; i++) {
        const uint64_t total = counts->contexts[i].total, calls = w->calls[i];
        w->start[i] = w->source == INCLUSIVE_NONE && total > calls ? (double)(total - calls) : 0.0;
    }
    if (w->source == INCLUSIVE_NONE) return;
    for (size_t next = 0; (call = next_call(w, (size_t)w->source, around, &next));)
        w->start[call->callee] += (double)call->instructions;
}

static void reach_from_start(walk *w, bool around, size_t *count) {
    forget(w, count);
    fill_start(w, around);
    for (size_t i = 0; i < w->counts->ncontexts; i++)
        if (w->start[i] > 0.0) reach(w, (long)i, count);
    follow(w, around, count);
}

/* Returns whether a call of the line leads to the context. */
static bool line_leads_to(walk *w, size_t first, size_t last, size_t context) {
    size_t count;
    forget(w, &count);
    for (size_t i = first; i < last; i++) {
        const inclusive_cost *cost = w->of_lines[i];
        const long from = (long)cost->context;
        if (is_call(cost) && from != w->ends[0] && from != w->ends[1])
            reach(w, cost->callee, &count);
    }
    follow(w, false, &count);
    return w->place[context] != INCLUSIVE_NONE;
}

/* ---- how much of a context is not below the line --------------------------------------------- */

enum { SOLVED_AT_MOST = 200, SWEEPS_AT_MOST = 200 };

/* Solves x = x + x W in place by elimination; W[from * n + to] is the share of a context's
 * instructions in its calls of another. */
static bool eliminate(double *w, double *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const double stays = 1.0 - w[i * n + i];
        if (!(stays > 1e-15)) return false;
        for (size_t to = i + 1; to < n; to++) {
            const double share = w[i * n + to] / stays;
            w[i * n + to] = share;
            x[to] += share * x[i];
            for (size_t from = i + 1; from < n; from++) w[from * n + to] += w[from * n + i] * share;
        }
        for (size_t from = i + 1; from < n; from++) w[from * n + i] /= stays;
        x[i] /= stays;
    }
    for (size_t i = n; i-- > 0;)
        for (size_t from = i + 1; from < n; from++) x[i] += w[from * n + i] * x[from];
    return true;
}

/* The share of a context's instructions in its calls of another; both by their place. */
typedef struct {
    size_t from, to;
    double share;
} call_share;

/* Solves the same by iteration, for many contexts. */
static void iterate(const walk *w, const call_share *shares, size_t count, double *x, size_t n) {
    double *next = xcalloc(n, sizeof *next), change = 1.0, all = 0.0;
    for (int sweep = 0; sweep < SWEEPS_AT_MOST && change > 1e-6 * all; sweep++) {
        for (size_t i = 0; i < n; i++) next[i] = w->start[w->reached[i]];
        for (size_t i = 0; i < count; i++)
            next[shares[i].to] += x[shares[i].from] * shares[i].share;
        change = all = 0.0;
        for (size_t i = 0; i < n; i++) {
            change += next[i] > x[i] ? next[i] - x[i] : x[i] - next[i];
            all += next[i];
            x[i] = next[i];
        }
    }
    free(next);
}

static call_share *find_shares(const walk *w, bool around, size_t n, size_t *count) {
    call_share *shares = NULL;
    const inclusive_cost *call;
    *count = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t next = 0; (call = next_call(w, w->reached[i], around, &next));) {
            const double total = (double)w->counts->contexts[call->context].total;
            shares = profile_grow(shares, *count, sizeof *shares);
            shares[(*count)++] =
                (call_share){i, (size_t)w->place[call->callee],
                             total > 0.0 ? (double)call->instructions / total : 0.0};
        }
    return shares;
}

/* Returns the instructions that arrive in a context on all paths, or on those around the line. */
static double arriving(walk *w, bool around, size_t context) {
    size_t n, count;
    reach_from_start(w, around, &n);
    const long place = w->place[context];
    if (place == INCLUSIVE_NONE) return 0.0;
    call_share *shares = find_shares(w, around, n, &count);
    double *x = xcalloc(n, sizeof *x), result = 0.0;
    for (size_t i = 0; i < n; i++) x[i] = w->start[w->reached[i]];
    if (n <= SOLVED_AT_MOST) {
        double *matrix = xcalloc(n * n, sizeof *matrix);
        for (size_t i = 0; i < count; i++)
            matrix[shares[i].from * n + shares[i].to] += shares[i].share;
        if (eliminate(matrix, x, n)) result = x[place];
        free(matrix);
    } else {
        iterate(w, shares, count, x, n);
        result = x[place];
    }
    free(shares);
    free(x);
    return result;
}

/* Returns the share of a context, or of its part below the source, that runs without the line
 * further up the stack. */
static double share_around(walk *w, size_t first, size_t last, size_t context) {
    if (!line_leads_to(w, first, last, context)) return 1.0;
    const double around = arriving(w, true, context);
    if (around <= 0.0) return 0.0;
    const double all = arriving(w, false, context);
    return all > around ? around / all : 1.0;
}

/* Returns whether another context than this and its partner holds the line. */
static bool is_elsewhere(const walk *w, size_t first, size_t last, size_t context, long partner) {
    for (size_t i = first; i < last; i++)
        if (w->of_lines[i]->context != context && (long)w->of_lines[i]->context != partner)
            return true;
    return false;
}

/* Returns the share of a context's instructions in the line that is not counted further up. */
static double counted_share(walk *w, size_t first, size_t last, size_t context) {
    const long partner = w->counts->contexts[context].partner;
    const bool again = w->counts->contexts[context].name.again;
    const size_t outer = again && partner != INCLUSIVE_NONE ? (size_t)partner : context;
    double share = 1.0;
    /* The first call of a function is never below another of its calls. */
    if (!w->separated || is_elsewhere(w, first, last, context, partner)) {
        w->source = INCLUSIVE_NONE;
        w->ends[0] = w->separated ? (long)context : INCLUSIVE_NONE;
        w->ends[1] = w->separated ? partner : INCLUSIVE_NONE;
        share = share_around(w, first, last, outer);
    }
    if (share > 0.0 && outer != context) {
        w->source = (long)outer;
        w->ends[0] = w->ends[1] = INCLUSIVE_NONE;
        share *= share_around(w, first, last, context);
    }
    return share;
}

/* ---- all lines ------------------------------------------------------------------------------- */

/* Returns the own instructions of a line in the function of one of its costs. */
static uint64_t own_of_function(const walk *w, size_t first, size_t last, size_t i) {
    const inclusive_context *contexts = w->counts->contexts;
    const long function = contexts[w->of_lines[i]->context].function;
    uint64_t own = 0;
    for (size_t j = first; j < last; j++)
        if (!is_call(w->of_lines[j]) && contexts[w->of_lines[j]->context].function == function)
            own += w->of_lines[j]->instructions;
    return own;
}

static void name_function(const walk *w, size_t first, size_t last, profile_line *line,
                          const profile_functions *functions) {
    uint64_t most = 0;
    for (size_t i = first; i < last; i++) {
        if (is_call(w->of_lines[i])) continue;
        const uint64_t own = own_of_function(w, first, last, i);
        if (line->function && own <= most) continue;
        line->function =
            functions->rows[w->counts->contexts[w->of_lines[i]->context].function].name;
        most = own;
    }
}

/* Sums up the costs of a line, which are sorted by context. */
static void finish_line(walk *w, size_t first, size_t last, profile_line *line) {
    uint64_t exact = 0, most = 0;
    double estimated = 0.0;
    bool calls = false;
    for (size_t i = first; i < last; i++) calls |= is_call(w->of_lines[i]);
    for (size_t i = first, end; i < last; i = end) {
        uint64_t here = 0;
        for (end = i; end < last && w->of_lines[end]->context == w->of_lines[i]->context; end++)
            here += w->of_lines[end]->instructions;
        const double share =
            calls && here ? counted_share(w, first, last, w->of_lines[i]->context) : 1.0;
        if (share >= 1.0)
            exact += here;
        else
            estimated += share * (double)here;
        most += here;
    }
    line->instructions_inclusive = exact + (uint64_t)(estimated + 0.5);
    if (most > w->all) most = w->all;
    if (line->instructions_inclusive > most) line->instructions_inclusive = most;
    if (line->instructions_inclusive < line->self.instructions)
        line->instructions_inclusive = line->self.instructions;
}

static int by_line(const void *left, const void *right) {
    const inclusive_cost *a = *(const inclusive_cost *const *)left,
                         *b = *(const inclusive_cost *const *)right;
    return a->line != b->line ? (a->line < b->line ? -1 : 1) : by_context(a, b);
}

static void sort_by_line(walk *w) {
    for (size_t i = 0; i < w->counts->ncosts; i++)
        if (w->counts->costs[i].line != INCLUSIVE_NONE)
            w->of_lines[w->nof_lines++] = &w->counts->costs[i];
    if (w->nof_lines) qsort(w->of_lines, w->nof_lines, sizeof *w->of_lines, by_line);
}

static void look_at_costs(walk *w) {
    const inclusive_counts *counts = w->counts;
    bool any = false, direct = false;
    for (size_t i = 0; i < counts->ncontexts; i++) any |= counts->contexts[i].name.again;
    for (size_t i = 0; i < counts->ncosts; i++) {
        const inclusive_cost *cost = &counts->costs[i];
        if (!is_call(cost)) {
            w->all += cost->instructions;
            continue;
        }
        direct |= cost->callee == (long)cost->context;
        w->calls[cost->callee] += cost->instructions;
    }
    w->separated = any || !direct;
}

static void finish_lines(walk *w, profile_lines *lines, const profile_functions *functions) {
    look_at_costs(w);
    sort_by_line(w);
    for (size_t first = 0, last; first < w->nof_lines; first = last) {
        w->line = w->of_lines[first]->line;
        for (last = first; last < w->nof_lines && w->of_lines[last]->line == w->line; last++)
            continue;
        finish_line(w, first, last, &lines->rows[w->line]);
        if (functions) name_function(w, first, last, &lines->rows[w->line], functions);
    }
}

void inclusive_finish(inclusive_counts *counts, profile_lines *lines,
                      const profile_functions *functions) {
    add_up_costs(counts);
    find_partners(counts);
    const size_t n = counts->ncontexts;
    walk w = {.counts = counts,
              .of_lines = xcalloc(counts->ncosts, sizeof *w.of_lines),
              .reached = xcalloc(n, sizeof *w.reached),
              .place = xcalloc(n, sizeof *w.place),
              .calls = xcalloc(n, sizeof *w.calls),
              .start = xcalloc(n, sizeof *w.start)};
    finish_lines(&w, lines, functions);
    free(w.of_lines);
    free(w.reached);
    free(w.place);
    free(w.calls);
    free(w.start);
}
