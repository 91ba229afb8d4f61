#!/usr/bin/env bash
# Runs the examples as a reader would, from the root: two rows of them side by side, since they wait much of their time.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

# The desk's row: its self-test, which passes on one core, where there is taskset; killed at random moments under load,
# 10 times here and 50 in .ci/long; every form with faults, in another language; and killed at every third point on
# SQLite, at every point in .ci/long.
desk() {
	go build -o "$folder/desk" ./examples/desk # on all cores
	local one=()
	if taskset -c 0 true 2>/dev/null; then one=(taskset -c 0); fi
	"${one[@]}" "$folder/desk" -selftest
	go test ./examples/desk -run 'TestKilled$' -count 1 -kills 10
	go test ./examples/desk -run 'TestNoEnglishIsLeft$' -count 1 -nightly # a new complaint of the library shows here first
	go run ./examples/setup -selftest
	go test ./channel/conversation/sqlite -run 'TestKill$' -count 1 -every 3
}

# The cluster's row: three nodes are killed, frozen, cut off and without their database while 300 customers write 6,000
# messages; 600 in "go test work". 10,000 timers of 200,000 sessions fire once each; 1,000 of 20,000 there.
cluster() {
	go test ./examples/cluster -run 'TestCluster$' -count 1 -v -contacts 300 -each 20
	go test ./channel/postgres -run 'TestTimersOfThreeNodes$' -count 1 -v -sessions 200000 -due 10000
	# Not part of the workspace, since its dependencies are large: the files for several nodes by the types of their programs.
	(cd examples/deploy && GOWORK=off go mod tidy -diff && GOWORK=off go vet . && GOWORK=off go test .)
	for platform in telegram facebook twitter; do
		replay "$platform"
	done
}

# replay shows recorded bodies of a platform. Some are broken on purpose; nothing may fail in any other way.
replay() {
	local platform=$1 out=$folder/$1 bodies status=0 events malformed others
	mapfile -t bodies < <(find "$platform/testdata/webhooks" -name '*.json' ! -name '*.golden.json' | sort)
	[ "${#bodies[@]}" -gt 20 ] || { echo "only ${#bodies[@]} recorded bodies of $platform"; return 1; }
	go run ./examples/replay -platform "$platform" "${bodies[@]}" >"$out" || status=$?
	events=$(grep -c '"event":' "$out")
	malformed=$(grep -c '"kind":"malformed"' "$out") || true
	others=$(grep '"error":' "$out" | grep -cv '"kind":"malformed"') || true
	echo "replay: $platform: ${#bodies[@]} bodies, $events events, $malformed malformed"
	[ "$others" = 0 ] && { [ "$status" = 0 ] || [ "$malformed" -gt 0 ]; }
}

# A command that fails ends its row, which "if row" or "row ||" would not let it do: so each row is a process of its own.
(desk) >"$folder/row" 2>&1 &
row=$!
(cluster) &
failed=0
wait $! || failed=1
wait $row || failed=1
cat "$folder/row"
exit $failed
