# What .ci/run and .ci/long have in common: the fuzz targets of all modules, and how they are run. It is sourced; log is a
# folder for their programs and their output.

# targets prints "module package target" of every fuzz target.
targets() {
	go list -m -f '{{.Dir}}' | while read -r dir; do
		(
			cd "$dir"
			grep -rl --include='*_test.go' '^func Fuzz' . | grep -v '/testdata/' | xargs -rn1 dirname | sort -u | while read -r pkg; do
				# A nested module is listed by itself.
				[ "$(cd "$pkg" && dirname "$(GOWORK=off go env GOMOD)")" = "$PWD" ] || continue
				grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$pkg"/*_test.go | sed "s|^func |$dir $pkg |"
			done
		) || true # a module without targets
	done
}

# fuzzfile names the file of a package's program, or of a target's output.
fuzzfile() { echo "$log/fuzz.$(echo "$*" | tr '/. ' '___')"; }

# fuzzbuild makes the program of a package, once for all of its targets.
fuzzbuild() {
	(cd "$1" && go test -c -fuzz . -o "$(fuzzfile "$1" "$2")" "$2")
}

# fuzz1 runs one target for fuzztime, unless fuzzend, in seconds since 1970, is over. Go's fuzzer reports its own time
# limit as a failure when it falls into a minimisation; a finding names its input.
fuzz1() {
	local dir=$1 pkg=$2 target=$3 out
	if [ -n "${fuzzend:-}" ] && (($(date +%s) >= fuzzend)); then
		echo "LEFT $pkg $target: no time"
		return 1
	fi
	out=$(fuzzfile "$dir" "$pkg" "$target")
	if (cd "$dir/$pkg" && "$(fuzzfile "$dir" "$pkg")" -test.run '^$' -test.fuzz "^$target\$" -test.fuzztime "$fuzztime" \
		-test.fuzzminimizetime 20x -test.fuzzcachedir "$(go env GOCACHE)/fuzz/contactkit/${dir##*/}/$pkg" -test.parallel 1) >"$out" 2>&1 ||
		{ ! grep -qE 'Failing input|seed corpus|panic|DATA RACE' "$out" && grep -q 'context deadline exceeded' "$out"; }; then
		echo "ok   $pkg $target: $(grep -oE 'execs: [0-9]+' "$out" | tail -n 1)"
	else
		echo "FAIL $pkg $target"
		cat "$out"
		return 1
	fi
}

# fuzzall runs the targets of a file, two at a time.
fuzzall() {
	export -f fuzz1 fuzzbuild fuzzfile
	export log fuzztime
	cut -d ' ' -f 1,2 "$1" | sort -u | xargs -r -P 2 -L 1 bash -c 'fuzzbuild "$@"' _
	xargs -r -P 2 -L 1 bash -c 'fuzz1 "$@"' _ <"$1"
}
