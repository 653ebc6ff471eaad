#!/bin/sh
# test_container.sh: what can be said about the container's recipe without building it: it installs
# the packages of .ci/packages, all of them, and names files that are there.
. "$(dirname "$0")/expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
folder=$root/.devcontainer
recipe=$folder/Dockerfile

while read -r verbs _ package; do
    case $verbs in '#'* | '') ;; *) echo "$package" ;; esac
done <"$root/.ci/packages" | sort -u >"$scratch/listed"
awk "$(sed -n "s/.* awk '\\(.*\\)' .*/\\1/p" "$recipe")" "$root/.ci/packages" | sort -u >"$scratch/installed"
[ "$(wc -l <"$scratch/listed")" -gt 10 ] || wrong 'names no packages' .ci/packages
expect 0 '' diff "$scratch/listed" "$scratch/installed"

sed -n 's/^COPY \([^ ]*\) .*/\1/p' "$recipe" >"$scratch/copied"
expect 0 '' grep -q -x .ci/packages "$scratch/copied"
while read -r file; do expect 0 '' test -f "$root/$file"; done <"$scratch/copied"

command -v node >/dev/null || skip "node not found (Debian: nodejs)"
cat >"$scratch/recipe.js" <<'END'
const { build } = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
console.log(build.dockerfile);
console.log(build.context);
END
expect 0 '^Dockerfile$' node "$scratch/recipe.js" "$folder/devcontainer.json"
mv "$scratch/out" "$scratch/paths"
while read -r path; do expect 0 '' test -e "$folder/$path"; done <"$scratch/paths"
finish
