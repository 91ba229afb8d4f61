//go:build ignore

// Command count reads the output of go test -json, prints what failed, and closes with the number
// of tests that ran. Before that it names the longest tests, which are the ones to shorten.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
)

func main() {
	type key struct{ pkg, test string }
	output := make(map[key][]string)
	passed, failed, skipped := 0, 0, 0
	type took struct {
		seconds   float64
		pkg, test string
	}
	var longest []took
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		var e struct {
			Action, Package, Test, Output string
			Elapsed                       float64
		}
		if json.Unmarshal(in.Bytes(), &e) != nil {
			fmt.Println(in.Text()) // what the build said
			continue
		}
		k := key{e.Package, e.Test}
		switch e.Action {
		case "output", "build-output":
			output[k] = append(output[k], e.Output)
			continue
		case "build-fail":
			for _, line := range output[k] {
				fmt.Print(line)
			}
		case "fail":
			fmt.Printf("FAIL %s %s\n", e.Package, e.Test)
			for _, line := range output[k] {
				fmt.Print(line)
			}
		case "pass":
			if e.Test == "" {
				fmt.Printf("ok   %-70s %.1fs\n", e.Package, e.Elapsed)
			}
		}
		if e.Test != "" {
			if e.Elapsed >= 5 {
				longest = append(longest, took{e.Elapsed, e.Package, e.Test})
			}
			switch e.Action {
			case "pass":
				passed++
			case "fail":
				failed++
			case "skip":
				skipped++
			}
			if e.Action != "run" && e.Action != "pause" && e.Action != "cont" {
				delete(output, k)
			}
		}
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	slices.SortFunc(longest, func(a, b took) int { return cmp.Compare(b.seconds, a.seconds) })
	for _, t := range longest[:min(len(longest), 20)] {
		fmt.Printf("%6.1fs %s %s\n", t.seconds, t.pkg, t.test)
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped)
}
