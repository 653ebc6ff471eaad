#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The code from which a workshop on optimisation started: easy to read, slow to run.

Press & Schechter's mass function for a top-hat window and the BBKS transfer function, with every
integral from SciPy's quad at its default tolerances, and everything computed again for every
redshift and mass. impl_naive.c is the same algorithm in C; ./hmf bench --headline compares with this.

    workshop_start.py               the default grid as CSV: z,mass,dn_dlnm
    workshop_start.py --time N      seconds of each of N calls on the default grid, as JSON
    workshop_start.py --count       numbers of calls of sigma's integrand and of quad, as JSON
"""
import json
import sys
import time
import warnings

import numpy as np
from scipy.integrate import IntegrationWarning, quad

G = 4.302e-9  # Mpc (km/s)^2 / Msun

counts = {"integrand": 0, "infinite_integrals": 0}


def window(y):
    """Fourier transform of the spherical top hat."""
    if y < 1e-3:
        return 1 - y**2 / 10
    return 3 * (np.sin(y) - y * np.cos(y)) / y**3


def transfer(k, Om, H0):
    """BBKS."""
    q = k / Om * (100 / H0) ** 2
    return (np.log(1 + 2.34 * q) / (2.34 * q)
            * (1 + 3.89 * q + (16.1 * q) ** 2 + (5.46 * q) ** 3 + (6.71 * q) ** 4) ** -0.25)


def power_spectrum(k, Om, H0, n):
    return k**n * transfer(k, Om, H0) ** 2


def sigma_integrand(k, R, Om, H0, n):
    counts["integrand"] += 1
    return k**2 * power_spectrum(k, Om, H0, n) * window(k * R) ** 2


def sigma_unnormalised(R, Om, H0, n):
    counts["infinite_integrals"] += 1
    return np.sqrt(quad(sigma_integrand, 0, np.inf, args=(R, Om, H0, n))[0])


def normalisation(Om, H0, n, sigma8):
    return sigma8 / sigma_unnormalised(8 * 100 / H0, Om, H0, n)


def hubble(a, Om, OL, H0):
    return H0 * np.sqrt(Om / a**3 + OL)


def growth_unnormalised(a, Om, OL, H0):
    integral = quad(lambda b: (b * hubble(b, Om, OL, H0)) ** -3, 0, a)[0]
    return hubble(a, Om, OL, H0) * integral


def growth_factor(z, Om, OL, H0):
    return growth_unnormalised(1 / (1 + z), Om, OL, H0) / growth_unnormalised(1, Om, OL, H0)


def dln_sigma_dR(R, A, Om, H0, n):
    """Central difference of a general routine for three points; the weight of the middle is 0."""
    dR = R / 2
    points = [np.log(A * sigma_unnormalised(R + i * dR, Om, H0, n)) for i in (-1, 0, 1)]
    return np.dot([-0.5, 0, 0.5], points) / dR


def mass_function(z_list, M_list, Om=0.3089, OL=0.6911, H0=67.74, sigma8=0.72, n=1.0, delta_c=1.69):
    """dn/dlnM in Mpc^-3, an array [redshift][mass]; masses in solar masses."""
    result = np.zeros((len(z_list), len(M_list)))
    rho = 3 * Om * H0**2 / (8 * np.pi * G)
    for i, z in enumerate(z_list):
        A = normalisation(Om, H0, n, sigma8)
        delta = delta_c / growth_factor(z, Om, OL, H0)
        for j, M in enumerate(M_list):
            R = (2 * M * G / (H0**2 * Om)) ** (1 / 3)
            nu = delta / (A * sigma_unnormalised(R, Om, H0, n))
            dR_dM = 2 * G / (3 * H0**2 * Om * R**2)
            dln_sigma_dM = dR_dM * dln_sigma_dR(R, A, Om, H0, n)
            result[i, j] = np.sqrt(2 / np.pi) * rho * -dln_sigma_dM * nu * np.exp(-(nu**2) / 2)
    return result


def main(arguments):
    z_list, M_list = [0, 5, 10, 20, 30], np.logspace(2, 15, 200)
    warnings.simplefilter("ignore", IntegrationWarning)
    if arguments[:1] == ["--time"] and len(arguments) == 2 and arguments[1].isdigit():
        seconds = []
        for _ in range(int(arguments[1])):
            start = time.perf_counter()
            mass_function(z_list, M_list)
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds))
    elif arguments == ["--count"]:
        mass_function(z_list, M_list)
        print(json.dumps(counts))
    elif not arguments:
        print("z,mass,dn_dlnm")
        for z, row in zip(z_list, mass_function(z_list, M_list)):
            for M, value in zip(M_list, row):
                print("%.17g,%.17g,%.17g" % (z, M, value))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
