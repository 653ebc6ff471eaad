/*
 * gauss_legendre.h: the Gauss-Legendre rule with 16 nodes on [-1, 1], exact for polynomials of
 * degree 31. Positive nodes and their weights, rounded from 40 digits: the roots of the Legendre
 * polynomial P_16 and 2 / ((1 - x^2) P_16'(x)^2) (Abramowitz & Stegun 25.4.29).
 */
#ifndef HMF_GAUSS_LEGENDRE_H
#define HMF_GAUSS_LEGENDRE_H

enum { GAUSS_LEGENDRE_PAIRS = 8 };

static const struct {
    double node, weight;
} gauss_legendre[GAUSS_LEGENDRE_PAIRS] = {
    {0.095012509837637440185, 0.18945061045506849629},
    {0.28160355077925891323, 0.18260341504492358887},
    {0.45801677765722738634, 0.16915651939500253819},
    {0.61787624440264374845, 0.14959598881657673208},
    {0.7554044083550030339, 0.12462897125553387205},
    {0.86563120238783174388, 0.09515851168249278481},
    {0.94457502307323257608, 0.062253523938647892863},
    {0.9894009349916499326, 0.027152459411754094852},
};

#endif
