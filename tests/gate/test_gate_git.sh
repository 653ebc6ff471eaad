#!/bin/sh
# SPDX-License-Identifier: MIT
# The commits that ./hmf gate compares, and the cache of their builds: in small repositories of a project
# that builds in no time, with a gate that prints its arguments.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
unset CC CXX CFLAGS LDFLAGS HMF_PRESET
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
export HMF_GATE_CACHE="$scratch/the cache"
# Each compilation adds a line to $BUILT. Compilations and the gate wait while their file exists.
export BUILT="$scratch/built" HOLD_BUILD="$scratch/hold build" HOLD_GATE="$scratch/hold gate"
: >"$BUILT"

# ---- the project ---------------------------------------------------------------------------------
stub_gate() { # stub_gate REPOSITORY
    mkdir -p "$1/build/release/bin"
    cat >"$1/build/release/bin/hmf-gate" <<'END'
#!/bin/sh
printf '<%s>\n' "$@"
[ ! -e "$HOLD_GATE" ] || echo >"$HOLD_GATE.reached"
while [ -e "$HOLD_GATE" ]; do sleep 0.05; done
for build; do :; done
case $build in /*) ls -d "$build" ;; esac
END
    chmod +x "$1/build/release/bin/hmf-gate"
    : >"$1/build/release/CMakeCache.txt"
}

make_project() { # make_project REPOSITORY: makes the files, without a commit
    mkdir -p "$1/bench/gate" "$1/.ci"
    cp "$root/hmf" "$1/"
    cp "$root/bench/gate/gate.sh" "$1/bench/gate/"
    echo '# nothing' >"$1/.ci/packages"
    echo build >"$1/.gitignore"
    cat >"$1/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(stub LANGUAGES NONE)
add_custom_target(hmf-gate)
foreach(target IN ITEMS hmf_module hmf-check)
  add_custom_command(OUTPUT ${target}.o
    COMMAND sh ${CMAKE_SOURCE_DIR}/compile.sh ${CMAKE_SOURCE_DIR}/module.c ${target}.o
    DEPENDS module.c VERBATIM)
  add_custom_target(${target} DEPENDS ${target}.o)
endforeach()
END
    cat >"$1/CMakePresets.json" <<'END'
{"version": 5, "configurePresets": [
    {"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/release"},
    {"name": "clang", "generator": "Ninja", "binaryDir": "${sourceDir}/build/clang"}]}
END
    cat >"$1/compile.sh" <<'END'
echo "$2" >>"$BUILT"
while [ -e "$HOLD_BUILD" ]; do sleep 0.05; done
exec cc -c "$1" -o "$2"
END
    echo 'int module = 0;' >"$1/module.c"
    stub_gate "$1"
}

in_repository() { git -C "$repository" "$@"; }
new_repository() { # new_repository PATH: with one commit, on main
    repository=$1
    make_project "$repository"
    git init -q -b main "$repository"
    in_repository add -A
    in_repository commit -qm first
}
change() { # change CONTENTS: commits module.c and prints the commit
    echo "$1" >"$repository/module.c"
    in_repository commit -qam "$1"
    in_repository rev-parse HEAD
}
short() { in_repository rev-parse --short "$1"; }
gate() { "$repository/bench/gate/gate.sh" "$@"; }
with() { env "$@" "$repository/bench/gate/gate.sh" --base v1; } # with VARIABLE=VALUE ...

# ---- arguments of hmf-gate -----------------------------------------------------------------------
# argument OPTION TEXT: expects the last call of the gate to have both
argument() { is "<$2>" "$(sed -n "/^<$1>\$/{n;p;q;}" "$scratch/out")" "$1"; }
# is_given ARGUMENT ...: expects the arguments to begin with these
is_given() { is "$(printf '<%s>\n' "$@")" "$(head -n $# "$scratch/out")" 'arguments of hmf-gate'; }
lacks() { is '' "$(grep -e "$1" "$scratch/out")" "lines with $1"; } # lacks TEXT: in the last output
# based_on COMMIT NAME OPTION ...: expects the base COMMIT, built, titled with NAME if that is not empty
based_on() {
    commit=$1 name=$2
    shift 2
    expect 0 "^<$HMF_GATE_CACHE/$commit-[0-9]*/build>$" gate "$@"
    argument --base-title "$(short "$commit")${name:+ ($name)}"
}
rebuilds() { based_on "$second" v1 --base v1; }
folder_of() { for folder in "$HMF_GATE_CACHE/$1"-*; do echo "$folder"; done; }

before=0
compiles() { # compiles N WHAT: expects N compilations since the last call
    now=$(wc -l <"$BUILT")
    is "$1" $((now - before)) "compilations for $2"
    before=$now
}
wait_for() { # wait_for FILE: until it has contents
    tries=0
    until [ -s "$1" ] || [ $tries -ge 400 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    [ -s "$1" ] || wrong 'does not appear' "$1"
}

# ---- the default base ----------------------------------------------------------------------------
new_repository "$scratch/a repository"
first=$(in_repository rev-parse HEAD)
expect 0 '' gate --json a.json
is_given --nothing "$(short HEAD) is the first commit: there is no base" --json a.json
compiles 0 'the first commit'

second=$(change 'int module = 2;')
third=$(change 'int module = 3;')
based_on "$second" ''
argument --head-title "working tree at $(short HEAD)"
expect 0 "^<$repository/build/release>$" gate
lacks --note
compiles 1 'the parent, once'

echo 'int module = 30;' >"$repository/module.c"
: >"$repository/new file"
based_on "$third" ''
argument --head-title "working tree at $(short HEAD), changed"
argument --note 'the working tree differs from its commit in 2 files'
rm "$repository/new file"
in_repository checkout -q -- .

in_repository checkout -qb feature
based_on "$second" '' # a branch without a commit of its own
one=$(change 'int module = 31;')
two=$(change 'int module = 32;')
based_on "$third" ''
echo 'int module = 33;' >"$repository/module.c"
based_on "$third" ''
in_repository checkout -q -- .
in_repository checkout -q main
change 'int module = 4;' >/dev/null # main is ahead of the fork now
while read -r checkout base; do
    in_repository checkout -q "$checkout"
    based_on "$base" ''
done <<END
feature $third
$one $third
$third $second
END
in_repository checkout -q feature

# The default branch of origin takes precedence over main.
in_repository update-ref refs/remotes/origin/trunk "$one"
in_repository symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk
based_on "$one" ''
in_repository symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/gone
based_on "$third" ''
in_repository symbolic-ref -d refs/remotes/origin/HEAD
in_repository update-ref -d refs/remotes/origin/trunk
in_repository branch -qm main old # no default branch
based_on "$one" ''
in_repository branch -qm old main

# ---- --base and --head ---------------------------------------------------------------------------
in_repository checkout -q main
in_repository tag v1 "$second"
based_on "$second" '' --base "$second"
based_on "$second" '' --base="$(short "$second")"
based_on "$second" 'feature~3' --base=feature~3
based_on "$second" v1 --base feature --base v1 # the last one counts
for options in '--base nonesuch' --base=nonesuch '--head nonesuch' '--base HEAD:module.c' '--base --head v1'; do
    # shellcheck disable=SC2086 # words
    expect 1 'no such commit' gate $options
done
for options in --base '--only naive --head' --base= --head=; do
    # shellcheck disable=SC2086 # words
    expect 1 'needs COMMIT; see ./hmf gate --help' gate $options
done
expect 1 '--base needs COMMIT' gate --base ''

before=$(wc -l <"$BUILT")
echo 'no C' >"$repository/module.c" # with --head the working tree does not matter
based_on "$third" '' --head feature
argument --head-title "$(short "$two") (feature)"
expect 0 "^<$HMF_GATE_CACHE/$two-[0-9]*/build>$" gate --head feature
lacks --note
compiles 2 'both targets of the head'
expect 0 'module = 32' cat "$(folder_of "$two")/source/module.c"
based_on "$first" 'HEAD~3' --head="$third" --base HEAD~3
argument --head-title "$(short "$third")"
in_repository checkout -q -- .
before=$(wc -l <"$BUILT")
based_on "$third" '' --head "$third" --base "$third"
compiles 0 'a commit compared with itself'

# ---- other options are passed on unchanged -------------------------------------------------------
expect 0 '' gate --only 'a  b' --base v1 --json '' --filter '*' --head feature --list '$x "quoted"' -- -1
is_given --base-title "$(short v1) (v1)" --head-title "$(short feature) (feature)" --only 'a  b' --json '' \
    --filter '*' --list '$x "quoted"' -- -1 "$(folder_of "$second")/build" "$(folder_of "$two")/build"
before=$(wc -l <"$BUILT")
for options in '--binaries old new --base nonesuch' '--only naive --binaries old new' --help '--only naive -h'; do
    # shellcheck disable=SC2086 # words
    { expect 0 '' gate $options; is_given $options; }
done
expect 0 '^<--binaries>$' "$repository/hmf" gate --binaries old new
expect 0 "^<$HMF_GATE_CACHE/$second-[0-9]*/build>$" "$repository/hmf" gate --base v1
compiles 0 'options that are passed on'

# ---- builds are kept -----------------------------------------------------------------------------
marker=$(folder_of "$second")/source/marker
: >"$marker"
rebuilds
compiles 0 'a build in the cache'
expect 0 '' test -e "$marker"

# Each of these settings has its own build; the last one is another version of a compiler.
rm -rf "$HMF_GATE_CACHE"
cp -R "$repository/build/release" "$repository/build/clang"
mkdir "$scratch/clang"
printf '#!/bin/sh\necho another clang\n' >"$scratch/clang/clang"
chmod +x "$scratch/clang/clang"
number=0
for setting in CFLAGS=-O1 CFLAGS=-O2 LDFLAGS=-s CC=gcc 'CC=gcc -O' CXX=no-such-compiler HMF_PRESET=clang; do
    number=$((number + 1))
    expect 0 '' with "$setting"
    is $number "$(folder_of "$second" | wc -l)" "builds with $setting"
done
expect 0 '' with HMF_PRESET=clang PATH="$scratch/clang:$PATH"
is $((number + 1)) "$(folder_of "$second" | wc -l)" 'builds with another clang'
# Flags count even if a compiler that comes before them is missing.
expect 0 '' with CC=no-such-compiler
before=$(wc -l <"$BUILT")
expect 0 '' with CC=no-such-compiler CFLAGS=-O1
compiles 1 'other flags with a missing compiler'
expect 0 '' with CC=no-such-compiler CFLAGS=-O1
compiles 0 'the same flags'
rm -rf "$HMF_GATE_CACHE"
rebuilds
before=$(wc -l <"$BUILT")
cd "$scratch" || exit 1
expect 0 "^<$scratch/the cache/$second-[0-9]*/build>$" with HMF_GATE_CACHE="the cache"
compiles 0 'a relative path of the cache'

# Different settings of base and head are noted.
echo 'CMAKE_C_FLAGS:STRING=-O1 -g' >"$repository/build/release/CMakeCache.txt"
expect 0 '' gate --base v1
argument --note 'base and head are built with different settings: CMAKE_C_FLAGS is "" and "-O1 -g"'
rm "$repository/build/release/CMakeCache.txt"
expect 1 'CMakeCache.txt' gate --base v1 # a failure has the status 1, never that of a verdict
: >"$repository/build/release/CMakeCache.txt"
expect 0 '' gate --base v1
lacks --note

# ---- interrupted builds continue -----------------------------------------------------------------
# interrupted WHOM FILE: kills the gate when the file appears: its "group", or the gate "alone"
interrupted() {
    setsid "$repository/bench/gate/gate.sh" --base v1 >/dev/null 2>&1 &
    wait_for "$2"
    if [ "$1" = group ]; then kill -s KILL -- -$!; else kill -s KILL $!; fi
    wait $! 2>/dev/null
}
folder=$(folder_of "$second")
fresh() { # fresh: no build; the next one waits
    rm -rf "$folder"
    : >"$BUILT"
    before=0
    echo >"$HOLD_BUILD"
}
fresh
interrupted group "$BUILT"
rm "$HOLD_BUILD"
: >"$BUILT"
rebuilds
compiles 1 'a build that was interrupted'
fresh
interrupted alone "$BUILT" # the build goes on
(sleep 0.5; rm "$HOLD_BUILD") &
rebuilds
wait
compiles 1 'a build that went on'

mkdir "$scratch/tar"
cat >"$scratch/tar/tar" <<'END'
#!/bin/sh
for folder; do :; done
echo 'no C' >"$folder/module.c"
echo >"$folder/left over"
[ ! -e "$HOLD_BUILD" ] || { echo >"$HOLD_BUILD.reached"; sleep 100; }
exit 2
END
chmod +x "$scratch/tar/tar"
rm -rf "$folder"
expect 1 "$second: its files cannot be put into $folder" with PATH="$scratch/tar:$PATH"
is lock "$(ls "$folder")" 'files after a failed tar'
rebuilds
expect 1 '' test -e "$folder/source/left over"
fresh
PATH="$scratch/tar:$PATH" interrupted group "$HOLD_BUILD.reached"
rm "$HOLD_BUILD"
expect 0 '' test -e "$folder/new/left over"
rebuilds
expect 1 '' test -e "$folder/source/left over"
rm -rf "$folder/source" "$folder/build"
mkdir -p "$folder/new"
in_repository archive "$second" | head -c 700 >"$folder/new.tar" # an incomplete archive
rebuilds
expect 0 'module = 2' cat "$folder/source/module.c"

# ---- two at the same time ------------------------------------------------------------------------
at_once() { # at_once OPTION ...: both print to standard output
    gate "$@" --json 1 >"$scratch/one" 2>&1 &
    gate "$@" --json 2 >"$scratch/two" 2>&1 || { cat "$scratch/two"; return 1; }
    wait $! || { cat "$scratch/one"; return 1; }
    cat "$scratch/one" "$scratch/two"
}
rm -rf "$HMF_GATE_CACHE"
before=$(wc -l <"$BUILT")
expect 0 '' at_once --base v1 --head feature
compiles 3 'two at once'
is 2 "$(grep -c "^$HMF_GATE_CACHE/$two-" "$scratch/out")" 'gates that ended'

# ---- builds that fail ----------------------------------------------------------------------------
in_repository checkout -qb broken
broken=$(change 'no C at all')
change 'int module = 5;' >/dev/null
expect 1 "$broken: cannot be built; the whole log is $HMF_GATE_CACHE/$broken-[0-9]*/log" gate --base HEAD~1
is '' "$(cat "$scratch/out")" 'output after a failed build'
expect 1 'module.c:1:1: error: ' gate --base HEAD~1 # again
expect 1 'cannot be built' gate --base v1 --head broken~1
in_repository rm -q CMakePresets.json
change 'int module = 6;' >/dev/null
expect 1 'cannot be built' gate --base HEAD
in_repository checkout -q main

# ---- the folder of the cache ---------------------------------------------------------------------
: >"$scratch/file"
expect 1 "$scratch/file/$second-[0-9]*: cannot be made; HMF_GATE_CACHE names another" with HMF_GATE_CACHE="$scratch/file"
expect 0 "^<$scratch/home/.cache/hmfbench/gate/" with -u HMF_GATE_CACHE -u XDG_CACHE_HOME HOME="$scratch/home"
expect 0 "^<$scratch/xdg/hmfbench/gate/" with -u HMF_GATE_CACHE XDG_CACHE_HOME="$scratch/xdg"

# mounted OPTIONS COMMAND ...: runs it with the cache on a file system with these options
mounted() {
    options=$1
    shift
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare -rm sh -c 'mount -t tmpfs -o "$0" none "$HMF_GATE_CACHE" && exec "$@"' "$options" "$@"
}
fill_and_gate() { # fill_and_gate KILOBYTES: with this much space left
    # shellcheck disable=SC2016 # expanded by the inner shell
    mounted size=1m sh -c 'head -c "$((1024 - $1))"k /dev/zero >"$HMF_GATE_CACHE/full"
        "$0" --base v1; status=$?; ls "$HMF_GATE_CACHE"/*/; exit $status' \
        "$repository/bench/gate/gate.sh" "$1"
}
if mounted size=1m true 2>/dev/null; then
    expect 1 'cannot be made; HMF_GATE_CACHE names another' mounted ro "$repository/bench/gate/gate.sh" --base v1
    also 'Read-only file system'
    expect 1 '' fill_and_gate 0
    expect 1 "$second: its files cannot be put into " fill_and_gate 8
    lacks '^new'
    expect 1 'No space left on device' fill_and_gate 40
else
    not_tried 'a full or read-only cache: this machine does not allow mounts'
fi

# ---- eviction ------------------------------------------------------------------------------------
old() { touch -d "2001-01-$1" "$2"; }
entry_of() { printf '%s/%040d-1' "$HMF_GATE_CACHE" "$1"; }
entry() { mkdir -p "$(entry_of "$1")" && old "$1" "$(entry_of "$1")"; } # entry DAY: last used on that day
is_kept() { expect 0 '' test -d "$1"; }
is_gone() { expect 1 '' test -d "$1"; }
rm -rf "$HMF_GATE_CACHE"
for other in "another's" 2024-12; do mkdir -p "$HMF_GATE_CACHE/$other" && old 01 "$HMF_GATE_CACHE/$other"; done
: >"$HMF_GATE_CACHE/file"
for day in 11 12 13 14 15 16 17; do entry $day; done
rebuilds
is_kept "$(entry_of 11)"
based_on "$second" v1 --base v1 --head feature
is_gone "$(entry_of 11)"
is_kept "$(entry_of 12)"
old 01 "$(folder_of "$second")"
rebuilds
expect 0 . find "$(folder_of "$second")" -maxdepth 0 -newermt 2002-01-01
old 01 "$(folder_of "$second")"
based_on "$third" 'main~1' --base main~1
is_gone "$(folder_of "$second")"
is_kept "$(entry_of 12)"
for other in "another's" 2024-12 file; do expect 0 '' test -e "$HMF_GATE_CACHE/$other"; done

# Builds that another gate makes or reads are kept.
entry 11
touch "$(entry_of 11)/lock"
old 11 "$(entry_of 11)"
expect 0 '' flock "$(entry_of 11)/lock" "$repository/bench/gate/gate.sh" --base main~1
is_kept "$(entry_of 11)"
echo >"$HOLD_GATE"
gate --base v1 --head feature >"$scratch/held" 2>&1 &
held=$!
wait_for "$HOLD_GATE.reached"
# another OPTION ...: a second gate, which must not wait for the first
another() { env HOLD_GATE="$scratch/none" timeout 20 "$repository/bench/gate/gate.sh" "$@"; }
expect 0 '' another --base v1 --head feature
for day in 12 13 14 15 16 17 18 19; do entry $day; done
old 01 "$(folder_of "$second")"
old 01 "$(folder_of "$two")"
expect 0 '' another --base main~1
expect 0 '' test -e "$(folder_of "$second")/build/hmf_module.o"
expect 0 '' test -e "$(folder_of "$two")/build/hmf-check.o"
is_gone "$(entry_of 12)"
is_kept "$(entry_of 13)"
rm "$HOLD_GATE"
wait $held || wrong 'fails while another one evicts builds' gate
old 01 "$(folder_of "$second")"
old 01 "$(folder_of "$two")"
expect 0 '' another --base main~1
is_gone "$(folder_of "$second")"
is_gone "$(folder_of "$two")"

# ---- accepted.txt --------------------------------------------------------------------------------
cat >"$repository/bench/gate/accepted.txt" <<END
# comment
   # another

universal/*/cold   time   5  $third  needed for   "all" masses
*/point/* instructions 12.5 v1 \$x
gone/* removed 0 $(short "$first") it was wrong
naive/* time 3 $(printf '%040d' 7) long ago
naive/* space 5% $third why
naive/* time
naive/* time 5 $third
END
printf '%s' "tabulated/* time 4 $third without a line end" >>"$repository/bench/gate/accepted.txt"
expect 0 '' gate --base v1 --note mine
# shellcheck disable=SC2016 # $x is text
is_given --base-title "$(short v1) (v1)" --head-title "working tree at $(short HEAD), changed" --note mine \
    --accept 'universal/*/cold time 5 needed for   "all" masses' --accept '*/point/* instructions 12.5 $x' \
    --note 'bench/gate/accepted.txt: gone/* removed has expired: the base comes after '"$(short "$first")" \
    --note "bench/gate/accepted.txt: naive/* time names an unknown commit, $(printf '%040d' 7)" \
    --accept 'naive/* space 5% why' --accept 'naive/* time ' --accept 'naive/* time 5' \
    --accept 'tabulated/* time 4 without a line end' \
    --note 'the working tree differs from its commit in 1 files'
expect 0 'gone/\* removed has expired' gate --base main --head feature
also 'universal/\*/cold time has expired'
rm "$repository/bench/gate/accepted.txt"

# ---- incomplete repositories ---------------------------------------------------------------------
whole=$repository
clone() { # clone PATH OPTION ...: makes a clone, which becomes the repository
    repository=$1
    shift
    git clone -q "$@" "file://$whole" "$repository" 2>/dev/null
    stub_gate "$repository"
}
clone "$scratch/shallow" --depth 1
expect 1 'this clone is shallow and does not contain it; git fetch --unshallow, or name another --base' gate
expect 1 "$first: this clone is shallow" gate --base "$first"
based_on "$(in_repository rev-parse HEAD)" HEAD --base HEAD
clone "$scratch/shallow branch" --depth 2 --branch feature # without the commit where it left main
expect 0 '' in_repository fetch -q --depth 1 origin main:refs/remotes/origin/main
expect 1 'this clone is shallow' gate
clone "$scratch/deeper" --depth 2
based_on "$third" ''

repository=$scratch/none
make_project "$repository"
expect 1 "$repository: not a git repository, so there is no base" gate
expect 1 'not a git repository' gate --base HEAD
expect 0 '^<--binaries>$' gate --binaries old new
git init -q -b main "$repository"
expect 1 'HEAD: no such commit' gate

new_repository "$scratch/outer/inner" # a project in a folder of the repository
mv "$repository/.git" "$scratch/outer"
in_repository add -A "$scratch/outer" && in_repository commit -qm moved
moved=$(change 'int module = 2;')
based_on "$moved" HEAD --base HEAD
expect 0 'module = 2' cat "$(folder_of "$moved")/source/module.c"
repository=$whole
in_repository worktree add -q "$scratch/worktree"
repository=$scratch/worktree
stub_gate "$repository"
based_on "$third" ''
finish
