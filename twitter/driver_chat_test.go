package twitter_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestDriverTakesChatKeys(t *testing.T) {
	s := settings()
	delete(s.Values, "env")
	s.Values["clientId"], s.Values["chat"] = "client", "on"
	s.Keys["chatKeys"] = channel.NewKeys(channel.Secret("2:"+keyText(2)), channel.Secret("1:"+keyText(1)))
	driver := twitter.DriverWith(new(twitter.TokenMemory))
	ch, err := driver.Open(s)
	require.NoError(t, err)
	if l := ch.Limits(chatAda); !l.Abilities.Edit {
		t.Errorf("an encrypted conversation takes %+v", l)
	}
	s.Keys["chatKeys"] = channel.NewKeys(channel.Secret("2:"+keyText(2)), channel.Secret(keyText(1)))
	_, err = driver.Open(s)
	if diff := cmp.Diff([]string{"chatKeys[1] invalid"}, complaints(err)); diff != "" || strings.Contains(err.Error(), keyText(1)) {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	s.Values["chat"] = "yes"
	_, err = driver.Open(s)
	if diff := cmp.Diff([]string{"chat invalid", "chatKeys[1] invalid"}, complaints(err)); diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
