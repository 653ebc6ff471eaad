#!/bin/sh
# report.sh BUILD [OPTION ...]: ./hmf report. The Markdown, and from the same results the page.
# hmf-report --help is the help of both.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
build=$1; shift
programs=$build/bin

say() { echo "hmf report: $*" >&2; }

# The options of the page are taken out; for hmf-report the others stay, and --bench for both.
page=yes html='' open='' bench='' option=''
for argument; do
    shift
    case $option:$argument in
    html:*) html=$argument option=''; continue ;;
    bench:*) bench=$argument option='' ;;
    out:*) [ "$argument" != - ] || page=''; option='' ;;
    *:--html) option=html; continue ;;
    *:--html=*) html=${argument#--html=}; continue ;;
    *:--open) open=yes; continue ;;
    *:--bench) option=bench ;;
    *:--bench=*) bench=${argument#--bench=} ;;
    *:--out) option=out ;;
    *:--out=-) page='' ;;
    *:--help | *:-h | *:--ladder | *:--next-step | *:--slowest | *:--json) exec "$programs/hmf-report" "$argument" "$@" ;;
    esac
    set -- "$@" "$argument"
done
[ "$option" != html ] || { say "--html needs a file; see ./hmf report --help"; exit 1; }

"$programs/hmf-report" "$@"
[ -n "$page$html$open" ] || exit 0

out=${html:-$HMF_RESULTS/report.html}
status=0
"$root/report/page/page.sh" "$root" "$build" "$out" ${bench:+--bench "$bench"} || status=$?
case $status in
0) [ -z "$page" ] || printf 'Page: %s\n' "$out" ;; # or standard output is the Markdown's
69) [ -z "$html$open" ] || exit 69 ;; # what the page needs is not here, and nobody insists
*) exit "$status" ;;
esac
if [ -n "$page" ]; then
    echo
    ending=--next-step
    [ ! -t 1 ] || ending=--ladder
    "$programs/hmf-report" "$ending" ${bench:+--bench "$bench"}
fi
[ -n "$open" ] || exit 0
command -v xdg-open >/dev/null || { say "nothing to open the page with (Debian: xdg-utils)"; exit 69; }
exec xdg-open "$out"
