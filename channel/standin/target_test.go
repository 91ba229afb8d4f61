package standin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAPanickingHostBreaksItsConnection(t *testing.T) {
	c, _ := echoing(time.Now)
	c.Queue(Hook{Body: []byte("x")})
	if got := c.Deliver(t.Context(), Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("host") }))); len(got) != 1 || got[0] != 0 {
		t.Errorf("Deliver = %v", got)
	}
}

func TestURLTarget(t *testing.T) {
	c, _ := echoing(time.Now)
	var got string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got = r.URL.Path + " " + string(b)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer srv.Close()
	c.Queue(Hook{Body: []byte("x")})
	if s := c.Deliver(t.Context(), URL(srv.URL+"/mine", srv.Client())); len(s) != 1 || s[0] != 302 || got != "/mine x" {
		t.Errorf("Deliver = %v, got %q", s, got)
	}
}

func TestFetch(t *testing.T) {
	typ, body, err := Fetch(t.Context(), nil, "https://x.example/a.png?b=1")
	if typ != "image/png" || len(body) == 0 || err != nil {
		t.Errorf("Fetch = %q, %q, %v", typ, body, err)
	}
	web := http.NewServeMux()
	web.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) })
	if typ, body, err := Fetch(t.Context(), web, "https://x.example/a"); string(body) != "x.example" || !strings.HasPrefix(typ, "text/plain") || err != nil {
		t.Errorf("Fetch = %q, %q, %v", typ, body, err)
	}
	if _, _, err := Fetch(t.Context(), web, "https://x.example/b"); err == nil {
		t.Error("a 404 is no error")
	}
}
