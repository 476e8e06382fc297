#!/bin/bash
# fuzz.sh TIME: runs every fuzzer of the module for TIME each, one after the other.
# fuzz.sh deep TIME: the same, guided by what the libraries do too.
# fuzz.sh count: prints how many there are.
#
# A fuzzer is guided through the packages that are compiled with counters. `go test -fuzz` puts them into all that a
# test links: a thousand packages, with their clouds and chains, compiled once more for each test. That is deep.
# Otherwise they are in this module, and in the languages that it leaves to others (CEL, age's format); more inputs
# are tried in a second then.
set -euo pipefail
cd "$(dirname "$0")"

targets=$(grep -rno --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | grep -v node_modules |
	sed -E 's|^(.*)/[^/]*:[0-9]+:func (Fuzz.*)$|\1 \2|' | sort)
if [ "${1:-}" = count ]; then
	wc -l <<<"$targets"
	exit
fi
counters=()
for packages in "$(go list -m)/..." cel.dev/cel-go/... filippo.io/age/...; do
	counters+=("-gcflags=$packages=-d=libfuzzer")
done
if [ "${1:-}" = deep ]; then
	counters=(-fuzz=.)
	shift
fi
time=${1:?how long, such as 10s}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program= # of the package before
while read -r folder target; do
	echo "$folder $target"
	if [ "$program" != "$folder" ]; then
		go test -c "${counters[@]}" -o "$work/test" "$folder"
		found="$(go env GOCACHE)/fuzz/$(go list "$folder")" # where go test keeps it too
		program=$folder
	fi
	(cd "$folder" && "$work/test" -test.run '^$' -test.timeout 10m -test.fuzz "^$target\$" -test.fuzztime "$time" \
		-test.fuzzcachedir "$found") >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
	if grep 'not built with coverage' "$work/log"; then exit 1; fi
	tail -n 2 "$work/log" | head -n 1
done <<<"$targets"
