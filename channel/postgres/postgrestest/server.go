// Package postgrestest starts a private PostgreSQL for tests, from the binaries that are installed.
// The server has a folder of its own, listens on a Unix socket alone, and ends with the test
// binary.
//
//	func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }
//
//	func TestOutbox(t *testing.T) {
//		db := postgrestest.Open(t) // a fresh database of its own, with the tables; skips if no PostgreSQL is installed
//		…
//		db.Advance(time.Minute)
//	}
package postgrestest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing means that no PostgreSQL is installed.
var ErrMissing = errors.New("no PostgreSQL is installed: apt-get install postgresql")

// A Server is a private PostgreSQL.
type Server struct {
	dir    string
	bin    string
	attr   *syscall.SysProcAttr
	cmd    *exec.Cmd
	exited chan struct{}
	output bytes.Buffer
}

// Start makes a database cluster in a folder of its own and starts it. Nothing is flushed to the
// disk, so a crash of the machine loses it, and a crash of the server does not.
func Start(ctx context.Context) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "contactkit-postgres-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.Run(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, nil
}

// binaries returns the folder of the newest server that is installed.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	found = slices.Concat(found, first(filepath.Glob("/opt/homebrew/opt/postgresql@*/bin/initdb")))
	if len(found) == 0 {
		return "", ErrMissing
	}
	slices.SortFunc(found, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return filepath.Dir(found[len(found)-1]), nil
}

func first(list []string, _ error) []string { return list }

// prepare makes the cluster. The server refuses to run as root: it gets the user postgres then.
func (s *Server) prepare(ctx context.Context) error {
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return fmt.Errorf("PostgreSQL does not run as root: %w", err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
		s.attr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	init := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	init.Dir, init.SysProcAttr = s.dir, s.attr
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Run starts the server, again after Crash, and returns when it answers.
func (s *Server) Run(ctx context.Context) error {
	s.output.Reset()
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
	s.cmd.Dir, s.cmd.SysProcAttr = s.dir, s.attr
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	if err := s.cmd.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	s.exited = exited
	cmd := s.cmd
	go func() { _ = cmd.Wait(); close(exited) }()
	for {
		conn, err := pgx.Connect(ctx, s.DSN("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-exited:
			return fmt.Errorf("postgres ended: %s", s.output.String())
		case <-ctx.Done():
			return errors.Join(ctx.Err(), s.Stop())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// DSN returns the address of a database of the server.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("host=%s user=postgres dbname=%s", s.dir, database)
}

// Crash kills the server at once, as a failing machine does. Run starts it again.
func (s *Server) Crash() error { return s.signal(syscall.SIGQUIT) }

// Freeze stops all work of the server, and keeps its connections open, until Thaw.
func (s *Server) Freeze() error {
	if err := stop(s.cmd.Process.Pid); err != nil { // first, so that it starts no other child
		return err
	}
	for _, pid := range s.children() {
		if err := stop(pid); err != nil {
			return err
		}
	}
	return nil
}

// Thaw ends Freeze.
func (s *Server) Thaw() error {
	for _, pid := range s.children() {
		_ = syscall.Kill(pid, syscall.SIGCONT) // it may have ended
	}
	return s.cmd.Process.Signal(syscall.SIGCONT)
}

// stop freezes a process, and returns once it has stopped or ended: SIGSTOP is only a request.
func stop(pid int) error {
	_ = syscall.Kill(pid, syscall.SIGSTOP) // it may have ended
	for limit := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Millisecond) {
		state, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output() // nothing of one that ended
		if errors.Is(err, exec.ErrNotFound) {
			return err
		}
		if len(state) == 0 || state[0] == 'T' || state[0] == 'Z' {
			return nil
		}
		if time.Now().After(limit) {
			return fmt.Errorf("process %d of PostgreSQL does not stop: %s", pid, state)
		}
	}
}

// children are the processes of the server but the first one.
func (s *Server) children() (pids []int) {
	out, _ := exec.Command("pgrep", "-P", strconv.Itoa(s.cmd.Process.Pid)).Output()
	for _, field := range bytes.Fields(out) {
		if pid, err := strconv.Atoi(string(field)); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (s *Server) signal(sig syscall.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-s.exited
	return nil
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() error {
	return errors.Join(s.signal(syscall.SIGQUIT), os.RemoveAll(s.dir))
}

// shared is the server of a test binary.
var shared struct {
	once sync.Once
	*Server
	err error
	n   int
	mu  sync.Mutex
}

// Main runs the tests of a package and stops the server that they used, if they did.
func Main(m *testing.M) int {
	code := m.Run()
	if shared.Server != nil {
		if err := shared.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return code
}
