#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Times the mass function called from Python through ctypes, with the arguments of workshop_start.py.

    through_ctypes.py LIBRARY IMPL N    N times the mean seconds of 200 calls, as JSON
"""
import ctypes
import json
import sys
import time


def load(path, name):
    """Returns mass_function(z_list, M_list, ...) of one implementation in libhmf."""
    lib = ctypes.CDLL(path)
    lib.hmf_get_registry.restype = lib.hmf_find.restype = ctypes.c_void_p
    impl = ctypes.c_void_p(lib.hmf_find(ctypes.c_void_p(lib.hmf_get_registry()), name.encode()))
    if not impl:
        sys.exit(f"through_ctypes.py: no implementation '{name}' in {path}")

    def mass_function(z_list, M_list, Om=0.3089, OL=0.6911, H0=67.74, sigma8=0.72, n=1.0,
                      delta_c=1.69):
        nz, nmass = len(z_list), len(M_list)
        out = (ctypes.c_double * (nz * nmass))()
        if lib.hmf_mass_function(impl, (ctypes.c_double * 6)(Om, OL, H0, sigma8, n, delta_c),
                                 (ctypes.c_double * nz)(*z_list), ctypes.c_size_t(nz),
                                 (ctypes.c_double * nmass)(*M_list), ctypes.c_size_t(nmass), out,
                                 None):
            raise ValueError("refused")
        return out

    return mass_function


def main(library, name, repetitions):
    mass_function = load(library, name)
    z_list, M_list = [0, 5, 10, 20, 30], [10 ** (2 + 13 * i / 199) for i in range(200)]
    calls, seconds = 200, []
    for _ in range(int(repetitions)):
        start = time.perf_counter()
        for _ in range(calls):
            mass_function(z_list, M_list)
        seconds.append((time.perf_counter() - start) / calls)
    print(json.dumps(seconds))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
