#!/bin/sh
# test_gate_git.sh: which commits ./hmf gate compares, how it builds them and keeps the builds. In
# repositories made for this, of a project that is built in no time, with a gate that only tells its
# arguments.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
unset CC CXX CFLAGS LDFLAGS HMF_PRESET
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
export HMF_GATE_CACHE="$scratch/the cache"
# What was compiled, a line for each; while the file is there, compiling, and the gate, wait.
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

make_project() { # make_project REPOSITORY: not committed
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
change() { # change CONTENTS: a commit; prints its name
    echo "$1" >"$repository/module.c"
    in_repository commit -qam "$1"
    in_repository rev-parse HEAD
}
new_repository() { # new_repository PATH: with one commit, on main
    repository=$1
    make_project "$repository"
    git init -q -b main "$repository"
    in_repository add -A
    in_repository commit -qm first
}

gate() { "$repository/bench/gate/gate.sh" "$@"; }
short() { in_repository rev-parse --short "$1"; }

# based_on COMMIT TITLE OPTION ...: that is the base, and its build is there
based_on() {
    commit=$1 title=$2
    shift 2
    expect 0 "^<$HMF_GATE_CACHE/$commit-[0-9]*/build>$" gate "$@"
    argument_follows --base-title "$title" "$@"
}

# argument_follows OPTION TEXT ...: the gate was given both in the last call
argument_follows() {
    [ "$(sed -n "/^<$1>\$/{n;p;q;}" "$scratch/out")" = "<$2>" ] || wrong "not given $1 '$2'" gate "$@"
}
has_no_note() { if grep -q -e '--note' "$scratch/out"; then wrong 'has a note' gate; fi; }
is_given() { # is_given ARGUMENT ...: these, one after another
    for argument; do printf '<%s>\n' "$argument"; done >"$scratch/wanted"
    head -n $# "$scratch/out" | cmp -s - "$scratch/wanted" || wrong "is not given" "$@"
}

# wait_for FILE: until it is there and has something in it
wait_for() {
    tries=0
    until [ -s "$1" ] || [ $tries -ge 400 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    [ -s "$1" ] || wrong "nothing appears" "$1"
}
compiled() { wc -l <"$BUILT"; }
# compiles NUMBER WHAT: so much since the last time
before=0
compiles() {
    now=$(compiled)
    checks=$((checks + 1))
    [ $((now - before)) = "$1" ] || wrong "compiles $((now - before)) files, expected $1" "$2"
    before=$now
}
folder_of() { for folder in "$HMF_GATE_CACHE/$1"-*; do echo "$folder"; done; }

# ---- the base, by default ------------------------------------------------------------------------
new_repository "$scratch/a repository"
first=$(in_repository rev-parse HEAD)
expect 0 "^<$(short HEAD) is the first commit: there is no base>$" gate --json a.json
is_given --nothing "$(short HEAD) is the first commit: there is no base" --json a.json
compiles 0 'the first commit'

second=$(change 'int module = 2;')
third=$(change 'int module = 3;')
based_on "$second" "$(short "$second")"
argument_follows --head-title "working tree at $(short HEAD)"
expect 0 "^<$repository/build/release>$" gate
has_no_note
compiles 1 'the parent, and not again'

echo 'int module = 30;' >"$repository/module.c"
: >"$repository/new file"
based_on "$third" "$(short "$third")"
argument_follows --head-title "working tree at $(short HEAD), changed"
argument_follows --note 'the working tree differs from its commit in 2 files'
rm "$repository/new file"
in_repository checkout -q -- .

in_repository checkout -qb feature
based_on "$second" "$(short "$second")" # nothing committed upon it yet
one=$(change 'int module = 31;')
two=$(change 'int module = 32;')
based_on "$third" "$(short "$third")"
echo 'int module = 33;' >"$repository/module.c"
based_on "$third" "$(short "$third")"
argument_follows --note 'the working tree differs from its commit in 1 files'
in_repository checkout -q -- .
in_repository checkout -q main
change 'int module = 4;' >/dev/null
in_repository checkout -q feature
based_on "$third" "$(short "$third")" # the other branch has moved on

in_repository checkout -q --detach "$one"
based_on "$third" "$(short "$third")"
in_repository checkout -q --detach "$third"
based_on "$second" "$(short "$second")"

# What origin calls its default goes before main.
in_repository update-ref refs/remotes/origin/trunk "$one"
in_repository symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/trunk
in_repository checkout -q feature
based_on "$one" "$(short "$one")"
in_repository symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/gone
based_on "$third" "$(short "$third")"
in_repository symbolic-ref -d refs/remotes/origin/HEAD
in_repository update-ref -d refs/remotes/origin/trunk
in_repository branch -qm main old # no default branch at all
based_on "$one" "$(short "$one")"
in_repository branch -qm old main

# ---- --base and --head ---------------------------------------------------------------------------
in_repository checkout -q main
based_on "$second" "$(short "$second")" --base "$second"
based_on "$second" "$(short "$second")" --base="$(short "$second")"
in_repository tag v1 "$second"
based_on "$second" "$(short "$second") (v1)" --base v1
based_on "$second" "$(short "$second") (feature~3)" --base=feature~3
based_on "$second" "$(short "$second") (v1)" --base feature --base v1 # the last one
expect 1 'nonesuch: no such commit' gate --base nonesuch
expect 1 'nonesuch: no such commit' gate --base=nonesuch
expect 1 'nonesuch: no such commit' gate --head nonesuch
expect 1 'HEAD:module.c: no such commit' gate --base HEAD:module.c
expect 1 'no such commit' gate --base --head v1
expect 1 '--base needs a commit' gate --base
expect 1 '--head needs a commit' gate --only naive --head
expect 1 '--base needs a commit' gate --base=
expect 1 '--base needs a commit' gate --base ''
expect 1 '--head needs a commit' gate --head=

before=$(compiled)
echo 'no C' >"$repository/module.c" # what is in the working tree does not matter then
based_on "$third" "$(short "$third")" --head feature
argument_follows --head-title "$(short "$two") (feature)"
expect 0 "^<$HMF_GATE_CACHE/$two-[0-9]*/build>$" gate --head feature
has_no_note
compiles 2 'both targets of the head'
expect 0 'module = 32' cat "$(folder_of "$two")/source/module.c"
based_on "$first" "$(short "$first") (HEAD~3)" --head="$third" --base HEAD~3
argument_follows --head-title "$(short "$third")"
in_repository checkout -q -- .
before=$(compiled)
based_on "$third" "$(short "$third")" --head "$third" --base "$third"
compiles 0 'a commit with itself'

# ---- everything else is passed on, as it is
gate_with_all() {
    gate --only 'a  b' --base v1 --json '' --filter '*' --head feature --list '$x "quoted"' -- -1
}
expect 0 '' gate_with_all
is_given --base-title "$(short v1) (v1)" --head-title "$(short feature) (feature)" --only 'a  b' --json '' \
    --filter '*' --list '$x "quoted"' -- -1 "$(folder_of "$second")/build" "$(folder_of "$two")/build"
before=$(compiled)
expect 0 '' gate --binaries old new --base nonesuch
is_given --binaries old new --base nonesuch
expect 0 '' gate --help
is_given --help
expect 0 '' gate --only naive -h
is_given --help
expect 1 '--binaries comes first' gate --only naive --binaries old new
expect 0 '^<--binaries>$' "$repository/hmf" gate --binaries old new
expect 0 "^<$HMF_GATE_CACHE/$second-[0-9]*/build>$" "$repository/hmf" gate --base v1
compiles 0 'what is passed on'

# ---- builds are kept -----------------------------------------------------------------------------
marker=$(folder_of "$second")/source/marker
: >"$marker"
based_on "$second" "$(short "$second") (v1)" --base v1
compiles 0 'a build that is there'
expect 0 '' test -e "$marker"

builds_of() { folder_of "$1" | wc -l; }
env_gate() { env "$@" "$repository/bench/gate/gate.sh" --base v1; }
number=0
rm -rf "$HMF_GATE_CACHE"
mkdir "$scratch/clang"
printf '#!/bin/sh\necho another clang\n' >"$scratch/clang/clang"
chmod +x "$scratch/clang/clang"
for setting in CFLAGS=-O1 CFLAGS=-O2 LDFLAGS=-s CC=gcc 'CC=gcc -O' CXX=no-such-compiler HMF_PRESET=clang \
    "HMF_PRESET=clang PATH=$scratch/clang:$PATH"; do
    number=$((number + 1))
    case $setting in
    HMF_PRESET*PATH*) set -- HMF_PRESET=clang "PATH=$scratch/clang:$PATH" ;;
    *) set -- "$setting" ;;
    esac
    [ -d "$repository/build/clang" ] || cp -R "$repository/build/release" "$repository/build/clang"
    expect 0 '' env_gate "$@"
    [ "$(builds_of "$second")" = $number ] || wrong "$(builds_of "$second") builds, expected $number" "$setting"
done
# A compiler that is another version behind the same name, and flags that come after one that fails.
set -- CC=no-such-compiler
expect 0 '' env_gate "$@"
before=$(compiled)
expect 0 '' env_gate "$@" CFLAGS=-O1
compiles 1 'other flags, with a compiler that is not there'
expect 0 '' env_gate "$@" CFLAGS=-O1
compiles 0 'the same flags'
rm -rf "$HMF_GATE_CACHE"
based_on "$second" "$(short "$second") (v1)" --base v1
marker=$(folder_of "$second")/source/marker
before=$(compiled)
export HMF_GATE_CACHE="the cache" # seen from here
cd "$scratch" || exit 1
expect 0 "^<$scratch/the cache/$second-[0-9]*/build>$" gate --base v1
export HMF_GATE_CACHE="$scratch/the cache"
compiles 0 'a cache seen from here'

# Where the working tree was built otherwise than its base is now, it says so.
echo 'CMAKE_C_FLAGS:STRING=-O1 -g' >"$repository/build/release/CMakeCache.txt"
expect 0 '' gate --base v1
argument_follows --note 'base and head are not built alike: CMAKE_C_FLAGS is "" and "-O1 -g"'
# What is no verdict has no status of one.
rm "$repository/build/release/CMakeCache.txt"
expect 1 'CMakeCache.txt' gate --base v1
: >"$repository/build/release/CMakeCache.txt"
expect 0 '' gate --base v1
has_no_note

# ---- what is interrupted is taken up again -------------------------------------------------------
# interrupted WHOM FILE: the gate is killed, once the file is there; WHOM: its "group", or it "alone"
interrupted() {
    setsid "$repository/bench/gate/gate.sh" --base v1 >/dev/null 2>&1 &
    wait_for "$2"
    if [ "$1" = group ]; then kill -s KILL -- -$!; else kill -s KILL $!; fi
    wait $! 2>/dev/null
}
folder=$(folder_of "$second")
rm -rf "$folder"
: >"$BUILT"
echo >"$HOLD_BUILD"
interrupted group "$BUILT"
rm "$HOLD_BUILD"
: >"$BUILT"
before=0
based_on "$second" "$(short "$second") (v1)" --base v1
compiles 1 'after an interrupt'

rm -rf "$folder"
: >"$BUILT"
echo >"$HOLD_BUILD"
interrupted alone "$BUILT" # what it has started goes on
(sleep 0.5; rm "$HOLD_BUILD") &
based_on "$second" "$(short "$second") (v1)" --base v1
wait
before=0
compiles 1 'by one that goes on'

with_tar() { env PATH="$scratch/tar:$PATH" "$repository/bench/gate/gate.sh" --base v1; }
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
expect 1 "$second: its files cannot be put into $folder" with_tar
expect 0 '^lock$' ls "$folder"
[ "$(ls "$folder")" = lock ] || wrong 'leaves something behind' with_tar
based_on "$second" "$(short "$second") (v1)" --base v1
expect 1 '' test -e "$folder/source/left over"
rm -rf "$folder"
echo >"$HOLD_BUILD"
PATH="$scratch/tar:$PATH" interrupted group "$HOLD_BUILD.reached"
rm "$HOLD_BUILD"
expect 0 '' test -e "$folder/new/left over"
based_on "$second" "$(short "$second") (v1)" --base v1
expect 1 '' test -e "$folder/source/left over"
expect 0 'module = 2' cat "$folder/source/module.c"
rm -rf "$folder/source" "$folder/build"
mkdir -p "$folder/new"
in_repository archive "$second" | head -c 700 >"$folder/new.tar"
based_on "$second" "$(short "$second") (v1)" --base v1
expect 0 'module = 2' cat "$folder/source/module.c"

# ---- two at the same time
at_once() { # at_once OPTION ...: two with the same options, told apart by --json
    gate "$@" --json 1 >"$scratch/one" 2>&1 &
    gate "$@" --json 2 >"$scratch/two" 2>&1 || { cat "$scratch/two"; return 1; }
    wait $! || { cat "$scratch/one"; return 1; }
    cat "$scratch/one" "$scratch/two"
}
rm -rf "$HMF_GATE_CACHE"
before=$(compiled)
expect 0 '' at_once --base v1 --head feature
compiles 3 'two at once'
[ "$(grep -c "^$HMF_GATE_CACHE/$two-" "$scratch/out")" = 2 ] || wrong 'did not both end' at_once

# ---- what cannot be built ------------------------------------------------------------------------
in_repository checkout -qb broken
broken=$(change 'no C at all')
change 'int module = 5;' >/dev/null
expect 1 "$broken: cannot be built; all of it is in $HMF_GATE_CACHE/$broken-[0-9]*/log" gate --base HEAD~1
[ ! -s "$scratch/out" ] || wrong 'was judged' gate --base HEAD~1
expect 1 'module.c:1:1: error: ' gate --base HEAD~1 # and again
expect 1 'cannot be built' gate --base v1 --head broken~1
in_repository rm -q CMakePresets.json
change 'int module = 6;' >/dev/null
expect 1 'cannot be built' gate --base HEAD
in_repository checkout -q main

# ---- the cache -----------------------------------------------------------------------------------
cache_at() { env HMF_GATE_CACHE="$1" "$repository/bench/gate/gate.sh" --base v1; }
: >"$scratch/file"
expect 1 "$scratch/file/$second-[0-9]*: cannot be made; HMF_GATE_CACHE names another" cache_at "$scratch/file"
without_home() { env -u HMF_GATE_CACHE "$@" "$repository/bench/gate/gate.sh" --base v1; }
expect 0 "^<$scratch/home/.cache/hmfbench/gate/" without_home -u XDG_CACHE_HOME HOME="$scratch/home"
expect 0 "^<$scratch/xdg/hmfbench/gate/" without_home XDG_CACHE_HOME="$scratch/xdg"

# mounted OPTIONS COMMAND ...: with a file system of those options as the cache
mounted() {
    options=$1
    shift
    # shellcheck disable=SC2016 # expanded by the inner shell
    unshare -rm sh -c 'mount -t tmpfs -o "$0" none "$HMF_GATE_CACHE" && exec "$@"' "$options" "$@"
}
fill_and_gate() { # fill_and_gate KILOBYTES: so many are left
    # shellcheck disable=SC2016 # expanded by the inner shell
    mounted size=1m sh -c 'head -c "$((1024 - $1))"k /dev/zero >"$HMF_GATE_CACHE/full"
        "$0" --base v1; status=$?; ls "$HMF_GATE_CACHE"/*/; exit $status' \
        "$repository/bench/gate/gate.sh" "$1"
}
if mounted size=1m true 2>/dev/null; then
    expect 1 'cannot be made; HMF_GATE_CACHE names another' mounted ro "$repository/bench/gate/gate.sh" --base v1
    expect 1 'Read-only file system' mounted ro "$repository/bench/gate/gate.sh" --base v1
    expect 1 '' fill_and_gate 0
    expect 1 "$second: its files cannot be put into " fill_and_gate 8
    grep -q '^new' "$scratch/out" && wrong 'leaves something behind' fill_and_gate 8
    expect 1 'No space left on device' fill_and_gate 40
else
    not_tried 'a cache that is full or cannot be written to: this machine does not allow mounts'
fi

# What has not been used for longest goes, beyond eight; nothing that is another's.
entry() { mkdir -p "$HMF_GATE_CACHE/$(printf '%040d' "$1")-1" && touch -d "2001-01-$1" "$HMF_GATE_CACHE/$(printf '%040d' "$1")-1"; }
is_kept() { expect 0 '' test -d "$HMF_GATE_CACHE/$(printf '%040d' "$1")-1"; }
is_gone() { expect 1 '' test -d "$HMF_GATE_CACHE/$(printf '%040d' "$1")-1"; }
rm -rf "$HMF_GATE_CACHE"
mkdir -p "$HMF_GATE_CACHE/another's" "$HMF_GATE_CACHE/2024-12"
touch -d 2000-01-01 "$HMF_GATE_CACHE/another's" "$HMF_GATE_CACHE/2024-12"
: >"$HMF_GATE_CACHE/file"
for day in 11 12 13 14 15 16 17; do entry $day; done
based_on "$second" "$(short "$second") (v1)" --base v1
is_kept 11
based_on "$second" "$(short "$second") (v1)" --base v1 --head feature
is_gone 11
is_kept 12
touch -d 2001-01-01 "$HMF_GATE_CACHE/$second"-*
based_on "$second" "$(short "$second") (v1)" --base v1
[ -n "$(find "$(folder_of "$second")" -maxdepth 0 -newermt 2002-01-01)" ] || wrong 'is not used now' "$second"
touch -d 2001-01-01 "$HMF_GATE_CACHE/$second"-*
based_on "$third" "$(short "$third") (main~1)" --base main~1
expect 1 '' test -d "$(folder_of "$second")"
is_kept 12
expect 0 '' test -d "$HMF_GATE_CACHE/another's"
expect 0 '' test -d "$HMF_GATE_CACHE/2024-12"
expect 0 '' test -e "$HMF_GATE_CACHE/file"

# One that is being made, or looked at, stays.
entry 11
lock_and_gate() {
    flock "$HMF_GATE_CACHE/$(printf '%040d' 11)-1/lock" "$repository/bench/gate/gate.sh" --base main~1
}
touch "$HMF_GATE_CACHE/$(printf '%040d' 11)-1/lock"
touch -d 2001-01-11 "$HMF_GATE_CACHE/$(printf '%040d' 11)-1"
expect 0 '' lock_and_gate
is_kept 11
echo >"$HOLD_GATE"
gate --base v1 --head feature >"$scratch/held" 2>&1 &
held=$!
wait_for "$HOLD_GATE.reached"
# another, while that one goes on, and without waiting for it
another() { env HOLD_GATE="$scratch/none" timeout 20 "$repository/bench/gate/gate.sh" "$@"; }
expect 0 '' another --base v1 --head feature
for day in 12 13 14 15 16 17 18 19; do entry $day; done
touch -d 2001-01-01 "$HMF_GATE_CACHE/$second"-* "$HMF_GATE_CACHE/$two"-*
expect 0 '' another --base main~1
expect 0 '' test -e "$(folder_of "$second")/build/hmf_module.o"
expect 0 '' test -e "$(folder_of "$two")/build/hmf-check.o"
is_gone 12
is_kept 13
rm "$HOLD_GATE"
wait $held || wrong 'fails when another one makes room' gate
touch -d 2001-01-01 "$HMF_GATE_CACHE/$second"-* "$HMF_GATE_CACHE/$two"-*
expect 0 '' another --base main~1
expect 1 '' test -d "$(folder_of "$second")"
expect 1 '' test -d "$(folder_of "$two")"

# ---- accepted slow-downs -------------------------------------------------------------------------
accepts() { cat >"$repository/bench/gate/accepted.txt"; }
expect_accepted() { # expect_accepted TEXT LINE: it is refused with this text
    printf '%s\n' "$2" | accepts
    expect 1 "accepted.txt: $1" gate --base v1
}
accepts <<END
# comment
   # another

universal/*/cold   time   5  $third  needed for   "all" masses
*/point/* instructions 12.5 v1 \$x
gone/* removed 0 $(short "$first") it was wrong
naive/* time 3 $(printf '%040d' 7) long ago
END
printf '%s' "tabulated/* time 4 $third without a line end" >>"$repository/bench/gate/accepted.txt"
expect 0 '' gate --base v1 --note mine
# shellcheck disable=SC2016 # as it is written there
is_given --base-title "$(short v1) (v1)" --head-title "working tree at $(short HEAD), changed" --note mine \
    --accept 'universal/*/cold time 5 needed for   "all" masses' --accept '*/point/* instructions 12.5 $x' \
    --note 'bench/gate/accepted.txt: gone/* removed has expired: the base comes after '"$(short "$first")" \
    --note "bench/gate/accepted.txt: naive/* time names commit $(printf '%040d' 7), which is not known here" \
    --accept 'tabulated/* time 4 without a line end' \
    --note 'the working tree differs from its commit in 1 files'
expect 0 'gone/\* removed has expired' gate --base main --head feature
expect 0 'universal/\*/cold time has expired' gate --base main --head feature

expect_accepted "'naive/\* time ': a number of per cent comes third" 'naive/* time'
expect_accepted "'naive/\* time 5%': a number" "naive/* time 5% $third why"
expect_accepted "'naive/\* time -5': a number" "naive/* time -5 $third why"
expect_accepted "'naive/\* time 1.2.3': a number" "naive/* time 1.2.3 $third why"
expect_accepted "'naive/\* time .': a number" "naive/* time . $third why"
expect_accepted "'naive/\* space': time, instructions, removed, answers, promise or interface" "naive/* space 5 $third why"
expect_accepted "'naive/\* time 5 $third': the reason is missing" "naive/* time 5 $third"
expect_accepted "'naive/\* time 5 ': the reason is missing" 'naive/* time 5'
[ ! -s "$scratch/out" ] || wrong 'was judged' gate
rm "$repository/bench/gate/accepted.txt"

# ---- repositories that lack something ------------------------------------------------------------
whole=$repository
clone() { # clone PATH OPTION ...: the repository is that clone from now on
    repository=$1
    shift
    git clone -q "$@" "file://$whole" "$repository" 2>/dev/null
    stub_gate "$repository"
}
clone "$scratch/shallow" --depth 1
expect 1 'this clone is shallow and has it not; git fetch --unshallow, or name another --base' gate
expect 1 "$first: this clone is shallow" gate --base "$first"
based_on "$(in_repository rev-parse HEAD)" "$(short HEAD) (HEAD)" --base HEAD
# Where the branch left main lies beyond the end.
clone "$scratch/shallow branch" --depth 2 --branch feature
expect 0 '' in_repository fetch -q --depth 1 origin main:refs/remotes/origin/main
expect 1 'this clone is shallow' gate
clone "$scratch/deeper" --depth 2
based_on "$third" "$(short HEAD~1)"

repository=$scratch/none
make_project "$repository"
expect 1 "$repository: not a git repository, so there is no base" gate
expect 1 'not a git repository' gate --base HEAD
expect 0 '^<--binaries>$' gate --binaries old new
git init -q -b main "$repository"
expect 1 'HEAD: no such commit' gate

# A project below another one's top.
new_repository "$scratch/outer/inner"
mv "$repository/.git" "$scratch/outer"
in_repository add -A "$scratch/outer" && in_repository commit -qm moved
moved=$(change 'int module = 2;')
based_on "$moved" "$(short HEAD) (HEAD)" --base HEAD
expect 0 'module = 2' cat "$(folder_of "$moved")/source/module.c"
worktree() { in_repository worktree add -q "$1" && repository=$1 && stub_gate "$1"; }
repository=$whole
worktree "$scratch/worktree"
based_on "$third" "$(short HEAD~1)"
finish
