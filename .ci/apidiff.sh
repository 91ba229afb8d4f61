#!/usr/bin/env bash
# What changed in the exported names of the root module since the last tag. Before v1 it only tells.
set -euo pipefail
cd "$(dirname "$0")/.."
tag=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null) || { echo "SKIPPED: there is no tag to compare with"; exit 0; }
work=$(mktemp -d)
trap 'git worktree remove --force "$work/old" 2>/dev/null; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/old" "$tag"
apidiff() { GOWORK=off go run golang.org/x/exp/cmd/apidiff@v0.0.0-20260824195058-e88cd73687aa "$@"; }
(cd "$work/old" && apidiff -m -w "$work/old.api" github.com/contactkit/contactkit)
apidiff -m -w "$work/new.api" github.com/contactkit/contactkit
echo "since $tag:"
apidiff -m "$work/old.api" "$work/new.api"
