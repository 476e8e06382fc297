#!/bin/bash
# fuzz.sh TIME: runs every fuzzer of the module for TIME each, one after the other.
# fuzz.sh count: prints how many there are.
set -euo pipefail
cd "$(dirname "$0")"

targets=$(grep -rno --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | grep -v node_modules |
	sed -E 's|^(.*)/[^/]*:[0-9]+:func (Fuzz.*)$|\1 \2|' | sort)
if [ "${1:-}" = count ]; then
	wc -l <<<"$targets"
	exit
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while read -r folder target; do
	echo "$folder $target"
	go test "$folder" -run '^$' -fuzz "^$target\$" -fuzztime "${1:?how long, such as 10s}" >"$log" 2>&1 || { cat "$log"; exit 1; }
	tail -n 1 "$log"
done <<<"$targets"
