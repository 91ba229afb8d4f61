#!/usr/bin/env bash
# A browser, and axe-core, which looks for what keeps people with disabilities out: the tests of the desk's pages use both.
set -euo pipefail

version=4.11.0
axe=${XDG_CACHE_HOME:-$HOME/.cache}/contactkit/axe-$version.js

missing=()
# Chromium without its windows starts and works in half of the time of the whole program.
command -v chromium-headless-shell >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium-headless-shell)
[ -e "$axe" ] || command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ]; then
	command -v apt-get >/dev/null || { echo "please install: ${missing[*]}" >&2; exit 1; }
	as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	"${as_root[@]}" apt-get update -qq
	DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
if [ ! -e "$axe" ]; then
	mkdir -p "$(dirname "$axe")"
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT
	(cd "$work" && npm pack --silent "axe-core@$version" >/dev/null && tar -xzf "axe-core-$version.tgz" package/axe.min.js)
	mv "$work/package/axe.min.js" "$axe"
fi
