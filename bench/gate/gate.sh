#!/bin/sh
# ./hmf gate: finds the two sides, builds them, and hands them to hmf-gate, which is built.
set -eu
trap '[ $? = 0 ] || exit 1' EXIT # the other statuses are verdicts, and hmf-gate's

gate=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=${gate%/bench/gate}
programs=$root/build/${HMF_PRESET:-release}/bin
cache=${HMF_GATE_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/hmfbench/gate}
case $cache in /*) ;; *) cache=$PWD/$cache ;; esac
kept=8 # builds in the cache

say() { printf 'hmf gate: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
in_git() { git -C "$root" "$@"; }

# commit REF: its full name; nothing where there is none
commit() { in_git rev-parse --quiet --verify "$1^{commit}"; }

# title REF COMMIT: "1a2b3c4 (main)"
title() {
    short=$(in_git rev-parse --short "$2")
    case $1 in "$short"* | "$2") echo "$short" ;; *) echo "$short ($1)" ;; esac
}

# ---- which commits -------------------------------------------------------------------------------

is_shallow() { [ "$(in_git rev-parse --is-shallow-repository)" = true ]; }

no_commit() {
    ! is_shallow ||
        die "$1: this clone is shallow and has it not; git fetch --unshallow, or name another --base"
    die "$1: no such commit"
}

default_branch() {
    for branch in "$(in_git symbolic-ref --quiet --short refs/remotes/origin/HEAD || :)" \
        origin/main origin/master main master; do
        [ -z "$branch" ] || [ -z "$(commit "$branch")" ] || { echo "$branch"; return; }
    done
}

# default_base HEAD: where it left the default branch; on that, the parent, or, before a commit, HEAD
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

# What builds of one commit must have in common to be the same build.
fingerprint() {
    {
        set +e # that one of these is not here tells as much
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

# build_commit COMMIT TARGET...: builds it in the cache, and prints the build folder. One at a time;
# what was interrupted is taken up again.
build_commit() {
    built=$1; shift
    folder=$cache/$built-$(fingerprint)
    { mkdir -p "$folder" && touch "$folder"; } || # used now, see prune_cache
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
        { tail -n 40 "$folder/log" >&2; die "$built: cannot be built; all of it is in $folder/log"; }
    touch "$folder/used"
    exec 8>&-
    echo "$folder/build"
}

# The builds that have not been used for longest make room, but not what another gate builds, or looks
# at: it holds a lock on that until it ends.
prune_cache() {
    # shellcheck disable=SC2010 # the names are ours: commit and fingerprint
    ls -1t "$cache" | grep -E '^[0-9a-f]{40,64}-[0-9]+$' | tail -n +$((kept + 1)) | while read -r old; do
        flock --nonblock "$cache/$old/lock" flock --nonblock "$cache/$old/used" rm -rf "${cache:?}/$old" || :
    done
}

# different_settings BUILD BUILD: of the compiler, in words
different_settings() {
    for name in CMAKE_C_COMPILER CMAKE_BUILD_TYPE CMAKE_C_FLAGS CMAKE_C_FLAGS_RELEASE CMAKE_MODULE_LINKER_FLAGS; do
        one=$(sed -n "s/^$name:[A-Z]*=//p" "$1/CMakeCache.txt")
        other=$(sed -n "s/^$name:[A-Z]*=//p" "$2/CMakeCache.txt")
        [ "$one" = "$other" ] || printf ' %s is "%s" and "%s"' "$name" "$one" "$other"
    done
}

# ---- accepted slow-downs -------------------------------------------------------------------------

# accepted_state PATTERN METRIC PERCENT UNTIL REASON: why it does not hold, nothing if it does
accepted_state() {
    case $3 in '' | *[!0-9.e-]* | [!0-9.]* | *.*.* | .) die "accepted.txt: '$1 $2 $3': a number of per cent comes third" ;; esac
    case $2 in
    time | instructions | removed | answers | promise | interface) ;;
    *) die "accepted.txt: '$1 $2': time, instructions, removed, answers, promise or interface comes second" ;;
    esac
    [ -n "${5-}" ] || die "accepted.txt: '$1 $2 $3 $4': the reason is missing"
    until=$(commit "$4" || :)
    if [ -z "$until" ]; then
        echo "names commit $4, which is not known here"
    elif ! in_git merge-base --is-ancestor "$base" "$until"; then
        echo "has expired: the base comes after $4"
    fi
}

# ---- the command line ----------------------------------------------------------------------------

base_ref='' head_ref=''
case ${1-} in
--self-check) shift; exec "$gate/self_check.py" "$@" ;;
--binaries | --help | -h) exec "$programs/hmf-gate" "$@" ;;
esac
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1; shift; count=$((count - 1))
    case $argument in
    -h | --help) exec "$programs/hmf-gate" --help ;;
    --base | --head)
        { [ "$count" -gt 0 ] && [ -n "$1" ]; } || die "$argument needs a commit; see ./hmf gate --help"
        [ "$argument" = --base ] && base_ref=$1 || head_ref=$1
        shift; count=$((count - 1)) ;;
    --base= | --head=) die "${argument%=} needs a commit; see ./hmf gate --help" ;;
    --base=*) base_ref=${argument#*=} ;;
    --head=*) head_ref=${argument#*=} ;;
    --binaries) die "--binaries comes first; see ./hmf gate --help" ;;
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

if [ -n "$head_ref" ]; then
    head_title=$(title "$head_ref" "$head")
    head_build=$(build_commit "$head" hmf_module hmf-check) || exit 1
    exec 6<"$head_build/../used" && flock --shared 6 # see prune_cache
else
    head_title="working tree at $(in_git rev-parse --short "$head")${dirty:+, changed}"
    head_build=$root/build/${HMF_PRESET:-release}
fi
base_build=$(build_commit "$base" hmf_module) || exit 1
exec 7<"$base_build/../used" && flock --shared 7
prune_cache
different=$(different_settings "$base_build" "$head_build")
[ -z "$different" ] || set -- "$@" --note "base and head are not built alike:$different"
if [ -f "$gate/accepted.txt" ]; then
    while read -r pattern metric percent until reason || [ -n "$pattern" ]; do # without a line end
        case $pattern in '' | '#'*) continue ;; esac
        state=$(accepted_state "$pattern" "$metric" "$percent" "$until" "$reason") || exit 1
        if [ -z "$state" ]; then
            set -- "$@" --accept "$pattern $metric $percent $reason"
        else
            set -- "$@" --note "bench/gate/accepted.txt: $pattern $metric $state"
        fi
    done <"$gate/accepted.txt"
fi
[ -z "$dirty" ] || set -- "$@" --note "the working tree differs from its commit in $(printf '%s\n' "$dirty" | wc -l) files"
exec "$programs/hmf-gate" --base-title "$(title "${base_ref:-$base}" "$base")" --head-title "$head_title" \
    "$@" "$base_build" "$head_build"
