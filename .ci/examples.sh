#!/usr/bin/env bash
# Runs the examples as a reader would, from the root.
set -euo pipefail

folder=$(mktemp -d)
out=$folder/out
trap 'rm -r "$folder"' EXIT

go build -o "$folder/desk" ./examples/desk # on all cores; the self-test then passes on one, where there is taskset
one=()
if taskset -c 0 true 2>/dev/null; then one=(taskset -c 0); fi
"${one[@]}" "$folder/desk" -selftest
go test ./examples/desk -run 'TestKilled$' -count 1 -kills 10 # under load, at random moments; 50 in .ci/long
go run ./examples/setup -selftest
# Three nodes are killed, frozen, cut off and without their database while 300 customers write 6,000 messages; 600 in
# "go test work". 10,000 timers of 200,000 sessions fire once each; 1,000 of 20,000 there.
go test ./examples/cluster -run 'TestCluster$' -count 1 -v -contacts 300 -each 20
go test ./channel/postgres -run 'TestTimersOfThreeNodes$' -count 1 -v -sessions 200000 -due 10000
# Not part of the workspace, since its dependencies are large: the files for several nodes by the types of their programs.
(cd examples/deploy && GOWORK=off go mod tidy -diff && GOWORK=off go vet . && GOWORK=off go test .)
go test ./channel/conversation/sqlite -run 'TestKill$' -count 1 -every 3 # killed at every third point, on SQLite; at every point in .ci/long

for platform in telegram facebook twitter; do
	mapfile -t bodies < <(find "$platform/testdata/webhooks" -name '*.json' ! -name '*.golden.json' | sort)
	[ "${#bodies[@]}" -gt 20 ] || { echo "only ${#bodies[@]} recorded bodies of $platform"; exit 1; }
	status=0
	go run ./examples/replay -platform "$platform" "${bodies[@]}" >"$out" || status=$?
	events=$(grep -c '"event":' "$out")
	malformed=$(grep -c '"kind":"malformed"' "$out") || true
	# Some recorded bodies are broken on purpose; nothing may fail in any other way.
	others=$(grep '"error":' "$out" | grep -cv '"kind":"malformed"') || true
	echo "replay: $platform: ${#bodies[@]} bodies, $events events, $malformed malformed"
	[ "$others" = 0 ] && { [ "$status" = 0 ] || [ "$malformed" -gt 0 ]; } || exit 1
done
