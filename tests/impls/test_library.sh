#!/bin/sh
# SPDX-License-Identifier: MIT
# test_library.sh: installs the library and runs the programs of impls/library.md.
# usage: test_library.sh BIN BUILD SOURCE
. "$(dirname "$0")/../expect.sh"
bin=$1 build=$2 source=$3
prefix=$scratch/prefix
cc=${CC:-cc}

# block LANGUAGE: the code of that kind in library.md
block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$source/impls/library.md" | sed '/^```/d'; }

expect 0 'libhmf.so' cmake --install "$build" --prefix "$prefix"
library=$(dirname "$(find "$prefix" -name libhmf.a)")
expect 0 '' test -f "$prefix/include/hmf.h"

# The shared library exports exactly the declarations of hmf.h, and needs only libc, libm, GSL and OpenMP.
nm -D --defined-only "$library/libhmf.so" | awk '{ print $3 }' | LC_ALL=C sort >"$scratch/exported"
readelf -d "$library/libhmf.so" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >"$scratch/needed"
expect 1 '' grep -v -x -e 'lib[cm]\.so.*' -e 'libgsl\(cblas\)*\.so.*' -e 'lib[gi]*omp.*' -e 'libgcc_s.*' -e 'ld-linux.*' \
    -e 'lib\(asan\|ubsan\).*' "$scratch/needed"
printf '%s\n' hmf_clone_name hmf_cosmology_default hmf_create hmf_destroy hmf_domain_accepted \
    hmf_domain_promised hmf_evaluate hmf_find hmf_get_registry hmf_mass_function hmf_status_text |
    expect 0 '' diff - "$scratch/exported"

"$bin/hmf-eval" universal --z 0,5,10 --mass 1e8,1e10,1e12,1e14 | tail -n +2 |
    awk -F, '{ printf "%g,%g,%s\n", $1, $2, $3 }' >"$scratch/expected"
[ -s "$scratch/expected" ] || wrong 'gives nothing to compare with' hmf-eval

# same NAME COMMAND ...: prints the lines of hmf-eval
same() {
    name=$1
    shift
    expect 0 '' "$@"
    cmp -s "$scratch/out" "$scratch/expected" || wrong "$name: prints other values than hmf-eval" "$@"
}

block c >"$scratch/example.c"
[ "$(grep -c . "$scratch/example.c")" -ge 10 ] || wrong 'has no program in C' impls/library.md
export PKG_CONFIG_PATH="$library/pkgconfig"
# shellcheck disable=SC2046 # words
expect 0 '' "$cc" "$scratch/example.c" $(pkg-config --cflags --libs hmf) -o "$scratch/shared"
same 'shared, pkg-config' env LD_LIBRARY_PATH="$library" "$scratch/shared"
# shellcheck disable=SC2046
expect 0 '' "$cc" -static "$scratch/example.c" $(pkg-config --static --cflags --libs hmf) \
    -o "$scratch/static"
same 'static, pkg-config' "$scratch/static"

cat >"$scratch/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(example C)
find_package(hmf 0.1 REQUIRED)
foreach(kind IN ITEMS hmf hmf_static)
  add_executable(with_${kind} example.c)
  target_link_libraries(with_${kind} hmf::${kind})
endforeach()
END
expect 0 '' env CC="$cc" cmake -G Ninja -S "$scratch" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$prefix"
expect 0 '' cmake --build "$scratch/build"
same 'shared, CMake' "$scratch/build/with_hmf"
same 'static, CMake' "$scratch/build/with_hmf_static"

python=/usr/bin/python3
[ -x "$python" ] || skip "no $python (Debian: python3-minimal)"
block python >"$scratch/example.py"
cat >>"$scratch/example.py" <<'END'

z_list, M_list = [0, 5, 10], [1e8, 1e10, 1e12, 1e14]
for z, row in zip(z_list, mass_function(z_list, M_list)):
    for M, value in zip(M_list, row):
        print("%g,%g,%.17g" % (z, M, value))
try:
    mass_function([0], [-1.0])
except ValueError as error:
    assert "mass[0] = -1: must be between" in str(error), error
else:
    raise SystemExit("a negative mass was accepted")
END
same 'Python' env LD_LIBRARY_PATH="$library" "$python" "$scratch/example.py"
finish
