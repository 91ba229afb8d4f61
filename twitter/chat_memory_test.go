package twitter_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// keyText is a private key that everybody can see is a test's.
func keyText(n byte) string {
	blob := make([]byte, 64)
	blob[31], blob[63] = n, n+100
	return base64.StdEncoding.EncodeToString(blob)
}

func ioNop(b []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(b)) }

func readAll(t *testing.T, f channel.File) []byte {
	t.Helper()
	b, err := io.ReadAll(f.Body)
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())
	return b
}

func TestChatCacheOfKeys(t *testing.T) {
	var m twitter.ChatCache
	key := func(version string) xchat.Key {
		k, err := xchat.GenerateKey(version, nil)
		require.NoError(t, err)
		return k
	}
	nine, ten, eleven := key("9"), key("10"), key("11")
	if _, ok := m.Key("a", ""); ok {
		t.Error("an empty cache has a key")
	}
	m.Learn("a", eleven, xchat.Carried)
	m.Learn("a", nine, xchat.Verified)
	m.Learn("a", ten, xchat.Verified)
	if k, ok := m.Key("a", ""); !ok || !k.Equal(ten) {
		t.Errorf("the newest verified key is %s", k.Version())
	}
	if k, ok := m.Key("a", "11"); !ok || !k.Equal(eleven) {
		t.Error("a key that is not verified does not open")
	}
	m.Learn("a", key("10"), xchat.Verified) // another one of the same version changes nothing
	if k, _ := m.Key("a", "10"); !k.Equal(ten) {
		t.Error("a key was replaced")
	}
	m.Learn("a", eleven, xchat.Verified)
	if k, _ := m.Key("a", ""); !k.Equal(eleven) {
		t.Error("a key that is verified later does not count")
	}
	for i := range 40 {
		m.Learn("many", key(fmt.Sprint(100+i)), xchat.Verified)
	}
	if _, ok := m.Key("many", "100"); ok {
		t.Error("the cache keeps every version")
	}
	if k, _ := m.Key("many", ""); k.Version() != "139" {
		t.Errorf("the newest of many is %s", k.Version())
	}
}

func TestChatCachePins(t *testing.T) {
	row := func(version string, n byte) xchat.PublicKey {
		r, err := twitter.ChatKey{Version: version, Private: channel.Secret(keyText(n))}.Check(ada)
		require.NoError(t, err)
		return r
	}
	var m twitter.ChatCache
	require.NoError(t, m.Pin(ada, []xchat.PublicKey{row("1", 1)}))
	require.NoError(t, m.Pin(ada, []xchat.PublicKey{row("1", 1), row("2", 2)}))
	if err := m.Pin(ada, []xchat.PublicKey{row("1", 3)}); !errors.Is(err, xchat.ErrUntrusted) {
		t.Errorf("another key under a known version: %v", err)
	}
	if diff := cmp.Diff([]xchat.PublicKey{row("1", 1), row("2", 2)}, m.People(ada)); diff != "" {
		t.Errorf("People (-want +got):\n%s", diff)
	}
	require.NoError(t, m.Pin(us, []xchat.PublicKey{row("1", 1)})) // not of this user
	if got := m.People(us); len(got) != 0 {
		t.Errorf("People of us: %v", got)
	}
}

// refusing does not trust any new key.
type refusing struct{ twitter.ChatCache }

func (*refusing) Pin(string, []xchat.PublicKey) error {
	return errors.New("nobody has confirmed this key")
}

func TestAKeyThatTheHostDoesNotTrust(t *testing.T) {
	c := chatsOn(t, func(cfg *twitter.Config) { cfg.Chat.Memory = new(refusing) })
	c.x.SayEncrypted(ada, "hello")
	if m, ok := c.events()[0].Body.(channel.Message); !ok || m.Text != "hello" {
		t.Errorf("received %+v", m)
	}
	_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello"})
	if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrRejected || e.Code != "chat-key-changed" || e.Affects != channel.AffectsPerson {
		t.Errorf("Send: %v", err)
	}
	if n := len(c.x.ChatSent()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}
