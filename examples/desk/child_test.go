package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"golang.org/x/crypto/bcrypt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// childEnv makes the test binary a desk in a process of its own, which tests kill or measure.
const childEnv = "DESK_TEST_CHILD"

// childSetting is what the desk in the other process is told.
type childSetting struct {
	Folder   string
	Internet string        // address of the pretended platforms
	Ahead    time.Duration // of its clock
	Agents   bool          // there is no robot
	DSN      string        // of the database; empty: the desk keeps a file in Folder
	Node     string        // its name among those of the database
}

func TestMain(m *testing.M) {
	store.Cost = bcrypt.MinCost // the race detector makes a real one last a second
	text := os.Getenv(childEnv)
	if text == "" {
		store.Durable = "off" // the child waits for the disk: its disk gets full, and it is killed
		os.Exit(postgrestest.Main(m))
	}
	var s childSetting
	err := json.Unmarshal([]byte(text), &s)
	if err == nil {
		err = beChild(s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

// A child is the desk in the other process, as it is seen from here.
type child struct {
	address string
	cmd     *exec.Cmd
	in      io.Closer
	client  *http.Client
}

// startChild starts a desk and waits until it is open.
func startChild(s childSetting) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	cmd.Stderr = os.Stderr
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
		return nil, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	c := &child{address: "http://" + strings.TrimSpace(line), cmd: cmd, in: in}
	c.client = &http.Client{Timeout: 2 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	return c, nil
}

// kill ends the process at once, as a power cut does.
func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil {
		return err
	}
	c.client.CloseIdleConnections()
	if err := c.cmd.Wait(); err == nil {
		return errors.New("the desk ended in order, and was to be killed")
	}
	return nil
}

// stop lets the desk close in order.
func (c *child) stop() error { return errors.Join(c.in.Close(), c.cmd.Wait()) }

// ask tells the desk to do something, at the address that only desks in tests have.
func (c *child) ask(what string) (answer string, err error) {
	resp, err := c.client.Post(c.address+"/control/"+what, "", nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", what, resp.StatusCode, body)
	}
	return string(body), err
}

// relay leads calls to the platforms to the process where they are pretended.
type relay struct {
	host string
	next http.RoundTripper
}

func (r relay) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Host, out.URL.Scheme, out.URL.Host = req.URL.Host, "http", r.host
	return r.next.RoundTrip(out)
}

// parrot is a robot that takes its time.
type parrot struct{}

func (parrot) Answer(ctx context.Context, q robot.Question) (robot.Reply, error) {
	select {
	case <-ctx.Done():
		return robot.Reply{}, ctx.Err()
	case <-time.After(rand.N(20 * time.Millisecond)):
	}
	return robot.Reply{Messages: []channel.Message{{Text: "re: " + q.Text}}}, nil
}

// beChild is a desk until standard input ends.
func beChild(s childSetting) error {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	var ahead atomic.Int64
	ahead.Store(int64(s.Ahead))
	o := Options{
		Folder: s.Folder, Queues: demoQueues, Robot: parrot{},
		HTTP:    &http.Client{Timeout: 20 * time.Second, Transport: relay{s.Internet, &http.Transport{MaxIdleConnsPerHost: 64}}},
		Now:     func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
		Limiter: world.Unlimited(nil), DSN: s.DSN, Node: s.Node, Vault: testVault,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	}
	o.Records = records(world.New(nil), func(r *directory.Record) {
		r.Service.Assistant = ""
		if s.Agents {
			r.Service.Mode, r.Service.Robot, r.Routing.Mode, r.Routing.List, r.Routing.QueueWait = directory.Agent, "", directory.Pull, "leads", 0
		}
	})
	d, err := Open(ctx, o)
	if err != nil {
		return err
	}
	if err := hire(ctx, d.Store); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	pages := d.Pages(o)
	mux.Handle("/", d.Handler(pages))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("POST /control/{what}", func(w http.ResponseWriter, r *http.Request) {
		answer, err := control(r.Context(), d, r, &ahead)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, answer)
	})
	group, ctx := errgroup.WithContext(ctx)
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	group.Go(func() error { return d.Engine.Run(working) })
	group.Go(func() error { return pages.Exports(working) })
	group.Go(func() error {
		defer end()
		return serve(ctx, l, mux)
	})
	fmt.Println(l.Addr())
	return errors.Join(group.Wait(), d.Close())
}

// hire gives an empty desk two agents.
func hire(ctx context.Context, s *store.Store) error {
	var there []store.Person
	err := s.View(ctx, func(t *store.Tx) (err error) {
		there, err = t.People()
		return err
	})
	for _, id := range []string{"anna", "bert"} {
		if err == nil && len(there) == 0 {
			err = s.PutPerson(ctx, store.Person{ID: id, Name: id, Role: store.RoleAdmin, Queues: demoQueues, Room: 1000}, "a password of "+id)
		}
	}
	return err
}

// control is what a test can tell the desk.
func control(ctx context.Context, d *Desk, r *http.Request, ahead *atomic.Int64) (string, error) {
	n, err := strconv.ParseUint(r.FormValue("n"), 10, 64)
	if err != nil {
		n = 0
	}
	switch what := r.PathValue("what"); what {
	case "busy":
		busy, err := d.Store.Busy(ctx, time.Now().Add(time.Duration(ahead.Load())))
		return strings.Join(busy, "\n"), err
	case "pass": // lets time go by
		ahead.Add(int64(n))
		return "", d.Engine.Sweep(ctx)
	case "open": // how many conversations have not ended
		open := 0
		err := d.Store.View(ctx, func(t *store.Tx) error {
			list, err := t.Conversations(10000)
			for _, c := range list {
				if c.State.Phase != session.PhaseClosed {
					open++
				}
			}
			return err
		})
		return strconv.Itoa(open), err
	case "ready":
		return "", errors.Join(d.Engine.Ready(ctx, "anna", true), d.Engine.Ready(ctx, "bert", n%2 == 0))
	case "edit": // an administrator changes the times of a channel
		return "", edit(ctx, d, n)
	case "work": // an agent does something
		return "", work(ctx, d, n)
	case "disk": // takes nothing more from now on; 0: it does again
		return "", setDisk(n != 0)
	case "stats":
		c := &d.Engine.Count
		return fmt.Sprintf("events %d, repeated %d, sent %d, uncertain %d", c.Events.Load(), c.Repeated.Load(), c.Sent.Load(), c.Uncertain.Load()), nil
	default:
		return "", fmt.Errorf("what is %q?", what)
	}
}

// edit changes the times of one channel.
func edit(ctx context.Context, d *Desk, n uint64) error {
	entries := slices.Collect(d.Directory.All())
	r := entries[n%uint64(len(entries))].Record()
	r.Silence.Customer = directory.Seconds(300 + n%300)
	r.Silence.Agent = directory.Seconds(60 + n%60)
	_, err := d.Engine.Save(ctx, "test", r)
	return err
}

// work lets an agent do the nth thing: take a customer from the robot, accept, answer, put on hold
// or end.
func work(ctx context.Context, d *Desk, n uint64) error {
	var list []store.Conversation
	err := d.Store.View(ctx, func(t *store.Tx) (err error) {
		list, err = t.Conversations(100)
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	dice := rand.New(rand.NewPCG(n, 1))
	c := list[dice.IntN(len(list))]
	id := strconv.FormatUint(n, 10)
	act := func(ev session.Event) error {
		ev.Agent = c.State.Agent
		if ev.Kind == session.TransferRequested {
			ev.Agent = ""
		}
		return d.Engine.Act(ctx, id, c.Thread, ev)
	}
	switch c.State.Phase {
	case session.PhaseRobot:
		return act(session.Event{Kind: session.TransferRequested, To: session.Agent, Target: "anna", Force: true})
	case session.PhaseOffered:
		return act(session.Event{Kind: session.AgentAccepted, Offer: c.State.Part})
	case session.PhaseAgent, session.PhaseHold:
		switch dice.IntN(3) {
		case 0:
			return act(session.Event{Kind: session.CloseRequested, By: session.Agent})
		case 1:
			return act(session.Event{Kind: session.HoldStarted})
		default:
			return d.Engine.Answer(ctx, c.State.Agent, id, c.Thread, channel.Message{Text: "agent " + id})
		}
	}
	return nil
}
