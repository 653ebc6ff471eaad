/* tool_rates.c: the table of ./hmf gate --self-check. */
#include "rates.h"
#include "result_json.h"

#include <string.h>

static const char usage[] =
    "usage: hmf-gate-rates FOLDER [--add EARLIER.json] [--json FILE]\n"
    "\n"
    "Counts the verdicts of the runs that ./hmf gate --self-check has left in FOLDER, and\n"
    "adds those of an earlier --json.\n"
    "Exit status: 0 success, 1 usage error, a file that cannot be read, or failed output.\n";

static bool write_json(const char *path, const rate_table *table) {
    char message[512];
    json_t *root = hmf_result_begin("gate_self_check", 0);
    if (root && (json_object_set_new(root, "machine", json_string(table->machine)) != 0 ||
                 json_object_set_new(root, "rates", rates_json(table)) != 0)) {
        json_decref(root);
        root = NULL;
    }
    if (hmf_result_write_json(path, root, message, sizeof message)) return true;
    fprintf(stderr, "hmf gate: %s\n", message);
    return false;
}

int main(int argc, char **argv) {
    static rate_table table;
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 || fflush(stdout) != 0;
    const char *earlier = NULL, *json = NULL;
    for (int i = 2; i < argc; i += 2) {
        const bool add = strcmp(argv[i], "--add") == 0;
        if (i + 1 == argc || (!add && strcmp(argv[i], "--json") != 0))
            return fputs(usage, stderr), 1;
        *(add ? &earlier : &json) = argv[i + 1];
    }
    if (argc < 2) return fputs(usage, stderr), 1;
    if (!rates_read(argv[1], &table) || (earlier && !rates_add(&table, earlier))) return 1;
    if (table.count == 0)
        return fprintf(stderr, "hmf gate: %s: no runs of the self-check\n", argv[1]), 1;
    rates_write(stdout, &table);
    if (fflush(stdout) != 0 || ferror(stdout)) return perror("hmf gate"), 1;
    return json && !write_json(json, &table);
}
