#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public declaration of the shared headers has a doxygen comment; missing comments are errors.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
headers=$(sed -n 's/^[A-Z =]*\([a-z_/]*\.h\).*/\1/p' "$root/tests/Doxyfile")
main_page=impls/library.md
tree=$scratch/tree
document() { "$root/tests/document.sh" "$1" "$scratch/docs"; }

copy_headers() {
    for header in $headers $main_page; do
        mkdir -p "$tree/${header%/*}"
        cp "$root/$header" "$tree/$header"
    done
}
# add FILE DECLARATION [AFTER]: inserts a line before the end of a header, or after the first match.
add() {
    mv "$tree/$1" "$scratch/header"
    if [ $# = 3 ]; then
        awk -v line="$2" -v after="$3" '{ print } $0 ~ after && !done { print line; done = 1 }' "$scratch/header"
    else
        sed '$d' "$scratch/header"
        echo "$2"
        tail -n 1 "$scratch/header"
    fi >"$tree/$1"
}

expect 0 '' document "$root"
grep -q hmf_evaluate "$scratch/docs/html/hmf_8h.html" || wrong 'hmf_evaluate is not documented' document

# ---- missing comments are named
copy_headers
number=0
for header in $headers; do
    number=$((number + 1))
    add "$header" "int hmf_function_$number(void);"
done
[ "$number" -ge 7 ] || wrong "only $number headers are read" tests/Doxyfile
add impls/hmf.h '    int without_member;' '^typedef struct'
add impls/hmf.h '#define HMF_WITHOUT_MACRO 1'
add impls/hmf.h 'typedef int hmf_without_typedef;'
add impls/hmf.h 'typedef enum { HMF_WITHOUT_NAMED /**< a value */ } hmf_without_enum;'
expect 1 '' document "$tree"
mv "$scratch/err" "$scratch/messages"
for name in $(seq -f 'hmf_function_%.0f' "$number") without_member HMF_WITHOUT_MACRO hmf_without_typedef hmf_without_enum; do
    expect 0 '' grep -q "$name.* is not documented" "$scratch/messages"
done

# ---- missing comments that doxygen ignores
rm -r "$tree"
copy_headers
add impls/hmf.h '    HMF_WITHOUT_A,' '^typedef enum'
add impls/hmf.h '    HMF_WITHOUT_B = 8,' '^enum'
add impls/hmf.h 'enum { HMF_WITHOUT_C };'
add impls/hmf.h 'enum { HMF_WITHOUT_D /**< a value */ };'
expect 1 '' document "$tree"
mv "$scratch/err" "$scratch/messages"
for name in HMF_WITHOUT_A HMF_WITHOUT_B HMF_WITHOUT_C 'enumeration of HMF_WITHOUT_D'; do
    expect 0 '' grep -q "$name is not documented" "$scratch/messages"
done
grep -q 'Value HMF_WITHOUT_D' "$scratch/messages" && wrong 'a documented value is not seen' document
finish
