#!/bin/bash
# fuzz.sh TIME: runs every fuzzer of the module for TIME each, on one processor each.
# fuzz.sh deep TIME: one after the other on all processors, guided by what the libraries do too.
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
if [ "${1:-}" = deep ]; then
	shift
	counters=(-fuzz=.)
	beside=1 workers=$(nproc)
else
	counters=()
	for packages in "$(go list -m)/..." cel.dev/cel-go/... filippo.io/age/...; do
		counters+=("-gcflags=$packages=-d=libfuzzer")
	done
	beside=$(nproc) workers=1
fi
time=${1:?how long, such as 10s}

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT

# fuzz FOLDER TARGET PROGRAM FOUND: what is found is kept where go test keeps it too. An interrupt ends it, not
# -test.fuzztime: until Go 1.27 that can fail for its own deadline (go.dev/issue/75804).
fuzz() {
	local log=$3.$2
	(cd "$1" && exec timeout --foreground --preserve-status --signal INT "$time" "$3" -test.run '^$' \
		-test.parallel "$workers" -test.fuzz "^$2\$" -test.fuzzcachedir "$4") >"$log" 2>&1 ||
		{ printf '%s %s\n%s\n' "$1" "$2" "$(cat "$log")"; return 1; }
	if grep 'not built with coverage' "$log"; then return 1; fi
	printf '%s %s\n%s\n' "$1" "$2" "$(grep '^fuzz: elapsed' "$log" | tail -n 1)"
}

running=0 before='' packages=0
while read -r folder target; do
	if [ "$folder" != "$before" ]; then
		before=$folder packages=$((packages + 1))
		go test -c -ldflags=-w "${counters[@]}" -o "$work/$packages.test" "$folder"
		found=$(go env GOCACHE)/fuzz/$(go list "$folder")
	fi
	if [ "$running" = "$beside" ]; then
		wait -n
		running=$((running - 1))
	fi
	fuzz "$folder" "$target" "$work/$packages.test" "$found" &
	running=$((running + 1))
done <<<"$targets"
for ((; running > 0; running--)); do
	wait -n
done
