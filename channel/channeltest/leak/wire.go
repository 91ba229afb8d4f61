package leak

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// Wire is the transport of everything that a suite calls: it lets the first calls through to the
// stand-ins and fails the others as its Mode says. It knows which credentials are in use, and which
// of them the other side may repeat. Set the fields before the first call; the methods may be
// called concurrently.
type Wire struct {
	TB    testing.TB
	Mode  Mode
	After int // so many calls succeed before the first one that fails
	// Pass makes a call at the stand-ins.
	Pass func(*http.Request) (*http.Response, error)
	// Spared reports whether a call neither fails nor counts. If nil, none is spared.
	Spared func(*http.Request) bool
	// Heard says that the other side repeats those credentials that the call itself carries, in any
	// spelling, and no others. If false, [Wire.Tell] says what it repeats.
	Heard bool
	// Learnt returns those credentials of a call that a stand-in gave out during the test, such as
	// an access token: Use cannot name them before. If nil, there are none.
	Learnt func(*http.Request) []string

	mu      sync.Mutex
	calls   int
	failed  int
	secrets []string
	told    []string
}

// Use adds credentials that are in use. The other side of a call may repeat them if told is true:
// it has them.
func (w *Wire) Use(told bool, secrets ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	add := func(list *[]string, s string) {
		if s != "" && !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, s := range secrets {
		add(&w.secrets, s)
		if told {
			add(&w.told, s)
		}
	}
}

// Tell sets which credentials the other side of the next calls may repeat.
func (w *Wire) Tell(secrets ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = slices.Clone(secrets)
}

// Told returns the credentials that the other side may repeat.
func (w *Wire) Told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.told)
}

// Secrets returns the credentials in use.
func (w *Wire) Secrets() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.secrets)
}

// Failed is the number of errors that were searched.
func (w *Wire) Failed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failed
}

// RoundTrip makes one call, or fails it.
func (w *Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.Learnt != nil {
		w.Use(true, w.Learnt(req)...)
	}
	spared := w.Spared != nil && w.Spared(req)
	w.mu.Lock()
	fails := !spared && w.calls >= w.After && w.Mode.Answer != nil
	if !spared {
		w.calls++
	}
	w.mu.Unlock()
	if !fails {
		return w.Pass(req)
	}
	if w.Heard {
		var err error
		if req, err = w.hear(req); err != nil {
			return nil, err
		}
	}
	return w.Mode.Answer(w, req)
}

// hear lets the other side know the credentials that a call carries.
func (w *Wire) hear(req *http.Request) (*http.Request, error) {
	text := req.URL.String() + " " + fmt.Sprint(req.Header)
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		text += " " + string(body)
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	var told []string
	for _, s := range w.Secrets() {
		if In(text, s) != "" {
			told = append(told, s)
		}
	}
	w.Tell(told...)
	return req, nil
}

// Say returns a text, as of a proxy, a platform or a library, that repeats the credentials of
// [Wire.Told]: first so many times that shortening the text cuts through one, then once in every
// spelling.
func (w *Wire) Say() string {
	told := w.Told()
	if w.Mode.Newest {
		slices.Reverse(told)
	}
	var b strings.Builder
	for _, s := range told {
		b.WriteString(strings.Repeat(s+" ", 12))
	}
	for _, s := range told {
		for _, form := range Forms(s) {
			b.WriteString("at /bot" + form + "/x ")
		}
	}
	return b.String()
}

// Search looks through a result for every credential in use. If v is a [channel.File],
// Search reads and closes it.
func (w *Wire) Search(what string, v any) {
	w.TB.Helper()
	if f, ok := v.(channel.File); ok {
		if f.Body != nil {
			w.searchText(what, f, Show(f))
			_, err := io.ReadAll(f.Body)
			w.Search(what+", reading", err)
			w.Search(what+", closing", f.Body.Close())
		}
		f.Body = nil
		v = f
	}
	if err, ok := v.(error); ok {
		w.mu.Lock()
		w.failed++
		w.mu.Unlock()
		if _, ok := errors.AsType[*url.Error](err); ok {
			w.TB.Errorf("%s: net/http's error, and with it the address, can be reached under %v", what, err)
		}
	}
	w.searchText(what, v, Show(v))
}

func (w *Wire) searchText(what string, v any, text string) {
	w.TB.Helper()
	if found := In(text, w.Secrets()...); found != "" {
		w.TB.Errorf("%s, %d calls before: %T shows %s", what, w.After, v, found)
	}
}
