package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The same as TestFullDisk for a disk that becomes read-only: no file of the desk can be written,
// made or opened for writing, those included that it holds open. Connections to the database that
// are opened meanwhile must not stay read-only. Permissions do that for any user, together with the
// limit that setDisk sets on files that are open; where a test may make files immutable, the file
// system does it too.
func TestReadOnlyDisk(t *testing.T) {
	takesMinutes(t)
	t.Run("permissions", func(t *testing.T) {
		folder := t.TempDir()
		t.Cleanup(func() { _ = permit(folder, true) }) // also if the test fails between the two
		testDisk(t, folder, startOrdinary, func(desk *child, readOnly bool) error {
			_, err := desk.ask(map[bool]string{true: "disk?n=1", false: "disk?n=0"}[readOnly])
			return errors.Join(permit(folder, !readOnly), err)
		})
	})
	t.Run("immutable", func(t *testing.T) {
		folder := t.TempDir()
		set := func(flag string) error {
			out, err := exec.Command("chattr", "-R", flag, folder).CombinedOutput()
			if err != nil {
				err = fmt.Errorf("chattr %s: %w: %s", flag, err, out)
			}
			return err
		}
		if err := set("+i"); err != nil {
			t.Skipf("this machine lets a test make no file immutable: %v", err)
		}
		t.Cleanup(func() { _ = set("-i") }) // also if the test fails between the two
		if err := set("-i"); err != nil {
			t.Fatal(err)
		}
		testDisk(t, folder, startChild, func(_ *child, readOnly bool) error {
			return set(map[bool]string{true: "+i", false: "-i"}[readOnly])
		})
	})
}

// permit lets the owner of a folder write to it and to its files, or read them alone.
func permit(folder string, write bool) error {
	dir, file := fs.FileMode(0o500), fs.FileMode(0o400)
	if write {
		dir, file = 0o700, 0o600
	}
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			mode := file
			if d.IsDir() {
				mode = dir
			}
			err = os.Chmod(path, mode)
		}
		if errors.Is(err, fs.ErrNotExist) { // the desk removes files
			return nil
		}
		return err
	})
}

// override is the capability by which the superuser writes whatever the permissions say.
const override = 1 // CAP_DAC_OVERRIDE

// startOrdinary starts a desk that permissions bind, also if the superuser runs the test: its
// thread gives the capability up for the processes that it starts, and ends.
func startOrdinary(s childSetting) (*child, error) {
	type result struct {
		c   *child
		err error
	}
	started := make(chan result)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		_, _, errno := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_CAPBSET_DROP, override, 0)
		if errno != 0 && errno != syscall.EPERM { // EPERM: there is nothing to give up
			started <- result{nil, errno}
			return
		}
		c, err := startChild(s)
		started <- result{c, err}
	}()
	r := <-started
	if r.err != nil {
		return nil, r.err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.c.cmd.Process.Pid))
	if err != nil {
		return nil, errors.Join(err, r.c.kill())
	}
	_, capabilities, _ := strings.Cut(string(status), "CapEff:")
	capabilities, _, _ = strings.Cut(capabilities, "\n")
	has, err := strconv.ParseUint(strings.TrimSpace(capabilities), 16, 64)
	if err == nil && has&(1<<override) != 0 {
		err = errors.New("permissions do not bind the desk")
	}
	if err != nil {
		return nil, errors.Join(err, r.c.kill())
	}
	return r.c, nil
}
