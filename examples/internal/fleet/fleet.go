// Package fleet runs several nodes of a program in processes of their own, spreads webhook calls
// over them as a load balancer does, and breaks them on purpose.
package fleet

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// Env is the environment variable that has a node's name in its process, so that the binary of a
// test can be a node, too.
const Env = "FLEET_NODE"

// Config says how nodes are started.
type Config struct {
	// Args returns the arguments of a node. The program is that of Add.
	Args func(name, program string) []string
	// Stderr gets what nodes say.
	Stderr io.Writer
	// End bounds the time that a node takes to end in order.
	End time.Duration
	// Rest is how long a node that did not answer gets no call. Defaults to a second.
	Rest time.Duration
}

// A Fleet is a number of nodes. Its methods may be called concurrently.
type Fleet struct {
	cfg    Config
	client http.Client

	mu     sync.Mutex
	nodes  []*process
	n      int // nodes started so far
	next   int
	down   map[*process]time.Time // until when a node that did not answer gets no call
	thawed chan error             // nil: nothing was frozen
}

// New makes a fleet without nodes.
func New(cfg Config) *Fleet {
	return &Fleet{
		cfg: cfg, down: make(map[*process]time.Time),
		client: http.Client{Timeout: 2500 * time.Millisecond, Transport: &http.Transport{DisableKeepAlives: true}},
	}
}

// Add starts a node of a program, and returns its name once the node answers. If the program is
// empty, it is the one that runs.
func (f *Fleet) Add(program string) (name string, err error) {
	file := program
	if program == "" {
		if file, err = os.Executable(); err != nil {
			return "", err
		}
	}
	f.mu.Lock()
	f.n++
	name = fmt.Sprint("node-", f.n)
	f.mu.Unlock()
	cmd := exec.Command(file, f.cfg.Args(name, program)...)
	cmd.Env, cmd.Stderr = append(os.Environ(), Env+"="+name), f.cfg.Stderr
	p, err := start(name, cmd)
	if err != nil {
		return name, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nodes = append(f.nodes, p)
	return name, nil
}

// Addresses returns where the nodes listen, oldest node first.
func (f *Fleet) Addresses() (list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.nodes {
		list = append(list, p.address)
	}
	return list
}

// oldest returns the oldest node.
func (f *Fleet) oldest() (*process, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.nodes) == 0 {
		return nil, errors.New("fleet has no node")
	}
	return f.nodes[0], nil
}

// drop removes a node from the fleet.
func (f *Fleet) drop(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.nodes = slices.DeleteFunc(f.nodes, func(other *process) bool { return other == p })
}

// take removes the oldest node from the fleet.
func (f *Fleet) take() (*process, error) {
	p, err := f.oldest()
	if err == nil {
		f.drop(p)
	}
	return p, err
}

// Retire lets the oldest node end in order. It gets no new calls meanwhile.
func (f *Fleet) Retire() (name string, err error) {
	p, err := f.take()
	if err != nil {
		return "", err
	}
	return p.name, p.end(f.cfg.End)
}

// Stop lets all nodes end in order.
func (f *Fleet) Stop() (err error) {
	for len(f.Addresses()) > 0 {
		_, failed := f.Retire()
		err = errors.Join(err, failed)
	}
	return err
}
