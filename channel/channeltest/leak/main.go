package leak

import (
	"fmt"
	"io"
	"log"
	"os"
	"strings"
)

// Main runs the tests of a package and fails if anything that they or the code under test printed,
// or logged by log or log/slog, holds one of the credentials. It serves as TestMain does:
// os.Exit(leak.Main(m, token)).
func Main(m interface{ Run() int }, secrets ...string) int {
	for _, arg := range os.Args[1:] {
		if strings.HasPrefix(arg, "-test.fuzz") { // a fuzzer reports what it fed in
			return m.Run()
		}
	}
	var out, errs strings.Builder
	stdout, endOut := tee(&os.Stdout, &out)
	stderr, endErrs := tee(&os.Stderr, &errs)
	log.SetOutput(os.Stderr)
	code := m.Run()
	log.SetOutput(stderr)
	endOut()
	endErrs()
	os.Stdout, os.Stderr = stdout, stderr
	for name, text := range map[string]string{"stdout": out.String(), "stderr": errs.String()} {
		if found := In(text, secrets...); found != "" {
			fmt.Fprintf(stdout, "FAIL: the tests' %s shows %s\n", name, found)
			code = max(code, 1)
		}
	}
	return code
}

// tee puts a pipe in the place of a file, and copies what arrives to both.
func tee(file **os.File, kept io.Writer) (was *os.File, end func()) {
	was = *file
	r, w, err := os.Pipe()
	if err != nil {
		panic(err) // without it the search would be none
	}
	*file = w
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.MultiWriter(was, kept), r)
	}()
	return was, func() {
		_ = w.Close()
		<-done
		_ = r.Close()
	}
}
