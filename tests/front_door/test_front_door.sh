#!/bin/sh
# SPDX-License-Identifier: MIT
# ./hmf itself: verbs and missing packages. A PATH and a package list of the test hide the packages;
# nothing is installed or removed.
. "$(dirname "$0")/../expect.sh"
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)

export HMF_NO_INSTALL=1
expect 0 'usage: ./hmf VERB \[OPTION' "$root/hmf" --help
expect 1 'usage: ./hmf VERB \[OPTION' "$root/hmf"
expect 1 "no verb 'frobnicate'; ./hmf --help lists them" "$root/hmf" frobnicate
expect 1 "no preset 'nonesuch'" "$root/hmf" build nonesuch
expect 1 "no preset 'nonesuch'" env HMF_PRESET=nonesuch "$root/hmf" list
expect 0 'HMF_CLONE' "$root/hmf" --help
expect 0 'usage: ./hmf build' "$root/hmf" build --help
expect 0 '"asan" .*AddressSanitizer' "$root/hmf" build --help
expect 1 "unexpected argument '--frobnicate'" "$root/hmf" test --frobnicate
expect 1 "unexpected argument 'now'" "$root/hmf" cycle now
expect 0 'usage: ./hmf test' "$root/hmf" test --help
expect 0 'usage: ./hmf cycle' "$root/hmf" cycle --help

unset HMF_NO_INSTALL

# A tree with nothing but the front door and a list of packages.
tree=$scratch/tree
mkdir -p "$tree/.ci" "$tree/tests" "$scratch/bin"
cp "$root/hmf" "$tree/hmf"
printf '#!/bin/sh\necho ran the tests\n' >"$tree/tests/run.sh"
chmod +x "$tree/tests/run.sh"
for tool in sh dirname pwd id mkdir cat printf env rm; do
    found=$(command -v "$tool") && [ -x "$found" ] && ln -s "$found" "$scratch/bin/$tool"
done
without_apt() { env PATH="$scratch/bin" sh "$tree/hmf" "$@"; }

printf '# a comment\nall command:no-such-tool some-package\n' >"$tree/.ci/packages"
expect 69 'apt-get install --no-install-recommends some-package$' without_apt test
expect 69 'apt-get install --no-install-recommends some-package$' env HMF_NO_INSTALL=1 "$tree/hmf" test

printf 'all command:sh dash\ntest? header:no/such.h optional-package\n' >"$tree/.ci/packages"
expect 0 'ran the tests' without_apt test
expect 0 'missing optional packages (their parts are skipped): optional-package' without_apt test

printf 'all command:a-tool some-package\ntest? command:b-tool optional-package\n' >"$tree/.ci/packages"
expect 69 'apt-get install --no-install-recommends some-package optional-package$' without_apt test

printf 'eval command:no-such-tool some-package\n' >"$tree/.ci/packages"
expect 0 'ran the tests' without_apt test

printf 'all colour:blue paint\n' >"$tree/.ci/packages"
expect 1 "cannot look for 'colour:blue'" without_apt test

# A failed installation prints the command to run, below the output of apt-get.
printf '#!/bin/sh\necho no network >&2; exit 100\n' >"$scratch/bin/apt-get"
printf '#!/bin/sh\necho 0\n' >"$scratch/bin/id.fake"
rm "$scratch/bin/id" && mv "$scratch/bin/id.fake" "$scratch/bin/id"
chmod +x "$scratch/bin/apt-get" "$scratch/bin/id"
printf 'all command:no-such-tool some-package\n' >"$tree/.ci/packages"
expect 69 'no network' without_apt test
expect 69 'apt-get install --no-install-recommends some-package' without_apt test
# A broken package source does not stop the installation from the others.
cat >"$scratch/bin/apt-get" <<END
#!/bin/sh
[ "\$1" != update ] || exit 100
$(command -v cp) "\$0" "$scratch/bin/no-such-tool"
END
expect 0 'ran the tests' without_apt test

# ---- output while building, with a fake cmake that runs the file `make`
mkdir "$scratch/made"
cat >"$scratch/made/cmake" <<'END'
#!/bin/sh
case $1 in
--preset) mkdir -p build/release/bin && : >build/release/build.ninja && echo configured ;;
--build) echo building; . "$scratch/make" ;;
esac
END
chmod +x "$scratch/made/cmake"
printf '# nothing\n' >"$tree/.ci/packages"
cp "$root/CMakePresets.json" "$tree/"
export scratch
cat >"$scratch/make" <<END
printf '#!/bin/sh\necho listed\n' >"$tree/build/release/bin/hmf-list"
chmod +x "$tree/build/release/bin/hmf-list"
END
front_door() { env PATH="$scratch/made:$PATH" HMF_RESULTS="$tree/results" "$tree/hmf" "$@"; }
terminal() { env PATH="$scratch/made:$PATH" script -qec "$tree/hmf $*" /dev/null; }
prints() { # prints TEXT COMMAND ...: expects TEXT alone, on both streams together
    whole=$1; shift
    expect 0 '' "$@"
    [ "$(cat "$scratch/err" "$scratch/out" | tr -d '\r')" = "$whole" ] || wrong "does not print '$whole' alone" "$@"
}
prints 'hmf: configuring build/release
listed' front_door list
prints listed front_door list
prints listed terminal list
expect 1 '' test -e "$tree/results" # only verbs that write results make the folder
prints listed env PATH="$scratch/made:$PATH" HMF_RESULTS=/dev/null/results "$tree/hmf" list
cp "$scratch/make" "$scratch/make.good"
echo 'sleep 3' >>"$scratch/make"
expect 0 'hmf: still working; the output goes to build/release/build.log' terminal list
grep -q building "$scratch/out" && wrong 'prints what the build printed' terminal list
cp "$scratch/make.good" "$scratch/make"

# ---- files dated in the future, after the clock was set back: named, and left alone
: >"$tree/build/release/.ninja_log"
for file in CMakePresets.json tests/run.sh build/release/.ninja_log; do
    touch -d tomorrow "$tree/$file"
    expect 1 "$file" front_door list
    also 'dated in the future'
    touch -d '1 hour ago' "$tree/$file"
done
prints listed front_door list

echo 'echo error: no >&2; exit 1' >"$scratch/make"
expect 1 'error: no' front_door list
expect 1 'error: no' terminal list
finish
