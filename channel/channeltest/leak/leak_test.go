package leak_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

const secret = `7310000042:AAq7/W+zR=&4pX"s<K\9vT~mB2`

func TestInFindsEverySpelling(t *testing.T) {
	for _, form := range leak.Forms(secret) {
		if leak.In("before "+form+" after", "another-credential", secret) == "" {
			t.Errorf("%q is not found", form)
		}
	}
	for from := range 3 {
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("-", from) + "/bot" + secret + "/sendMessage"))
		if leak.In(text, secret) == "" {
			t.Errorf("%q is not found", text)
		}
	}
	if leak.In("cut: AAq7/W+zR=&4", secret) == "" {
		t.Error("the beginning of a credential is not found")
	}
	if found := leak.In("bot 7310000042 of the account 7310000042: AAq7", secret); found != "" {
		t.Errorf("found %s", found)
	}
}

// opaque shows itself in one way alone.
type opaque struct{ token string }

func (opaque) Error() string { return "-" }

func TestShowReachesEverything(t *testing.T) {
	for name, v := range map[string]any{
		"a field":                 opaque{secret},
		"an error that is joined": fmt.Errorf("a: %w", errors.Join(errors.New("b"), fmt.Errorf("c: %w", &opaque{secret}))),
		"JSON":                    jsonOnly{},
	} {
		if leak.In(leak.Show(v), secret) == "" {
			t.Errorf("%s is not shown", name)
		}
	}
}

type jsonOnly struct{}

func (jsonOnly) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte("-")) }
func (jsonOnly) MarshalText() ([]byte, error) { return []byte(secret), nil }

type run func() int

func (r run) Run() int { return r() }

func TestMainSearchesTheOutput(t *testing.T) {
	stdout := os.Stdout
	defer func() { os.Stdout = stdout }()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	os.Stdout = null // Main reports there
	for text, want := range map[string]int{"nothing": 0, secret: 1} {
		if got := leak.Main(run(func() int { fmt.Fprintln(os.Stdout, text); return 0 }), secret); got != want {
			t.Errorf("Main = %d after %q was printed, want %d", got, text, want)
		}
	}
	if got := leak.Main(run(func() int { return 2 }), secret); got != 2 {
		t.Errorf("Main = %d after tests that failed with 2", got)
	}
}
