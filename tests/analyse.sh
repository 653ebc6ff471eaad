#!/bin/sh
# analyse.sh TOOL [BUILD]: clang-tidy, cppcheck or gcc's -fanalyzer on every source of the project that
# BUILD (build/release) compiles, once each: of a file that is compiled in clones, the first. Prints what
# they find. Exit status: 0 nothing; 1 something, or a usage or tool error.
#
# What is generated is left out, what is broken on purpose (tests/impls/broken_*.c), and what stands in for the
# C library's functions (tests/front_door/refuse.c), whose parameters' names are reserved. What clang-tidy does not
# look for stands in .clang-tidy, with reasons. Of the others it is
#
#   cppcheck  uninitvar, legacyUninitvar: it does not see that all lanes of a vector are set one by one, and
#             what it follows through a call is half the truth; gcc and Valgrind look for the same
#             deallocuse, of tests: cppcheck 2.17 takes a stream for used behind fclose where what fclose
#             returns is asserted; the tests run under AddressSanitizer
#             normalCheckLevelMaxBranches: no finding, but a note that it did not look at all branches
#             shiftTooManyBitsSigned: an arithmetic shift of a negative number is what gcc and clang promise
#   gcc       malloc-leak: gcc 12 loses sight of what is put into an array of structures
#             fd-leak: gcc 14 wants what dup2 places for a program closed again; the soak counts them
#             shift-count-overflow: it takes a vector of 64-bit lanes for one bit
#             use-of-uninitialized-value: lanes again; -Wmaybe-uninitialized and Valgrind stay
#             C++, which it is not made for, and tests/*/test_*.c, for it does not know that cmocka's
#             assertions end a test
set -eu

fail() { echo "analyse.sh: $*" >&2; exit 1; }

[ $# = 1 ] || [ $# = 2 ] || fail "usage: analyse.sh clang-tidy | cppcheck | gcc [BUILD]"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
tool=$1 build=${2:-$root/build/release}
commands=$build/compile_commands.json
[ -f "$commands" ] || fail "there is no $commands; ./hmf build makes it"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' HUP INT TERM

# CMake writes every key in a line of its own, the file behind the command.
awk -v build="$build/" '
    /^\{/         { entry = "" }
                  { if ($0 !~ /^[][]/) entry = entry $0 "\n" }
    /^  "file": / { file = $0; sub(/^  "file": "/, "", file); sub(/",?$/, "", file) }
    /^\}/ && !seen[file]++ && index(file, build) != 1 && file !~ /\/tests\/[a-z_]*\/(broken_[^\/]*|refuse\.c)$/ {
        sub(/,?\n$/, "", entry)
        printf "%s%s", any++ ? ",\n" : "[\n", entry
    }
    END { if (any) print "\n]" }
' "$commands" >"$scratch/compile_commands.json"
[ -s "$scratch/compile_commands.json" ] || fail "$commands names no sources"

# value KEY: of all entries, a line each, without what JSON escapes
value() { sed -n "s/^  \"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" "$scratch/compile_commands.json" | sed 's/\\\(.\)/\1/g'; }

# in_parallel COMMAND ...: once for every line of input, its last argument
in_parallel() { tr '\n' '\0' | xargs -0 -n 1 -P "$(nproc)" "$@"; }

analyse_gcc() {
    without=$(printf ' -Wno-analyzer-%s' fd-leak malloc-leak shift-count-overflow use-of-uninitialized-value)
    value file >"$scratch/files"
    value directory >"$scratch/directories"
    value command | sed "s/ -O[0-9sg]*//g; s/ -o .*//" >"$scratch/commands"
    paste -d '\n' "$scratch/directories" "$scratch/commands" "$scratch/files" |
        while IFS= read -r directory && IFS= read -r command && IFS= read -r file; do
            case $file in *.c) ;; *) continue ;; esac
            case $file in */tests/*/test_*) continue ;; esac
            printf 'cd "%s" && %s -O1 -fanalyzer%s -Werror -S -o "%s" "%s"\n' \
                "$directory" "$command" "$without" "$scratch/\$\$.s" "$file"
        done | in_parallel sh -c
}

found=0
case $tool in
clang-tidy)
    # One by one: with several files clang-tidy 14 forgets what va_start is.
    value file | in_parallel clang-tidy -p "$scratch" --quiet >"$scratch/out" 2>"$scratch/err" || found=1
    grep -v ' warnings\{0,1\} .*generated\.$\|treated as error' "$scratch/err" >>"$scratch/out" || : ;;
cppcheck)
    cppcheck --project="$scratch/compile_commands.json" --enable=warning,performance,portability \
        --suppress=uninitvar --suppress=legacyUninitvar --suppress=shiftTooManyBitsSigned \
        --suppress='deallocuse:*/tests/*' --suppress=normalCheckLevelMaxBranches \
        --error-exitcode=1 --inline-suppr -q -j "$(nproc)" >"$scratch/out" 2>&1 || found=1 ;;
gcc) analyse_gcc >"$scratch/out" 2>&1 || found=1 ;;
*) fail "no tool '$tool': clang-tidy, cppcheck or gcc" ;;
esac
[ "$found" = 0 ] || cat "$scratch/out"
exit "$found"
