package twitter_test

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Photos are read with the user token where the access token may not.
func TestOpenMediaWithUserToken(t *testing.T) {
	x := twittertest.New(standIn(twitter.V11, time.Now))
	ch := userOf(t, x, new(twitter.TokenMemory))
	require.NoError(t, logIn(t, x, ch))
	var photo channel.Attachment
	host := receiving(ch, func(ev channel.Event) { photo = ev.Body.(channel.Message).Attachments[0] })
	x.SendPhoto(ada, "", []byte(jpegStart))
	x.Deliver(host)
	x.Fail(standin.Status(403, "").On("/1.1/ton/"), 1)
	f, err := ch.OpenMedia(t.Context(), toAda, photo)
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())
	if f.Type != "image/jpeg" {
		t.Errorf("the type is %q", f.Type)
	}
}

// Files of customers are opened with the account's credentials, at X's own hosts and nowhere else.
func TestOpenMedia(t *testing.T) {
	x := twittertest.New(standIn(twitter.V11, time.Now))
	cfg := config()
	cfg.HTTP = x.Client()
	ch := open(t, cfg)
	var got []channel.Attachment
	host := receiving(ch, func(ev channel.Event) {
		if m, ok := ev.Body.(channel.Message); ok {
			got = append(got, m.Attachments...)
		}
	})
	film := "\x00\x00\x00\x18ftypmp42 a film"
	x.SendPhoto(ada, "look", []byte(jpegStart))
	x.SendFile(ada, "video", "and look", []byte(film))
	x.SendFile(ada, "animated_gif", "", []byte(film))
	x.Deliver(host)
	require.Len(t, got, 3)
	for i, want := range []struct{ kind, data string }{{"image/jpeg", jpegStart}, {"video/mp4", film}, {"video/mp4", film}} {
		f, err := channel.OpenMedia(t.Context(), ch, toAda, got[i])
		require.NoError(t, err)
		data, err := io.ReadAll(f.Body)
		require.NoError(t, err)
		require.NoError(t, f.Body.Close())
		if string(data) != want.data || f.Type != want.kind || f.Name == "" {
			t.Errorf("OpenMedia = %q, %q %q; want %q of %s", data, f.Name, f.Type, want.data, want.kind)
		}
	}
	f, err := ch.OpenMedia(t.Context(), toAda, channel.Attachment{Kind: channel.MediaImage, URL: got[1].Preview})
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())

	before := len(x.Calls())
	for _, address := range []string{
		"", "https://muster.example/a.jpg", "http://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg", "https://ton.twitter.com.muster.example/a", "https://ton.twitter.com:8443/a",
		"https://ton.twitter.com@muster.example/a", "https://me@ton.twitter.com/a", "https://127.0.0.1/a", "//ton.twitter.com/a", "https://api.x.com.\\@ton.twitter.com/", "file:///etc/passwd",
	} {
		if _, err := ch.OpenMedia(t.Context(), toAda, channel.Attachment{URL: address}); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("OpenMedia(%q): %v, want ErrRejected", address, err)
		}
	}
	if n := len(x.Calls()); n != before {
		t.Errorf("%d calls were made for addresses that are not X's", n-before)
	}
	if _, err := ch.OpenMedia(t.Context(), toAda, channel.Attachment{URL: "https://ton.twitter.com/1.1/ton/data/dm/1/2/gone.jpg"}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a file that is gone: %v, want ErrRejected", err)
	}
}

// A redirect of a media host must not carry the signature elsewhere.
func TestOpenMediaFollowsNoRedirect(t *testing.T) {
	var hosts []string
	cfg := config()
	cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Host)
		return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {"https://muster.example/a"}}, Body: http.NoBody, Request: r}, nil
	})}
	_, err := open(t, cfg).OpenMedia(t.Context(), toAda, channel.Attachment{URL: "https://ton.twitter.com/1.1/ton/data/dm/1/2/a.jpg"})
	if diff := cmp.Diff([]string{"ton.twitter.com"}, hosts); diff != "" || !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("OpenMedia: %v, asked (-want +got):\n%s", err, diff)
	}
}
