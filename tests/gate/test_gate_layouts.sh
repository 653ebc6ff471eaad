#!/bin/sh
# SPDX-License-Identifier: MIT
# layouts.sh links modules that differ in their layout in memory alone.
# usage: test_gate_layouts.sh SOURCE BUILD TEST_MODULE, the latter the path of the program test_module
. "$(dirname "$0")/../expect.sh"
script=$1/bench/gate/layouts.sh build=$2 test_module=$3
original=$build/lib/hmf_module.so

layouts() { "$script" "$build" "$@"; }
functions() { nm "$1" | sed -n 's/^\([0-9a-f]*\) [tT] /\1 /p' | sort | cut -d ' ' -f 2; } # in order of address
sizes() { nm -S "$1" | sed -n 's/^[0-9a-f]* \([0-9a-f]*\) \([tTrRdDbB]\) /\1 \2 /p' | sort; }

# differ WHAT FILE FILE, and same
differ() { checks=$((checks + 1)); if cmp -s "$2" "$3"; then wrong "$1 are the same" "$2" "$3"; fi; }
same() { checks=$((checks + 1)); cmp "$2" "$3" >"$scratch/err" 2>&1 || wrong "$1 differ" "$2" "$3"; }

# is_module MODULE: expects right answers, and the sizes of the original
is_module() {
    expect 0 '' "$test_module" "$1"
    sizes "$1" >"$scratch/sizes"
    same 'the sizes of functions and data' "$scratch/sizes" "$scratch/sizes of original"
}

sizes "$original" >"$scratch/sizes of original"
functions "$original" >"$scratch/0"
expect 0 . cat "$scratch/0"

# ---- layouts, in a folder with a space -----------------------------------------------------------
expect 0 '' layouts "$scratch/a b" 3 17
expect 0 '' layouts "$scratch/again" 2 17
expect 0 '' layouts "$scratch/other" 1 18
is "$(printf '%s\n' 1.so 2.so 3.so)" "$(ls "$scratch/a b")" 'files in the folder'
for number in 1 2 3; do
    is_module "$scratch/a b/$number.so"
    functions "$scratch/a b/$number.so" >"$scratch/$number"
    differ 'the bytes' "$original" "$scratch/a b/$number.so"
    expect 1 '' sh -c 'readelf -SW "$1" | grep "\.debug_"' sh "$scratch/a b/$number.so"
done
for pair in '0 1' '0 2' '1 2' '1 3' '2 3'; do
    paste "$scratch/${pair% *}" "$scratch/${pair#* }" >"$scratch/both"
    expect 0 '' awk '$1 == $2 { same++ } END { exit same > NR / 2 }' "$scratch/both"
done
for number in 1 2 3; do size -A "$scratch/a b/$number.so" | grep '^\.text'; done | sort -u >"$scratch/paddings"
expect 0 '^[23]$' grep -c . "$scratch/paddings"
differ 'the bytes' "$scratch/a b/1.so" "$scratch/a b/2.so"
differ 'the bytes with another seed' "$scratch/a b/1.so" "$scratch/other/1.so"
same 'the bytes with the same seed' "$scratch/a b/1.so" "$scratch/again/1.so"
same 'the bytes with the same seed' "$scratch/a b/2.so" "$scratch/again/2.so"
expect 0 '' layouts "$scratch/again" 1 18 # replaces the earlier file
same 'the bytes with the same seed' "$scratch/other/1.so" "$scratch/again/1.so"

# A module that is open keeps its bytes.
cp "$scratch/again/1.so" "$scratch/kept"
exec 3<"$scratch/again/1.so"
expect 0 '' layouts "$scratch/again" 1 19
cat <&3 >"$scratch/read"
exec 3<&-
same 'the earlier module and the one that is open' "$scratch/kept" "$scratch/read"

# ---- every awk -----------------------------------------------------------------------------------
with_awk() { # with_awk AWK COMMAND ...: runs the command with this awk
    mkdir -p "$scratch/bin"
    printf '#!/bin/sh\nexec %s "$@"\n' "$1" >"$scratch/bin/awk"
    chmod +x "$scratch/bin/awk"
    shift
    (PATH="$scratch/bin:$PATH" "$@")
}
for awk in mawk gawk 'gawk --posix' original-awk 'busybox awk'; do
    with_awk "$awk" awk 'BEGIN { exit 0 }' 2>/dev/null || continue
    echo "with $awk"
    rm -rf "$scratch/awk" "$scratch/twice"
    expect 0 '' with_awk "$awk" layouts "$scratch/awk" 2 2147483646
    expect 0 '' with_awk "$awk" layouts "$scratch/twice" 1 2147483646
    is_module "$scratch/awk/1.so"
    functions "$scratch/awk/1.so" >"$scratch/1"
    functions "$scratch/awk/2.so" >"$scratch/2"
    differ 'the orders of functions' "$scratch/0" "$scratch/1"
    differ 'the orders of functions' "$scratch/1" "$scratch/2"
    same 'the bytes with the same seed' "$scratch/awk/1.so" "$scratch/twice/1.so"
done

# ---- errors -------------------------------------------------------------------------------------
expect 0 'usage: layouts.sh' "$script" --help
expect 1 'usage: layouts.sh' layouts "$scratch/none" 1
expect 1 'usage: layouts.sh' layouts "$scratch/none" 1 1 hmf_module more
expect 1 "'many' is not a number of layouts" layouts "$scratch/none" many 1
expect 1 "'-1' is not a number of layouts" layouts "$scratch/none" -1 1
expect 1 "$scratch/nowhere: no module hmf_module is linked there" "$script" "$scratch/nowhere" "$scratch/none" 1 1
expect 1 'no module nonesuch is linked there' layouts "$scratch/none" 1 1 nonesuch
expect 1 'no module hmf-gate is linked there' layouts "$scratch/none" 1 1 hmf-gate
: >"$scratch/file"
expect 1 "$scratch/file" layouts "$scratch/file/folder" 1 1
is '' "$(ls "$scratch/none")" 'files after errors'

# A linker and an assembler that fail.
stub_ninja() { # stub_ninja COMPILER OBJECT
    printf '#!/bin/sh\necho ": && %s -shared -o lib/x.so %s && :"\n' "$1" "$2" >"$scratch/bin/ninja"
    chmod +x "$scratch/bin/ninja"
}
with_ninja() { (PATH="$scratch/bin:$PATH" "$@"); }
rm "$scratch/bin/awk"
stub_ninja cc none.o
expect 1 'none.o' with_ninja layouts "$scratch/none" 1 1
stub_ninja no-such-compiler none.o
expect 1 'no-such-compiler' with_ninja layouts "$scratch/none" 1 1
expect 1 '' test -e "$scratch/none/1.so"
finish
