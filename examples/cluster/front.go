package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// front spreads webhook calls over the nodes, as a load balancer does.
type front struct {
	start  func(name string) (*process, error)
	client http.Client

	mu     sync.Mutex
	nodes  []*process
	n      int // nodes started so far
	next   int
	down   map[*process]time.Time // until when a node that did not answer gets no call
	thawed chan error             // nil: nothing was frozen
}

func newFront(start func(name string) (*process, error)) *front {
	return &front{
		start: start, down: make(map[*process]time.Time),
		client: http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}},
	}
}

func (f *front) add() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	p, err := f.start(fmt.Sprint("node-", f.n))
	if err == nil {
		f.nodes = append(f.nodes, p)
	}
	return err
}

// kill ends a node at once, as a power cut does.
func (f *front) kill() (name string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.nodes[0]
	f.nodes = f.nodes[1:]
	if err := p.cmd.Process.Kill(); err != nil {
		return p.name, err
	}
	if p.cmd.Wait() == nil {
		return p.name, fmt.Errorf("%s ended in order, and was to be killed", p.name)
	}
	return p.name, nil
}

// frozen is how long a node is frozen: longer than its leases.
const frozen = lease + 3*time.Second

// freeze stops a node as a machine does that hangs, and lets it go on later.
func (f *front) freeze() (name string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.nodes[0]
	if err := p.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return p.name, err
	}
	f.thawed = make(chan error, 1)
	time.AfterFunc(frozen, func() { f.thawed <- p.cmd.Process.Signal(syscall.SIGCONT) })
	return p.name, nil
}

// thaw waits until a frozen node goes on.
func (f *front) thaw(ctx context.Context) error {
	if f.thawed == nil {
		return nil
	}
	select {
	case err := <-f.thawed:
		return err
	case <-ctx.Done():
		return fmt.Errorf("a frozen node: %w", ctx.Err())
	}
}

// stop lets all nodes end in order.
func (f *front) stop() (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.nodes {
		_ = p.cmd.Process.Signal(syscall.SIGCONT)                                                   // it may be frozen where the play was given up
		hung := time.AfterFunc(2*handlerTime, func() { _ = p.cmd.Process.Signal(syscall.SIGQUIT) }) // it shows where
		err = errors.Join(err, p.in.Close(), p.cmd.Wait())
		hung.Stop()
	}
	f.nodes = nil
	return err
}

// turn returns the node whose turn it is among those that answer.
func (f *front) turn() *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range f.nodes {
		f.next++
		if p := f.nodes[f.next%len(f.nodes)]; time.Now().After(f.down[p]) {
			return p
		}
	}
	return f.nodes[f.next%len(f.nodes)]
}

// rest leaves a node alone for a second.
func (f *front) rest(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down[p] = time.Now().Add(time.Second)
}

// deliver brings a webhook call to a node. If the node does not answer, the platform gets 502 and
// delivers again.
func (f *front) deliver(path string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	to := f.turn()
	out, err := http.NewRequestWithContext(r.Context(), r.Method, to.address+path, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	out.Header = r.Header.Clone()
	resp, err := f.client.Do(out)
	if err != nil {
		f.rest(to)
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}
