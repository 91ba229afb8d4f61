package twitter_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// A file that X cuts, or gives out in place of another one of the conversation, is not taken for
// whole.
func TestChatFilesThatAreCut(t *testing.T) {
	const size = 2500
	answer := func(sealed []byte) []byte { return sealed } // what X gives out in place of a file
	c := chatsOn(t, func(cfg *twitter.Config) {
		next := cfg.HTTP.Transport
		cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			got, err := next.RoundTrip(r)
			if err != nil || r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/2/chat/media/") {
				return got, err
			}
			sealed, err := io.ReadAll(got.Body)
			_ = got.Body.Close()
			got.Body, got.ContentLength = ioNop(answer(sealed)), -1
			got.Header.Del("Content-Length")
			return got, err
		})}
	})
	c.x.SendEncryptedFile(ada, 5, "short.pdf", bytes.Repeat([]byte("short "), 20))
	c.x.SendEncryptedFile(ada, 5, "long.pdf", bytes.Repeat([]byte("a page, "), size)[:size])
	var files []channel.Attachment
	for _, ev := range c.events() {
		m, ok := ev.Body.(channel.Message)
		require.True(t, ok)
		files = append(files, m.Attachments...)
	}
	require.Len(t, files, 2)
	short, long := files[0], files[1]
	opened := func(a channel.Attachment) (int, error) {
		f, err := channel.OpenMedia(t.Context(), c.ch, chatAda, a)
		require.NoError(t, err)
		b, err := io.ReadAll(f.Body)
		require.NoError(t, f.Body.Close())
		return len(b), err
	}
	var other []byte
	answer = func(sealed []byte) []byte { other = sealed; return sealed }
	if n, err := opened(short); n != 120 || err != nil {
		t.Fatalf("a whole file: %d bytes, %v", n, err)
	}
	whole := int(xchat.EncryptedSize(size))
	for _, at := range []int{0, 1, 23, 24, 25, 40, 41, 24 + 1041, 24 + 1041 + 1, 24 + 2*1041, whole - 1} {
		answer = func(sealed []byte) []byte {
			require.Len(t, sealed, whole)
			return sealed[:at]
		}
		if n, err := opened(long); !errors.Is(err, xchat.ErrTruncated) {
			t.Errorf("cut at %d: %d bytes, %v, want ErrTruncated", at, n, err)
		}
	}
	answer = func([]byte) []byte { return other }
	if n, err := opened(long); n != 120 || !errors.Is(err, xchat.ErrTruncated) {
		t.Errorf("a shorter file in its place: %d bytes, %v, want ErrTruncated", n, err)
	}
	// Without a size, a file that is its header alone is an empty one.
	unknown := long
	unknown.Size = 0
	answer = func(sealed []byte) []byte { return sealed[:24] }
	if n, err := opened(unknown); n != 0 || err != nil {
		t.Errorf("the header alone, of a file whose size is unknown: %d bytes, %v", n, err)
	}
	answer = func(sealed []byte) []byte { return sealed }
	for name, a := range map[string]channel.Attachment{"of its size": long, "of unknown size": unknown} {
		if n, err := opened(a); n != size || err != nil {
			t.Errorf("a file %s: %d bytes, %v", name, n, err)
		}
	}
}
