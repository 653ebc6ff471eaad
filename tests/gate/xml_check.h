/* SPDX-License-Identifier: MIT */
/* xml_check.h: checks that a text is well-formed XML, of the subset that this project writes. */
#ifndef HMF_TEST_XML_CHECK_H
#define HMF_TEST_XML_CHECK_H

/* Returns the first fault, or NULL: elements that are not closed in order, a second root, an attribute
 * without quotation marks, a bare & or <, a control character. Does not know comments, CDATA or
 * UTF-8. */
const char *xml_first_fault(const char *xml);

#endif
