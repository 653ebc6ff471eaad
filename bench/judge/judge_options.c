/* judge_options.c: read with getopt_long. */
#include "judge_options.h"

#include "race.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: ./hmf judge [OPTION ...] FILE.c\n"
    "       ./hmf judge [OPTION ...] --board FOLDER\n"
    "       ./hmf judge --new NAME\n"
    "\n"
    "A competition: an entry is one C file, NAME.c, that defines `const hmf_impl hmf_impl_NAME`\n"
    "(impls/hmf.h). The judge compiles it, checks it and times it in a jail, against the rungs of "
    "the\n"
    "ladder, for any cosmology and for the default one, cold and warm, and says what to do next.\n"
    "\n"
    "  --board FOLDER   judges and ranks all *.c of a folder; ties are ties\n"
    "  --quick          only checks, which takes a second for each\n"
    "  --new NAME       writes NAME.c to start from\n"
    "  --json FILE      all of it for programs; by default of --board, judge.json in the folder "
    "of\n"
    "                   results, from where ./hmf report takes it\n"
    "  --draws N        how often everybody starts anew to be timed; more tell smaller "
    "differences,\n"
    "                   and fewer than 7 none: all tie   18\n"
    "  --patience S     seconds that an entry may take for one answer   20\n"
    "  --seed SEED      repeats the questions of the run that printed it; any whole number serves "
    "for\n"
    "                   a first run. A given seed is no secret: whoever knows it can prepare the "
    "answers.\n"
    "                   By default 128 bits are drawn, and printed at the end\n"
    "  --accept-reduced-isolation\n"
    "                   judges where this machine offers less protection than an entry of a "
    "stranger\n"
    "                   needs (./hmf doctor tells which)\n"
    "  --help           this text\n"
    "\n"
    "Exit status: 0 the entry is correct, or the board is made; 2 the entry is not correct; 1 "
    "usage or\n"
    "tool error, and too little isolation.\n";

static bool refuse(const char *what, const char *value) {
    fprintf(stderr, "hmf judge: %s '%s'; see ./hmf judge --help\n", what, value);
    return false;
}

static bool read_seed(const char *text, judge_seed *seed) {
    return judge_seed_read(text, seed) ||
           refuse("--seed must be a whole number or 32 hexadecimal digits, not", text);
}

static bool read_patience(const char *text, double *seconds) {
    char *end;
    *seconds = strtod(text, &end);
    if (end != text && *end == '\0' && *seconds >= 0.1 && *seconds <= 3600.0) return true;
    return refuse("--patience must be from 0.1 to 3600 seconds, not", text);
}

static bool read_draws(const char *text, size_t *draws) {
    char *end;
    const long value = strtol(text, &end, 10);
    *draws = (size_t)value;
    if (end != text && *end == '\0' && value >= 2 && value <= RACE_DRAWS_MAX) return true;
    return refuse("--draws must be from 2 to 64, not", text);
}

static bool check_together(int argc, char **argv, judge_options *o) {
    if (optind < argc) o->file = argv[optind++];
    if (optind < argc) return refuse("unexpected argument", argv[optind]);
    const int tasks = !!o->file + !!o->board + !!o->create;
    if (tasks == 1) return true;
    fputs(tasks ? "hmf judge: one of FILE.c, --board and --new; see ./hmf judge --help\n" : usage,
          stderr);
    return false;
}

bool judge_options_read(int argc, char **argv, judge_options *o, int *status) {
    argv[0] = (char[]){"hmf judge"}; /* what getopt_long calls us */
    static const struct option options[] = {{"board", required_argument, NULL, 'b'},
                                            {"quick", no_argument, NULL, 'q'},
                                            {"new", required_argument, NULL, 'n'},
                                            {"json", required_argument, NULL, 'j'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"patience", required_argument, NULL, 'p'},
                                            {"draws", required_argument, NULL, 'd'},
                                            {"accept-reduced-isolation", no_argument, NULL, 'a'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    *o = (judge_options){.patience = 20.0, .draws = RACE_DRAWS};
    *status = JUDGE_FAILED;
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        switch (option) {
        case 'b': o->board = optarg; break;
        case 'q': o->quick = true; break;
        case 'n': o->create = optarg; break;
        case 'j': o->json = optarg; break;
        case 's':
            if (!read_seed(optarg, &o->seed)) return false;
            break;
        case 'p':
            if (!read_patience(optarg, &o->patience)) return false;
            break;
        case 'd':
            if (!read_draws(optarg, &o->draws)) return false;
            break;
        case 'a': o->accept_reduced = true; break;
        case 'h':
            *status = fputs(usage, stdout) < 0 || fflush(stdout) != 0;
            if (*status) perror("hmf judge");
            return false;
        default: fputs("hmf judge: see ./hmf judge --help\n", stderr); return false;
        }
    }
    return check_together(argc, argv, o);
}
