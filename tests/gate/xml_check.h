/* xml_check.h: whether a text is well-formed XML, of the kind that this project writes. */
#ifndef HMF_TEST_XML_CHECK_H
#define HMF_TEST_XML_CHECK_H

/* Where it stops to be: elements that are not closed in order, a root that is not the only one, an
 * attribute without quotation marks, a bare & or <, a control character. NULL where it is. Knows no
 * comments, no CDATA, and nothing of UTF-8. */
const char *xml_first_fault(const char *xml);

#endif
