package fleet

import (
	"context"
	"fmt"
	"syscall"
	"time"
)

// Kill ends the oldest node at once, as a power cut does.
func (f *Fleet) Kill() (name string, err error) {
	p, err := f.take()
	if err != nil {
		return "", err
	}
	if err := p.cmd.Process.Kill(); err != nil {
		return p.name, err
	}
	if p.cmd.Wait() == nil {
		return p.name, fmt.Errorf("%s ended in order, and was to be killed", p.name)
	}
	return p.name, nil
}

// Terminate sends SIGTERM to the oldest node, as whoever runs it does before an update, and waits
// for its end. The node still gets calls until then. It must end within Config.End, and with the
// status 0.
func (f *Fleet) Terminate() (name string, err error) {
	p, err := f.oldest()
	if err != nil {
		return "", err
	}
	defer f.drop(p)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return p.name, err
	}
	if err := p.wait(f.cfg.End); err != nil {
		return p.name, fmt.Errorf("%s was told to end: %w", p.name, err)
	}
	return p.name, nil
}

// Freeze stops the oldest node as a machine does that hangs, and lets it go on after a time.
func (f *Fleet) Freeze(d time.Duration) (name string, err error) {
	p, err := f.oldest()
	if err != nil {
		return "", err
	}
	if err := p.stop(); err != nil {
		return p.name, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	thawed := make(chan error, 1)
	f.thawed = thawed
	time.AfterFunc(d, func() { thawed <- p.cmd.Process.Signal(syscall.SIGCONT) })
	return p.name, nil
}

// Thaw waits until a frozen node goes on.
func (f *Fleet) Thaw(ctx context.Context) error {
	f.mu.Lock()
	thawed := f.thawed
	f.thawed = nil
	f.mu.Unlock()
	if thawed == nil {
		return nil
	}
	select {
	case err := <-thawed:
		return err
	case <-ctx.Done():
		return fmt.Errorf("a frozen node: %w", ctx.Err())
	}
}
