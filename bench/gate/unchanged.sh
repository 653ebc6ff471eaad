#!/bin/sh
# unchanged.sh: which implementations are the same machine code in two builds. No time needs to be
# taken to know that those have not become slower.
set -eu
export LC_ALL=C

usage() {
    cat <<'EOF'
usage: unchanged.sh BASE NEW [TARGET [NEW_TARGET]]

Prints the names of the implementations whose code is the same in the build folders BASE and NEW, one
a line. TARGET is the library that is looked at, otherwise hmf_module, and NEW_TARGET that of NEW
where it is another one.

The code of an implementation is its own objects, those of hmf.c, those that registry.c mentions other
than implementations, and every object that defines a symbol which one of these mentions, and so on.
Debug information does not count. All libraries and options must be the same as well, otherwise
nothing is printed. An object that holds the path of its source, as assert() puts it there, is another
object in another folder.
Exit status: 0 success, 1 otherwise.
EOF
}

die() { printf 'unchanged.sh: %s\n' "$*" >&2; exit 1; }

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

# link_command BUILD TARGET: the command that links it: "COMPILER OPTIONS -o OUTPUT OBJECTS LIBRARIES".
link_command() {
    ninja -C "$1" -t commands "$2" >"$scratch/commands" 2>"$scratch/log" || {
        cat "$scratch/log" >&2
        die "$1: no target $2 there"
    }
    tail -n 1 "$scratch/commands" | sed 's/^: && //; s/ && :$//'
}

# options WORDS: what is not an object among them. A file is told by its content, wherever it lies.
options() {
    awk '$0 == "-o" { getline; next } !/\.o$/ { gsub(/[=,]/, "\n&\n"); print }' "$1" |
        while IFS= read -r piece; do
            if [ -f "$piece" ]; then sha256sum <"$piece"; else printf '%s\n' "$piece"; fi
        done
}

# without_debug BUILD OBJECTS FOLDER: copies of the objects, with nothing in them but what is linked.
without_debug() {
    (cd "$1" && xargs cp --parents -t "$3" <"$2")
    (cd "$3" && xargs strip --strip-unneeded -R .comment <"$2") || die "$1: cannot read its objects"
}

# symbols FILE...: lines "mentions FILE SYMBOL" and "defines FILE SYMBOL". What is defined is mentioned
# too: a definition that is weak or common may give way to another object's.
symbols() {
    nm -A -g "$@" >"$scratch/listing" 2>"$scratch/log"
    awk '
        NF { file = $0; sub(/:.*/, "", file)
             print "mentions", file, $NF
             if ($(NF - 1) !~ /^[Uvw]$/) print "defines", file, $NF }' "$scratch/listing"
}

# needed_by_all FILE...: lines "always FILE" of those that take effect without being mentioned: by
# functions called when the module is loaded, by sections that the linker gathers because their names
# are C identifiers, by code that is made of all objects together only when they are linked.
needed_by_all() {
    readelf -S -W "$@" >"$scratch/listing"
    awk '
        /^File: / { file = $2 }
        sub(/^ *\[ *[0-9]+\] /, "") && $1 != "NULL" &&
        $1 ~ /^\.((pre)?init|fini)(_array|$)|^\.[cd]tors|^\.gnu\.lto_|^[A-Za-z_]/ {
            print "always", file }' "$scratch/listing"
}

# implementations: reads lines "object FILE CHECKSUM" in the order of the link, and those above;
# prints the name of each implementation with the checksums of all objects that it needs. The registry
# hands out the wrappers: what it mentions besides implementations must be the same for everyone, but
# not the registry itself, which is another one when there are more of them.
implementations() {
    awk '
        function need(file,   i, k) {
            if (file in needed) return
            needed[file]
            for (i = 1; i <= mentions[file]; i++)
                for (k = 1; k <= definers[mention[file, i]]; k++)
                    need(definer[mention[file, i], k])
        }
        $1 == "object" { object[++objects] = $2; checksum[$2] = $3 }
        $1 == "mentions" { mention[$2, ++mentions[$2]] = $3 }
        $1 == "defines" { definer[$3, ++definers[$3]] = $2 }
        $1 == "always" { always[$2] }
        function hand_out(registry,   i, k, symbol) {
            for (i = 1; i <= mentions[registry]; i++) {
                symbol = mention[registry, i]
                if (symbol ~ /^hmf_impl_/) continue
                handed_out = handed_out " " symbol
                for (k = 1; k <= definers[symbol]; k++)
                    if (definer[symbol, k] != registry) always[definer[symbol, k]]
            }
        }
        END {
            for (i = 1; i <= objects; i++) {
                name = object[i]
                sub(/.*\//, "", name)
                if (name == "hmf.c.o") { always[object[i]]; wrappers++ }
                if (name == "registry.c.o") hand_out(object[i])
                if (sub(/^impl_/, "", name) && sub(/\.c\.o$/, "", name)) own[name] = own[name] " " object[i]
            }
            if (!wrappers) exit 1
            for (name in own) {
                split("", needed)
                for (file in always) need(file)
                count = split(own[name], file_of)
                for (i = 1; i <= count; i++) need(file_of[i])
                printf "%s%s", name, handed_out
                for (i = 1; i <= objects; i++) if (object[i] in needed) printf " %s", checksum[object[i]]
                print ""
            }
        }'
}

# take_apart SIDE BUILD TARGET: makes SIDE.options and SIDE.implementations, to be compared.
take_apart() {
    side=$scratch/$1 build=$2 target=$3
    link_command "$build" "$target" >"$side.command"
    grep -q -e ' -shared ' "$side.command" || die "$build: no module is linked there"
    xargs printf '%s\n' <"$side.command" >"$side.words"
    grep '\.o$' "$side.words" >"$side.objects" || die "$build: no object is linked there"
    grep '\.a$' "$side.words" >"$side.archives" || :
    if cat "$side.objects" "$side.archives" | grep -q '[^A-Za-z0-9_./+-]'; then
        die "$build: a name of an object has unusual characters"
    fi
    while read -r file; do
        [ -f "$build/$file" ] || die "$build: $file is not built"
    done <"$side.objects"

    mkdir "$side"
    without_debug "$build" "$side.objects" "$side"
    (cd "$build" && options "$side.words") >"$side.options"
    # shellcheck disable=SC2046 # lists of words
    {
        (cd "$side" && sha256sum $(cat "$side.objects")) >"$side.sums"
        awk '{ print "object", $2, $1 }' "$side.sums"
        (cd "$side" && symbols $(cat "$side.objects"))
        (cd "$build" && needed_by_all $(cat "$side.objects"))
        if [ -s "$side.archives" ]; then # which may need something of the module
            (cd "$build" && symbols $(cat "$side.archives"))
            sed 's/^/always /' "$side.archives"
        fi
    } >"$side.graph"
    implementations <"$side.graph" >"$side.unsorted" || die "$build: $target is linked without hmf.c"
    sort "$side.unsorted" >"$side.implementations"
}

take_apart base "$base" "$base_target"
take_apart new "$new" "$new_target"
# An option that gives symbols other names makes it unknown who needs what.
if cmp -s "$scratch/base.options" "$scratch/new.options" &&
    ! grep -q -e --wrap -e --defsym "$scratch/new.options"; then
    comm -12 "$scratch/base.implementations" "$scratch/new.implementations" | sed 's/ .*//'
fi
