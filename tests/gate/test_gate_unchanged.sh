#!/bin/sh
# test_gate_unchanged.sh: bench/gate/unchanged.sh names those implementations whose code is the same
# in two builds: of a small project made for this, and of copies of this one.
# usage: test_gate_unchanged.sh SOURCE GENERATED, the latter the folder of the tables made at build time
. "$(dirname "$0")/../expect.sh"
source=$1 generated=$2
unchanged=$source/bench/gate/unchanged.sh
cc=gcc # clang puts the path of the source beside each OpenMP region

# same_are WHAT BASE NEW NAME...: these are unchanged, and no others
target=hmf_module
same_are() {
    what=$1 one=$2 other=$3
    shift 3
    for name in "$@"; do echo "$name"; done >"$scratch/expected"
    expect 0 '' "$unchanged" "$one" "$other" "$target"
    cmp -s "$scratch/expected" "$scratch/out" || wrong "$what: does not name exactly '$*'" "$unchanged"
}

# ---- a small project -----------------------------------------------------------------------------
base=$scratch/base new=$scratch/with_a_longer_name/new
mkdir -p "$base/impls" "$scratch/with_a_longer_name"

file() { cat >"$base/impls/$1"; }
file hmf.c <<'END'
int checked(void);
int wrapper(void) { return 1 + checked(); }
END
echo 'int checked(void) { return 1; }' | file checked.c
file registry.c <<'END'
extern const int hmf_impl_chain, hmf_impl_plain;
const int *const impls[] = {&hmf_impl_chain, &hmf_impl_plain};
int wrapper(void), other_wrapper(void);
int (*const wrappers[])(void) = {wrapper, other_wrapper};
END
echo 'int other_wrapper(void) { return 14; }' | file other_wrapper.c
file impl_chain.c <<'END'
int link_one(void);
const int hmf_impl_chain = 1;
int chain(void) { return link_one(); }
END
file link_one.c <<'END'
int link_two(void), fallback(void);
int link_one(void) { return 2 * link_two() + fallback(); }
END
echo '__attribute__((weak)) int fallback(void) { return 12; }' | file fallback.c
file link_two.c <<'END'
__attribute__((noinline, noclone)) static int local(int x) { return 3 * x; }
int link_two(void) { return local(4) + local(5); }
END
# A local function with the name of another's.
file impl_plain.c <<'END'
const int hmf_impl_plain = 1;
__attribute__((noinline, noclone)) static int local(int x) { return 3 * x; }
int plain(void) { return local(6) + local(7); }
END
file impl_data.c <<'END'
extern const double *const table_at;
double data(int i) { return table_at[i]; }
END
file table_at.c <<'END'
extern const double table[];
const double *const table_at = table;
END
echo 'const double table[3] = {1.0, 2.0, 3.0};' | file table.c
file impl_weak.c <<'END'
__attribute__((weak)) int replaceable(void) { return 1; }
int weak(void) { return replaceable(); }
END
echo 'int replaceable(void) { return 2; }' | file replaceable.c
file impl_common.c <<'END'
__attribute__((common)) int counter;
int common(void) { return counter; }
END
echo 'int counter = 5;' | file counter.c
file impl_optional.c <<'END'
__attribute__((weak)) int optional(void);
int maybe(void) { return optional ? optional() : 0; }
END
echo 'int nobody_calls(void) { return 8; }' | file unused.c
file loaded.c <<'END'
static volatile int state;
__attribute__((constructor)) static void load(void) { state = 9; }
END
echo '__attribute__((section("gathered"), used)) static const int entry = 11;' | file gathered.c
# In a static library outside, which needs something of the module.
file outside.c <<'END'
int hook(void);
int outside(void) { return hook(); }
END
echo 'int hook(void) { return 10; }' | file hook.c
echo '{ local: *; };' | file module.map

# ninja_file FOLDER: the module of what is in its impls
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

# edit FOLDER FILE EXPRESSION: by sed, which must change something
edit() {
    cp "$1/$2" "$scratch/before"
    sed "$3" "$scratch/before" >"$1/$2"
    if cmp -s "$scratch/before" "$1/$2"; then wrong 'leaves the file as it is' sed "$3" "$2"; fi
}

# after FILE EXPRESSION NAME...: these are unchanged after that edit, which is then taken back
after() {
    what="$1: $2" file=$1
    edit "$new" "$1" "$2"
    cp "$scratch/before" "$scratch/original"
    expect 0 '' ninja -C "$new" "$target"
    shift 2
    same_are "$what" "$base" "$new" "$@"
    cp "$scratch/original" "$new/$file"
}

mkdir -p "$new/impls"
cp "$base"/impls/* "$new/impls/"
ninja_file "$base"
ninja_file "$new"
expect 0 '' ninja -C "$base" hmf_module.so with_loaded.so with_archive.so
expect 0 '' ninja -C "$new" hmf_module.so
all='chain common data optional plain weak'
# shellcheck disable=SC2086 # a list of words
{
    same_are 'another folder' "$base" "$new" $all
    same_are 'the same folder' "$base" "$base" $all
    after impls/hmf.c '1i /* a comment */' $all
    after impls/link_two.c '1i \\n\n' $all
    after impls/unused.c 's/8/9/' $all
    after impls/registry.c 's/&hmf_impl_chain, //' $all
}
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
expect 0 '^chain' "$unchanged" "$base" "$base" hmf_module hmf_module.so
expect 0 '' "$unchanged" "$base" "$base" hmf_module with_loaded.so
[ ! -s "$scratch/out" ] || wrong 'takes one library for another' "$unchanged" "$base"
expect 0 '' "$unchanged" "$base" "$base" with_loaded.so hmf_module
[ ! -s "$scratch/out" ] || wrong 'takes one library for another' "$unchanged" "$base"

# What takes effect unasked: a function that is called on loading, a static library.
for target in with_loaded.so with_archive.so; do
    # shellcheck disable=SC2086 # a list of words
    after impls/unused.c 's/8/9/' $all
    case $target in
    with_loaded.so) after impls/loaded.c 's/9/10/' ;;
    with_archive.so)
        after impls/hook.c 's/10/11/'
        after impls/outside.c 's/hook()/hook() + 1/' ;;
    esac
done
target=hmf_module

# What is the same on both sides, but makes everyone depend on everything. Objects for optimisation at
# link time hold the path of their source, so all but one are those of the other side here.
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

# ---- what it refuses -----------------------------------------------------------------------------
expect 0 '^usage: ' "$unchanged" --help
expect 1 '^usage: ' "$unchanged"
expect 1 '^usage: ' "$unchanged" "$base"
expect 1 '^usage: ' "$unchanged" "$base" "$base" hmf_module hmf_module more
expect 1 '/nonexistent: no such folder' "$unchanged" "$base" /nonexistent
expect 1 '/nonexistent: no such folder' "$unchanged" /nonexistent "$base"
mkdir "$scratch/empty"
expect 1 '/empty: no target hmf_module there' "$unchanged" "$base" "$scratch/empty"
expect 1 '/base: no target nothing there' "$unchanged" "$base" "$base" nothing
expect 1 '/base: no module is linked there' "$unchanged" "$base" "$base" program
expect 0 '' ninja -C "$base" without_wrappers.so
expect 1 '/base: without_wrappers.so is linked without hmf.c' "$unchanged" "$base" "$base" without_wrappers.so
rm "$new/impl_plain.c.o"
expect 1 '/new: impl_plain.c.o is not built' "$unchanged" "$base" "$new"
echo 'no object' >"$new/impl_plain.c.o"
expect 1 '/new: cannot read its objects' "$unchanged" "$base" "$new"
[ ! -s "$scratch/out" ] || wrong 'prints names after all' "$unchanged" "$base" "$new"
expect 1 '^unchanged.sh: nm not found (Debian: binutils)' \
    env PATH="$scratch/empty" /bin/sh "$unchanged" "$base" "$base"
mkdir "$scratch/tools"
for tool in nm readelf sha256sum; do # one that fails is not taken for one that finds nothing
    printf '#!/bin/sh\nexit 3\n' >"$scratch/tools/$tool"
    chmod +x "$scratch/tools/$tool"
    expect 1 '' env PATH="$scratch/tools:$PATH" "$unchanged" "$base" "$base"
    [ ! -s "$scratch/out" ] || wrong "prints names when $tool fails" "$unchanged" "$base" "$base"
    rm "$scratch/tools/$tool"
done

# ---- copies of this project ----------------------------------------------------------------------
# copy_sources TREE: all of them, impls/ to be changed. The largest table, which takes seconds to make,
# is printed from a file.
copy_sources() {
    mkdir -p "$1"
    for entry in "$source"/*; do
        case ${entry##*/} in build | impls) ;; *) ln -s "$entry" "$1/" ;; esac
    done
    cp -R "$source/impls" "$1/impls"
    cp "$generated/universal_table.c" "$1/impls/universal_table.txt"
    cat >"$1/impls/generate_universal.c" <<END
#include <stdio.h>
int main(void) {
    FILE *table = fopen("$1/impls/universal_table.txt", "r");
    for (int c; table && (c = getc(table)) != EOF;) putchar(c);
    return !table;
}
END
}

configure() {
    expect 0 '' cmake -G Ninja -DCMAKE_C_COMPILER=$cc -DCMAKE_CXX_COMPILER=g++ \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE='-O3 -g' "$@"
}

# names BUILD: of its implementations
names() { (cd "$1/impls" && ls impl_*.c demonstrations/impl_*.c) | sed 's/.*impl_//; s/\.c$//' | sort; }

# not_using BASE OBJECT...: the implementations that the linker needs none of the objects for, when it
# may pick from all of the module.
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
# shellcheck disable=SC2086 # lists of words
{
    same_are 'the same commit' "$base" "$new" $all

    for path in hmf.c physics.c impl_naive.c; do
        sed -i '1i /* A comment. */' "$tree_new/impls/$path"
    done
    cat >"$tree_new/impls/impl_added.c" <<'END'
/* impl_added.c: gives nothing. */
#include "hmf.h"
const hmf_impl hmf_impl_added = {.name = "added"};
END
    expect 0 '' ninja -C "$new" hmf_module
    same_are 'comments, and one implementation more' "$base" "$new" $all

    # Every other coefficient stays.
    edit "$tree_new" impls/universal_table.txt '/universal_table\[\]/{n;s/0x1\./0x1.8/}'
    touch "$tree_new/impls/generate_universal.c"
    expect 0 '' ninja -C "$new" hmf_module
    without=$(not_using "$tree_base" universal_table.c.o)
    case $without in '' | "$all") wrong 'who uses the table?' echo "$without" ;; esac
    same_are 'a coefficient' "$base" "$new" $without

    edit "$tree_new" impls/variance.c 's/reach = 12\.0/reach = 13.0/'
    expect 0 '' ninja -C "$new" hmf_module
    fewer=$(not_using "$tree_base" universal_table.c.o variance.c.o)
    case $fewer in '' | "$without") wrong 'who uses the variance?' echo "$fewer" ;; esac
    same_are 'a constant' "$base" "$new" $fewer
}
edit "$tree_new" impls/hmf.c 's/PTRDIFF_MAX \//PTRDIFF_MAX \/ 2 \//'
expect 0 '' ninja -C "$new" hmf_module
same_are 'the wrappers' "$base" "$new"
finish
