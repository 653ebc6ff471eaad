#!/bin/sh
# SPDX-License-Identifier: MIT
# test_registry.sh: adding and removing a file in impls/ adds and removes an implementation in the library and
# the module; CMake rejects a name that is not a C identifier.
# usage: test_registry.sh SOURCE_FOLDER TEST_MODULE, the latter the path of the program test_module
set -eu
root=$1; test_module=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM
tree=$scratch/tree
build=$scratch/build

die() { echo "FAILED: $*"; exit 1; }
run() { "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log"; die "$*"; }; }

# Copies impls/ and links the rest of the tree.
mkdir "$tree"
for entry in "$root"/*; do
    case ${entry##*/} in build | impls) ;; *) ln -s "$entry" "$tree/" ;; esac
done
cp -R "$root/impls" "$tree/impls"

build_all() { run cmake --build "$build" --target hmf-list hmf_module; }

files() { (cd "$tree/impls" && ls impl_*.c demonstrations/impl_*.c) | sed 's/.*impl_//; s/\.c$//' | sort; }

# expect_files CASE: library and module contain the implementations of the files
expect_files() {
    files >"$scratch/expected"
    "$build/bin/hmf-list" --json | sed -n 's/^ *"name": "\(.*\)",*$/\1/p' >"$scratch/library"
    "$test_module" "$build/lib/hmf_module.so" --names >"$scratch/module"
    for got in library module; do
        diff -u "$scratch/expected" "$scratch/$got" || die "$1: the $got has other names than impls/"
    done
    echo "$1: $(wc -l <"$scratch/expected") implementations, in library and module"
}

run cmake -G Ninja -DCMAKE_BUILD_TYPE=Debug -B "$build" -S "$tree"
build_all
expect_files "as it is"

cat >"$tree/impls/impl_added.c" <<'END'
/* impl_added.c: gives 1 everywhere. */
#include "hmf.h"

static hmf_status added_evaluate(void *state, const double *z, size_t nz, const double *mass,
                                 size_t nmass, double *dn_dlnm) {
    (void)state, (void)z, (void)mass;
    for (size_t i = 0; i < nz * nmass; i++) dn_dlnm[i] = 1.0;
    return HMF_OK;
}

const hmf_impl hmf_impl_added = {
    .name = "added",
    .summary = "gives 1 everywhere",
    .lesson = "nothing",
    .accuracy = 0.9,
    .evaluate = added_evaluate,
};
END
build_all
expect_files "one file more"
"$build/bin/hmf-list" | grep -q "^added .*gives 1 everywhere" || die "hmf-list does not show it"

rm "$tree/impls/impl_naive.c"
build_all
expect_files "one file fewer"

# A name that is not a C identifier.
mv "$tree/impls/impl_added.c" "$tree/impls/impl_Not-a-name.c"
if cmake -B "$build" -S "$tree" >"$scratch/log" 2>&1; then die "impl_Not-a-name.c was accepted"; fi
grep -q "impls/impl_Not-a-name.c: the name between" "$scratch/log" || {
    cat "$scratch/log"
    die "the message does not name impls/impl_Not-a-name.c"
}
echo "a file with a wrong name: rejected"
