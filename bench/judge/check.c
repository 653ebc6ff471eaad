/* check.c: an entry compiled, and asked what has a known answer. */
#include "compile.h"
#include "contestant.h"
#include "entry.h"

enum { DRAWN_GRIDS = 24, DRAWN_Z = 4, DRAWN_MASSES = 16 };

/* ---- one contestant, many questions ---------------------------------------------------------- */

/* Every question in one call, and in three; *a learns how right the answers are. */
static bool ask_both_ways(contestant *c, const question_list *list, accuracy *a, finding *found) {
    for (size_t i = 0; i < list->count; i++) {
        const hmf_truth_grid *grid = &list->grids[i];
        const bool apart = i % 2 == 0;
        if (apart && !contestant_ask(c, JUDGE_CREATE, grid, found)) return false;
        if (!contestant_ask(c, apart ? JUDGE_EVALUATE : JUDGE_MASS_FUNCTION, grid, found) ||
            !accuracy_look(a, grid, c->answer, found))
            return false;
        if (apart && !contestant_ask(c, JUDGE_DESTROY, grid, found)) return false;
    }
    return true;
}

/* Where an error is as good as an answer. */
static bool ask_extremes(contestant *c, const question_list *list, finding *found) {
    for (size_t i = 0; i < list->count; i++)
        if (!contestant_ask(c, JUDGE_MASS_FUNCTION, &list->grids[i], found) &&
            found->outcome != OUTCOME_REFUSED)
            return false;
    found->outcome = OUTCOME_CORRECT;
    found->reason[0] = '\0';
    return true;
}

static contestant_plan plan_of(const judge_entry *e, bool sanitized) {
    return (contestant_plan){
        .kind = CONTESTANT_ENTRY,
        .name = e->name,
        .module = sanitized ? e->sanitized : e->module,
        .sanitized = sanitized,
        .threads = e->flags & HMF_THREADED,
    };
}

/* ---- the steps ------------------------------------------------------------------------------- */

static bool compile_both(judge_entry *e, const judge_host *host) {
    e->module = compile_entry(host, e->name, e->source, e->size, false, &e->found);
    if (e->module < 0) return false;
    e->sanitized = compile_entry(host, e->name, e->source, e->size, true, &e->found);
    return e->sanitized >= 0;
}

/* Loads it to read its flags. *lacks_threads: it needs threads for that. */
static bool read_flags(judge_entry *e, const judge_host *host, bool threads, bool *lacks_threads) {
    contestant c;
    contestant_plan plan = plan_of(e, false);
    plan.threads = threads;
    const bool good = contestant_start(&c, host, &plan, &e->found);
    if (good) e->flags = contestant_flags(&c);
    *lacks_threads = !good && contestant_lacks_threads(&c);
    contestant_end(&c);
    return good;
}

/* The flag that allows threads is known only once the entry is loaded. It is therefore loaded
 * without threads first, and a second time with them if a constructor starts one. */
static bool look_at_descriptor(judge_entry *e, const judge_host *host) {
    bool lacks_threads;
    if (read_flags(e, host, false, &lacks_threads)) return true;
    if (!lacks_threads) return false;
    const finding without = e->found;
    const bool good = read_flags(e, host, true, &lacks_threads);
    if (good && e->flags & HMF_THREADED) return e->found = (finding){0}, true;
    if (good) e->found = without;
    return false;
}

static bool check_sanitized(judge_entry *e, const judge_host *host) {
    question_list edges = {0}, extremes = {0};
    accuracy a = accuracy_begin();
    contestant c = {.process.errors = -1, .question_fd = -1, .answer_fd = -1};
    const contestant_plan plan = plan_of(e, true);
    bool good = questions_add_edges(&edges, host, &e->found) &&
                questions_add_extremes(&extremes, &e->found) &&
                contestant_start(&c, host, &plan, &e->found) &&
                ask_extremes(&c, &extremes, &e->found);
    finding ignored = {0}; /* how right it is, is asked of the plain one, for each league */
    good = good && (ask_both_ways(&c, &edges, &a, &ignored) || ignored.outcome == OUTCOME_WRONG);
    if (!good && ignored.outcome != OUTCOME_CORRECT)
        e->found = ignored;
    else
        finding_free(&ignored);
    contestant_end(&c);
    questions_free(&edges);
    questions_free(&extremes);
    return good;
}

static bool check_league(judge_entry *e, const judge_host *host, league which) {
    question_list list = {0};
    finding *found = &e->out[which];
    contestant c = {.process.errors = -1, .question_fd = -1, .answer_fd = -1};
    const contestant_plan plan = plan_of(e, false);
    e->league[which] = accuracy_begin();
    bool good = questions_add_certified(&list, which, found) &&
                questions_add_drawn(&list, host, which, DRAWN_GRIDS, DRAWN_Z, DRAWN_MASSES, found);
    good = good && contestant_start(&c, host, &plan, found);
    if (good && contestant_flags(&c) != e->flags)
        good =
            finding_set(found, OUTCOME_INCONSISTENT, "its descriptor has other flags than before");
    good = good && ask_both_ways(&c, &list, &e->league[which], found) &&
           accuracy_settle(&e->league[which], found);
    contestant_end(&c);
    questions_free(&list);
    e->in_league[which] = good;
    return good;
}

/* What is not a matter of cosmologies is wrong altogether. */
static bool only_of_its_league(const finding *found) {
    return found->outcome == OUTCOME_WRONG || found->outcome == OUTCOME_NOT_FINITE ||
           found->outcome == OUTCOME_REFUSED;
}

static void check_leagues(judge_entry *e, const judge_host *host) {
    const bool standard = check_league(e, host, LEAGUE_DEFAULT);
    const bool any = standard && check_league(e, host, LEAGUE_ANY);
    finding *out = !standard ? &e->out[LEAGUE_DEFAULT] : &e->out[LEAGUE_ANY];
    if (any || (standard && only_of_its_league(out))) return;
    e->found = *out;
    *out = (finding){0};
    e->in_league[LEAGUE_DEFAULT] = false;
}

void entry_check(judge_entry *e, const judge_host *host) {
    if (!entry_correct(e) || !compile_both(e, host) || !look_at_descriptor(e, host)) return;
    if (check_sanitized(e, host)) check_leagues(e, host);
}
