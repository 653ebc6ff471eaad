#!/bin/sh
# SPDX-License-Identifier: MIT
# Every component configures with its own packages alone, and the library builds, passes its tests and
# installs with GSL alone. Other packages are hidden from pkg-config and find_package.
# usage: test_components.sh SOURCE
. "$(dirname "$0")/../expect.sh"
source=$1
unset CMAKE_PREFIX_PATH PKG_CONFIG_PATH
pkg_config_path=$(pkg-config --variable pc_path pkg-config)

# show_packages NAME ...: makes only these visible, with the packages that they require.
show_packages() {
    rm -rf "$scratch/pc"
    mkdir "$scratch/pc"
    for module in $(for name; do echo "$name"; pkg-config --print-requires --print-requires-private "$name"; done | sed 's/ .*//' | sort -u); do
        for folder in $(echo "$pkg_config_path" | tr : ' '); do
            [ ! -f "$folder/$module.pc" ] || ln -sf "$folder/$module.pc" "$scratch/pc/"
        done
    done
}
configure() { env PKG_CONFIG_LIBDIR="$scratch/pc" cmake -G Ninja -S "$source" -B "$@" -DCMAKE_BUILD_TYPE=Release; }

# alone COMPONENT BENCHMARK PACKAGE ...: BENCHMARK says whether Google Benchmark is visible.
alone() {
    component=$1 benchmark=$2
    shift 2
    show_packages gsl "$@"
    hide=-DCMAKE_DISABLE_FIND_PACKAGE_benchmark=TRUE
    [ "$benchmark" = no ] || hide=-DBUILD_TESTING=OFF
    expect 0 "$component: on" configure "$scratch/$component" -DBUILD_TESTING=OFF "$hide"
}
alone HMF_GATE no jansson
also 'HMF_JUDGE: off, missing: SECCOMP'
also 'HMF_TOOLS: off, missing: benchmark, GPERFTOOLS_PROFILER, GPERFTOOLS_HEAP, LIBDW'
expect 0 '' cmake --build "$scratch/HMF_GATE" --target hmf-gate
alone HMF_JUDGE no jansson libseccomp
alone HMF_TOOLS yes jansson libprofiler libtcmalloc libdw libelf
alone HMF_REPORT yes jansson
expect 1 'HMF_JUDGE needs missing packages: SECCOMP' configure "$scratch/HMF_REPORT" -DHMF_JUDGE=ON

show_packages gsl
expect 0 'HMF_GATE: off, missing: JANSSON' configure "$scratch/library"
expect 0 '' cmake --build "$scratch/library"
expect 0 '100% tests passed' ctest --test-dir "$scratch/library" -L 'truth|contract'
expect 0 'libhmf.so' cmake --install "$scratch/library" --prefix "$scratch/prefix"
expect 0 '' test -f "$scratch/prefix/include/hmf.h"
finish
