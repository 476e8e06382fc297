#!/bin/bash
# Runs every benchmark of the module, package by package, and prints one table: the
# benchmark, its time, memory and whatever ratio it reports.
set -euo pipefail
cd "$(dirname "$0")"

packages=$(grep -rlE --include='*_test.go' '^func Benchmark' . | grep -v node_modules | xargs -n1 dirname | sort -u)
for package in $packages; do
	go test "$package" -run '^$' -bench . -benchmem -benchtime "${BENCHTIME:-1s}" -timeout 60m
done | awk '
	/^cpu:/ { if (!seen++) print "machine: " substr($0, 6) }
	/^pkg:/ { split($2, p, "latchkey/"); print ""; print p[2] }
	/^Benchmark/ {
		name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
		line = sprintf("  %-44s", name)
		for (i = 3; i < NF; i += 2) {
			value = $i; unit = $(i + 1)
			if (unit == "ns/op" && value >= 1000000) { value = sprintf("%.2f", value / 1000000); unit = "ms" }
			else if (unit == "ns/op" && value >= 1000) { value = sprintf("%.1f", value / 1000); unit = "us" }
			else if (unit == "ns/op") unit = "ns"
			line = line sprintf("  %10s %s", value, unit)
		}
		print line
	}
	/^(FAIL|---)/ { print; bad = 1 }
	END { exit bad }'
