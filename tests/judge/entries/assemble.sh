#!/bin/sh
# assemble.sh: makes one file for ./hmf judge of several.
# usage: assemble.sh SOURCE FOLDER ... >NAME.c
# What SOURCE includes with quotes, but for hmf.h and absolute paths, is put in its place, once, wherever
# it is found among the folders; comments that fill whole lines are left out.
set -eu
[ $# -ge 2 ] || { echo 'usage: assemble.sh SOURCE FOLDER ... >NAME.c' >&2; exit 1; }
awk '
function find(name,   i, path, line) {
    for (i = 2; i < ARGC; i++) {
        path = ARGV[i] "/" name
        if ((getline line < path) >= 0) { close(path); return path }
    }
    print "assemble.sh: " name ": not found" > "/dev/stderr"
    failed = 1
    exit 1
}
function put(path,   line, name, comment) {
    while ((getline line < path) > 0) {
        if (!comment && line ~ /^ *\/\*/ && line !~ /^\/\* expect/) comment = 1
        if (comment) {
            if (line ~ /\*\/ *$/) comment = 0
            else if (line ~ /\*\//) { comment = 0; print line }
            continue
        }
        if (line ~ /^#include "/ && line !~ /"hmf.h"|"\//) {
            name = line
            gsub(/^#include "|".*$/, "", name)
            if (!(name in seen)) { seen[name] = 1; put(find(name)) }
        } else
            print line
    }
    close(path)
}
BEGIN { put(ARGV[1]); exit failed }' "$@"
