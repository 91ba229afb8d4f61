// Package benchmarks compares this library with its public peers and with the least that a
// program must do, in one run and on the same bytes:
//
//	go test -run '^$' -bench . -count 5 ./benchmarks | tee new.txt
//	go run ./benchmarks/report -in new.txt -out benchmarks/README.md
//
// The second command writes README.md and its bars, also of what the benchmarks of module
// twitter/xchat/interop add to the file. A benchmark is named BenchmarkGroup/case=…/by=…. The tests
// of the package check that everybody in a row reads, writes or answers the same, so that no empty
// path is measured.
package benchmarks
