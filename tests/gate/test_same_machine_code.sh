#!/bin/sh
# SPDX-License-Identifier: MIT
# same_machine_code.sh prints the implementations whose code is the same in two builds: of a small project
# made for this test, and of copies of this one.
# usage: test_same_machine_code.sh SOURCE GENERATED, the latter the folder of the tables made at build time
. "$(dirname "$0")/../expect.sh"
source=$1 generated=$2
script=$source/bench/gate/same_machine_code.sh
cc=gcc # clang puts the path of the source next to each OpenMP region

# same_are WHAT BASE NEW NAME...: expects exactly these names
target=hmf_module
same_are() {
    what=$1 one=$2 other=$3
    shift 3
    expect 0 '' "$script" "$one" "$other" "$target"
    is "$*" "$(xargs <"$scratch/out")" "$what: names"
}
prints_nothing() { is '' "$(cat "$scratch/out")" 'output of' "$@"; } # of the last command

# ---- a small project -----------------------------------------------------------------------------
base=$scratch/base new=$scratch/with_a_longer_name/new
mkdir -p "$base/impls" "$scratch/with_a_longer_name"
# Each file follows a line "== NAME".
awk -v folder="$base/impls/" '/^== / { file = folder $2; next } { print >file }' <<'END'
== hmf.c
int checked(void);
int wrapper(void) { return 1 + checked(); }
== checked.c
int checked(void) { return 1; }
== registry.c
extern const int hmf_impl_chain, hmf_impl_plain;
const int *const impls[] = {&hmf_impl_chain, &hmf_impl_plain};
int wrapper(void), other_wrapper(void);
int (*const wrappers[])(void) = {wrapper, other_wrapper};
== other_wrapper.c
int other_wrapper(void) { return 14; }
== impl_chain.c
int link_one(void);
const int hmf_impl_chain = 1;
int chain(void) { return link_one(); }
== link_one.c
int link_two(void), fallback(void);
int link_one(void) { return 2 * link_two() + fallback(); }
== fallback.c
__attribute__((weak)) int fallback(void) { return 12; }
== link_two.c
__attribute__((noinline, noclone)) static int local(int x) { return 3 * x; }
int link_two(void) { return local(4) + local(5); }
== impl_plain.c
/* A local function with the name of another one. */
const int hmf_impl_plain = 1;
__attribute__((noinline, noclone)) static int local(int x) { return 3 * x; }
int plain(void) { return local(6) + local(7); }
== impl_data.c
extern const double *const table_at;
double data(int i) { return table_at[i]; }
== table_at.c
extern const double table[];
const double *const table_at = table;
== table.c
const double table[3] = {1.0, 2.0, 3.0};
== impl_weak.c
__attribute__((weak)) int replaceable(void) { return 1; }
int weak(void) { return replaceable(); }
== replaceable.c
int replaceable(void) { return 2; }
== impl_common.c
__attribute__((common)) int counter;
int common(void) { return counter; }
== counter.c
int counter = 5;
== impl_optional.c
__attribute__((weak)) int optional(void);
int maybe(void) { return optional ? optional() : 0; }
== unused.c
int nobody_calls(void) { return 8; }
== loaded.c
static volatile int state;
__attribute__((constructor)) static void load(void) { state = 9; }
== gathered.c
__attribute__((section("gathered"), used)) static const int entry = 11;
== outside.c
/* In a static library outside the module, from which it needs a symbol. */
int hook(void);
int outside(void) { return hook(); }
== hook.c
int hook(void) { return 10; }
== module.map
{ local: *; };
END

# ninja_file FOLDER: writes build.ninja for the files in FOLDER/impls
ninja_file() {
    cat >"$1/build.ninja" <<END
flags = -O2 -g
options =
rule compile
  command = $cc \$flags -fPIC -c \$in -o \$out
rule archive
  command = strip -g \$in && ar rcD \$out \$in
rule link
  command = : && $cc -shared -Wl,--version-script=$1/impls/module.map -o \$out \$in \$options && :
END
    objects=''
    for path in "$1"/impls/*.c; do
        echo "build ${path##*/}.o: compile $path" >>"$1/build.ninja"
        case $path in */loaded.c | */outside.c) ;; *) objects="$objects ${path##*/}.o" ;; esac
    done
    cat >>"$1/build.ninja" <<END
build liboutside.a: archive outside.c.o
build hmf_module.so: link $objects
build hmf_module: phony hmf_module.so
build with_loaded.so: link $objects loaded.c.o
build with_archive.so: link $objects liboutside.a
build without_wrappers.so: link impl_plain.c.o unused.c.o
build program: phony impl_plain.c.o
default hmf_module
END
}

edit() { # edit FOLDER FILE EXPRESSION: edits with sed, which must change something
    cp "$1/$2" "$scratch/before"
    sed "$3" "$scratch/before" >"$1/$2"
    ! cmp -s "$scratch/before" "$1/$2" || wrong 'changes nothing' sed "$3" "$2"
}

# after FILE EXPRESSION NAME...: expects that these are the same after that edit, which is then undone
after() {
    what="$1: $2" file=$1
    edit "$new" "$1" "$2"
    cp "$scratch/before" "$scratch/original"
    expect 0 '' ninja -C "$new" "$target"
    shift 2
    # shellcheck disable=SC2068 # lists of words
    same_are "$what" "$base" "$new" $@
    cp "$scratch/original" "$new/$file"
}

mkdir -p "$new/impls"
cp "$base"/impls/* "$new/impls/"
ninja_file "$base"
ninja_file "$new"
expect 0 '' ninja -C "$base" hmf_module.so with_loaded.so with_archive.so
expect 0 '' ninja -C "$new" hmf_module.so
all='chain common data optional plain weak'
same_are 'another folder' "$base" "$new" "$all"
same_are 'the same folder' "$base" "$base" "$all"
after impls/hmf.c '1i /* a comment */' "$all"
after impls/link_two.c '1i \\n\n' "$all"
after impls/unused.c 's/8/9/' "$all"
after impls/registry.c 's/&hmf_impl_chain, //' "$all"
after impls/hmf.c 's/1/2/'
after impls/checked.c 's/1/2/'
after impls/other_wrapper.c 's/14/15/'
after impls/registry.c 's/, other_wrapper}/, wrapper}/'
after impls/impl_chain.c 's/one();/one() + 1;/' common data optional plain weak
after impls/link_one.c 's/2 /4 /' common data optional plain weak
after impls/link_two.c 's/3/5/' common data optional plain weak
after impls/fallback.c 's/12/13/' common data optional plain weak
after impls/impl_plain.c 's/3/5/' chain common data optional weak
after impls/table.c 's/2\.0/2.5/' chain common optional plain weak
after impls/table_at.c 's/table;/table + 1;/' chain common optional plain weak
after impls/replaceable.c 's/2/3/' chain common data optional plain
after impls/counter.c 's/5/6/' chain data optional plain weak
after impls/unused.c 's/nobody_calls/optional/' chain common data plain weak
after impls/link_one.c 's/link_two/hook/' common data optional plain weak
after impls/gathered.c 's/11/12/'
after impls/module.map 's/local/global: hook; local/'
after build.ninja 's/^options.*/options = -lm/'
after build.ninja 's/^options.*/options = -Wl,-O1/'
after build.ninja 's/-O2/-O1/'
expect 0 '' ninja -C "$new"

# Two libraries of one folder.
expect 0 '^chain' "$script" "$base" "$base" hmf_module hmf_module.so
for targets in 'hmf_module with_loaded.so' 'with_loaded.so hmf_module'; do
    # shellcheck disable=SC2086 # two words
    expect 0 '' "$script" "$base" "$base" $targets
    prints_nothing "$targets"
done

# Constructors and static libraries act without being mentioned.
target=with_loaded.so
after impls/unused.c 's/8/9/' "$all"
after impls/loaded.c 's/9/10/'
target=with_archive.so
after impls/unused.c 's/8/9/' "$all"
after impls/hook.c 's/10/11/'
after impls/outside.c 's/hook()/hook() + 1/'
target=hmf_module

# Options with which every object may depend on every other. Objects for link-time optimisation contain the
# path of their source, so all but one come from the other side.
edit "$new" impls/unused.c 's/8/9/'
for line in 'options = -Wl,--wrap=link_one' 'options = -Wl,--defsym=other=link_one' 'flags = -O2 -flto'; do
    for folder in "$base" "$new"; do
        cp "$folder/build.ninja" "$folder/kept"
        edit "$folder" build.ninja "s/^${line%% *} =.*/$line/"
        expect 0 '' ninja -C "$folder"
    done
    mv "$new/unused.c.o" "$scratch/"
    cp "$base"/*.o "$new/"
    mv "$scratch/unused.c.o" "$new/"
    same_are "$line" "$base" "$new"
    for folder in "$base" "$new"; do mv "$folder/kept" "$folder/build.ninja"; done
done
for folder in "$base" "$new"; do expect 0 '' ninja -C "$folder"; done

# ---- errors --------------------------------------------------------------------------------------
mkdir "$scratch/empty"
expect 0 '^usage: ' "$script" --help
expect 1 '^usage: ' "$script"
expect 1 '^usage: ' "$script" "$base"
expect 1 '^usage: ' "$script" "$base" "$base" hmf_module hmf_module more
expect 1 '/nonexistent: no such folder' "$script" "$base" /nonexistent
expect 1 '/nonexistent: no such folder' "$script" /nonexistent "$base"
expect 1 '/empty: no target hmf_module there' "$script" "$base" "$scratch/empty"
expect 1 '/base: no target nothing there' "$script" "$base" "$base" nothing
expect 1 '/base: no module is linked there' "$script" "$base" "$base" program
expect 0 '' ninja -C "$base" without_wrappers.so
expect 1 '/base: without_wrappers.so is linked without hmf.c' "$script" "$base" "$base" without_wrappers.so
rm "$new/impl_plain.c.o"
expect 1 '/new: impl_plain.c.o is not built' "$script" "$base" "$new"
echo 'no object' >"$new/impl_plain.c.o"
expect 1 '/new: cannot read its objects' "$script" "$base" "$new"
prints_nothing 'an object that cannot be read'
expect 1 '^same_machine_code.sh: nm not found (Debian: binutils)' \
    env PATH="$scratch/empty" /bin/sh "$script" "$base" "$base"
mkdir "$scratch/tools"
for tool in nm readelf sha256sum; do # one that fails is different from one that finds nothing
    printf '#!/bin/sh\nexit 3\n' >"$scratch/tools/$tool"
    chmod +x "$scratch/tools/$tool"
    expect 1 '' env PATH="$scratch/tools:$PATH" "$script" "$base" "$base"
    prints_nothing "$tool that fails"
    rm "$scratch/tools/$tool"
done

# ---- copies of this project ----------------------------------------------------------------------
# copy_sources TREE: links all files but those of impls/, which are copied. Copies the largest table
# instead of computing it, which takes seconds.
copy_sources() {
    mkdir -p "$1"
    for entry in "$source"/*; do
        case ${entry##*/} in build | impls) ;; *) ln -s "$entry" "$1/" ;; esac
    done
    cp -R "$source/impls" "$1/impls"
    cp "$generated/universal_table.c" "$1/impls/universal_table.txt"
    cat >"$1/impls/generate_universal.c" <<END
#include <stdio.h>
int main(int count, char **words) {
    (void)words;
    FILE *table = fopen(count > 1 ? "$generated/vector_exp2_table.h" : "$1/impls/universal_table.txt", "r");
    for (int c; table && (c = getc(table)) != EOF;) putchar(c);
    return !table;
}
END
}

configure() {
    expect 0 '' cmake -G Ninja -DCMAKE_C_COMPILER=$cc -DCMAKE_CXX_COMPILER=g++ \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE='-O3 -g' "$@"
}

# names TREE: prints its implementations
names() { (cd "$1/impls" && ls impl_*.c demonstrations/impl_*.c) | sed 's/.*impl_//; s/\.c$//' | sort; }

# not_using TREE OBJECT...: prints the implementations for which the linker picks none of these objects from
# an archive of the whole module.
not_using() {
    build=$1/build
    shift
    mkdir -p "$scratch/pick"
    (cd "$build" && find impls -path 'impls/CMakeFiles/hmf_*.c.o' >"$scratch/pick/objects" &&
        xargs ar rc "$scratch/pick/all.a" <"$scratch/pick/objects")
    for name in $(names "${build%/build}"); do
        grep -e '/hmf\.c\.o$' -e "/impl_$name\.c\.o\$" "$scratch/pick/objects" >"$scratch/pick/own"
        (cd "$build" && xargs "$cc" -shared -Wl,-t,-t -o "$scratch/pick/linked" <"$scratch/pick/own" \
            -Wl,@"$scratch/pick/own" "$scratch/pick/all.a") >"$scratch/pick/picked" 2>&1
        for object in "$@"; do
            if grep -q "all\.a.*[(/)]$object" "$scratch/pick/picked"; then continue 2; fi
        done
        echo "$name"
    done
}

tree_base=$scratch/tree tree_new=$scratch/with_a_longer_name/tree
copy_sources "$tree_base"
copy_sources "$tree_new"
configure -S "$tree_base" -B "$tree_base/build"
configure -S "$tree_new" -B "$scratch/elsewhere"
base=$tree_base/build new=$scratch/elsewhere
expect 0 '' ninja -C "$base" hmf_module
expect 0 '' ninja -C "$new" hmf_module
all=$(names "$tree_base")
# shellcheck disable=SC2086,SC2046 # lists of words
{
    same_are 'the same commit' "$base" "$new" $all

    for path in hmf.c physics.c impl_naive.c; do
        sed -i '1i /* A comment. */' "$tree_new/impls/$path"
    done
    cat >"$tree_new/impls/impl_added.c" <<'END'
#include "hmf.h"
const hmf_impl hmf_impl_added = {.name = "added"};
END
    expect 0 '' ninja -C "$new" hmf_module
    same_are 'comments, and one implementation more' "$base" "$new" $all

    # Changes a single coefficient.
    edit "$tree_new" impls/universal_table.txt '/universal_table\[\]/{n;s/0x1\./0x1.8/}'
    touch "$tree_new/impls/generate_universal.c"
    expect 0 '' ninja -C "$new" hmf_module
    without=$(not_using "$tree_base" universal_table.c.o)
    case $without in '' | "$all") wrong 'none or all of these use the table' echo "$all" ;; esac
    same_are 'a coefficient' "$base" "$new" $without

    edit "$tree_new" impls/variance.c 's/reach = 12\.0/reach = 13.0/'
    expect 0 '' ninja -C "$new" hmf_module
    fewer=$(not_using "$tree_base" universal_table.c.o variance.c.o)
    case $fewer in '' | "$without") wrong 'none or all of these use the variance' echo "$without" ;; esac
    same_are 'a constant' "$base" "$new" $fewer
}
edit "$tree_new" impls/hmf.c 's/PTRDIFF_MAX \//PTRDIFF_MAX \/ 2 \//'
expect 0 '' ninja -C "$new" hmf_module
same_are 'the wrappers' "$base" "$new"
finish
