package console

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// pages are the console of a person who has signed in, on a quick clock.
func pages(t *testing.T) (server *httptest.Server, s *store.Store, token string) {
	t.Helper()
	s, err := store.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.PutPerson(t.Context(), store.Person{ID: "ann", Name: "Ann", Role: store.RoleAgent}, "a long password"); err != nil {
		t.Fatal(err)
	}
	if token, err = s.SignIn(t.Context(), "ann", "a long password", time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	server = httptest.NewServer(newConsole(&web.Site{Store: s}, &engine.Engine{}, 10*time.Millisecond))
	t.Cleanup(server.Close)
	return server, s, token
}

// listen opens a stream.
func listen(t *testing.T, server *httptest.Server, token string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/changes", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: "desk", Value: token})
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

func TestStreamEndsWithTheSignIn(t *testing.T) {
	server, s, token := pages(t)
	answer := listen(t, server, token)
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() && lines.Text() != ": still here" { // it goes on meanwhile
	}
	if err := s.Do(t.Context(), func(tx *store.Tx) error { return tx.SignOutAll("ann") }); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil { // else it waits until the test is ended
		t.Error(err)
	}
}

func TestStreamsOfAPersonAreLimited(t *testing.T) {
	server, _, token := pages(t)
	var last *http.Response
	for range mostStreams {
		if last = listen(t, server, token); last.StatusCode != http.StatusOK {
			t.Fatalf("%s", last.Status)
		}
	}
	if got := listen(t, server, token).StatusCode; got != http.StatusTooManyRequests {
		t.Errorf("one more: %d", got)
	}
	last.Body.Close()
	for deadline := time.Now().Add(2 * time.Minute); listen(t, server, token).StatusCode != http.StatusOK; {
		if time.Now().After(deadline) {
			t.Fatal("a page that was closed still counts")
		}
	}
}

func TestStreamsAreForgotten(t *testing.T) {
	var s streams
	leave, ok := s.join("ann")
	if !ok {
		t.Fatal("the first is refused")
	}
	if leave(); len(s.of) != 0 {
		t.Errorf("%v", s.of)
	}
}
