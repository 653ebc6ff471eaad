#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds the implementations with the same machine code in two builds, which need not be timed.
set -eu
export LC_ALL=C

usage() {
    cat <<'EOT'
usage: same_machine_code.sh BASE NEW [TARGET [NEW_TARGET]]

Prints the names of the implementations whose machine code is the same in the build folders BASE and
NEW, one in a line. TARGET is the library in both (default hmf_module), NEW_TARGET that of NEW if it
differs.

The code of an implementation is its own objects, those of hmf.c, the wrappers that registry.c mentions,
and every object that defines a symbol which one of these mentions, and so on. Debug information is
ignored. If a library or an option differs, nothing is printed. An object that contains the path of its
source, as assert() does, differs between folders.
Exit status: 0 success, 1 otherwise.
EOT
}

die() { printf 'same_machine_code.sh: %s\n' "$*" >&2; exit 1; }

[ "${1-}" != --help ] || { usage; exit 0; }
case $# in 2 | 3 | 4) ;; *) usage >&2; exit 1 ;; esac
base=$1 new=$2 base_target=${3-hmf_module} new_target=${4-${3-hmf_module}}
for tool in nm strip readelf; do
    command -v $tool >/dev/null || die "$tool not found (Debian: binutils)"
done
command -v ninja >/dev/null || die "ninja not found (Debian: ninja-build)"
for build in "$base" "$new"; do [ -d "$build" ] || die "$build: no such folder"; done

scratch=$(mktemp -d)
leave() { rm -rf "$scratch"; [ "$1" = 0 ] || exit 1; }
trap 'leave $?' EXIT
trap 'exit 1' HUP INT TERM

# link_words BUILD TARGET: prints the words of the command that links TARGET, one in a line
link_words() {
    ninja -C "$1" -t commands "$2" >"$scratch/commands" 2>"$scratch/log" || {
        cat "$scratch/log" >&2
        die "$1: no target $2 there"
    }
    tail -n 1 "$scratch/commands" | sed 's/^: && //; s/ && :$//' | xargs printf '%s\n'
}

# options WORDS: prints the words of a link command except the output and the objects. A file is replaced
# by the checksum of its contents, because its path differs between folders.
options() {
    awk '$0 == "-o" { getline; next } !/\.o$/ { gsub(/[=,]/, "\n&\n"); print }' "$1" |
        while IFS= read -r piece; do
            if [ -f "$piece" ]; then sha256sum <"$piece"; else printf '%s\n' "$piece"; fi
        done
}

# symbols FILE...: prints lines "mentions FILE SYMBOL" and "defines FILE SYMBOL". A definition is a
# mention, too, because another object may replace it if it is weak or common.
symbols() {
    nm -A -g "$@" >"$scratch/listing" 2>"$scratch/log"
    awk '
        NF { file = $0; sub(/:.*/, "", file)
             print "mentions", file, $NF
             if ($(NF - 1) !~ /^[Uvw]$/) print "defines", file, $NF }' "$scratch/listing"
}

# needed_by_all FILE...: prints lines "always FILE" for objects that act without being mentioned: those
# with constructors, with sections that the linker gathers (their names are C identifiers), or with code
# for link-time optimisation.
needed_by_all() {
    readelf -S -W "$@" >"$scratch/listing"
    awk '
        /^File: / { file = $2 }
        sub(/^ *\[ *[0-9]+\] /, "") && $1 != "NULL" &&
        $1 ~ /^\.((pre)?init|fini)(_array|$)|^\.[cd]tors|^\.gnu\.lto_|^[A-Za-z_]/ {
            print "always", file }' "$scratch/listing"
}

# implementations: reads the lines above, and "object FILE CHECKSUM" in link order. Prints for each
# implementation its name, the wrappers, and the checksums of all objects that it needs. The registry
# itself does not count, because it changes when implementations are added.
implementations() {
    awk '
        $1 == "object" { object[++objects] = $2; checksum[$2] = $3 }
        $1 == "mentions" { mention[$2, ++mentions[$2]] = $3 }
        $1 == "defines" { definer[$3, ++definers[$3]] = $2 }
        $1 == "always" { always[$2] }
        function need(file,   i, k) {
            if (file in needed) return
            needed[file]
            for (i = 1; i <= mentions[file]; i++)
                for (k = 1; k <= definers[mention[file, i]]; k++)
                    need(definer[mention[file, i], k])
        }
        function add_wrappers(registry,   i, k, symbol) {
            for (i = 1; i <= mentions[registry]; i++) {
                symbol = mention[registry, i]
                if (symbol ~ /^hmf_impl_/) continue
                wrappers = wrappers " " symbol
                for (k = 1; k <= definers[symbol]; k++)
                    if (definer[symbol, k] != registry) always[definer[symbol, k]]
            }
        }
        END {
            for (i = 1; i <= objects; i++) {
                name = object[i]
                sub(/.*\//, "", name)
                if (name == "hmf.c.o") { always[object[i]]; found++ }
                if (name == "registry.c.o") add_wrappers(object[i])
                if (sub(/^impl_/, "", name) && sub(/\.c\.o$/, "", name)) own[name] = own[name] " " object[i]
            }
            if (!found) exit 1
            for (name in own) {
                split("", needed)
                for (file in always) need(file)
                count = split(own[name], file_of)
                for (i = 1; i <= count; i++) need(file_of[i])
                printf "%s%s", name, wrappers
                for (i = 1; i <= objects; i++) if (object[i] in needed) printf " %s", checksum[object[i]]
                print ""
            }
        }'
}

# analyse SIDE BUILD TARGET: writes SIDE.options and SIDE.implementations
analyse() {
    side=$scratch/$1 build=$2 target=$3
    link_words "$build" "$target" >"$side.words"
    grep -q -x -e -shared "$side.words" || die "$build: no module is linked there"
    grep '\.o$' "$side.words" >"$side.objects" || die "$build: no object is linked there"
    grep '\.a$' "$side.words" >"$side.archives" || :
    if cat "$side.objects" "$side.archives" | grep -q '[^A-Za-z0-9_./+-]'; then
        die "$build: a name of an object has unusual characters"
    fi
    while read -r file; do
        [ -f "$build/$file" ] || die "$build: $file is not built"
    done <"$side.objects"
    (cd "$build" && options "$side.words") >"$side.options"

    mkdir "$side"
    (cd "$build" && xargs cp --parents -t "$side" <"$side.objects")
    (cd "$side" && xargs strip --strip-unneeded -R .comment <"$side.objects") ||
        die "$build: cannot read its objects"
    # shellcheck disable=SC2046 # lists of words
    {
        (cd "$side" && sha256sum $(cat "$side.objects")) >"$side.sums"
        awk '{ print "object", $2, $1 }' "$side.sums"
        (cd "$side" && symbols $(cat "$side.objects"))
        (cd "$build" && needed_by_all $(cat "$side.objects"))
        if [ -s "$side.archives" ]; then # an archive may need symbols of the module
            (cd "$build" && symbols $(cat "$side.archives"))
            sed 's/^/always /' "$side.archives"
        fi
    } >"$side.graph"
    implementations <"$side.graph" >"$side.unsorted" || die "$build: $target is linked without hmf.c"
    sort "$side.unsorted" >"$side.implementations"
}

analyse base "$base" "$base_target"
analyse new "$new" "$new_target"
# With options that rename symbols, mentions do not show which objects are needed.
if cmp -s "$scratch/base.options" "$scratch/new.options" &&
    ! grep -q -e --wrap -e --defsym "$scratch/new.options"; then
    comm -12 "$scratch/base.implementations" "$scratch/new.implementations" | sed 's/ .*//'
fi
