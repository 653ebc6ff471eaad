/* tool_rates.c: the table of ./hmf gate --self-check. */
#include "rates.h"
#include "result_json.h"

#include <string.h>

static const char usage[] =
    "usage: hmf-gate-rates FOLDER [--json FILE]\n"
    "\n"
    "Counts the verdicts of the runs that ./hmf gate --self-check has left in FOLDER.\n"
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
    const bool json = argc == 4 && strcmp(argv[2], "--json") == 0;
    if (argc != 2 && !json) return fputs(usage, stderr), 1;
    if (!rates_read(argv[1], &table)) return 1;
    if (table.count == 0)
        return fprintf(stderr, "hmf gate: %s: no runs of the self-check\n", argv[1]), 1;
    rates_write(stdout, &table);
    if (fflush(stdout) != 0 || ferror(stdout)) return perror("hmf gate"), 1;
    return json && !write_json(argv[3], &table);
}
