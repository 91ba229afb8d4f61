// Package benchmarks measures this library beside its public peers, in one run and on the same
// bytes:
//
//	go test -bench . -count 6 ./benchmarks | tee new.txt
//	benchstat -col /by new.txt
//
// The peers only decode; this library also proves the call, and returns the same events for every
// platform. The tests of the package check that all of them read the same text, so that no empty
// path is measured.
package benchmarks
