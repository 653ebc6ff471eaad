#!/bin/sh
# layouts.sh: links a module of a build several times, from the same objects: in another order, with
# unused bytes between them. What code does does not depend on where it lies, how fast it is may.
set -eu
trap '[ $? = 0 ] || exit 1' EXIT # whatever it was that failed

usage() {
    cat <<'EOF'
usage: layouts.sh BUILD FOLDER COUNT SEED [MODULE]

Links the module MODULE (hmf_module) of the build folder BUILD COUNT times, as FOLDER/1.so,
FOLDER/2.so and so on, in the place of what was there, and without debug information. The layouts
are drawn from SEED. Exit status: 0 success, 1 otherwise.
EOF
}

[ "${1-}" != --help ] || { usage; exit 0; }
[ $# -eq 4 ] || [ $# -eq 5 ] || { usage >&2; exit 1; }
build=$1 count=$3 seed=$4 module=${5-hmf_module}
case $count in '' | *[!0-9]*) echo "layouts.sh: '$count': a number of layouts" >&2; exit 1 ;; esac
mkdir -p "$2"
folder=$(CDPATH='' cd -- "$2" && pwd -P)

# What the build itself would do, as one command: "... && COMPILER OPTIONS -o OUTPUT OBJECTS LIBRARIES".
command=$(ninja -C "$build" -t commands "$module" | tail -n 1)
case $command in *" -shared "*) ;; *) echo "layouts.sh: $build: no module $module is linked there" >&2; exit 1 ;; esac

# layout NUMBER: the words of that command with the objects shuffled, padding among them, and another
# output; and for every padding a line "pad NUMBER BYTES".
layout() {
    printf '%s\n' "$command" | awk -v seed="$(printf '%s %s\n' "$seed" "$1" | cksum | awk '{ print $1 % 2147483647 }')" \
        -v number="$1" '
        { sub(/^: && /, ""); sub(/ && :$/, "")
          srand(seed)
          for (i = 1; i <= NF; i++) {
              if ($i ~ /\.o$/) object[++objects] = $i
              else if ($(i - 1) == "-o") continue
              else if ($i == "-o") continue
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
    layout "$number" | while read -r what rest; do
        case $what in
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
