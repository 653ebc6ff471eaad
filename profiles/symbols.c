/* SPDX-License-Identifier: MIT */
/* symbols.c: lookups with elfutils' libdwfl. */
#include "die.h"
#include "readers.h"

#include <elfutils/libdwfl.h>
#include <stdlib.h>
#include <string.h>

symbols *symbols_open(FILE *maps) {
    static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_linux_proc_find_elf,
                                             .find_debuginfo = dwfl_standard_find_debuginfo};
    symbols *s = dwfl_begin(&callbacks);
    if (!s) return NULL;
    dwfl_report_begin(s);
    if (dwfl_linux_proc_maps_report(s, maps) == 0 && dwfl_report_end(s, NULL, NULL) == 0) return s;
    dwfl_end(s);
    return NULL;
}

static const char *source_of(Dwfl_Module *module, Dwarf_Addr address, unsigned long *line) {
    Dwfl_Line *found = dwfl_module_getsrc(module, address);
    int number = 0;
    const char *file = found ? dwfl_lineinfo(found, NULL, &number, NULL, NULL, NULL) : NULL;
    *line = file && number > 0 ? (unsigned long)number : 0;
    return file ? file : "";
}

symbols_place symbols_find(symbols *s, uint64_t address) {
    symbols_place place = {.object = "", .file = "", .start_file = ""};
    Dwfl_Module *module = dwfl_addrmodule(s, address);
    if (!module) return place;
    place.object = dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    GElf_Off offset;
    GElf_Sym symbol;
    place.function = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
    place.file = source_of(module, address, &place.line);
    if (!place.function) return place;
    place.start = address - offset;
    place.start_file = source_of(module, place.start, &place.start_line);
    return place;
}

const char *symbols_next_alias(symbols *s, const symbols_place *place, int *i) {
    Dwfl_Module *module = dwfl_addrmodule(s, place->start);
    const int count = module ? dwfl_module_getsymtab(module) : 0;
    while (++*i < count) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(module, *i, &symbol, &address, NULL, NULL, NULL);
        if (name && address == place->start) return name;
    }
    return NULL;
}

/* ---- objects --------------------------------------------------------------------------------- */

static bool has_section(Elf *elf, GElf_Word type) {
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) && header.sh_type == type) return true;
    }
    return false;
}

/* Adds a stripped module; its ELF file is open only if an address in it was looked up. */
static int list_stripped(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr start,
                         void *argument) {
    (void)user, (void)start;
    char **list = argument;
    const char *main_file, *debug_file;
    dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, &main_file, &debug_file);
    GElf_Addr bias;
    Elf *elf = main_file ? dwfl_module_getelf(module, &bias) : NULL;
    if (!elf || debug_file || has_section(elf, SHT_SYMTAB)) return DWARF_CB_OK;
    char *longer = xasprintf("%s%s%s", *list, **list ? ", " : "", profile_basename(name));
    free(*list);
    *list = longer;
    return DWARF_CB_OK;
}

char *symbols_stripped(symbols *s) {
    char *list = xstrdup("");
    dwfl_getmodules(s, list_stripped, &list, 0);
    return list;
}

char *symbols_name(const char *function) {
    char *name = xstrdup(function ? function : "[no symbol]");
    profile_trim_symbol(name);
    return name;
}

void symbols_close(symbols *s) {
    if (s) dwfl_end(s);
}
