package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session/keyword"
)

// plan is what is played.
type plan struct {
	nodes, contacts, each int
	kill, crash           bool
	within                time.Duration
}

// play starts everything, lets customers write, and counts.
func (p plan) play(ctx context.Context, stdout, stderr io.Writer) (l ledger, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	server, err := postgrestest.Start(ctx)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	pool, err := pgxpool.New(ctx, server.DSN("postgres"))
	if err != nil {
		return l, err
	}
	defer pool.Close()
	w := world.New(nil)
	if err := setUp(ctx, pool, w); err != nil {
		return l, err
	}
	internet, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return l, err
	}
	platforms := &http.Server{Handler: w, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = platforms.Serve(internet) }() // until Close
	defer platforms.Close()

	f := &front{start: func(name string) (*process, error) {
		return startNode(stderr, name, server.DSN("postgres"), internet.Addr().String())
	}}
	f.client = http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	defer func() { err = errors.Join(err, f.stop()) }()
	for range p.nodes {
		if err := f.add(); err != nil {
			return l, err
		}
	}
	fmt.Fprintf(stdout, "%d nodes, %d customers on each of %d platforms\n", p.nodes, p.contacts, len(w.Platforms))
	var delivering sync.WaitGroup
	defer delivering.Wait()
	defer cancel()
	for _, one := range w.Platforms {
		one.Server.Hook(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { f.deliver(one.Record.CallbackPath(), out, r) }))
		delivering.Go(func() { _ = one.Server.Run(ctx) }) // until ctx ends
	}
	for i := range p.each {
		for _, one := range w.Platforms {
			for c := range p.contacts {
				if c%10 == 0 {
					one.Redeliver()
				}
				one.Server.Say(one.Customer(c), fmt.Sprint(i))
			}
		}
		if p.kill && i == 0 {
			if err := p.strike(ctx, stdout, w, f); err != nil {
				return l, err
			}
		}
		if p.crash && i == p.each/2 {
			fmt.Fprintf(stdout, "the database crashes after %d answers\n", answers(w))
			if err := errors.Join(server.Crash(), server.Run(ctx)); err != nil {
				return l, err
			}
		}
	}
	return p.count(ctx, pool, w)
}

// strike kills a node when the first answers have come, and starts another one.
func (p plan) strike(ctx context.Context, stdout io.Writer, w *world.World, f *front) error {
	for answers(w) < p.contacts/2 {
		if err := pause(ctx); err != nil {
			return fmt.Errorf("no answers come: %w", err)
		}
	}
	name, err := f.kill()
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "killed %s after %d answers\n", name, answers(w))
	return f.add()
}

// setUp makes the tables and stores the records of the channels, as an administrator does once.
func setUp(ctx context.Context, pool *pgxpool.Pool, w *world.World) error {
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	records := postgres.NewRecords(pool, postgres.RecordsConfig{Options: options(pool, w.Client())})
	for _, r := range w.Records() {
		r.State, r.Service.Robot, r.Routing.Queue = directory.Active, "echo", "people"
		r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
		r.Hours.Always, r.Hours.Zone = true, "UTC"
		if _, err := records.Add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// process is a node in its own process.
type process struct {
	name, address string
	cmd           *exec.Cmd
	in            io.Closer
}

func startNode(stderr io.Writer, name, dsn, internet string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-node", name, "-dsn", dsn, "-internet", internet)
	cmd.Env, cmd.Stderr = append(os.Environ(), nodeEnv+"=1"), stderr
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

// nodeEnv makes the binary of a test a node.
const nodeEnv = "CLUSTER_NODE"

// front spreads webhook calls over the nodes, as a load balancer does.
type front struct {
	start  func(name string) (*process, error)
	client http.Client

	mu    sync.Mutex
	nodes []*process
	n     int // nodes started so far
	next  int
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

// stop lets all nodes end in order.
func (f *front) stop() (err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.nodes {
		hung := time.AfterFunc(2*handlerTime, func() { _ = p.cmd.Process.Signal(syscall.SIGQUIT) }) // it shows where
		err = errors.Join(err, p.in.Close(), p.cmd.Wait())
		hung.Stop()
	}
	f.nodes = nil
	return err
}

// turn returns the node whose turn it is.
func (f *front) turn() *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.next++
	return f.nodes[f.next%len(f.nodes)]
}

// deliver brings a webhook call to a node. If the node does not answer, the platform gets 502 and
// delivers again.
func (f *front) deliver(path string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, f.turn().address+path, bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	out.Header = r.Header.Clone()
	resp, err := f.client.Do(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(10 * time.Millisecond):
		return nil
	}
}
