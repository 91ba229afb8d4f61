package channel_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"hash"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestKeysValid(t *testing.T) {
	keys := channel.Keys{{Secret: "newest"}, {Secret: "older", Until: noon}, {Secret: ""}, {Secret: "oldest", Until: noon.Add(-time.Hour)}, {Secret: "eternal"}}
	tests := []struct {
		name string
		at   time.Time
		want []channel.Secret
	}{
		{"before every end", noon.Add(-2 * time.Hour), []channel.Secret{"newest", "older", "oldest", "eternal"}},
		{"at an end", noon.Add(-time.Hour), []channel.Secret{"newest", "older", "eternal"}},
		{"just before an end", noon.Add(-time.Nanosecond), []channel.Secret{"newest", "older", "eternal"}},
		{"in another zone", noon.Add(-time.Nanosecond).In(time.FixedZone("", 7200)), []channel.Secret{"newest", "older", "eternal"}},
		{"at the last end", noon, []channel.Secret{"newest", "eternal"}},
		{"long after", noon.AddDate(100, 0, 0), []channel.Secret{"newest", "eternal"}},
		{"at an unknown time", time.Time{}, []channel.Secret{"newest", "eternal"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(reveal(tt.want), reveal(slices.Collect(keys.Valid(tt.at)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	for range keys.Valid(noon) {
		break // a walk may end early
	}
	if got := keys.First(); got != "newest" {
		t.Errorf("First() = %q", got.Reveal())
	}
	if got := channel.Keys(nil).First(); got != "" {
		t.Errorf("First() of none = %q", got.Reveal())
	}
	if diff := cmp.Diff(channel.Keys{{Secret: "a"}, {Secret: "b"}}, channel.NewKeys("a", "b")); diff != "" {
		t.Errorf("NewKeys (-want +got):\n%s", diff)
	}
}

func reveal(secrets []channel.Secret) []string {
	var out []string
	for _, s := range secrets {
		out = append(out, s.Reveal())
	}
	return out
}

func TestKeysCheck(t *testing.T) {
	tests := []struct {
		name string
		keys channel.Keys
		want []channel.FieldError
	}{
		{"good", channel.Keys{{Secret: "secret-a"}, {Secret: "secret-b", Until: noon}}, nil},
		{"none", nil, []channel.FieldError{{Field: "app.secret", Code: channel.CodeMissing, Reason: "at least one key is needed"}}},
		{"empty list", channel.Keys{}, []channel.FieldError{{Field: "app.secret", Code: channel.CodeMissing, Reason: "at least one key is needed"}}},
		{"empty and twice", channel.Keys{{}, {Secret: "secret-a"}, {Secret: "secret-b"}, {Secret: "secret-a", Until: noon}, {Until: noon}}, []channel.FieldError{
			{Field: "app.secret[0]", Code: channel.CodeMissing, Reason: "the secret is empty"},
			{Field: "app.secret[3]", Code: channel.CodeDuplicate, Reason: "the same secret as app.secret[1]"},
			{Field: "app.secret[4]", Code: channel.CodeMissing, Reason: "the secret is empty"},
		}},
	}
	for _, tt := range tests {
		var got []channel.FieldError
		for _, e := range channel.FieldErrors(tt.keys.Check("app.secret")) {
			got = append(got, *e)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Tags as in Project Wycheproof's HMAC tests: right ones of full length pass; cut, extended,
// flipped and foreign ones don't.
func TestProveMAC(t *testing.T) {
	hashes := map[string]func() hash.Hash{"SHA-1": sha1.New, "SHA-256": sha256.New, "SHA-512": sha512.New}
	secrets := []channel.Secret{"k", "a key of thirty-two bytes, exactly", channel.Secret(make([]byte, 200)), "grüße\xff\x00"}
	messages := [][]byte{nil, []byte("a"), []byte(`{"text":"Hello"}`), make([]byte, 5000)}
	for name, newHash := range hashes {
		for _, secret := range secrets {
			keys := channel.NewKeys("another", secret)
			for _, message := range messages {
				h := hmac.New(newHash, []byte(secret))
				h.Write(message)
				tag := h.Sum(nil)
				if got, ok := keys.ProveMAC(newHash, message, tag, noon); !ok || got != secret {
					t.Errorf("%s: the right tag of %d bytes is refused", name, len(message))
				}
				for what, wrong := range wrongTags(tag) {
					if _, ok := keys.ProveMAC(newHash, message, wrong, noon); ok {
						t.Errorf("%s: a tag that is %s passes", name, what)
					}
				}
				if _, ok := keys.ProveMAC(newHash, append(slices.Clone(message), 0), tag, noon); ok {
					t.Errorf("%s: the tag proves a longer message", name)
				}
				if _, ok := channel.NewKeys("another").ProveMAC(newHash, message, tag, noon); ok {
					t.Errorf("%s: the tag is proved by another key", name)
				}
			}
		}
	}
}

func wrongTags(tag []byte) map[string][]byte {
	wrong := map[string][]byte{
		"nil": nil, "empty": {}, "all zero": make([]byte, len(tag)), "followed by a zero": append(slices.Clone(tag), 0), "doubled": append(slices.Clone(tag), tag...),
		"moved by one byte": append(slices.Clone(tag[1:]), tag[0]), "without its first byte": tag[1:],
	}
	for _, n := range []int{1, 4, 8, 10, 16, 20, len(tag) / 2, len(tag) - 1} {
		if n < len(tag) {
			wrong["cut to "+string(rune('0'+n/10))+string(rune('0'+n%10))] = tag[:n]
		}
	}
	for _, bit := range []int{0, 7, 8, 31, 63, 64, 8*len(tag) - 8, 8*len(tag) - 1} {
		flipped := slices.Clone(tag)
		flipped[bit/8] ^= 1 << (bit % 8)
		wrong["with a bit flipped at "+time.Duration(bit).String()] = flipped
	}
	inverted := slices.Clone(tag)
	for i := range inverted {
		inverted[i] ^= 0xff
	}
	wrong["inverted"] = inverted
	return wrong
}

// An empty key opens no door, whatever the message, not even for a tag that is right under it.
func TestEmptySecretProvesNothing(t *testing.T) {
	tag := hmac.New(sha256.New, nil).Sum(nil)
	for name, keys := range map[string]channel.Keys{"nil": nil, "empty": {}, "an empty secret": {{}}, "among others": {{}, {Secret: "a"}}} {
		if _, ok := keys.ProveMAC(sha256.New, nil, tag, noon); ok {
			t.Errorf("%s: a tag under the empty key passes", name)
		}
		if keys.ProveText("", noon) {
			t.Errorf("%s: an empty text passes", name)
		}
	}
}

func TestProveText(t *testing.T) {
	keys := channel.Keys{{Secret: "new"}, {Secret: "older", Until: noon}}
	tests := []struct {
		text string
		at   time.Time
		want bool
	}{
		{"new", noon, true}, {"new", time.Time{}, true}, {"older", noon.Add(-1), true}, {"older", noon, false}, {"older", time.Time{}, false},
		{"ne", noon, false}, {"news", noon, false}, {"New", noon, false}, {"", noon, false}, {"new ", noon, false}, {"newolder", noon.Add(-1), false},
	}
	for _, tt := range tests {
		if got := keys.ProveText(tt.text, tt.at); got != tt.want {
			t.Errorf("ProveText(%q, %v) = %v", tt.text, tt.at, got)
		}
	}
	// The same secret twice must not cancel itself out.
	if !channel.NewKeys("twice", "twice").ProveText("twice", noon) {
		t.Error("a secret that stands twice proves nothing")
	}
}

func TestRotationProvesBothAndSignsWithTheFirst(t *testing.T) {
	keys := channel.Keys{{Secret: "new-secret"}, {Secret: "old-secret", Until: noon}}
	sign := func(s channel.Secret) []byte {
		h := hmac.New(sha256.New, []byte(s))
		h.Write([]byte("body"))
		return h.Sum(nil)
	}
	type proof struct {
		secret string
		ok     bool
	}
	prove := func(signedWith channel.Secret, at time.Time) proof {
		s, ok := keys.ProveMAC(sha256.New, []byte("body"), sign(signedWith), at)
		return proof{s.Reveal(), ok}
	}
	got := []proof{prove("new-secret", noon.Add(-1)), prove("old-secret", noon.Add(-1)), prove("new-secret", noon), prove("old-secret", noon), prove("old-secret", time.Time{}), prove(keys.First(), noon)}
	want := []proof{{"new-secret", true}, {"old-secret", true}, {"new-secret", true}, {"", false}, {"", false}, {"new-secret", true}}
	if !slices.Equal(got, want) {
		t.Errorf("proofs %v, want %v", got, want)
	}
	if err := keys.Check("k"); errors.Join(err) != nil {
		t.Error(err)
	}
}
