package channeltest

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Variables of the environment: which test is the process, and where it listens.
const (
	processVariable = "CONTACTKIT_TEST_PROCESS"
	addressVariable = "CONTACTKIT_TEST_ADDRESS"
)

// A Process is a host in a process of its own, for tests of what a kill leaves: kill -9, a crash, a
// power cut. StartProcess starts one.
type Process struct {
	// Address is where the host listens, such as 127.0.0.1:40123. It stays the same when the
	// process starts again.
	Address string

	t    testing.TB
	test string
	env  []string
	cmd  *exec.Cmd
	in   io.Closer
}

// StartProcess starts the test binary again, with nothing but one test, which calls
// [ProcessListener] and serves its host there. env is added to the environment, as "NAME=value".
// StartProcess returns when the host listens. The process is killed when the test ends, if it was
// not before.
func StartProcess(t testing.TB, test string, env ...string) *Process {
	t.Helper()
	p := &Process{t: t, test: test, env: env}
	t.Cleanup(p.Kill)
	p.Start()
	return p
}

// Start starts the process again after Kill, at the same address. It must be called by the test's
// own goroutine.
func (p *Process) Start() {
	p.t.Helper()
	self, err := os.Executable()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+p.test+"$", "-test.count=1", "-test.timeout=10m")
	cmd.Env = append(append(os.Environ(), p.env...), processVariable+"="+p.test, addressVariable+"="+p.Address)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.cmd, p.in = cmd, in
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			p.t.Fatalf("%s does not say where it listens: it must call ProcessListener: %v", p.test, err)
		}
		if _, address, ok := strings.Cut(line, processVariable+" "); ok {
			p.Address = strings.TrimSpace(address)
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }() // so that the process is never held up by what it prints
}

// Kill ends the process at once, as kill -9 does, and waits until it is gone. A process that is
// gone is no error. It may be called by any goroutine, but by one at a time.
func (p *Process) Kill() {
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Kill()
	_ = p.in.Close()
	_ = p.cmd.Wait()
}

// IsProcess reports whether [StartProcess] has started this process for the test: then the test
// serves its host at ProcessListener.
func IsProcess(t testing.TB) bool { return os.Getenv(processVariable) == t.Name() }

// ProcessListener is for the test that [StartProcess] names: it listens on loopback, and tells the
// address to the process that called StartProcess. If StartProcess did not start this process, as
// when all tests run, the test is skipped. The process ends when the one that started it does.
func ProcessListener(t testing.TB) net.Listener {
	t.Helper()
	if !IsProcess(t) {
		t.Skip("only StartProcess runs this test")
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	address := cmp.Or(os.Getenv(addressVariable), "127.0.0.1:0")
	l, err := net.Listen("tcp", address)
	// After Kill, a connection of another program may have the port for a moment.
	for end := time.Now().Add(time.Minute); errors.Is(err, syscall.EADDRINUSE) && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		l, err = net.Listen("tcp", address)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = os.Stdout.WriteString("\n" + processVariable + " " + l.Addr().String() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
