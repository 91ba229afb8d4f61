package standin_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// Toy is a pretended platform. It takes messages at POST /messages, and delivers what customers
// write, signed, to a host's webhook.
type Toy struct {
	*standin.Controls // for the tests of hosts

	core *standin.Core
	sent standin.List[string]
}

func NewToy() *Toy {
	s := &Toy{}
	s.core = standin.New(standin.Platform{
		Name:  "toytest",
		Serve: s.serve,
		Post:  post,
		After: s.after,
		Proof: []string{"Toy-Signature"},
	})
	s.Controls = s.core.Controls()
	s.core.Hide("toy-token")
	return s
}

// serve is the API. It refuses what the platform refuses.
func (s *Toy) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	p, err := standin.ParamReader{}.Read(r, body)
	switch {
	case r.Header.Get("Authorization") != "Bearer toy-token":
		w.WriteHeader(http.StatusUnauthorized)
	case err != nil || !p.Has("text"):
		w.WriteHeader(http.StatusBadRequest)
	case !s.core.Limiter.Take("messages", standin.Rate{Kind: standin.FixedWindow, N: 2, Per: time.Minute}, s.core.Clock.Now()).OK:
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		s.sent.Add(p.Str("text"))
	}
}

// Say lets a customer write.
func (s *Toy) Say(text string) { s.core.Queue(standin.Hook{Body: []byte(text)}) }

// post makes the signed call of a body that waits.
func post(h standin.Hook) *http.Request {
	mac := hmac.New(sha256.New, []byte("toy-key"))
	mac.Write(h.Body)
	return standin.Request(http.MethodPost, "https://desk.example/toy", http.Header{"Toy-Signature": {hex.EncodeToString(mac.Sum(nil))}}, h.Body)
}

// after makes a call that failed again after ten seconds.
func (s *Toy) after(_ standin.Hook, a standin.Answer) standin.Verdict {
	if a.Status == http.StatusOK {
		return standin.Verdict{}
	}
	return standin.Verdict{Again: s.core.Clock.Now().Add(10 * time.Second)}
}

// How is a platform pretended? Toy above has its rules alone; the kit has the rest: the client
// without sockets, the clock, faults, the log, the queue of webhooks.
func Example() {
	toy := NewToy()
	send := func(text string) any {
		req, _ := http.NewRequest(http.MethodPost, "https://api.toy.example/messages?text="+text, nil)
		req.Header.Set("Authorization", "Bearer toy-token")
		resp, err := toy.Client().Do(req)
		if err != nil {
			return "no answer"
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	fmt.Println(send("one"), send("two"), send("three")) // two a minute
	toy.Advance(time.Minute)
	toy.Fail(standin.LoseAnswer(), 1) // the platform acts, and its answer is lost
	fmt.Println(send("four"), toy.sent.All())

	calls := toy.Calls()
	fmt.Println(len(calls), calls[2].Path, calls[2].Status)

	tries := 0
	toy.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if tries++; tries < 3 {
			w.WriteHeader(http.StatusInternalServerError) // the host's database is down
			return
		}
		fmt.Printf("the customer wrote %q at the try number %d\n", body, tries)
	}))
	toy.Say("hello")
	fmt.Println(toy.Flush(context.Background()), toy.Pending())
	// Output:
	// 200 200 429
	// no answer [one two four]
	// 4 /messages?text=three 429
	// the customer wrote "hello" at the try number 3
	// <nil> 0
}

// How does a test make some calls of the platform fail?
func ExampleFault_On() {
	toy := NewToy()
	toy.Fail(standin.Status(http.StatusServiceUnavailable, "busy").Header("Retry-After", "5").On("/messages"), -1)
	for _, path := range []string{"/messages", "/other"} {
		resp, err := toy.Client().Get("https://api.toy.example" + path)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %d %q\n", path, resp.StatusCode, resp.Header.Get("Retry-After"))
		_ = resp.Body.Close()
	}
	toy.Heal()
	resp, err := toy.Client().Get("https://api.toy.example/messages")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println("healed", resp.StatusCode)
	// Output:
	// /messages 503 "5"
	// /other 401 ""
	// healed 401
}

// How does a host's test see that a forged call is refused?
func ExampleControls_Forge() {
	toy := NewToy()
	toy.Say("hello")
	genuine := toy.Batch()[0]
	forged := toy.Forge(standin.Repeat(genuine))
	signature := func(r *http.Request) string { return r.Header.Get("Toy-Signature") }
	fmt.Println(len(signature(genuine)) == len(signature(forged)), signature(genuine) == signature(forged))
	// Output:
	// true false
}

// How does a stand-in keep a rate limit?
func ExampleLimiter_Take() {
	var l standin.Limiter
	now := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	for range 3 {
		g := l.Take("person 7", standin.Rate{Kind: standin.FixedWindow, N: 2, Per: time.Minute}, now)
		fmt.Println(g.OK, g.Remaining, strings.TrimPrefix(g.Reset.Format(time.TimeOnly), "12:"))
	}
	// Output:
	// true 1 01:00
	// true 0 01:00
	// false 0 01:00
}
