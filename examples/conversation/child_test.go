package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// childEnv makes the test binary a host in a process of its own, which the test kills.
const childEnv = "CONVERSATION_TEST_CHILD"

// childSetting is what the host in the other process is told.
type childSetting struct {
	File     string
	Internet string        // address of the pretended platforms
	Ahead    time.Duration // of its clock, so that claims of a process that was killed have ended
}

func TestMain(m *testing.M) {
	text := os.Getenv(childEnv)
	if text == "" {
		os.Exit(m.Run())
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

// open opens the host of a setting.
func (s childSetting) open(ctx context.Context) (*host.Host, error) {
	list := records(world.New(nil))
	for i := range list {
		list[i].Hours.Always = true
		list[i].Routing.RequestTTL = directory.Seconds(3600) // for a clock that jumps
	}
	return host.Open(ctx, host.Config{
		File: s.File, Records: list, Limiter: world.Unlimited(nil),
		HTTP: &http.Client{Timeout: 20 * time.Second, Transport: relay{s.Internet, &http.Transport{}}},
		Now:  func() time.Time { return time.Now().Add(s.Ahead) },
	})
}

// beChild is a host until standard input ends.
func beChild(s childSetting) error {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, h.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("/", h.Webhook)
	mux.HandleFunc("POST /control/{what}", func(w http.ResponseWriter, r *http.Request) {
		answer, err := control(r.Context(), h, r.PathValue("what"), r.FormValue("thread"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		fmt.Fprint(w, answer)
	})
	fmt.Println(l.Addr())
	return errors.Join(h.Serve(ctx, &http.Server{Handler: mux}, l), h.Close())
}

// control is what the test can tell the host.
func control(ctx context.Context, h *host.Host, what, key string) (string, error) {
	thread, err := channel.ParseThread(key)
	if err != nil {
		return "", err
	}
	if what == "serve" {
		return "", serveOne(ctx, h, thread, "eve", "It comes at noon.")
	}
	v, err := h.Service.Look(ctx, thread) // what is to be done
	if err != nil {
		return "", err
	}
	left := len(v.Inputs) + len(v.Calls)
	for _, r := range v.Receipts {
		if r.Status() != dispatch.Uncertain {
			left++
		}
	}
	if left > 0 {
		return fmt.Sprintf("%d inputs, %d calls, %d receipts", len(v.Inputs), len(v.Calls), len(v.Receipts)), nil
	}
	return "", nil
}

// A child is the host in the other process, as it is seen from here.
type child struct {
	address string
	cmd     *exec.Cmd
	in      io.Closer
}

// startChild starts a host and waits until it listens.
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
	return &child{address: "http://" + strings.TrimSpace(line), cmd: cmd, in: in}, nil
}

// kill ends the process at once, as a power cut does.
func (c *child) kill() error {
	if err := c.cmd.Process.Kill(); err != nil {
		return err
	}
	if err := c.cmd.Wait(); err == nil {
		return errors.New("the host ended in order, and was to be killed")
	}
	return nil
}

// stop lets the host end in order.
func (c *child) stop() error { return errors.Join(c.in.Close(), c.cmd.Wait()) }

// ask tells the host to do something with a thread.
func (c *child) ask(what string, thread channel.Thread) (string, error) {
	resp, err := http.PostForm(c.address+"/control/"+what, url.Values{"thread": {thread.Key()}})
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
