#!/bin/sh
# SPDX-License-Identifier: MIT
# assemble.sh: writes entries for ./hmf judge, one self-contained C file each.
# usage: assemble.sh KIND OUT GENERATED [NAME ...]
#
# KIND is attacks, honest or race: the files of that folder hold several entries each, separated by lines
# "/* ==== NAME ==== */" or "/* ==== NAME: VERDICT ==== */". Writes OUT/NAME.c for all of them or the named
# ones, and prints a line for each: its name, expected verdict and expected advice (extended regular
# expressions, either may be empty), separated by tabs. Replaces #include "..." by the file, once for each
# entry, except hmf.h and absolute paths, and removes comments that fill whole lines. GENERATED is the folder of
# generated headers of impls/.
#
# Entries that use honest.h need not include it. These blocks stand for an evaluate with its descriptor:
#     EVALUATE { ... }          an evaluate with these statements
#     THEN_HONEST { ... }       these statements and then the right answer
#     HONEST_THEN { ... }       the right answer and then these statements
#     HONEST_EVALUATE(FLAGS)    the right answer
# The first three take flags too: EVALUATE(FLAGS) { ... }. The descriptor contains NAME_create and NAME_destroy
# if the entry defines them.
set -eu
[ $# -ge 3 ] || { echo 'usage: assemble.sh KIND OUT GENERATED [NAME ...]' >&2; exit 1; }
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
kind=$1 out=$2 folders="$here/$1:$here:$here/../../../impls:$3"
shift 3
LC_ALL=C awk -v out="$out" -v folders="$folders" -v names=" $* " '
function find(name,   i, count, folder, path, line) {
    count = split(folders, folder, ":")
    for (i = 1; i <= count; i++) {
        path = folder[i] "/" name
        if ((getline line < path) >= 0) { close(path); return path }
    }
    print "assemble.sh: " name ": not found" > "/dev/stderr"
    failed = 1
    exit 1
}
function put_file(path,   line) {
    while ((getline line < path) > 0) put(line)
    close(path)
}
function put(line,   name) {
    if (!comment && line ~ /^ *\/\*/) comment = 1
    if (comment) {
        if (line !~ /\*\//) return
        comment = 0
        if (line ~ /\*\/ *$/) return
    }
    if (line ~ /^#include "/ && line !~ /"hmf.h"|"\//) {
        name = line
        gsub(/^#include "|".*$/, "", name)
        if (!((entry, name) in seen)) { seen[entry, name] = 1; put_file(find(name)) }
    } else
        print line > (out "/" entry ".c")
}
function put_block(line) {
    block = line ~ /^HONEST_EVALUATE/ ? "" : line
    flags = line ~ /\(/ ? line : "0"
    gsub(/^.*\(|\).*$/, "", flags)
    put("static hmf_status " entry "_evaluate(HONEST_ARGUMENTS) {")
    if (line ~ /^HONEST_THEN/) put("    const hmf_status status = " honest)
    if (line ~ /^HONEST_EVALUATE/) end_block("    return " honest)
}
function method(name,   i) { # the one that the entry defines, or the honest one
    for (i = 1; i <= count; i++) if (index(lines[i], " " entry "_" name "(")) return entry "_" name
    return "honest_" name
}
function end_block(last) {
    if (last) put(last)
    put("}")
    put("HONEST_ENTRY(" entry ", " method("create") ", " method("destroy") ", " flags ")")
    block = ""
}
function finish(   i) {
    if (!entry) return
    if (uses_honest && !includes_honest) put("#include \"honest.h\"")
    for (i = 1; i <= count; i++) {
        if (lines[i] ~ /^(EVALUATE|HONEST_THEN|THEN_HONEST|HONEST_EVALUATE)[ (]/) put_block(lines[i])
        else if (block && lines[i] == "}")
            end_block(block ~ /^HONEST/ ? "    return status;" : block ~ /^THEN/ ? "    return " honest : "")
        else put(lines[i])
    }
    close(out "/" entry ".c")
    print entry "\t" expect "\t" advice
}
BEGIN { honest = "honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);" }
/^\/\* ==== / {
    finish()
    expect = $0
    if (!gsub(/^[^:]*: | ==== \*\/$/, "", expect) || $3 !~ /:$/) expect = ""
    sub(/:$/, "", $3)
    entry = names ~ /^ *$/ || index(names, " " $3 " ") ? $3 : ""
    advice = ""
    count = uses_honest = includes_honest = 0
    next
}
/^\/\* advice: / { advice = substr($0, 12, length($0) - 14) }
/^#include "honest.h"/ { includes_honest = 1 }
/honest_|HONEST|^EVALUATE/ { uses_honest = 1 }
{ lines[++count] = $0 }
END { if (!failed) finish(); exit failed }' "$here/$kind"/*.c
