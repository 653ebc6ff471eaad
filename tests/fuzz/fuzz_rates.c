/* fuzz_rates.c: what the gate's self-check leaves: the same bytes as a run of the gate, one of
 * compare.py, a verified dose, and as rates that are added. */
#include "fuzz.h"

#include "rates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const names[] = {"same-1.json", "classic-same-1.json", "verified-2-1.txt"};
    rate_table table;
    fuzz_be_quiet();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            if (j != i) fuzz_folder(names[j], j == 2 ? "a 1 0 1\n" : "", j == 2 ? 8 : 0);
        const char *folder = fuzz_folder(names[i], data, size);
        if (!rates_read(folder, &table)) continue;
        rates_write(stdout, &table);
    }
    table = (rate_table){0};
    if (!rates_add(&table, fuzz_file(data, size))) return 0;
    rates_write(stdout, &table);
    json_decref(rates_json(&table));
    return 0;
}
