package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/channel/fetch"
)

// reaching dials one server, whatever the address names.
func reaching(server *httptest.Server) fetch.Options {
	return fetch.Options{Plain: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}
}

func get(client *http.Client) fetch.Get {
	return fetch.Get{Client: client, Platform: "toy", Op: "open media", Most: 10, Secrets: []string{"s3cr3t"}}
}

func TestOpen(t *testing.T) {
	var saw http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		saw = r.Header
		w.Header().Set("Content-Type", "image/png; charset=binary")
		_, _ = io.WriteString(w, "0123456789")
	}))
	defer server.Close()
	f, err := get(fetch.Client(reaching(server))).Open(t.Context(), "http://cdn.example/a/b%20c.png?sig=1")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f.Body)
	if err != nil || string(body) != "0123456789" {
		t.Errorf("read %q, %v", body, err)
	}
	f.Body = nil
	if diff := cmp.Diff(channel.File{Name: "b c.png", Type: "image/png", Size: 10}, f); diff != "" {
		t.Errorf("File (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"identity"}, saw["Accept-Encoding"]); diff != "" {
		t.Errorf("Accept-Encoding (-want +got):\n%s", diff)
	}
}

func TestOpenBoundsTheBytes(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/said" {
			w.Header().Set("Content-Length", "11")
		} else {
			_ = http.NewResponseController(w).Flush() // chunked: the length is not told
		}
		_, _ = io.WriteString(w, "01234567890")
	}))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	if _, err := g.Open(t.Context(), "http://cdn.example/said"); !errors.Is(err, channel.ErrTooLarge) {
		t.Errorf("a length over the bound: %v, want ErrTooLarge", err)
	}
	f, err := g.Open(t.Context(), "http://cdn.example/unsaid")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Body.Close()
	body, err := io.ReadAll(f.Body)
	if !errors.Is(err, channel.ErrTooLarge) || string(body) != "0123456789" || f.Size != -1 {
		t.Errorf("more than the bound: %q of %d, %v; want 10 bytes and ErrTooLarge", body, f.Size, err)
	}
	if n, err := f.Body.Read(make([]byte, 5)); n != 0 || !errors.Is(err, channel.ErrTooLarge) {
		t.Errorf("read on after the bound: %d, %v", n, err)
	}
}

func TestOpenSaysWhatAnAnswerMeans(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var status int
		_, _ = fmt.Sscanf(r.URL.Path, "/%d", &status)
		w.WriteHeader(status)
	}))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	for status, want := range map[int]error{
		204: channel.ErrRejected, 206: channel.ErrRejected, 400: channel.ErrRejected, 404: channel.ErrRejected, 410: channel.ErrRejected,
		401: channel.ErrUnauthorized, 403: channel.ErrUnauthorized, 429: channel.ErrRateLimited, 408: channel.ErrUnavailable,
		500: channel.ErrUnavailable, 503: channel.ErrUnavailable,
	} {
		_, err := g.Open(t.Context(), fmt.Sprintf("http://cdn.example/%d", status))
		e, ok := errors.AsType[*channel.Error](err)
		if !ok || !errors.Is(err, want) || e.Code != fmt.Sprint(status) {
			t.Errorf("status %d: %v, want %v", status, err, want)
		}
		if ok && status == 429 && e.Wait != time.Minute {
			t.Errorf("a 429 without a time: wait %v, want a minute", e.Wait)
		}
	}
}

func TestOpenUnpacksNothing(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(bytes.Repeat([]byte("0"), 1<<20))
	_ = z.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(packed.Bytes())
	}))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	g.Most = 0
	if _, err := g.Open(t.Context(), "http://cdn.example/bomb"); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a packed answer: %v, want ErrRejected", err)
	}
}

// Each hop of a redirect is held to the same rules, and learns nothing of the former.
func TestRedirects(t *testing.T) {
	var referer []string
	hops := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		referer = append(referer, r.Referer())
		if r.URL.Path == "/loop" {
			hops++
			http.Redirect(w, r, "/loop", http.StatusFound)
			return
		}
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "here")
	}))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	for to, want := range map[string]error{
		"http://other.example/":              nil,
		"ftp://other.example/":               channel.ErrRejected,
		"file:///etc/passwd":                 channel.ErrRejected,
		"http://user:password@other.example": channel.ErrRejected,
	} {
		f, err := g.Open(t.Context(), "http://cdn.example/secret-path?to="+url.QueryEscape(to))
		if !errors.Is(err, want) {
			t.Errorf("to %s: %v, want %v", to, err, want)
		}
		if err == nil {
			f.Body.Close()
		}
	}
	if _, err := g.Open(t.Context(), "http://cdn.example/loop"); !errors.Is(err, channel.ErrRejected) || hops != fetch.MaxHops+1 {
		t.Errorf("a circle: %v after %d requests", err, hops)
	}
	for _, r := range referer {
		if r != "" {
			t.Errorf("a Referer was sent: %s", r)
		}
	}

	// A client that follows none says nothing about the file.
	g.Client = &http.Client{Transport: g.Client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if _, err := g.Open(t.Context(), "http://cdn.example/loop"); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("a redirect that is not followed: %v, want ErrUnavailable", err)
	}

	// From here on only the address decides: the dialer is the guarded one, which never dials
	// loopback.
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached by a redirect") }))
	defer inner.Close()
	guarded := fetch.Dialer()
	g.Client = fetch.Client(fetch.Options{Plain: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "cdn.example:") {
			return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
		}
		return guarded(ctx, network, address)
	}})
	if _, err := g.Open(t.Context(), "http://cdn.example/?to="+url.QueryEscape(inner.URL)); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("to loopback: %v, want ErrRejected", err)
	}
}

func TestPlainHTTPIsRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("was asked") }))
	defer server.Close()
	o := reaching(server)
	o.Plain = false
	_, err := get(fetch.Client(o)).Open(t.Context(), "http://cdn.example/")
	if !errors.Is(err, channel.ErrRejected) {
		t.Errorf("plain http: %v, want ErrRejected", err)
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	for _, address := range []string{"http://cdn.example/s3cr3t", "ftp://cdn.example/s3cr3t", "http://cdn.example/\x00s3cr3t", "http://[s3cr3t/"} {
		_, err := g.Open(t.Context(), address)
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), "s3cr3t") {
			t.Errorf("Open(%q): %v", address, err)
		}
	}
	if _, err := g.Open(t.Context(), "http://cdn.example/gone"); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("hung up: %v, want ErrUnavailable", err)
	}
}

// A file that is printed shows neither the address nor the headers by which it was had.
func TestFilesHoldNoSecret(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="key s3cr3t-key.pdf"`)
	}))
	defer server.Close()
	g := get(fetch.Client(reaching(server)))
	g.Header, g.Secrets = http.Header{"Authorization": {"Bearer s3cr3t-key"}}, []string{"s3cr3t-key"}
	f, err := g.Open(t.Context(), "http://cdn.example/a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Body.Close()
	if found := leak.In(leak.Show(f), "s3cr3t-key"); found != "" || f.Name != "key [secret].pdf" {
		t.Errorf("the file %q shows %s", f.Name, found)
	}
}
