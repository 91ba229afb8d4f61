package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// greeting is what the customers of the self test write: right to left, wide, and beyond the basic plane.
const greeting = "Hello 👩🏽‍💻 مرحبا 你好 & <b>bold</b>"

// A check runs the steps of one platform and keeps count.
type check struct {
	ctx    context.Context
	out    io.Writer
	desk   string
	store  *Store
	client *http.Client
	held   int
	failed int
}

// selftest opens a desk and the pretended platforms on loopback addresses and takes one conversation the whole way on each.
func selftest(ctx context.Context, stdout, stderr io.Writer) error {
	dir, err := os.MkdirTemp("", "desk-selftest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	store, err := OpenStore(dir)
	if err != nil {
		return err
	}
	defer store.Close()
	world, err := NewWorld()
	if err != nil {
		return err
	}
	defer world.Close()
	desk := NewDesk(store, slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelError})), world.Channels()...)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener, desk.Handler()) }()

	c := &check{ctx: ctx, out: stdout, desk: "http://" + listener.Addr().String(), store: store, client: &http.Client{Timeout: 10 * time.Second}}
	for _, p := range world.platforms {
		p.Server.HookURL(c.desk+"/webhook/"+p.Name, c.client)
		c.platform(p, desk.Handler())
	}
	stop()
	if err := <-served; err != nil {
		c.step("", "the desk closes in order", err)
	}
	summary, err := json.Marshal(struct {
		OK        bool `json:"ok"`
		Held      int  `json:"held"`
		Failed    int  `json:"failed"`
		Platforms int  `json:"platforms"`
	}{c.failed == 0, c.held, c.failed, len(world.platforms)})
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, string(summary))
	if c.failed > 0 {
		return fmt.Errorf("%d steps of the self test failed", c.failed)
	}
	return nil
}

// step prints a line and counts.
func (c *check) step(platform, what string, err error) {
	if err != nil {
		c.failed++
		fmt.Fprintf(c.out, "FAIL %-8s %s: %v\n", platform, what, err)
		return
	}
	c.held++
	fmt.Fprintf(c.out, "ok   %-8s %s\n", platform, what)
}

// platform takes one conversation the whole way.
func (c *check) platform(p *Pretended, h http.Handler) {
	thread := channel.Thread{Platform: p.Name, Account: p.Channel.Info().Accounts[0], Contact: p.Contact}
	if p.Handshake != nil {
		c.step(p.Name, "the endpoint passes the platform's check", p.Handshake(prefix("/webhook/"+p.Name, h)))
	}
	c.step(p.Name, "a forged webhook is refused and stores nothing", c.forged(p.Name))
	c.step(p.Name, "a text with emoji, Arabic and Chinese is stored as it was written", c.arrives(p, thread, func() { p.Server.Say(p.Contact, greeting) },
		func(m channel.Message) bool { return m.Text == greeting }))
	c.step(p.Name, "a photo is stored as a handle", c.arrives(p, thread, func() { p.Photo(p.Contact, "") },
		func(m channel.Message) bool {
			return len(m.Attachments) == 1 && m.Attachments[0].Kind == channel.MediaImage && m.Attachments[0].ID+m.Attachments[0].URL != ""
		}))
	c.step(p.Name, "a quick reply is stored", c.arrives(p, thread, func() { p.Tap(p.Contact, "Yes, please") },
		func(m channel.Message) bool { return m.Text == "Yes, please" }))
	c.step(p.Name, "a webhook that comes twice is stored once", c.twice(p, thread))
	c.step(p.Name, "the agent's page shows the conversation", c.shown(thread))
	c.step(p.Name, "the agent answers, and the customer gets it once", c.answered(p, thread))
}

// prefix serves one path of h at any path.
func prefix(path string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.RequestURI = path, path
		h.ServeHTTP(w, r)
	})
}

func (c *check) forged(platform string) error {
	before, err := c.events()
	if err != nil {
		return err
	}
	resp, err := c.client.Post(c.desk+"/webhook/"+platform, "application/json", strings.NewReader(`{"object":"page","update_id":1}`))
	if err != nil {
		return err
	}
	resp.Body.Close()
	after, err := c.events()
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusUnauthorized || before != after {
		return fmt.Errorf("answered %d with %d new events, want 401 and none", resp.StatusCode, after-before)
	}
	return nil
}

func (c *check) events() (n int, err error) {
	err = c.store.db.QueryRowContext(c.ctx, `SELECT count(*) FROM event`).Scan(&n)
	return n, err
}

// arrives lets the customer act, delivers, and looks for the message.
func (c *check) arrives(p *Pretended, thread channel.Thread, act func(), is func(channel.Message) bool) error {
	act()
	if err := p.Server.Flush(c.ctx); err != nil {
		return err
	}
	n, err := c.count(thread, func(l Line) bool { return l.Side == "customer" && is(l.Message) })
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("stored %d times", n)
	}
	return nil
}

func (c *check) count(thread channel.Thread, is func(Line) bool) (int, error) {
	_, lines, err := c.store.Lines(c.ctx, thread)
	n := 0
	for _, l := range lines {
		if is(l) {
			n++
		}
	}
	return n, err
}

func (c *check) twice(p *Pretended, thread channel.Thread) error {
	p.Redeliver()
	return c.arrives(p, thread, func() { p.Server.Say(p.Contact, "once is enough") }, func(m channel.Message) bool { return m.Text == "once is enough" })
}

func (c *check) shown(thread channel.Thread) error {
	resp, err := c.client.Get(c.desk + "/thread/" + thread.Key())
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if !strings.Contains(string(page), "Hello 👩🏽‍💻 مرحبا 你好 &amp; &lt;b&gt;bold&lt;/b&gt;") {
		return fmt.Errorf("status %d, and the text is not on the page", resp.StatusCode)
	}
	return nil
}

func (c *check) answered(p *Pretended, thread channel.Thread) error {
	const answer = "Good morning 🌞 — صباح الخير, 早上好"
	resp, err := c.client.PostForm(c.desk+"/answer", url.Values{"thread": {thread.Key()}, "text": {answer}})
	if err != nil {
		return err
	}
	resp.Body.Close()
	if err := p.Server.Flush(c.ctx); err != nil { // the echo, where there is one
		return err
	}
	got := slices.DeleteFunc(p.Received(), func(text string) bool { return text != answer })
	n, err := c.count(thread, func(l Line) bool { return l.Side == "us" && l.State == "sent" && l.Text == answer })
	others, err2 := c.count(thread, func(l Line) bool { return l.Side == "business" })
	switch {
	case err != nil || err2 != nil:
		return fmt.Errorf("%v %v", err, err2)
	case resp.StatusCode != http.StatusOK, len(got) != 1, n != 1, others != 0:
		return fmt.Errorf("page %d, received %d times, stored as sent %d times, echoes taken for others' %d", resp.StatusCode, len(got), n, others)
	}
	return nil
}
