package channel_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestThreadKey(t *testing.T) {
	tests := []struct {
		thread channel.Thread
		want   string
	}{
		{channel.Thread{}, "//"},
		{channel.Thread{Platform: "telegram", Account: "7", Contact: "42"}, "telegram/7/42"},
		{channel.Thread{Platform: "telegram", Account: "7", Contact: "42", Via: "bc"}, "telegram/7/42/bc"},
		{channel.Thread{Platform: "telegram", Account: "7", Contact: "group:-42", Topic: "3"}, "telegram/7/group:-42//3"},
		{channel.Thread{Platform: "p", Account: "a/b", Contact: "50%", Via: "x y", Topic: "é\x00"}, "p/a%2Fb/50%25/x%20y/%C3%A9%00"},
		{channel.Thread{Contact: "only"}, "//only"},
		{channel.Thread{Platform: "p", Account: "..", Contact: "."}, "p/../."},
	}
	for _, tt := range tests {
		if got := tt.thread.Key(); got != tt.want {
			t.Errorf("%+v: Key() = %q, want %q", tt.thread, got, tt.want)
		}
		if got, err := channel.ParseThread(tt.want); err != nil || got != tt.thread {
			t.Errorf("ParseThread(%q) = %+v, %v, want %+v", tt.want, got, err, tt.thread)
		}
	}
}

func TestParseThreadRefuses(t *testing.T) {
	for _, key := range []string{"", "a", "a/b", "a/b/c/", "a/b/c//", "a/b/c/d/", "a/b/c/d/e/f", "a/b/%", "a/b/%zz", "a/%4/c"} {
		if got, err := channel.ParseThread(key); err == nil {
			t.Errorf("ParseThread(%q) = %+v, want an error", key, got)
		}
	}
}

func FuzzThreadKey(f *testing.F) {
	f.Add("telegram", "7", "group:-42", "", "3", "x")
	f.Add("a/b", "%2F", "", "/", "\xff", "")
	f.Fuzz(func(t *testing.T, platform, account, contact, via, topic, other string) {
		thread := channel.Thread{Platform: platform, Account: account, Contact: contact, Via: via, Topic: topic}
		key := thread.Key()
		if got, err := channel.ParseThread(key); err != nil || got != thread {
			t.Fatalf("ParseThread(%q) = %+v, %v, want %+v", key, got, err, thread)
		}
		if strings.ContainsAny(key, " \n\t\"'\x00") {
			t.Errorf("the key %q is not one word", key)
		}
		// Different threads have different keys, wherever the difference is.
		for i := range 5 {
			changed := thread
			*[]*string{&changed.Platform, &changed.Account, &changed.Contact, &changed.Via, &changed.Topic}[i] = other
			if (changed == thread) != (changed.Key() == key) {
				t.Errorf("%+v and %+v share the key %q", thread, changed, key)
			}
		}
		// Any text that is accepted as a key names a thread whose own key says the same.
		if parsed, err := channel.ParseThread(other); err == nil {
			if again, err := channel.ParseThread(parsed.Key()); err != nil || again != parsed {
				t.Errorf("%q is the thread %+v, and its key %q is %+v", other, parsed, parsed.Key(), again)
			}
		}
	})
}

func TestThreadScheme(t *testing.T) {
	for contact, want := range map[string][2]string{
		"42": {"", "42"}, "": {"", ""}, "group:-42": {"group", "-42"}, "ref:a:b": {"ref", "a:b"}, "comment:1_2": {"comment", "1_2"}, "token:t": {"token", "t"},
		"group": {"", "group"}, "group:": {"group", ""}, "Group:1": {"", "Group:1"}, "other:1": {"", "other:1"}, "xgroup:1": {"", "xgroup:1"},
	} {
		if scheme, id := (channel.Thread{Contact: contact}).Scheme(); [2]string{scheme, id} != want {
			t.Errorf("Scheme of %q = %q, %q, want %q", contact, scheme, id, want)
		}
	}
}

func TestThreadIsPublic(t *testing.T) {
	for contact, want := range map[string]bool{"post:7": true, "comment:1_2": true, "7": false, "": false, "chat:7": false, "group:7": false, "poster:7": false} {
		if got := (channel.Thread{Contact: contact}).IsPublic(); got != want {
			t.Errorf("%q is public: %t", contact, got)
		}
	}
}
