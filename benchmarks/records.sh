#!/usr/bin/env bash
# usage: benchmarks/records.sh OLD
# Measures reading and writing records here and at an older commit, whose work tree is in the folder OLD: Load of a
# directory and what it finds, exports and imports as CSV, JSON lines and XLSX, work time, and what the platforms receive.
# Both are built first and then run in turn, five times each.
# A figure is the median of five: milliseconds of CPU on one processor, so that other work on the machine counts little,
# for a fixed number of iterations with what they need beforehand. ONLY, a regular expression, picks rows.
#
#	git worktree add --detach ../old b132bdd
#	benchmarks/records.sh ../old
set -euo pipefail
cd "$(dirname "$0")/.."
new=$PWD old=$(cd "$1" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Before export/read the readers were in package export, and these two benchmarks were not there.
reader=export/read
if [ ! -e "$old/export/read" ]; then
	reader=export
	sed 's/^package read/package export_test/; s/\bCSV\[benchRow\]}/export.ReadCSV[benchRow]}/; s/\bJSONLines\[benchRow\]}/export.ReadJSONLines[benchRow]}/; s/\[\]RowError/[]export.RowError/' \
		export/read/csv_bench_test.go >"$old/export/zz_bench_test.go"
	cp channel/directory/load_bench_test.go "$old/channel/directory/zz_bench_test.go"
fi

# benchmark, iterations, package, package at the older commit
rows="BenchmarkLoad/Start 15 channel/directory channel/directory
BenchmarkLoad/Known 100 channel/directory channel/directory
BenchmarkLoad/Newer 15 channel/directory channel/directory
BenchmarkDirectory/(Owner|Find|FindName)/among=1000 3000000 channel/directory channel/directory
BenchmarkDirectory/(Record|Replace|AddRemove) 30000 channel/directory channel/directory
BenchmarkRun/csv 5 export export
BenchmarkRun/jsonl 5 export export
BenchmarkRunToFolder 5 export export
BenchmarkOpen 10000000 worktime worktime
BenchmarkNextOpen 5000000 worktime worktime
BenchmarkNextClose 5000000 worktime worktime
BenchmarkAfter 100000 worktime worktime
BenchmarkBetweenWeek 2000000 worktime worktime
BenchmarkSegmentsWeek 1000000 worktime worktime
BenchmarkNew 2000 worktime worktime
BenchmarkOpenClosed 10000000 worktime worktime
BenchmarkNextOpenEmptyYear 40000 worktime worktime
BenchmarkWith 60000 worktime worktime
BenchmarkReceive/message_text_plain 200000 telegram telegram
BenchmarkReceive/message_photo_caption 100000 telegram telegram
BenchmarkReceive/text 150000 facebook facebook
BenchmarkReceive/batch1000 200 facebook facebook
BenchmarkReceiveMessage/dm_text 80000 twitter twitter
BenchmarkReceiveBatch/1000 150 twitter twitter
BenchmarkFile 20 export/xlsx export/xlsx
BenchmarkRead 20 export/xlsx export/xlsx
BenchmarkRead/CSV 100 export/read $reader
BenchmarkRead/JSONLines 100 export/read $reader"
rows=$(echo "$rows" | grep -E "${ONLY:-.}")

# The directory has 5,000 channels in place of 100,000, whose making would take longer than what is measured.
overlay() { # side, folder
	file=$(grep -l 'const many = 100_000' "$2"/channel/directory/*_test.go)
	sed 's/const many = 100_000/const many = 5_000/' "$file" >"$tmp/$1.go"
	printf '{"Replace": {"%s": "%s"}}' "$file" "$tmp/$1.go" >"$tmp/$1.json"
}
overlay new "$new"
overlay old "$old"

build() { (cd "$1/$2" && go test -c -overlay "$tmp/${3%%.*}.json" -o "$tmp/$3" .); }
echo "$rows" | while read -r _ _ here there; do echo "$here $there"; done | sort -u | while read -r here there; do
	build "$new" "$here" "new.${here//\//.}"
	build "$old" "$there" "old.${here//\//.}"
done

TIMEFORMAT='%U %S'
export GOMAXPROCS=1 # the collector's idle workers would count
measure() { # side, folder, package, benchmark, iterations
	{ time (cd "$2" && "$tmp/$1.${3//\//.}" -test.run '^$' -test.bench "^${4//\//\$/^}\$" -test.benchtime "$5x" >"$tmp/out" 2>/dev/null); } 2>&1 |
		awk -v side="$1" -v row="$3 $4" '{ printf "%s\t%s\t%.0f\n", row, side, 1000 * ($1 + $2) }'
	grep -q '^Benchmark' "$tmp/out" || { echo "$3 has no $4" >&2; exit 1; }
}
for _ in $(seq "${ROUNDS:-5}"); do
	echo "$rows" | while read -r bench n here there; do
		measure old "$old/$there" "$here" "$bench" "$n"
		measure new "$new/$here" "$here" "$bench" "$n"
	done
done | sort -t "$(printf '\t')" -k1,1 -k2,2 -k3,3n | awk -F '\t' '
	{ v[$1, $2, ++n[$1, $2]] = $3; seen[$1] = 1; m = int((n[$1, $2] + 1) / 2); mid[$1, $2] = m }
	END { for (k in seen) { a = v[k, "old", mid[k, "old"]]; b = v[k, "new", mid[k, "new"]]; printf "| `%s` | %d | %d | %+.0f %% |\n", k, a, b, 100 * (b - a) / a } }' | sort
