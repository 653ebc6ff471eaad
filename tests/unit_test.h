/* SPDX-License-Identifier: MIT */
/* unit_test.h: cmocka, with the headers that it needs before its own. */
#ifndef HMF_UNIT_TEST_H
#define HMF_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#endif
