package xchat

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestKeyChangeForTwo(t *testing.T) {
	us, ourRow := person(t, "100", "1690000000001", 21, 22)
	ada, adaRow := person(t, "2000", "1690000000000", 31, 32)
	bob, _ := person(t, "3000", "1690000000002", 41, 42)
	key, err := GenerateKey("1700000000000", nil)
	require.NoError(t, err)
	change, err := us.ChangeKey("100:2000", key, []PublicKey{ourRow, adaRow}, nil)
	require.NoError(t, err)
	e := Event{ID: change.Action.ID, Sender: "100", Conversation: "100:2000", Detail: readDetailOf(t, change.Action.Detail),
		Signature: Signature{Value: change.Action.Signature, KeyVersion: change.Action.KeyVersion, Version: change.Action.Version}}
	if diff := cmp.Diff(Detail(KeyChange{Version: "1700000000000", Keys: change.Keys}), e.Detail); diff != "" {
		t.Errorf("the detail that is signed (-want +got):\n%s", diff)
	}
	for _, i := range []Identity{us, ada} {
		got, err := i.Unwrap(e)
		if err != nil || !got.Equal(key) {
			t.Errorf("Unwrap for %s: %v", i.User, err)
		}
		if trust := e.Verify(got, ourRow); trust != Verified {
			t.Errorf("Verify for %s: %v", i.User, trust)
		}
	}
	_, err = bob.Unwrap(e)
	want := &KeyError{Conversation: "100:2000", Version: "1700000000000"}
	if got, ok := errors.AsType[*KeyError](err); !ok || *got != *want || !errors.Is(err, ErrMissingKey) {
		t.Errorf("Unwrap for somebody else: %v, want %v", err, want)
	}
	if _, err := us.Unwrap(Event{Detail: Typing{}}); !errors.Is(err, ErrMalformed) {
		t.Errorf("Unwrap of no key change: %v", err)
	}

	unbound := adaRow
	unbound.Binding = ourRow.Binding
	if _, err := us.ChangeKey("100:2000", key, []PublicKey{ourRow, unbound}, nil); !errors.Is(err, ErrUntrusted) {
		t.Errorf("ChangeKey for a row without a binding: %v", err)
	}
	if _, err := us.ChangeKey("100:2000", key, []PublicKey{adaRow, adaRow}, nil); err == nil {
		t.Error("ChangeKey without the sender succeeded")
	}
	if _, err := us.ChangeKey("100,2000", key, []PublicKey{ourRow, adaRow}, nil); !errors.Is(err, ErrUnsignable) {
		t.Errorf("ChangeKey with a comma: %v", err)
	}
}

// An old key change is wrapped for an old version; X sometimes names none that we know.
func TestUnwrapFindsTheVersion(t *testing.T) {
	us, ourRow := person(t, "100", "5", 21, 22)
	old, oldRow := person(t, "2000", "7", 31, 32)
	both := Identity{User: "2000", Keys: []PrivateKey{private(t, "9", 41, 42), old.Keys[0]}}
	key := conversationKey(t, "1700000000000")
	change, err := us.ChangeKey("100:2000", key, []PublicKey{ourRow, oldRow}, nil)
	require.NoError(t, err)
	for _, version := range []string{"7", "8"} {
		d := KeyChange{Version: key.Version(), Keys: []WrappedKey{{User: "2000", Wrapped: change.Keys[1].Wrapped, KeyVersion: version}}}
		if got, err := both.Unwrap(Event{Detail: d}); err != nil || !got.Equal(key) {
			t.Errorf("wrapped for version %s: %v", version, err)
		}
	}
}

func TestUnwrapIsBounded(t *testing.T) {
	us, ourRow := person(t, "100", "5", 21, 22)
	_, adaRow := person(t, "2000", "7", 31, 32)
	change, err := us.ChangeKey("100:2000", conversationKey(t, "1"), []PublicKey{ourRow, adaRow}, nil)
	require.NoError(t, err)
	var d KeyChange
	d.Version = "1"
	for range maxUnwrap {
		d.Keys = append(d.Keys, WrappedKey{User: "100", Wrapped: change.Keys[1].Wrapped, KeyVersion: "5"})
	}
	d.Keys = append(d.Keys, WrappedKey{User: "100", Wrapped: change.Keys[0].Wrapped, KeyVersion: "5"})
	if _, err := us.Unwrap(Event{Detail: d}); !errors.Is(err, ErrMissingKey) {
		t.Errorf("Unwrap behind %d useless keys: %v", maxUnwrap, err)
	}
}

func TestNewest(t *testing.T) {
	_, a := person(t, "2000", "999", 31, 32)
	_, b := person(t, "2000", "1000", 41, 42)
	_, c := person(t, "2000", "2000", 51, 52)
	_, d := person(t, "3000", "3000", 51, 52)
	c.Binding = b.Binding
	if got, err := Newest([]PublicKey{a, b, c, d}, "2000"); err != nil || got != b {
		t.Errorf("Newest = %+v, %v, want the row of version 1000", got, err)
	}
	if _, err := Newest([]PublicKey{c, d}, "2000"); !errors.Is(err, ErrMissingKey) {
		t.Errorf("Newest without a valid row: %v", err)
	}
}

func TestRowsOfBothForms(t *testing.T) {
	_, row := person(t, "2000", "1", 31, 32)
	point := mustDecode(t, row.Signing)[len(spkiHead):]
	bare := row
	bare.Signing = unpad64(point)
	require.NoError(t, bare.Check())
	for name, change := range map[string]func(*PublicKey){
		"no key":        func(p *PublicKey) { p.Identity = "" },
		"no signing":    func(p *PublicKey) { p.Signing = "" },
		"not on curve":  func(p *PublicKey) { p.Identity = pad64(append(bytes.Clone(spkiHead), make([]byte, 65)...)) },
		"short":         func(p *PublicKey) { p.Signing = unpad64(point[:64]) },
		"not base64":    func(p *PublicKey) { p.Binding = "?" },
		"short binding": func(p *PublicKey) { p.Binding = "AAAA" },
		"no version":    func(p *PublicKey) { p.Version = "latest" },
	} {
		bad := row
		if change(&bad); bad.Check() == nil {
			t.Errorf("%s: Check accepts it", name)
		}
	}
}

func TestPrivateKeysAreChecked(t *testing.T) {
	blob := append(scalar(1), scalar(2)...)
	for name, f := range map[string]func() error{
		"a version that is none": func() error { _, err := NewPrivateKey("v1", blob); return err },
		"63 bytes":               func() error { _, err := NewPrivateKey("1", blob[:63]); return err },
		"an identity of zero":    func() error { _, err := NewPrivateKey("1", make([]byte, 64)); return err },
		"a signing key of zero":  func() error { _, err := NewPrivateKey("1", append(scalar(1), make([]byte, 32)...)); return err },
		"too short a key":        func() error { _, err := NewKey("1", blob[:31]); return err },
		"a key without version":  func() error { _, err := NewKey("", blob[:32]); return err },
	} {
		if f() == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	half, err := NewPrivateKey("1", scalar(1))
	require.NoError(t, err)
	if half.CanSign() {
		t.Error("a key without its signing half can sign")
	}
	if _, err := (Identity{User: "100", Keys: []PrivateKey{half}}).Seal("C", conversationKey(t, "1"), Message{Text: "a"}, Options{}); !errors.Is(err, ErrMissingKey) {
		t.Errorf("Seal without a signing key: %v", err)
	}
}

// Keys show in no printed form, whatever holds them.
func TestKeysAreNotPrinted(t *testing.T) {
	blob := append(bytes.Repeat([]byte{0xAB, 0x11}, 16), bytes.Repeat([]byte{0xCD, 0x22}, 16)...)
	secret := bytes.Repeat([]byte{0xEF, 0x33}, 16)
	k, err := NewPrivateKey("1", blob)
	require.NoError(t, err)
	key, err := NewKey("2", secret)
	require.NoError(t, err)
	type hidden struct {
		i Identity
		k Key
		p PrivateKey
	}
	out, err := Identity{User: "100", Keys: []PrivateKey{k}}.Seal("C", key, Message{Text: "a"}, Options{Ref: "r"})
	require.NoError(t, err)
	_, wrong := NewPrivateKey("1", blob[:40])
	other := bytes.Repeat([]byte{0x77, 0x44}, 16)
	otherKey, err := NewKey("2", other)
	require.NoError(t, err)
	failures := []error{wrong}
	_, err = NewKey("2", secret[:20])
	failures = append(failures, err)
	_, err = NewKey("v", secret)
	failures = append(failures, err)
	// A scalar that is not below the order of P-256 begins with 64 bits of ones.
	beyond := append(bytes.Repeat([]byte{0xFF}, 8), bytes.Repeat([]byte{0xBE, 0x55}, 12)...)
	_, err = NewPrivateKey("1", beyond)
	failures = append(failures, err)
	_, err = NewPrivateKey("1", append(bytes.Clone(blob[:32]), beyond...))
	failures = append(failures, err)
	mine := Identity{User: "100", Keys: []PrivateKey{k}}
	stranger, row := person(t, "2000", "1690000000000", 31, 32)
	own, err := k.Public("100")
	require.NoError(t, err)
	change, err := stranger.ChangeKey("100:2000", key, []PublicKey{own, row}, nil)
	require.NoError(t, err)
	shuffled := change.Keys[0]
	for _, w := range change.Keys {
		if w.User == "2000" {
			shuffled.Wrapped = w.Wrapped // for another person
		}
	}
	shuffled.User = "100"
	_, err = mine.Unwrap(Event{Conversation: "100:2000", Detail: KeyChange{Version: "2", Keys: []WrappedKey{shuffled}}})
	failures = append(failures, err)
	said := delivered(t, out, "5", "100", "C")
	_, err = said.Open(otherKey)
	failures = append(failures, err)
	_, err = said.Open(Key{})
	failures = append(failures, err)
	sealed, err := EncryptFile(strings.NewReader("a file"), key, nil)
	require.NoError(t, err)
	closed, err := DecryptFile(sealed, otherKey)
	require.NoError(t, err)
	_, err = io.ReadAll(closed)
	failures = append(failures, err)
	for i, err := range failures {
		if err == nil {
			t.Errorf("failure %d is none", i)
		}
	}
	reading, err := EncryptFile(strings.NewReader("a file"), key, nil)
	require.NoError(t, err)
	readable, err := DecryptFile(reading, key)
	require.NoError(t, err)
	if b, err := io.ReadAll(readable); err != nil || string(b) != "a file" {
		t.Errorf("the file reads %q, %v", b, err)
	}
	forms := []any{failures, reading, readable, closed, k, &k, key, &key, Identity{User: "100", Keys: []PrivateKey{k}}, map[string]Key{"a": key}, []PrivateKey{k},
		hidden{Identity{Keys: []PrivateKey{k}}, key, k}, out, wrong, &KeyError{Conversation: "C", Version: "2"}}
	for _, err := range failures {
		forms = append(forms, err)
	}
	var all strings.Builder
	log := slog.New(slog.NewTextHandler(&all, nil))
	for _, v := range forms {
		fmt.Fprintf(&all, "%v %+v %#v %s %q %x %d\n", v, v, v, v, v, v, v)
		log.Info("m", "v", v)
		if b, err := json.Marshal(v); err == nil {
			all.Write(b)
		}
	}
	for _, b := range [][]byte{blob[:32], blob[32:], secret, other, beyond[8:], blob[:8], blob[32:40], secret[:8], other[:8]} {
		for name, s := range map[string]string{
			"hex": hex.EncodeToString(b), "decimal": strings.Trim(fmt.Sprint(b), "[]"), "as it is": string(b),
			"base64": base64.RawStdEncoding.EncodeToString(b[:6]), "go syntax": strings.Trim(strings.TrimPrefix(fmt.Sprintf("%#v", b[:6]), "[]byte"), "{}"),
		} {
			if strings.Contains(strings.ToLower(all.String()), strings.ToLower(s)) {
				t.Errorf("a key shows as %s: %s", name, s)
			}
		}
	}
}

func TestCompareVersions(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"9", "10", -1}, {"10", "9", 1}, {"10", "10", 0}, {"010", "10", 0}, {"", "0", -1}, {"x", "1", -1}, {"1", "x", 1}, {"2", "1", 1},
	} {
		if got := CompareVersions(tt.a, tt.b); got != tt.want {
			t.Errorf("CompareVersions(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
	if got := Conversation("2000", "100"); got != "100:2000" {
		t.Errorf("Conversation = %q", got)
	}
}

func readDetailOf(t *testing.T, encoded string) Detail {
	t.Helper()
	r := newReader(mustDecode(t, encoded))
	d := readDetail(r)
	require.NoError(t, r.err)
	return d
}
