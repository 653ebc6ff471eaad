#!/bin/sh
# test_analyse.sh: analyse.sh, on a made-up tree with one mistake for each tool: it is found, and told once
# where a file is compiled twice; without it nothing is.
. "$(dirname "$0")/expect.sh"
tree=$scratch/tree
build=$tree/build/release
mkdir -p "$tree/tests" "$build"
cp "$(dirname "$0")/analyse.sh" "$tree/tests/analyse.sh"
cp "$(dirname "$0")/../.clang-tidy" "$tree/.clang-tidy"

# entry FILE ARGUMENT: as CMake writes them
entry() {
    cat <<END
{
  "directory": "$build",
  "command": "cc -DNAME=\\\\\\"$2\\\\\\" -std=c17 -O3 -o $2.o -c $1",
  "file": "$1"
}
END
}
{ echo '['; entry "$tree/good.c" one; echo ,; entry "$tree/good.c" two; echo ,
    entry "$build/generated.c" one; echo ,; entry "$tree/tests/broken_on_purpose.c" one; echo ']'; } |
    sed -e ':again' -e '$!N' -e 's/}\n,/},/' -e 't again' -e P -e D >"$build/compile_commands.json"

analyse() { "$tree/tests/analyse.sh" "$1"; }

# try TOOL PROGRAM WHAT-IT-SAYS SOURCE
try() {
    command -v "$2" >/dev/null || { not_tried "$1: $2 is not installed"; return; }
    printf '#include <stdlib.h>\nint work(void);\nint work(void) {\n    %s\n}\n' "$4" >"$tree/bad.c"
    cp "$tree/bad.c" "$build/generated.c"
    cp "$tree/bad.c" "$tree/tests/broken_on_purpose.c"
    printf '#include <stdlib.h>\nint work(void);\nint work(void) {\n    return NAME[0];\n}\n' >"$tree/good.c"
    expect 0 '' analyse "$1"
    cp "$tree/bad.c" "$tree/good.c"
    expect 1 "$3" analyse "$1"
    [ "$(grep -c "good.c:.*$3" "$scratch/out")" = 1 ] || wrong "is told '$3' once of good.c" analyse "$1"
}

try clang-tidy clang-tidy 'clang-analyzer-core.DivideZero' \
    'int none = 0; return 1 / none;'
try cppcheck cppcheck 'arrayIndexOutOfBounds' 'int a[2] = {1, 2}; return a[2];'
try gcc gcc 'analyzer-use-after-free' 'char *p = malloc(1); free(p); return p ? *p : 0;'
expect 1 "no tool 'lint'" analyse lint
rm "$build/compile_commands.json"
expect 1 'there is no .*compile_commands.json; ./hmf build makes it' analyse gcc
finish
