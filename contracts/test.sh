#!/bin/bash
# Runs the contracts' tests; FOUNDRY_PROFILE=long runs more of each fuzz test and invariant. Arguments go to
# `forge test`. The shared vectors are ../vectors, or the folder that LATCHKEY_VECTORS names (an absolute path).
set -euo pipefail
cd "$(dirname "$0")"
forge=${FORGE:-../node_modules/@foundry-rs/forge-linux-amd64/bin/forge}

# forge 1.7.1 can lose tests from its cache: after an edit followed by `forge lint`, it takes the edited file for
# compiled and runs nothing of it. So count the test contracts, and begin afresh if some are missing.
written() { sed -nE 's/^contract ([A-Za-z]+(Test|Invariants)) is .*/\1/p' test/*.t.sol | sort; }
listed() { "$forge" test --list 2>/dev/null | sed -nE 's/^  ([A-Za-z]+)$/\1/p' | sort; }
if [ "$(written)" != "$(listed)" ]; then
	rm -rf out cache
	[ "$(written)" = "$(listed)" ] || { echo "forge does not find every test contract:" >&2; diff <(written) <(listed) >&2; exit 1; }
fi
"$forge" test "$@"
