#!/bin/sh
# SPDX-License-Identifier: MIT
# assemble.sh: writes entries for ./hmf judge, one self-contained C file each.
# usage: assemble.sh KIND OUT GENERATED [NAME ...]
#
# KIND is attacks, honest or race: the files of that folder hold several entries each, separated by lines
# "/* ==== NAME ==== */". Writes OUT/NAME.c for all of them or the named ones, and prints a line for each:
# its name, expected verdict and expected advice (extended regular expressions, either may be empty),
# separated by tabs. Replaces #include "..." by the file, once for each entry, except hmf.h and absolute
# paths, and removes comments that fill whole lines. GENERATED is the folder of generated headers of impls/.
#
# HONEST_EVALUATE(FLAGS) stands for an entry whose evaluate is honest_evaluate, HONEST_THEN { ... } for one that
# also executes these statements afterwards.
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
    if (!comment && line ~ /^ *\/\*/ && line !~ /^\/\* expect/) comment = 1
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
function end_entry(flags) {
    put("}")
    put("")
    put("HONEST_ENTRY(" entry ", " flags ")")
}
function finish() {
    if (!entry) return
    close(out "/" entry ".c")
    print entry "\t" expect "\t" advice
}
/^\/\* ==== / {
    finish()
    entry = names ~ /^ *$/ || index(names, " " $3 " ") ? $3 : ""
    expect = advice = ""
    next
}
entry && /^HONEST_THEN \{$/ {
    put("static hmf_status " entry "_evaluate(HONEST_ARGUMENTS) {")
    put("    const hmf_status status = honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);")
    statements = 1
    next
}
entry && /^HONEST_EVALUATE\(/ {
    gsub(/^.*\(|\).*$/, "")
    put("static hmf_status " entry "_evaluate(HONEST_ARGUMENTS) {")
    put("    return honest_evaluate(state, z, nz, mass, nmass, dn_dlnm);")
    end_entry($0)
    next
}
statements && /^}$/ {
    put("    return status;")
    end_entry("0")
    statements = 0
    next
}
entry {
    if (/^\/\* (expect|advice): /) {
        value = $0
        gsub(/^[^:]*: | \*\/$/, "", value)
        if ($2 == "expect:") expect = value
        else advice = value
    }
    put($0)
}
END { if (!failed) finish(); exit failed }' "$here/$kind"/*.c
