#!/bin/bash
# Compiles the tokens of devnets and of tests, Dollar.hex here, and OldToken.hex and so on in chain/testdata, and the
# tests' contract accounts, in chain/accounttest. They hold creation code, to which the constructor's arguments
# are added. The same sources give the same bytes.
# Needs `npm ci --ignore-scripts` in the repository's root once.
set -euo pipefail
cd "$(dirname "$0")/../.."

forge=${FORGE:-$PWD/node_modules/@foundry-rs/forge-linux-amd64/bin/forge}
work=$(mktemp -d -p contracts)
trap 'rm -rf "$work"' EXIT
cp devnet/dollar/Dollar.sol chain/testdata/Tokens.sol chain/accounttest/Accounts.sol "$work"
(cd contracts && "$forge" build --quiet --contracts "$(basename "$work")" --skip test --out "$(basename "$work")/out" \
	--cache-path "$(basename "$work")/cache")
hex() {
	node -e '
		const artifact = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
		console.log(artifact.bytecode.object.slice(2));
	' "$work/out/$1/$2.json"
}
hex Dollar.sol Dollar >devnet/dollar/Dollar.hex
for name in OldToken FeeToken ThiefToken; do
	hex Tokens.sol "$name" >"chain/testdata/$name.hex"
done
for name in Multisig MultisigFactory Delegate GivingFactory; do
	hex Accounts.sol "$name" >"chain/accounttest/$name.hex"
done
