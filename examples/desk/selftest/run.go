// Package selftest takes a desk through every policy: over real HTTP on a loopback address, on a
// clock that it moves, with the pretended platforms of package world.
//
// Read robots.go first: a group of policies, each step a line or two, and so are all files that
// have no other work. journey.go and check.go are what a step can do and look at, bench.go the desk
// and the world around it, run.go the whole.
package selftest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// Setting is what the desk under test is opened with.
type Setting struct {
	Folder  string
	Records []directory.Record
	Queues  []string
	Robot   robot.Robot
	HTTP    *http.Client
	Now     func() time.Time
	Limiter pace.Limiter
	Log     *slog.Logger
}

// Desk is the desk under test.
type Desk struct {
	Store     *store.Store
	Directory *directory.Directory
	Engine    *engine.Engine
	Handler   http.Handler
	Close     func() error
}

// journeys are all that customers go through, on each platform.
var journeys = []struct {
	name string
	run  func(*journey)
}{
	{"handshake", handshake}, {"forged", forged}, {"texts", texts}, {"files", files}, {"twice", twice}, {"strangers", strangers},
	{"paused", paused}, {"edits", edits}, {"moved", moved},
	{"faq", faq}, {"unsure", unsure}, {"failing", failing}, {"silent robot", silentRobot}, {"keywords", keywords}, {"late robot", lateRobot},
	{"robot only", robotOnly}, {"agents only", agentsOnly}, {"loop", loop}, {"inbox", inbox},
	{"offers", offers}, {"levels", levels}, {"wrap-up", wrapUp}, {"queue wait", queueWait}, {"pull", pull}, {"last agent", lastAgent}, {"last agent's wait", lastAgentWait}, {"fallback", fallback}, {"leaving", leaving},
	{"answers", answers}, {"receipts", receipts}, {"typing", typing}, {"hold", hold}, {"reopening", reopening}, {"writing first", writingFirst},
	{"silent customer", silentCustomer}, {"silent agent", silentAgent}, {"called customer", calledCustomer}, {"last message", lastMessage}, {"edited policy", editedPolicy},
	{"transfer to a queue", transferToQueue}, {"transfer to an agent", transferToAgent}, {"transfer to the robot", transferToRobot}, {"forced transfer", forcedTransfer},
	{"closed hours", closedHours}, {"closed without offline messages", closedHard}, {"offline messages", offlineMessages}, {"offline expiry", offlineExpiry}, {"offline to others", offlineToOthers},
	{"rate limit", rateLimit}, {"credentials", credentials}, {"blocked", blocked}, {"window", window},
	{"handover", handover},
}

// Bounds of real time. They end a desk that hangs; a slow machine takes what it needs.
const (
	stuckAfter = 10 * time.Minute // of one journey
	patience   = 2 * time.Minute  // of one wait or call
)

var errStuck = fmt.Errorf("a journey has not ended within %v", stuckAfter)

// Run opens a desk, takes it through all journeys, and writes a line for each step and a summary as
// JSON. The error says that something did not hold.
func Run(ctx context.Context, out io.Writer, open func(context.Context, Setting) (Desk, error)) error {
	folder, err := os.MkdirTemp("", "desk-selftest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	b := &bench{ctx: ctx, out: out, clock: newClock(), alerts: &alerts{}, client: &http.Client{Timeout: patience}}
	b.stuck = time.AfterFunc(stuckAfter, func() { stop(errStuck) })
	defer b.stuck.Stop()
	b.world = world.New(b.clock.Now)
	if b.robot, err = newActor(); err != nil {
		return err
	}
	setting := Setting{
		Folder: folder, Queues: []string{"billing", "leads", "support"}, Robot: b.robot, HTTP: b.world.Client(), Now: b.clock.Now,
		Limiter: world.Unlimited(b.clock.Now), Log: slog.New(b.alerts),
	}
	for _, r := range b.world.Records() {
		setting.Records = append(setting.Records, basic(r))
	}
	if b.Desk, err = open(ctx, setting); err != nil {
		return err
	}
	defer b.Close()
	if err := b.hire(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.address = "http://" + listener.Addr().String()

	group, inner := errgroup.WithContext(ctx)
	inner, finish := context.WithCancel(inner)
	server := &http.Server{Handler: b.Handler, ReadHeaderTimeout: 5 * time.Second}
	group.Go(func() error { return b.Engine.Run(inner) })
	group.Go(func() error { return serve(server, listener) })
	for _, p := range b.world.Platforms {
		p.Server.HookURL(b.address+p.Record.CallbackPath(), b.client)
		group.Go(func() error { _ = p.Server.Run(inner); return nil })
	}
	group.Go(func() error {
		defer server.Close()
		defer finish()
		for _, p := range b.world.Platforms {
			for _, journey := range journeys {
				b.take(p, journey.name, journey.run)
			}
		}
		// Last of all: the dispatcher waits ten real seconds for an echo that does not come, and
		// its alarm does not know that the clock was moved.
		for _, p := range b.world.Platforms {
			b.take(p, "lost answer", lostAnswer)
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		b.failed++
		fmt.Fprintln(out, "FAIL the desk:", err)
	}
	return b.summary()
}

func serve(s *http.Server, l net.Listener) error {
	if err := s.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (b *bench) summary() error {
	line, err := json.Marshal(struct {
		OK        bool `json:"ok"`
		Held      int  `json:"held"`
		Failed    int  `json:"failed"`
		Platforms int  `json:"platforms"`
	}{b.failed == 0, b.held, b.failed, len(b.world.Platforms)})
	if err != nil {
		return err
	}
	fmt.Fprintln(b.out, string(line))
	if b.failed > 0 {
		return fmt.Errorf("%d steps of the self test failed", b.failed)
	}
	return nil
}
