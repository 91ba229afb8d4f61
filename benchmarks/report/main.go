// Command report writes the README of the benchmarks, with a bar chart for each group, from what
// go test -bench printed:
//
//	go run ./benchmarks/report -in new.txt -out benchmarks/README.md
//
// Every figure is a median over the runs in the file. A ratio compares a row with contactkit's row
// of the same case.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	in := flag.String("in", "", "what go test -bench printed")
	out := flag.String("out", "README.md", "the page to write; the charts go beside it")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	file, err := os.Open(in)
	if err != nil {
		return err
	}
	defer file.Close()
	r, err := read(file, in)
	if err != nil {
		return err
	}
	if len(r.groups) == 0 {
		return errors.New("the file holds no benchmark named BenchmarkGroup/case=…/by=…")
	}
	if err := unexplained(r); err != nil {
		return err
	}
	for _, g := range r.groups {
		if err := os.WriteFile(filepath.Join(filepath.Dir(out), g.file()), []byte(chart(g)), 0o644); err != nil {
			return err
		}
	}
	return os.WriteFile(out, []byte(page(r)), 0o644)
}
