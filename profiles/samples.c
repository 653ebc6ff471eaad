/* samples.c: from the addresses in a CPU profile to functions. */
#include "samples.h"

#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* gperftools keeps no deeper stacks (kMaxStackDepth in its profiledata.h). */
enum { DEPTH_MAX = 254 };

/* In place of a row: the function that called the job. */
enum { CALLER = PROFILE_NO_ROW - 1 };

typedef struct {
    const char *path, *caller;
    char *message;
    size_t size;
    profile_functions *functions;
    Dwfl *dwfl;
    uint64_t samples;
} samples_reader;

static bool fail(const samples_reader *r, const char *reason) {
    snprintf(r->message, r->size, "%s: %s", r->path, reason);
    return false;
}

/* ---- from an address to a row ---------------------------------------------------------------- */

static const char *source_of(Dwfl_Module *module, Dwarf_Addr address, unsigned long *line) {
    Dwfl_Line *found = dwfl_module_getsrc(module, address);
    int number = 0;
    const char *file = found ? dwfl_lineinfo(found, NULL, &number, NULL, NULL, NULL) : NULL;
    *line = file && number > 0 ? (unsigned long)number : 0;
    return file ? file : "";
}

static long find_row(const samples_reader *r, const char *symbol, const char *file,
                     const char *object) {
    char *name = strdup(symbol);
    if (!name) return PROFILE_NO_ROW;
    profile_trim_symbol(name);
    const long row = profile_functions_find(r->functions, name, file, object);
    free(name);
    return row;
}

/* A function may have many names (pow, __pow, powf64), of which callgrind may have taken another.
 */
static long find_alias(const samples_reader *r, Dwfl_Module *module, Dwarf_Addr start,
                       const char *file, const char *object) {
    const int count = dwfl_module_getsymtab(module);
    for (int i = 1; i < count; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(module, i, &symbol, &address, NULL, NULL, NULL);
        if (!name || address != start) continue;
        const long row = find_row(r, name, file, object);
        if (row != PROFILE_NO_ROW) return row;
    }
    return PROFILE_NO_ROW;
}

static long add_row(const samples_reader *r, const char *symbol, const char *file,
                    unsigned long line, const char *object) {
    char *name = strdup(symbol);
    if (!name) return PROFILE_NO_ROW;
    profile_trim_symbol(name);
    const long row = profile_functions_row(r->functions, name, file, object);
    if (row != PROFILE_NO_ROW) r->functions->rows[row].line = line;
    free(name);
    return row;
}

static long row_of_address(const samples_reader *r, Dwarf_Addr address) {
    Dwfl_Module *module = dwfl_addrmodule(r->dwfl, address);
    if (!module) return profile_functions_row(r->functions, "[no symbol]", "", "");
    const char *object = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    GElf_Off offset;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
    if (!name) return profile_functions_row(r->functions, "[no symbol]", "", object);
    if (strcmp(name, r->caller) == 0) return CALLER;
    const Dwarf_Addr start = address - offset;
    unsigned long line;
    const char *file = source_of(module, start, &line);
    long row = find_row(r, name, file, object);
    if (row == PROFILE_NO_ROW) row = find_alias(r, module, start, file, object);
    return row != PROFILE_NO_ROW ? row : add_row(r, name, file, line, object);
}

/* ---- stacks ---------------------------------------------------------------------------------- */

static bool seen_before(const long *rows, size_t count, long row) {
    for (size_t i = 0; i < count; i++)
        if (rows[i] == row) return true;
    return false;
}

/* A function that is on the stack twice is counted once; the job's caller is not the job. */
static bool add_stack(samples_reader *r, uint64_t count, const uintptr_t *stack, size_t depth) {
    long rows[DEPTH_MAX];
    for (size_t i = 0; i < depth; i++) {
        /* All but the leaf are return addresses, of which the call is the instruction before. */
        rows[i] = row_of_address(r, stack[i] - (i > 0));
        if (rows[i] == CALLER) break;
        if (rows[i] == PROFILE_NO_ROW) return fail(r, "out of memory");
        profile_function *row = &r->functions->rows[rows[i]];
        if (i == 0) row->samples_self += count;
        if (!seen_before(rows, i, rows[i])) row->samples_inclusive += count;
    }
    r->samples += count;
    return true;
}

static bool read_words(FILE *file, uintptr_t *words, size_t count) {
    return fread(words, sizeof *words, count, file) == count;
}

static bool read_stacks(samples_reader *r, FILE *file) {
    uintptr_t head[2], stack[DEPTH_MAX];
    while (read_words(file, head, 2)) {
        if (head[1] < 1 || head[1] > DEPTH_MAX) return fail(r, "a stack of an impossible depth");
        if (!read_words(file, stack, head[1])) break;
        if (head[0] == 0)
            return head[1] == 1 && stack[0] == 0 ? true : fail(r, "a stack of 0 samples");
        if (!add_stack(r, head[0], stack, head[1])) return false;
    }
    return fail(r, "the file is cut off");
}

static bool read_header(const samples_reader *r, FILE *file) {
    uintptr_t words[5];
    if (read_words(file, words, 5) && words[0] == 0 && words[1] == 3 && words[2] == 0 &&
        words[3] > 0 && words[4] == 0)
        return true;
    return fail(r, "not a CPU profile of gperftools, version 0");
}

/* ---- the memory map behind the stacks -------------------------------------------------------- */

static bool skip_stacks(const samples_reader *r, FILE *file) {
    uintptr_t head[2];
    while (read_words(file, head, 2) && head[1] <= DEPTH_MAX) {
        if (fseek(file, (long)(head[1] * sizeof *head), SEEK_CUR) != 0) break;
        if (head[0] == 0) return true;
    }
    return fail(r, "the file is cut off");
}

static bool report_modules(const samples_reader *r, FILE *file) {
    dwfl_report_begin(r->dwfl);
    if (dwfl_linux_proc_maps_report(r->dwfl, file) != 0 ||
        dwfl_report_end(r->dwfl, NULL, NULL) != 0)
        return fail(r, "its memory map cannot be read");
    return true;
}

static bool read_profile(samples_reader *r, FILE *file) {
    if (!read_header(r, file)) return false;
    const long stacks = ftell(file);
    if (stacks < 0 || !skip_stacks(r, file) || !report_modules(r, file)) return false;
    if (fseek(file, stacks, SEEK_SET) != 0) return fail(r, strerror(errno));
    return read_stacks(r, file);
}

bool samples_read(const char *path, const char *caller, profile_functions *functions,
                  uint64_t *samples, char *message, size_t size) {
    static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_linux_proc_find_elf,
                                             .find_debuginfo = dwfl_standard_find_debuginfo};
    samples_reader r = {
        .path = path, .caller = caller, .message = message, .size = size, .functions = functions};
    FILE *file = fopen(path, "rb");
    if (!file) return fail(&r, strerror(errno));
    r.dwfl = dwfl_begin(&callbacks);
    const bool good = r.dwfl ? read_profile(&r, file) : fail(&r, "out of memory");
    if (r.dwfl) dwfl_end(r.dwfl);
    fclose(file);
    *samples = r.samples;
    return good;
}
