package telegram_test

import (
	"errors"
	"io"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestProfile(t *testing.T) {
	const picture = "\xff\xd8\xff\xe0\x00\x10JFIF"
	ch, server := hired(t, telegramtest.Config{}, nil)
	server.Meet(telegramtest.Person{ID: ada, First: "Ada", Last: "Byron", Username: "ada_b", Language: "nb", Picture: []byte(picture)})
	server.Group("-1002100000999", "Kiosk crew")
	for to, want := range map[channel.Thread]channel.Profile{
		private: {Person: channel.Person{ID: ada, Name: "Ada Byron", Handle: "ada_b"}},
		group:   {Person: channel.Person{ID: "-1002100000999", Name: "Kiosk crew"}},
	} {
		got, err := channel.FetchProfile(t.Context(), ch, to)
		require.NoError(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("FetchProfile (-want +got):\n%s", diff)
		}
	}
	f, err := ch.OpenPicture(t.Context(), private)
	require.NoError(t, err)
	body, err := io.ReadAll(f.Body)
	if err != nil || string(body) != picture || f.Type != "image/jpeg" {
		t.Errorf("picture %q of type %q, %v", body, f.Type, err)
	}
	if _, err := ch.OpenPicture(t.Context(), group); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a group without a picture: %v", err)
	}
	stranger := private
	stranger.Contact = "12"
	if _, err := ch.FetchProfile(t.Context(), stranger); !errors.Is(err, channel.ErrUnreachable) {
		t.Errorf("somebody who is not known: %v", err)
	}
}
