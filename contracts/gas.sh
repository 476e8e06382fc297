#!/bin/bash
# Compares what the usual calls cost (test/Gas.t.sol) with contracts/.gas-snapshot and fails if anything changed;
# `gas.sh --write` writes the file anew.
set -euo pipefail
cd "$(dirname "$0")"
forge=${FORGE:-../node_modules/@foundry-rs/forge-linux-amd64/bin/forge}
if [ "${1-}" = --write ]; then
	"$forge" snapshot --match-contract '^Gas'
else
	"$forge" snapshot --match-contract '^Gas' --check
fi
