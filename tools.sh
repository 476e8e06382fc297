#!/bin/bash
# Installs what the tests use besides Go, Node and npm, as far as it is missing: Debian's packages, as root. Their
# versions are those of the Debian release.
set -euo pipefail

missing=()
# need COMMAND PACKAGE...: the command is there, or the packages are missing.
need() { command -v "$1" >/dev/null || missing+=("${@:2}"); }
need git git
need make make
need gcc gcc libc6-dev # libsecp256k1, through cgo
need groff groff # what the manual pages are tried with
need chromium chromium # the browser of the page's stories
# PostgreSQL's server keeps its tools in a folder of its own, which the Makefile puts on the PATH.
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || need initdb postgresql

if [ ${#missing[@]} = 0 ]; then
	exit 0
fi
if [ "$(id -u)" != 0 ]; then
	echo "tools.sh: ${missing[*]} missing: run \"apt-get install ${missing[*]}\" as root, or this script" >&2
	exit 1
fi
if ! command -v apt-get >/dev/null; then
	echo "tools.sh: ${missing[*]} missing, and this is no Debian: install them by its own means" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends "${missing[@]}"
