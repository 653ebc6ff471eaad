#!/bin/sh
# SPDX-License-Identifier: MIT
# Links a module of a build several times from the same objects, in random order and with unused bytes
# between them. The position of code changes its speed, but not its answers.
set -eu
trap '[ $? = 0 ] || exit 1' EXIT

usage() {
    cat <<'EOF'
usage: layouts.sh BUILD FOLDER COUNT SEED [MODULE]

Links the module MODULE (default hmf_module) of the build folder BUILD COUNT times, without debug
information, as FOLDER/1.so, FOLDER/2.so and so on, replacing earlier files. SEED determines the layouts.
Exit status: 0 success, 1 otherwise.
EOF
}

[ "${1-}" != --help ] || { usage; exit 0; }
[ $# -eq 4 ] || [ $# -eq 5 ] || { usage >&2; exit 1; }
die() { echo "layouts.sh: $*" >&2; exit 1; }
build=$1 count=$3 seed=$4 module=${5-hmf_module}
case $count in '' | *[!0-9]*) die "'$count' is not a number of layouts" ;; esac
mkdir -p "$2"
folder=$(CDPATH='' cd -- "$2" && pwd -P)

# The command of the build: ": && COMPILER OPTIONS -o OUTPUT OBJECTS LIBRARIES && :"
command=$(ninja -C "$build" -t commands "$module" | tail -n 1)
case $command in *" -shared "*) ;; *) die "$build: no module $module is linked there" ;; esac

# layout NUMBER: prints a line "pad NUMBER BYTES" for each padding object, and a line "link COMMAND" with
# the objects in random order, the padding objects among them, and another output
layout() {
    printf '%s\n' "$command" | awk -v seed="$(printf '%s %s\n' "$seed" "$1" | cksum | awk '{ print $1 % 2147483647 }')" \
        -v number="$1" '
        { sub(/^: && /, ""); sub(/ && :$/, "")
          srand(seed)
          for (i = 1; i <= NF; i++) {
              if ($i ~ /\.o$/) object[++objects] = $i
              else if ($i == "-o") i++
              else if (objects) after = after " " $i
              else before = before " " $i
          }
          for (pad = 1; pad <= 8; pad++) {
              print "pad " pad " " 16 * int(1 + rand() * 255)
              object[++objects] = "\"$folder\"/" number "-" pad ".o"
          }
          for (i = objects; i > 1; i--) {
              j = 1 + int(rand() * i)
              swap = object[i]; object[i] = object[j]; object[j] = swap
          }
          line = before " -Wl,--strip-debug -o \"$folder\"/" number ".so.tmp"
          for (i = 1; i <= objects; i++) line = line " " object[i]
          print "link" line after
        }'
}

compiler=$(printf '%s\n' "$command" | sed 's/^: && //; s/ .*//')
number=1
while [ "$number" -le "$count" ]; do
    layout "$number" | while read -r kind rest; do
        case $kind in
        pad)
            pad=$folder/$number-${rest% *}
            printf '.text\n.skip %s\n.section .rodata\n.skip %s\n.data\n.skip %s\n.section .note.GNU-stack,"",%%progbits\n' \
                "${rest#* }" "${rest#* }" "${rest#* }" >"$pad.s"
            "$compiler" -c "$pad.s" -o "$pad.o" ;;
        link) (cd "$build" && eval "$rest") ;;
        esac
    done
    rm -f "$folder/$number"-*.[so]
    mv "$folder/$number.so.tmp" "$folder/$number.so"
    number=$((number + 1))
done
