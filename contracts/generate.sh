#!/bin/bash
# Compiles the contracts and writes their Go bindings, registry.go, committees.go, evidence.go and market.go. The same sources
# give the same bytes, so `git diff --exit-code` after it says whether what is committed is up to date.
# Needs `npm ci --ignore-scripts` in the repository's root once.
set -euo pipefail
cd "$(dirname "$0")"

forge=${FORGE:-../node_modules/@foundry-rs/forge-linux-amd64/bin/forge}
"$forge" build --skip test --quiet

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for name in Registry Committees Evidence Market; do
	artifact=out/$name.sol/$name.json
	node -e '
		const fs = require("fs");
		const [from, abi, bin] = process.argv.slice(1);
		const artifact = JSON.parse(fs.readFileSync(from, "utf8"));
		fs.writeFileSync(abi, JSON.stringify(artifact.abi));
		fs.writeFileSync(bin, artifact.bytecode.object.slice(2));
	' "$artifact" "$work/$name.abi" "$work/$name.bin"
	go tool abigen --v2 --pkg contracts --type "$name" --abi "$work/$name.abi" --bin "$work/$name.bin" \
		--out "$work/$name.go"
	# abigen begins one error with a capital, which staticcheck refuses.
	sed -i 's/errors.New("Unknown error")/errors.New("unknown error")/' "$work/$name.go"
	gofmt "$work/$name.go" >"$(echo "$name" | tr '[:upper:]' '[:lower:]').go"
done
