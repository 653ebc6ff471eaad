#!/bin/sh
# SPDX-License-Identifier: MIT
# document.sh ROOT OUT: writes the comments of the shared headers as pages, OUT/html/index.html.
# Exit status: 0 success; 1 a declaration without a comment, or the pages cannot be written.
set -eu
export HMF_DOCS="$2"
settings=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)/Doxyfile

cd "$1"
status=0
doxygen "$settings" || status=1

# Doxygen 1.9 does not report undocumented enumerators and unnamed enumerations; its XML shows them.
{
    cat "$settings"
    printf '%s\n' 'GENERATE_HTML = NO' 'GENERATE_XML = YES' 'EXTRACT_ALL = YES' 'WARNINGS = NO' 'WARN_AS_ERROR = NO'
} | doxygen -
awk '
    function report(name) { print name " is not documented" >"/dev/stderr"; missing = 1 }
    /<memberdef kind="enum"/ { enumeration = 1; name = ""; said = 0 }
    !enumeration { next }
    /<enumvalue/ { value = 1; value_said = 0 }
    /<name>/ { gsub(/ *<[^>]*>/, ""); if (value) value_name = $0; else name = $0 }
    /<para>/ { if (value) value_said = 1; else said = 1 }
    /<\/enumvalue>/ { value = 0; last = value_name; if (!value_said) report("Value " last) }
    /<\/memberdef>/ { enumeration = 0; if (!said) report("The enumeration " (name == "" || name ~ /^@/ ? "of " last : name)) }
    END { exit missing }
    ' "$HMF_DOCS"/xml/*_8h.xml || status=1
exit $status
