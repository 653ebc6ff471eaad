/* SPDX-License-Identifier: MIT */
/* path_pairs.c: pairs the files of two profiles; files vote for pairs of folders. */
#include "die.h"
#include "tables.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A folder: the first `length` characters of a name; 0 for relative names, 1 for "/". */
typedef struct {
    const char *name;
    size_t length;
} folder;

/* One file of each side with the longest common end of their names. */
typedef struct {
    size_t before, after; /* rows of the sides          */
    folder from, to;      /* the folders before that end */
    size_t parts;         /* number of parts of that end */
} candidate;

typedef struct {
    folder from, to;
} folder_pair;

typedef struct {
    path_pairs *pairs;
    bool *taken_before, *taken_after; /* files that have a partner */
    size_t ncandidates;
    candidate *candidates;
    size_t naccepted;
    folder_pair *accepted; /* [number of files before + 1] */
} pairing;

enum { CANDIDATES_AT_MOST = 200 }; /* of one file */

/* ---- folders --------------------------------------------------------------------------------- */

static bool is_top(folder f) {
    return f.length == 0 || (f.length == 1 && *f.name == '/');
}

/* Returns the part of the name below the folder, or NULL. */
static const char *below(folder f, const char *name) {
    assert(name);
    if (f.length == 0) return *name == '/' ? NULL : name;
    if (is_top(f)) return *name == '/' ? name + 1 : NULL;
    return strncmp(name, f.name, f.length) == 0 && name[f.length] == '/' ? name + f.length + 1
                                                                         : NULL;
}

static bool contains(folder f, folder other) {
    if (f.length == 0) return other.length == 0 || *other.name != '/';
    if (is_top(f)) return other.length > 0 && *other.name == '/';
    return other.length >= f.length && strncmp(other.name, f.name, f.length) == 0 &&
           (other.length == f.length || other.name[f.length] == '/');
}

static int compare_folders(folder a, folder b) {
    const size_t length = a.length < b.length ? a.length : b.length;
    const int order = memcmp(a.name, b.name, length);
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

/* Returns the innermost folder that holds both, as a part of a. */
static folder common(folder a, folder b) {
    size_t end = 0;
    for (size_t i = 0; i <= a.length && i <= b.length; i++) {
        const bool a_ends = i == a.length || a.name[i] == '/';
        const bool b_ends = i == b.length || b.name[i] == '/';
        if (a_ends && b_ends) end = i;
        if (i == a.length || i == b.length || a.name[i] != b.name[i]) break;
    }
    return (folder){a.name, end};
}

/* ---- candidates ------------------------------------------------------------------------------ */

static folder folder_before(const char *name, size_t start) {
    return (folder){name, start > 1 ? start - 1 : start};
}

static candidate make_candidate(const pairing *p, size_t before, size_t after) {
    const char *a = p->pairs->before.names[before], *b = p->pairs->after.names[after];
    size_t i = strlen(a), j = strlen(b), start_a = i, start_b = j, parts = 0;
    for (;; i--, j--) {
        const bool a_starts = i == 0 || a[i - 1] == '/', b_starts = j == 0 || b[j - 1] == '/';
        if (a_starts && b_starts && (a[i] && a[i] != '/')) {
            start_a = i;
            start_b = j;
            parts++;
        }
        if (i == 0 || j == 0 || a[i - 1] != b[j - 1]) break;
    }
    return (candidate){before, after, folder_before(a, start_a), folder_before(b, start_b), parts};
}

static int compare_candidates(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    int order = compare_folders(a->from, b->from);
    if (order == 0) order = compare_folders(a->to, b->to);
    if (order == 0) order = (a->before > b->before) - (a->before < b->before);
    return order ? order : (a->after > b->after) - (a->after < b->after);
}

/* Limits the candidates of one file because a frequent last part says little about folders. */
static void find_candidates(pairing *p) {
    const path_side *before = &p->pairs->before, *after = &p->pairs->after;
    for (size_t i = 0; i < before->count; i++) {
        size_t found = 0;
        if (p->taken_before[i]) continue;
        for (size_t j = 0; j < after->count && found < CANDIDATES_AT_MOST; j++) {
            if (p->taken_after[j] || !profile_same_name(before->names[i], after->names[j]))
                continue;
            p->candidates = profile_grow(p->candidates, p->ncandidates, sizeof *p->candidates);
            p->candidates[p->ncandidates++] = make_candidate(p, i, j);
            found++;
        }
    }
    if (p->ncandidates)
        qsort(p->candidates, p->ncandidates, sizeof *p->candidates, compare_candidates);
}

/* ---- choosing folders ------------------------------------------------------------------------ */

/* Counts the files with the same name on both sides that this pair of folders would separate: those
 * in the folder that holds both or, without such a folder, those with the same last part. */
static size_t count_conflicts(const pairing *p, const candidate *c) {
    const path_side *before = &p->pairs->before, *after = &p->pairs->after;
    const folder both = common(c->from, c->to);
    size_t count = 0;
    for (size_t i = 0; i < before->count; i++) {
        if (!p->taken_before[i]) continue;
        const bool counts = is_top(both)
                                ? profile_same_name(before->names[i], before->names[c->before])
                                : below(both, before->names[i]) != NULL;
        if (!counts) continue;
        for (size_t j = 0; j < after->count; j++)
            if (before->numbers[i] == after->numbers[j] &&
                strcmp(before->names[i], after->names[j]) == 0)
                count++;
    }
    return count;
}

static bool is_allowed(const pairing *p, const candidate *c, size_t support) {
    for (size_t i = 0; i < p->naccepted; i++)
        if (contains(p->accepted[i].from, c->from) && contains(p->accepted[i].to, c->to))
            return false;
    return support > count_conflicts(p, c);
}

static bool is_free(const pairing *p, const candidate *c) {
    return !p->taken_before[c->before] && !p->taken_after[c->after];
}

static bool is_better(const candidate *c, size_t support, const candidate *best, size_t most) {
    if (!best || support != most) return !best || support > most;
    if (c->parts != best->parts) return c->parts > best->parts;
    return c->from.length + c->to.length < best->from.length + best->to.length;
}

/* Returns a candidate with the best remaining pair of folders, or NULL. */
static const candidate *choose(const pairing *p) {
    const candidate *best = NULL;
    size_t most = 0;
    for (size_t first = 0, last; first < p->ncandidates; first = last) {
        const candidate *c = NULL;
        size_t support = 0;
        for (last = first;
             last < p->ncandidates &&
             compare_folders(p->candidates[first].from, p->candidates[last].from) == 0 &&
             compare_folders(p->candidates[first].to, p->candidates[last].to) == 0;
             last++) {
            if (!is_free(p, &p->candidates[last])) continue;
            support++;
            if (!c || p->candidates[last].parts > c->parts) c = &p->candidates[last];
        }
        if (c && is_better(c, support, best, most) && is_allowed(p, c, support)) {
            best = c;
            most = support;
        }
    }
    return best;
}

static void take(pairing *p, size_t before, size_t after) {
    p->taken_before[before] = p->taken_after[after] = true;
    p->pairs->after.numbers[after] = p->pairs->before.numbers[before];
}

/* Pairs all files whose names below the two folders are equal. */
static void accept(pairing *p, folder from, folder to) {
    const path_side *before = &p->pairs->before, *after = &p->pairs->after;
    p->accepted[p->naccepted++] = (folder_pair){from, to};
    for (size_t i = 0; i < before->count; i++) {
        const char *rest = p->taken_before[i] ? NULL : below(from, before->names[i]);
        for (size_t j = 0; rest && j < after->count; j++) {
            const char *other = p->taken_after[j] ? NULL : below(to, after->names[j]);
            if (!other || strcmp(rest, other) != 0) continue;
            take(p, i, j);
            break;
        }
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Pairs files with equal names below the roots, and files outside both with equal whole names. */
static void pair_by_name(pairing *p, const char *root_before, const char *root_after) {
    const path_side *before = &p->pairs->before, *after = &p->pairs->after;
    for (size_t i = 0; i < before->count; i++) {
        const char *in_root = source_root_below(root_before, before->names[i]);
        for (size_t j = 0; j < after->count && !p->taken_before[i]; j++) {
            const char *other = source_root_below(root_after, after->names[j]);
            if (!p->taken_after[j] && !in_root == !other &&
                strcmp(in_root ? in_root : before->names[i], other ? other : after->names[j]) == 0)
                take(p, i, j);
        }
    }
    if (root_before && root_after)
        accept(p, (folder){root_before, strlen(root_before)},
               (folder){root_after, strlen(root_after)});
}

static path_side make_side(const profile_paths *paths, size_t first_number) {
    path_side side = {.names = xcalloc(paths->count, sizeof *side.names),
                      .numbers = xcalloc(paths->count, sizeof *side.numbers)};
    for (size_t i = 0; i < paths->count; i++) {
        if (paths->rows[i].file != i) continue;
        side.names[side.count] = paths->rows[i].normal;
        side.numbers[side.count] = first_number + side.count;
        side.count++;
    }
    return side;
}

path_pairs path_pairs_make(const profile_paths *before, const char *root_before,
                           const profile_paths *after, const char *root_after) {
    path_pairs pairs = {make_side(before, 0), make_side(after, before->count)};
    pairing p = {.pairs = &pairs,
                 .taken_before = xcalloc(pairs.before.count, sizeof *p.taken_before),
                 .taken_after = xcalloc(pairs.after.count, sizeof *p.taken_after),
                 .accepted = xcalloc(pairs.before.count + 1, sizeof *p.accepted)};
    pair_by_name(&p, root_before, root_after);
    find_candidates(&p);
    for (const candidate *c; (c = choose(&p));) accept(&p, c->from, c->to);
    free(p.taken_before);
    free(p.taken_after);
    free(p.candidates);
    free(p.accepted);
    return pairs;
}

size_t path_pairs_number(const path_side *side, const char *name) {
    size_t i = 0;
    while (i + 1 < side->count && strcmp(side->names[i], name) != 0) i++;
    return side->numbers[i];
}

static bool is_shared(const path_side *side, const char *end, size_t number) {
    for (size_t i = 0; i < side->count; i++)
        if (side->numbers[i] != number && profile_path_ends_in(side->names[i], end)) return true;
    return false;
}

const char *path_pairs_short(const path_pairs *pairs, const char *name, size_t number) {
    const char *end = profile_basename(name);
    while (end > name &&
           (is_shared(&pairs->before, end, number) || is_shared(&pairs->after, end, number))) {
        end--;
        while (end > name && end[-1] != '/') end--;
    }
    return end;
}

void path_pairs_free(path_pairs *pairs) {
    free(pairs->before.names);
    free(pairs->before.numbers);
    free(pairs->after.names);
    free(pairs->after.numbers);
    *pairs = (path_pairs){0};
}
