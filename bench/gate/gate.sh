#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf gate: finds the commits to compare, builds them, and runs hmf-gate, which owns all options but
# --base and --head.
set -eu
trap '[ $? = 0 ] || exit 1' EXIT # other statuses are verdicts of hmf-gate

gate=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=${gate%/bench/gate}
programs=$root/build/${HMF_PRESET:-release}/bin
cache=${HMF_GATE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/hmfbench/gate}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
kept=8 # builds in the cache

say() { printf 'hmf gate: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
in_git() { git -C "$root" "$@"; }

# commit REF: prints its full name, or nothing if there is no such commit
commit() { in_git rev-parse --quiet --verify "$1^{commit}"; }

# title REF COMMIT: prints "1a2b3c4 (main)"
title() {
    short=$(in_git rev-parse --short "$2")
    case $1 in "$short"* | "$2") echo "$short" ;; *) echo "$short ($1)" ;; esac
}

# ---- commits -------------------------------------------------------------------------------------

is_shallow() { [ "$(in_git rev-parse --is-shallow-repository)" = true ]; }

no_commit() {
    ! is_shallow ||
        die "$1: this clone is shallow and does not contain it; git fetch --unshallow, or name another --base"
    die "$1: no such commit"
}

default_branch() {
    for branch in "$(in_git symbolic-ref --quiet --short refs/remotes/origin/HEAD || :)" \
        origin/main origin/master main master; do
        [ -z "$branch" ] || [ -z "$(commit "$branch")" ] || { echo "$branch"; return; }
    done
}

# default_base HEAD: prints the commit where HEAD left the default branch. On the default branch, prints
# HEAD if the working tree differs from it, otherwise its parent.
default_base() {
    branch=$(default_branch)
    fork=$([ -z "$branch" ] || in_git merge-base "$branch" "$1" || :)
    [ -z "$branch" ] || [ -n "$fork" ] || ! is_shallow || no_commit "where this left $branch"
    if [ -n "$fork" ] && [ "$fork" != "$1" ]; then
        echo "$fork"
    elif [ -n "$dirty" ]; then
        echo "$1"
    else
        commit "$1~1" || :
    fi
}

# ---- builds --------------------------------------------------------------------------------------

# Prints a checksum of everything but the commit that a build depends on.
fingerprint() {
    {
        set +e # a missing program is part of the fingerprint
        # shellcheck disable=SC2086 # "ccache gcc" is two words
        { ${CC:-cc} --version; ${CXX:-c++} --version; }
        case ${HMF_PRESET-} in *clang) clang --version; clang++ --version ;; esac
        cmake --version
        ld --version
        pkg-config --modversion gsl jansson
        uname -m
        printf '%s\n' "${CC-}" "${CXX-}" "${CFLAGS-}" "${LDFLAGS-}" "${HMF_PRESET:-release}"
    } 2>&1 | cksum | cut -d ' ' -f 1
}

# build_commit COMMIT TARGET...: builds it in the cache, one process at a time, and prints the build
# folder. Continues an interrupted build.
build_commit() {
    built=$1; shift
    folder=$cache/$built-$(fingerprint)
    { mkdir -p "$folder" && touch "$folder"; } || # the date of the last use, see prune_cache
        die "$folder: cannot be made; HMF_GATE_CACHE names another folder"
    exec 8>"$folder/lock"
    flock 8
    if [ ! -d "$folder/source" ]; then
        rm -rf "$folder/new"
        { mkdir "$folder/new" && in_git archive "$built" >"$folder/new.tar" &&
            tar -xf "$folder/new.tar" -C "$folder/new"; } || {
            rm -rf "$folder/new" "$folder/new.tar"
            die "$built: its files cannot be put into $folder"
        }
        rm "$folder/new.tar"
        mv "$folder/new" "$folder/source"
    fi
    say "building $(in_git rev-parse --short "$built")"
    { cd "$folder/source" && { [ -f "$folder/build/build.ninja" ] ||
        cmake --preset "${HMF_PRESET:-release}" -B "$folder/build"; } &&
        cmake --build "$folder/build" --target "$@"; } >"$folder/log" 2>&1 ||
        { tail -n 40 "$folder/log" >&2; die "$built: cannot be built; the whole log is $folder/log"; }
    touch "$folder/used"
    exec 8>&-
    echo "$folder/build"
}

# Evicts the least recently used builds, except those locked by another gate.
prune_cache() {
    # shellcheck disable=SC2010 # the names are a commit and a checksum
    ls -1t "$cache" | grep -E '^[0-9a-f]{40,64}-[0-9]+$' | tail -n +$((kept + 1)) | while read -r old; do
        flock --nonblock "$cache/$old/lock" flock --nonblock "$cache/$old/used" rm -rf "${cache:?}/$old" || :
    done
}

# different_settings BUILD BUILD: prints the compiler settings that differ
different_settings() {
    for name in CMAKE_C_COMPILER CMAKE_BUILD_TYPE CMAKE_C_FLAGS CMAKE_C_FLAGS_RELEASE CMAKE_MODULE_LINKER_FLAGS; do
        one=$(sed -n "s/^$name:[A-Z]*=//p" "$1/CMakeCache.txt")
        other=$(sed -n "s/^$name:[A-Z]*=//p" "$2/CMakeCache.txt")
        [ "$one" = "$other" ] || printf ' %s is "%s" and "%s"' "$name" "$one" "$other"
    done
}

# ---- the command line ----------------------------------------------------------------------------

for argument; do
    case $argument in
    --self-check) exec "$gate/self_check.py" "$@" ;;
    --binaries | --help | -h) exec "$programs/hmf-gate" "$@" ;;
    esac
done
base_ref='' head_ref='' count=$#
while [ "$count" -gt 0 ]; do
    argument=$1 count=$((count - 1)); shift
    case $argument in
    --base | --head)
        [ "$count" -gt 0 ] || die "$argument needs COMMIT; see ./hmf gate --help"
        argument=$argument=$1 count=$((count - 1)); shift ;;
    esac
    case $argument in
    --base= | --head=) die "${argument%=} needs COMMIT; see ./hmf gate --help" ;;
    --base=*) base_ref=${argument#*=} ;;
    --head=*) head_ref=${argument#*=} ;;
    *) set -- "$@" "$argument" ;;
    esac
done

in_git rev-parse --git-dir >/dev/null || die "$root: not a git repository, so there is no base"
head=$(commit "${head_ref:-HEAD}") || no_commit "${head_ref:-HEAD}"
dirty=''
[ -n "$head_ref" ] || dirty=$(in_git status --porcelain --untracked-files=normal)
if [ -n "$base_ref" ]; then
    base=$(commit "$base_ref") || no_commit "$base_ref"
else
    base=$(default_base "$head")
fi
if [ -z "$base" ]; then
    ! is_shallow || no_commit "the parent commit"
    exec "$programs/hmf-gate" --nothing "$(in_git rev-parse --short "$head") is the first commit: there is no base" "$@"
fi

# A shared lock on a build protects it from prune_cache until hmf-gate ends.
if [ -n "$head_ref" ]; then
    head_title=$(title "$head_ref" "$head")
    head_build=$(build_commit "$head" hmf_module hmf-check) || exit 1
    exec 6<"$head_build/../used" && flock --shared 6
else
    head_title="working tree at $(in_git rev-parse --short "$head")${dirty:+, changed}"
    head_build=$root/build/${HMF_PRESET:-release}
fi
base_build=$(build_commit "$base" hmf_module) || exit 1
exec 7<"$base_build/../used" && flock --shared 7
prune_cache
different=$(different_settings "$base_build" "$head_build")
[ -z "$different" ] || set -- "$@" --note "base and head are built with different settings:$different"
if [ -f "$gate/accepted.txt" ]; then
    while read -r pattern metric percent until reason || [ -n "$pattern" ]; do # the last line may lack its end
        case $pattern in '' | '#'*) continue ;; esac
        if [ -z "$reason" ]; then
            set -- "$@" --accept "$pattern $metric $percent" # hmf-gate rejects it
        elif ! last=$(commit "$until"); then
            set -- "$@" --note "bench/gate/accepted.txt: $pattern $metric names an unknown commit, $until"
        elif ! in_git merge-base --is-ancestor "$base" "$last"; then
            set -- "$@" --note "bench/gate/accepted.txt: $pattern $metric has expired: the base comes after $until"
        else
            set -- "$@" --accept "$pattern $metric $percent $reason"
        fi
    done <"$gate/accepted.txt"
fi
[ -z "$dirty" ] || set -- "$@" --note "the working tree differs from its commit in $(printf '%s\n' "$dirty" | wc -l) files"
exec "$programs/hmf-gate" --base-title "$(title "${base_ref:-$base}" "$base")" --head-title "$head_title" \
    "$@" "$base_build" "$head_build"
