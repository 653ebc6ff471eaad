#!/bin/sh
# SPDX-License-Identifier: MIT
# analyse.sh TOOL [BUILD]: runs clang-tidy, cppcheck or gcc -fanalyzer on every source of the project that
# BUILD (default build/release) compiles, once per file, and prints the findings.
# Exit status: 0 no findings; 1 findings, or a usage or tool error.
#
# Excluded: generated files, code that is broken on purpose (tests/impls/broken_*.c), and refuse.c, which
# replaces functions of the C library. .clang-tidy lists the excluded checks of clang-tidy. Others:
#
#   cppcheck  uninitvar, legacyUninitvar: misses vectors that are set lane by lane
#             deallocuse in tests: cppcheck 2.17 does not understand asserted results of fclose
#             normalCheckLevelMaxBranches: not a finding
#             shiftTooManyBitsSigned: gcc and clang define arithmetic shifts of negative numbers
#   gcc       malloc-leak: gcc 12 loses memory that is stored in an array of structures
#             fd-leak: gcc 14 demands that descriptors placed by dup2 for a program are closed
#             shift-count-overflow: mistakes a vector of 64-bit lanes for one bit
#             use-of-uninitialized-value: misses lanes; -Wmaybe-uninitialized and Valgrind remain
#             C++ and tests/*/test_*.c: -fanalyzer does not support C++, nor cmocka's assertions
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

# CMake writes one key per line, "file" after "command".
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

# value KEY: prints the unescaped value of every entry, one per line.
value() { sed -n "s/^  \"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" "$scratch/compile_commands.json" | sed 's/\\\(.\)/\1/g'; }

# in_parallel COMMAND ...: runs COMMAND with every line of input as its last argument.
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
    # One by one: with several files clang-tidy 14 reports va_start wrongly.
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
