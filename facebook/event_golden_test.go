package facebook_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden shows what each kind of webhook body becomes. Read the diff after -update.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/webhooks/*.json")
	if err != nil {
		t.Fatal(err)
	}
	ch := newChannel(t, nil)
	compared := 0
	for _, file := range files {
		if strings.HasSuffix(file, ".golden.json") {
			continue
		}
		compared++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ch.Receive(signed(body))
			if err != nil {
				t.Fatalf("Receive: %v", err)
			}
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "\t")
			if err := enc.Encode(got.Events); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".json") + ".golden.json"
			if *update {
				if err := os.WriteFile(golden, out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("the events of %s (-want +got):\n%s", file, diff)
			}
			again, err := ch.Receive(signed(bytes.Clone(body)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("a redelivery differs (-first +second):\n%s", diff)
			}
		})
	}
	if compared < 110 {
		t.Errorf("compared %d bodies only", compared)
	}
}

func TestProvedBodyThatIsNoJSON(t *testing.T) {
	ch := newChannel(t, nil)
	for _, body := range []string{" ", "{", `{"object":"page"} x`, "[]", `"page"`, "\xff"} {
		call := signed([]byte(body))
		got, err := ch.Receive(call)
		if !errors.Is(err, channel.ErrMalformed) || channel.StatusCode(err) != 400 {
			t.Errorf("Receive(%q): %v, want one matching ErrMalformed", body, err)
		}
		want := channel.Delivery{Events: []channel.Event{channel.Malformed("facebook", "", call)}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Receive(%q) (-want +got):\n%s", body, diff)
		}
		if err := ch.Verify(call); err != nil {
			t.Errorf("Verify(%q): %v, want nil: the call is proved", body, err)
		}
	}
}

// What has no entries but something else all the same is kept, not dropped.
func TestBodyWithoutEntries(t *testing.T) {
	const body = ` {"field":"messages","value":{"message":{"mid":"m_1","text":"Hi"}}}`
	raw := []byte(body[1:])
	want := []channel.Event{{
		ID:     channel.EventID("facebook", "", channel.KindOdd, "0", channel.Fingerprint(raw)),
		Thread: channel.Thread{Platform: "facebook"},
		Origin: channel.OriginPlatform,
		Body:   channel.Custom{Kind: channel.KindOdd, Data: raw},
		Raw:    raw,
	}}
	got, err := newChannel(t, nil).Receive(signed([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("Receive(%s) (-want +got):\n%s", body, diff)
	}
}

// Older pages of Meta's have sender and recipient of an echo the other way round. What the business said must not look as if
// the customer had.
func TestEchoInTheOlderForm(t *testing.T) {
	for _, parties := range []string{
		`"sender":{"id":"` + pageID + `"},"recipient":{"id":"` + personID + `"}`,
		`"sender":{"id":"` + personID + `"},"recipient":{"id":"` + pageID + `"}`,
	} {
		got := withoutRaw(t, []byte(`{"object":"page","entry":[{"id":"`+pageID+`","time":1795000000900,"messaging":[{`+parties+
			`,"timestamp":1795000000123,"message":{"mid":"m_1","is_echo":true,"app_id":`+appID+`,"text":"Hello"}}]}]}`))
		want := []channel.Event{{
			ID:     channel.EventID("facebook", pageID, "m_1"),
			Thread: channel.Thread{Platform: "facebook", Account: pageID, Contact: personID},
			From:   channel.Person{ID: pageID},
			Origin: channel.OriginUs,
			Time:   time.UnixMilli(1795000000123).UTC(),
			Body:   channel.Message{ID: "m_1", Text: "Hello"},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("an echo with %s (-want +got):\n%s", parties, diff)
		}
	}
}

// An echo is to its recipient, also where the entry and the sender name the business by different ids.
func TestEchoUnderAnotherID(t *testing.T) {
	got := withoutRaw(t, []byte(`{"object":"instagram","entry":[{"id":"`+instagramID+`","time":1795000000900,"messaging":[{"sender":{"id":"26800000000000003"},`+
		`"recipient":{"id":"`+personID+`"},"timestamp":1795000000123,"message":{"mid":"m_1","is_echo":true,"text":"Hello"}}]}]}`))
	want := []channel.Event{{
		ID:     channel.EventID("facebook", instagramID, "m_1"),
		Thread: channel.Thread{Platform: "facebook", Account: instagramID, Contact: personID},
		From:   channel.Person{ID: "26800000000000003"},
		Time:   time.UnixMilli(1795000000123).UTC(),
		Body:   channel.Message{ID: "m_1", Text: "Hello"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("an echo (-want +got):\n%s", diff)
	}
}

func TestBodiesWithoutEvents(t *testing.T) {
	ch := newChannel(t, nil)
	for _, body := range []string{"", "{}", `{"object":"page"}`, `{"object":"page","entry":[]}`, `{"object":"page","entry":null}`,
		`{"object":"page","entry":[{"id":"1","time":2,"messaging":[],"standby":null}]}`} {
		got, err := ch.Receive(signed([]byte(body)))
		if err != nil || len(got.Events) != 0 || got.Handshake {
			t.Errorf("Receive(%s) = %+v, %v; want nothing", body, got, err)
		}
	}
}
