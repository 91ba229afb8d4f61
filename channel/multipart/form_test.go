package multipart_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	stdmultipart "mime/multipart"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/multipart"
)

// kept counts how often a file is opened and closed.
type kept struct {
	content        func() io.Reader
	opened, closed int
}

type closer struct {
	io.Reader
	close func()
}

func (c closer) Close() error { c.close(); return nil }

func (k *kept) open(name, typ string, size int64) multipart.Open {
	return func() (channel.File, error) {
		k.opened++
		return channel.File{Body: closer{k.content(), func() { k.closed++ }}, Name: name, Type: typ, Size: size}, nil
	}
}

func text(s string) *kept { return &kept{content: func() io.Reader { return strings.NewReader(s) }} }

// received is a part as a server reads it.
type received struct{ Name, File, Type, Body string }

// parts reads a body with the standard library's reader.
func parts(t *testing.T, req *http.Request) (list []received) {
	t.Helper()
	_, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := stdmultipart.NewReader(req.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, received{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(body)})
	}
}

func TestRequest(t *testing.T) {
	a, b := text("one\r\ntwo"), text("")
	var form multipart.Form
	form.Field("chat_id", "7001")
	form.Field("caption", "før\r\n--part")
	form.File("document", a.open(`a"b`+"\r\n.txt", "text/plain", 8), 8)
	form.File("thumb", b.open("", "x\r\ny", 0), 0)
	for range 2 { // a form makes as many requests as are wanted
		req, err := form.Request(t.Context(), "http://api.example/")
		if err != nil {
			t.Fatal(err)
		}
		length := req.ContentLength
		body, err := io.ReadAll(iotest.OneByteReader(req.Body))
		if err != nil || int64(len(body)) != length {
			t.Errorf("read %d bytes, %v; Content-Length is %d", len(body), err, length)
		}
		req.Body = io.NopCloser(strings.NewReader(string(body)))
		want := []received{
			{"chat_id", "", "", "7001"}, {"caption", "", "", "før\r\n--part"},
			{"document", "a%22b%0D%0A.txt", "text/plain", "one\r\ntwo"}, {"thumb", "file", "application/octet-stream", ""},
		}
		if diff := cmp.Diff(want, parts(t, req)); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
	}
	if a.opened != 2 || a.closed != 2 || b.opened != 2 || b.closed != 2 {
		t.Errorf("opened %d and %d times, closed %d and %d", a.opened, b.opened, a.closed, b.closed)
	}
}

func TestSizeNotKnown(t *testing.T) {
	var form multipart.Form
	form.File("document", text("content").open("a", "", -1), 100)
	req, err := form.Request(t.Context(), "http://api.example/")
	if err != nil || req.ContentLength != -1 {
		t.Fatalf("Content-Length %d, %v; want -1", req.ContentLength, err)
	}
	if diff := cmp.Diff([]received{{"document", "a", "application/octet-stream", "content"}}, parts(t, req)); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
}

// A body that breaks off was surely not accepted: the host may try again, or must send another
// file.
func TestBrokenBodies(t *testing.T) {
	bad := errors.New("disk on fire")
	failing := func() io.Reader { return io.MultiReader(strings.NewReader("half"), iotest.ErrReader(bad)) }
	whole := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err == nil {
			whole++
		}
	}))
	defer server.Close()
	tests := []struct {
		name       string
		content    func() io.Reader
		size, most int64
		want       error
	}{
		{"fails", failing, -1, 0, channel.ErrUnavailable},
		{"fails, size known", failing, 100, 0, channel.ErrUnavailable},
		{"shorter than it said", func() io.Reader { return strings.NewReader("abc") }, 4, 0, channel.ErrUnavailable},
		{"longer than it said", func() io.Reader { return strings.NewReader("abcde") }, 4, 0, channel.ErrUnavailable},
		{"too large on the way", func() io.Reader { return strings.NewReader(strings.Repeat("x", 1<<20)) }, -1, 1 << 19, channel.ErrRejected},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			whole = 0
			file := &kept{content: tt.content}
			var form multipart.Form
			form.Field("chat_id", "7001")
			form.File("document", file.open("a", "", tt.size), tt.most)
			req, err := form.Request(t.Context(), server.URL)
			if err != nil {
				t.Fatal(err)
			}
			_, err = call.Call{Platform: "toy", Op: "send"}.Do(call.Client(nil), req)
			if !errors.Is(err, tt.want) || errors.Is(err, channel.ErrUncertain) {
				t.Errorf("Do: %v, want %v", err, tt.want)
			}
			if tt.want == channel.ErrRejected && len(channel.FieldErrors(err)) != 1 {
				t.Errorf("Do: %v, want a FieldError", err)
			}
			if file.opened != 1 || file.closed != 1 || whole != 0 {
				t.Errorf("opened %d, closed %d times, arrived whole %d times", file.opened, file.closed, whole)
			}
		})
	}
}

func TestRequestRefuses(t *testing.T) {
	first, large := text("a"), text("abc")
	var form multipart.Form
	form.File("one", first.open("a", "", 1), 0)
	form.File("two", large.open("a", "", 3), 2)
	_, err := form.Request(t.Context(), "http://api.example/")
	want := []*channel.FieldError{{Field: "two", Code: channel.CodeTooLarge, Reason: "the file has too many bytes", Limit: 2, Got: 3}}
	if diff := cmp.Diff(want, channel.FieldErrors(err)); diff != "" {
		t.Errorf("Request complains (-want +got):\n%s", diff)
	}
	if first.closed != 1 || large.closed != 1 {
		t.Errorf("closed %d and %d times, want once each", first.closed, large.closed)
	}
	bad := errors.New("no such file")
	form = multipart.Form{}
	form.File("one", func() (channel.File, error) { return channel.File{}, bad }, 0)
	if _, err := form.Request(t.Context(), "http://api.example/"); !errors.Is(err, bad) {
		t.Errorf("Request: %v, want %v", err, bad)
	}
	form = multipart.Form{}
	form.File("one", func() (channel.File, error) { return channel.File{}, nil }, 0)
	if _, err := form.Request(t.Context(), "http://api.example/"); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("a file without content: %v", err)
	}
	form = multipart.Form{}
	form.File("one", first.open("a", "", 1), 0)
	if _, err := form.Request(t.Context(), ":"); err == nil || first.closed != 2 {
		t.Errorf("no address: %v, closed %d times", err, first.closed)
	}
}

// A file that the host has open goes out once; net/http must not begin it anew from the middle.
func TestOpened(t *testing.T) {
	k := text("content")
	f, _ := k.open("a", "", 7)()
	var form multipart.Form
	form.Opened("document", f, 0)
	req, err := form.Request(t.Context(), "http://api.example/")
	if err != nil || req.GetBody != nil {
		t.Fatalf("GetBody is there: %v, %v", req.GetBody != nil, err)
	}
	if err := req.Body.Close(); err != nil || k.closed != 1 {
		t.Errorf("closed %d times, %v", k.closed, err)
	}
	if _, err := req.Body.Read(make([]byte, 1)); err == nil {
		t.Error("read after close")
	}
	if err := req.Body.(*multipart.Body).Broken(); err != nil {
		t.Errorf("a body that was closed early broke: %v", err)
	}
}

func TestGivenUpBeforeItLeaves(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k := text("content")
	var form multipart.Form
	form.File("document", k.open("a", "", 7), 0)
	req, err := form.Request(ctx, "http://api.example/")
	if err != nil {
		t.Fatal(err)
	}
	_, err = call.Call{}.Do(call.Client(nil), req)
	if !errors.Is(err, channel.ErrUnavailable) || k.closed != 1 {
		t.Errorf("Do: %v, closed %d times", err, k.closed)
	}
}

// zeros is a file that takes no memory.
type zeros struct{ left int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.left)
	clear(p[:n])
	z.left -= n
	return int(n), nil
}

func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	const size = 256 << 20
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := io.Copy(io.Discard, r.Body)
		fmt.Fprintf(w, "%v %v", n == r.ContentLength && n > size, err)
	}))
	defer server.Close()
	k := &kept{content: func() io.Reader { return &zeros{size} }}
	var form multipart.Form
	form.File("document", k.open("zeros", "", size), size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	req, err := form.Request(t.Context(), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := call.Call{}.Do(call.Client(nil), req)
	runtime.ReadMemStats(&after)
	if err != nil || string(answer.Body) != "true <nil>" {
		t.Errorf("uploaded: %s, %v", answer.Body, err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("uploading %d MB allocated %d KB", size>>20, grown>>10)
	}
}
