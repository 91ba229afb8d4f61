#!/usr/bin/env bash
# A release: one version for the root module and for the modules beside it that users import.
#
#   .ci/release.sh try v0.1.0   in a copy: tag everything, serve it as a module proxy from a folder, and use it from an empty module
#   .ci/release.sh tag v0.1.0   tag in this repository, which must be clean; push the tags afterwards: git push origin --tags
#
# A module beside the root needs the root by a real version, while here it is found by go.work and a replace. So each gets a commit of
# its own on top of the release, which only its tag holds: main keeps the replace. The modules are in order: what one needs stands above it.
set -euo pipefail

root=github.com/contactkit/contactkit
nested=(export/xlsx channel/postgres channel/conversation/sqlite)

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
[ $# = 2 ] || usage
verb=$1 version=$2
[[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || { echo "not a version: $version"; exit 2; }
cd "$(dirname "$0")/.."
top=$PWD

# tag_all tags every module of the repository in the current folder.
tag_all() {
	local start module
	start=$(git rev-parse HEAD)
	git tag "$version" "$start"
	for module in "${nested[@]}"; do
		[ -f "$module/go.mod" ] || continue
		git checkout --quiet --detach "$start"
		go mod edit -dropreplace="$root" -require="$root@$version" "$module/go.mod"
		git -c commit.gpgsign=false commit --quiet -m "$module: need $root $version" -- "$module/go.mod"
		git tag "$module/$version"
	done
}

# serve writes the files of a module proxy for one module: serve MODULE FOLDER TAG PROXY
serve() {
	local module=$1 folder=$2 tag=$3 out=$4/$1/@v
	local inner excluded=()
	mkdir -p "$out"
	for inner in $(git ls-tree -r --name-only "$tag" -- "$folder" | grep '/\?go\.mod$' | xargs -rn1 dirname); do
		[ "$inner" = "$folder" ] || excluded+=(":(exclude)$inner")
	done
	git archive --format=tar "$tag" -- "$folder" "${excluded[@]}" >"$out/tree.tar"
	rm -rf "$out/tree" && mkdir "$out/tree" && tar -xf "$out/tree.tar" -C "$out/tree"
	local name=$module@$version
	mkdir -p "$out/zip/$(dirname "$name")"
	mv "$out/tree/$folder" "$out/zip/$name" 2>/dev/null || mv "$out/tree" "$out/zip/$name"
	[ -f "$out/zip/$name/LICENSE" ] || git show "$tag:LICENSE" >"$out/zip/$name/LICENSE"
	cp "$out/zip/$name/go.mod" "$out/$version.mod"
	(cd "$out/zip" && find "$name" -type f -print0 | sort -z | xargs -0 python3 -c 'import sys,zipfile
z = zipfile.ZipFile(sys.argv[1], "a", zipfile.ZIP_DEFLATED)
for name in sys.argv[2:]: z.write(name)' "$out/$version.zip")
	printf '{"Version":"%s","Time":"%s"}' "$version" "$(git log -1 --format=%cI "$tag")" >"$out/$version.info"
	echo "$version" >"$out/list"
	rm -rf "$out/tree" "$out/tree.tar" "$out/zip"
}

case $verb in
tag)
	[ -z "$(git status --porcelain)" ] || { echo "commit first"; exit 1; }
	grep -qE "^## ${version#v} - [0-9]{4}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md || { echo "CHANGELOG.md needs a heading \"## ${version#v} - date\": see docs/support.md"; exit 1; }
	here=$(git symbolic-ref --short -q HEAD || git rev-parse HEAD)
	trap 'git checkout --quiet "$here"' EXIT
	tag_all
	git tag --list "*$version"
	;;
try)
	work=$(mktemp -d)
	trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
	git clone --quiet --no-hardlinks "$top" "$work/repo"
	(
		cd "$work/repo"
		git config user.name release && git config user.email release@example.com
		tag_all
		serve "$root" . "$version" "$work/proxy"
		for module in "${nested[@]}"; do
			[ -f "$top/$module/go.mod" ] && serve "$root/$module" "$module" "$module/$version" "$work/proxy"
		done
	)
	mkdir "$work/user"
	cd "$work/user"
	proxy=$(go env GOPROXY) downloaded=$(go env GOMODCACHE)/cache/download
	[ ! -d "$downloaded" ] || proxy=file://$downloaded,$proxy # modules that were downloaded before, as from a proxy
	# Go's defaults, apart from the proxy. GONOPROXY and GOPRIVATE must not be set: with one of them, and the root in go.mod and in the cache, go get
	# looks for a module beside it in the cache alone, and reports that the root "does not contain package". The sums of the trial are in no public list.
	unset GOPRIVATE GONOPROXY GONOSUMDB
	export GOENV=off GOWORK=off GOFLAGS='' GOSUMDB=off GOPROXY="file://$work/proxy,$proxy" GOMODCACHE="$work/cache"
	go mod init example.com/user 2>/dev/null
	python3 - "$top/README.md" <<'P'
import re, sys
snippet = re.search(r"```go\n(.*?)```", open(sys.argv[1]).read(), re.S).group(1)
body = "\n".join("\t" + line for line in snippet.splitlines())
need = [("context", "context."), ("log", "log."), ("net/http", "http."), ("os", "os.")]
imports = [name for name, use in need if use in snippet] + ["github.com/contactkit/contactkit/channel", "github.com/contactkit/contactkit/telegram"]
open("main.go", "w").write("package main\n\nimport (\n" + "".join(f'\t"{i}"\n' for i in imports) + ")\n\nfunc main() {\n" + body + "\n}\n")
P
	# One after the other, as hosts come to need them.
	go get "$root@$version"
	go get . # sums of the modules that the packages of main.go need
	go build ./...
	for module in "${nested[@]}"; do
		[ -f "$top/$module/go.mod" ] || continue
		go get "$root/$module@$version"
		printf 'package main\n\nimport _ "%s"\n' "$root/$module" >"$(basename "$module").go"
		go build ./...
	done
	go list -m all | grep "$root"
	go mod edit -json | grep -q '"Replace": null' || { echo "the module of a user needs a replace"; exit 1; }
	echo "an empty module outside has compiled README's snippet and every module at $version"
	;;
*) usage ;;
esac
