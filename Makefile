# Everything that a newcomer needs: make demo, make test. Debian with Go, Node and npm.

.DEFAULT_GOAL := build
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

FORGE := ../node_modules/@foundry-rs/forge-linux-amd64/bin/forge

# Debian keeps the tools of PostgreSQL's server, which tests start, off the PATH.
export PATH := $(PATH)$(addprefix :,$(lastword $(wildcard /usr/lib/postgresql/*/bin)))

# Programs that tests use, each in a folder of its own, for nothing else wants their dependencies: Ocean's own clients, and
# Microsoft's emulator of Azure's blobs.
OCEAN := gateway/testdata/ocean/node_modules
AZURITE := storage/storagetest/testdata/azurite/node_modules

# What the demo sells; nothing means the README.
FILE ?=

.PHONY: build web man demo tools test go-test sdk-test web-test contracts-test check ts-check generated fuzz fuzz-short soak chaos bench clean

## build: the programs with the page, and stock age for the demo, in bin/
build: web
	go build -o bin/ ./cmd/latchkey ./cmd/age-plugin-latchkey filippo.io/age/cmd/age

## web: the market page, in web/dist, from where the programs embed it
web: web/dist/index.html

# npm and its packages are needed only where a source is newer than the page.
WEB_SOURCES := $(shell find web/src web/public sdk/js/lib -type f) web/index.html web/vite.config.ts web/package.json sdk/js/package.json
web/dist/index.html: $(WEB_SOURCES)
	$(MAKE) node_modules
	npm run --workspace web build

## man: the manual pages, in bin/man (MANPATH=$PWD/bin/man man latchkey)
man: build
	bin/latchkey man --dir bin/man/man1

## demo: a whole sale on a throw-away network, each step checked (FILE=... sells that file)
demo: build
	bin/latchkey demo $(FILE)

## tools: what the tests need besides Go, Node and npm, from Debian, as far as it is missing
tools:
	./tools.sh

## test: all tests, and short runs of the fuzzers
test: tools contracts-test go-test
	$(MAKE) --jobs=3 --output-sync sdk-test web-test fuzz-short

# Most tests wait for blocks, not for a processor. The longest ones come first, so that none is waited for alone.
go-test: build bin/clef $(OCEAN) $(AZURITE)
	go test -p $$(( $$(nproc) + 1 )) ./gateway ./cmd/latchkey ./market ./node ./crypto/umbral ./...
	go test -tags chaos -run '^TestChaos' ./node

## sdk-test: the tests of the SDK for TypeScript, against the programs
sdk-test: build node_modules
	npm test --workspace sdk/js

## web-test: the stories of the page, in chromium
web-test: build node_modules
	npm run --workspace web test:browser

$(OCEAN) $(AZURITE): %/node_modules: %/package.json %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund
	touch $@

# go-ethereum's external signer, which the tests use as others do. v1.17.3 is the last release
# that has it.
bin/clef:
	GOBIN=$(CURDIR)/bin go install github.com/ethereum/go-ethereum/cmd/clef@v1.17.3

contracts-test: node_modules
	contracts/test.sh
	contracts/gas.sh

node_modules: package.json package-lock.json .npmrc
	npm ci --ignore-scripts --no-audit --no-fund
	touch node_modules

# The compiler and the linter for TypeScript. A folder without files is no error.
ts-check: node_modules
	npm run --workspaces check
	npx --no-install eslint --no-error-on-unmatched-pattern sdk/js/lib sdk/js/test web/src web/test

## check: what is not a test: formatting, vet, staticcheck, TypeScript's types and lint, generated files
check: generated ts-check
	@test -z "$$(gofmt -l . | grep -v node_modules)" || { echo "not gofmt-ed:"; gofmt -l . | grep -v node_modules; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	cd contracts && $(FORGE) fmt --check
	go mod tidy -diff

# The bindings are those of the contracts as they are.
generated: node_modules
	contracts/generate.sh
	git diff --exit-code -- contracts
	node sdk/js/scripts/generate.mjs --check

## fuzz: every fuzzer, for an hour in all (make test runs each for 10 s)
fuzz:
	./fuzz.sh deep $$(( 3600 / $$(./fuzz.sh count) ))s

# Beside tests that wait for blocks, with the processor that they leave.
fuzz-short:
	nice -n 19 ./fuzz.sh 10s

## soak: the long forms: 10 GiB through seal and open, 5 GB in Node and through a gateway for Ocean's clients, 500 MB through the page, contracts' invariants for long
soak: build node_modules
	LATCHKEY_SOAK_BYTES=5000000000 go test -timeout 60m -count=1 -run 'TestOceanProvider/large' ./gateway
	LATCHKEY_SOAK_BYTES=500000000 npm run --workspace web test:browser -- large
	LATCHKEY_DOWNLOAD_BYTES=1000000000 npm run --workspace web test:browser -- download
	LATCHKEY_SOAK_BYTES=5000000000 npm test --workspace sdk/js -- memory
	LATCHKEY_SOAK_BYTES=10737418240 go test -timeout 60m -count=1 -run 'Stream|Memory' ./sealed ./storage
	FOUNDRY_PROFILE=long contracts/test.sh

## chaos: committees live on while their nodes are killed, or their disks fail, at 800 places
chaos:
	LATCHKEY_CHAOS_FAULTS=$${FAULTS:-800} go test -timeout 120m -count=1 -v -run '^TestChaos$$' ./cmd/latchkey

## bench: every benchmark, as one table
bench: build node_modules
	./bench.sh
	node sdk/js/bench/run.mjs
	node web/bench/run.mjs

clean:
	rm -rf bin contracts/out contracts/cache
