package channel_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestEventID(t *testing.T) {
	tests := []struct {
		parts []string // platform, account, …
		want  string
	}{
		{[]string{"", ""}, "/"},
		{[]string{"telegram", "7"}, "telegram/7"},
		{[]string{"telegram", "7", "42", "5", "edit.1"}, "telegram/7/42/5/edit.1"},
		{[]string{"x", "1", "a/b", "%2F", ""}, "x/1/a%2Fb/%252F/"},
		{[]string{"a/b", "c%"}, "a%2Fb/c%25"},
		{[]string{"x", "1", "/a", "%b", "/"}, "x/1/%2Fa/%25b/%2F"},
		{[]string{"x", "1", "grüße 💡"}, "x/1/grüße 💡"},
	}
	for _, tt := range tests {
		if got := channel.EventID(tt.parts[0], tt.parts[1], tt.parts[2:]...); got != tt.want {
			t.Errorf("EventID(%q) = %q, want %q", tt.parts, got, tt.want)
		}
	}
}

// A name of any length gives an ID that a unique index takes, whole runes at its cut, and no two
// names share one.
func TestEventIDIsBounded(t *testing.T) {
	long := strings.Repeat("é/%", 4000)
	seen := map[string]string{}
	for name, parts := range map[string][]string{
		"as long as allowed":     {strings.Repeat("x", channel.MaxEventID-len("p/a/"))},
		"a byte longer":          {strings.Repeat("x", channel.MaxEventID-len("p/a/")+1)},
		"long":                   {long},
		"long with another end":  {long + "1"},
		"long, in two parts":     {long, ""},
		"cut inside a rune":      {"1" + long},
		"what a cut one is like": {"%#" + strings.Repeat("0", 64)},
	} {
		id := channel.EventID("p", "a", parts...)
		if other, ok := seen[id]; ok || len(id) > channel.MaxEventID || !utf8.ValidString(id) || !strings.HasPrefix(id, "p/a/") {
			t.Errorf("%s: %d bytes, %q, also of %q", name, len(id), id, other)
		}
		seen[id] = name
		if plain := "p/a/" + parts[0]; len(plain) <= channel.MaxEventID && !strings.ContainsAny(parts[0], "/%") && id != plain {
			t.Errorf("%s: %q", name, id)
		}
	}
}

// No two different lists of parts share an ID.
func FuzzEventID(f *testing.F) {
	f.Add("a\nb", "a\nb\n")
	f.Add("a\nb/c", "a\nb\nc")
	f.Add("a\nb%2Fc", "a\nb/c")
	f.Add("\n\n", "\n")
	f.Add(strings.Repeat("a", 600), strings.Repeat("a", 601))
	f.Fuzz(func(t *testing.T, one, other string) {
		a, b := strings.Split(one+"\n", "\n"), strings.Split(other+"\n", "\n")
		ida, idb := channel.EventID(a[0], a[1], a[2:]...), channel.EventID(b[0], b[1], b[2:]...)
		if (ida == idb) != slices.Equal(a, b) {
			t.Errorf("EventID(%q) = %q, EventID(%q) = %q", a, ida, b, idb)
		}
	})
}

func TestClone(t *testing.T) {
	body := []byte(`{"events":[{"a":1},{"b":2}]}`)
	tests := []struct {
		name  string
		event channel.Event
	}{
		{"message", channel.Event{ID: "1", Body: channel.Message{Text: "x"}, Raw: body[11:18]}},
		{"custom with Raw as data", channel.Event{ID: "2", Body: channel.Custom{Kind: "k", Data: body[11:18]}, Raw: body[11:18]}},
		{"custom with a part of Raw", channel.Event{ID: "3", Body: channel.Custom{Kind: "k", Data: body[12:15]}, Raw: body[11:18]}},
		{"custom with the beginning of Raw", channel.Event{ID: "4", Body: channel.Custom{Kind: "k", Data: body[11:15]}, Raw: body[11:18]}},
		{"custom with other data of the same length", channel.Event{ID: "5", Body: channel.Custom{Kind: "k", Data: body[19:26]}, Raw: body[11:18]}},
		{"custom without data", channel.Event{ID: "6", Body: channel.Custom{Kind: "k"}, Raw: body[11:18]}},
		{"custom without Raw", channel.Event{ID: "7", Body: channel.Custom{Kind: "k", Data: body[11:18]}}},
		{"custom with nothing", channel.Event{ID: "8", Body: channel.Custom{Kind: "k", Data: []byte{}}, Raw: []byte{}}},
		{"nothing", channel.Event{}},
	}
	var clones []channel.Event
	var want []channel.Event
	for _, tt := range tests {
		c := tt.event.Clone()
		if diff := cmp.Diff(tt.event, c); diff != "" {
			t.Errorf("%s: the clone is another (-event +clone):\n%s", tt.name, diff)
		}
		if cap(c.Raw) > 2*len(c.Raw)+32 {
			t.Errorf("%s: the clone holds %d bytes for %d", tt.name, cap(c.Raw), len(c.Raw))
		}
		clones, want = append(clones, c), append(want, c.Clone())
	}
	for i := range body {
		body[i] = '#'
	}
	if diff := cmp.Diff(want, clones); diff != "" {
		t.Errorf("clones changed with the body (-before +after):\n%s", diff)
	}
	// One copy serves Raw and Data where they were one.
	if c := clones[1]; &c.Raw[0] != &c.Body.(channel.Custom).Data[0] {
		t.Error("a clone holds the same bytes twice")
	}
}

func TestMalformed(t *testing.T) {
	w := channel.Webhook{Body: []byte("<html>"), At: noon}
	got := channel.Malformed("x", "42", w)
	want := channel.Event{
		ID: "x/42/malformed/" + channel.Fingerprint(w.Body), Thread: channel.Thread{Platform: "x", Account: "42"}, Origin: channel.OriginPlatform,
		Body: channel.Custom{Kind: channel.KindMalformed, Data: w.Body}, Raw: w.Body,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Malformed (-want +got):\n%s", diff)
	}
	w.At = noon.Add(time.Hour)
	if again := channel.Malformed("x", "42", w); again.ID != got.ID {
		t.Errorf("delivered again it is %q, and was %q", again.ID, got.ID)
	}
	w.Body = []byte("<html> ")
	if other := channel.Malformed("x", "42", w); other.ID == got.ID {
		t.Errorf("another body has the same ID %q", other.ID)
	}
}

func TestFingerprint(t *testing.T) {
	if got := channel.Fingerprint([]byte("abc")); got != "ba7816bf8f01cfea414140de" { // FIPS 180-2, the first 12 bytes
		t.Errorf("Fingerprint = %q", got)
	}
	if bytes.Equal([]byte(channel.Fingerprint(nil)), []byte(channel.Fingerprint([]byte{0}))) {
		t.Error("nothing and a zero look alike")
	}
}

func TestSortEvents(t *testing.T) {
	at := func(id string, seconds int) channel.Event {
		if seconds < 0 {
			return channel.Event{ID: id}
		}
		return channel.Event{ID: id, Time: noon.Add(time.Duration(seconds) * time.Second)}
	}
	tests := []struct {
		name   string
		events []channel.Event
		want   string
	}{
		{"mixed", []channel.Event{at("c", 3), at("a", 1), at("b", 2)}, "abc"},
		{"equal times keep their order", []channel.Event{at("b", 2), at("c", 2), at("a", 1), at("d", 2)}, "abcd"},
		{"no times at all", []channel.Event{at("a", -1), at("b", -1), at("c", -1)}, "abc"},
		{"without a time an event stays behind the one before it", []channel.Event{at("c", 3), at("d", -1), at("a", 1), at("b", -1)}, "abcd"},
		{"several of them", []channel.Event{at("c", 2), at("d", -1), at("e", -1), at("a", 1), at("b", -1)}, "abcde"},
		{"the first without a time stays first", []channel.Event{at("a", -1), at("c", 2), at("b", 1)}, "abc"},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		channel.SortEvents(tt.events)
		var got strings.Builder
		for _, e := range tt.events {
			got.WriteString(e.ID)
		}
		if got.String() != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.String(), tt.want)
		}
	}
}

func TestLiveEventReplacesItsCopyOnStandby(t *testing.T) {
	live, standby, other := channel.Event{ID: "1"}, channel.Event{ID: "1", Standby: true}, channel.Event{ID: "2"}
	if !live.Replaces(standby) || live.Replaces(live) || standby.Replaces(live) || standby.Replaces(standby) || other.Replaces(standby) {
		t.Error("only a live event replaces the copy on standby that has its ID")
	}
}
