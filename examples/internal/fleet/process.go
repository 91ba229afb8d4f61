package fleet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a node in its own process. It prints its address first, and ends in order when its
// standard input does.
type process struct {
	name, address string
	cmd           *exec.Cmd
	in            io.Closer
}

func start(name string, cmd *exec.Cmd) (*process, error) {
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s does not start: %w", name, err), cmd.Process.Kill(), cmd.Wait())
	}
	return &process{name, "http://" + strings.TrimSpace(line), cmd, in}, nil
}

// stop freezes a node, and returns once all of its threads have stopped: SIGSTOP is only a request.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(p.cmd.Process.Pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return err
		case status.Stopped():
			return nil
		case status.Exited(), status.Signaled():
			return fmt.Errorf("%s ended before it was frozen", p.name)
		}
	}
}

// end lets a node end in order. If it does not within a time, it shows where it hangs.
func (p *process) end(within time.Duration) error {
	_ = p.cmd.Process.Signal(syscall.SIGCONT) // it may be frozen where the play was given up
	err := p.in.Close()
	return errors.Join(err, p.wait(within))
}

// wait waits for the end of a node, which must have the status 0.
func (p *process) wait(within time.Duration) error {
	hung := time.AfterFunc(within, func() { _ = p.cmd.Process.Signal(syscall.SIGQUIT) })
	defer hung.Stop()
	return p.cmd.Wait()
}

// UntilEnd returns a context for a node: it ends when the program that started the node does, also
// where that program is killed.
func UntilEnd(ctx context.Context) context.Context {
	ctx, stop := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return ctx
}
