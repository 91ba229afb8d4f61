package facebook_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func TestInfo(t *testing.T) {
	want := channel.Info{Platform: "facebook", App: appID, Accounts: []string{pageID, instagramID}}
	if diff := cmp.Diff(want, newChannel(t, nil).Info()); diff != "" {
		t.Errorf("Info (-want +got):\n%s", diff)
	}
	bare := newChannel(t, func(c *facebook.Config) { c.Pages = nil })
	if diff := cmp.Diff(channel.Info{Platform: "facebook", App: appID}, bare.Info()); diff != "" {
		t.Errorf("Info without pages (-want +got):\n%s", diff)
	}
}

func TestPrintingShowsNoCredential(t *testing.T) {
	ch := newChannel(t, nil)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "channel", ch, "config", config())
	data, err := json.Marshal(config().Pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprint(ch), fmt.Sprintf("%v %+v %#v %s %q %d %x", ch, ch, ch, ch, ch, ch, ch), fmt.Sprintf("%+v %#v", *ch, *ch),
		fmt.Sprintf("%v %+v %#v", config(), config(), config()), log.String(), string(data),
	} {
		for _, secret := range []string{appSecret, verifyToken, pageToken} {
			if strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret))) {
				t.Errorf("a credential is shown: %.100s", text)
			}
		}
	}
	if got := fmt.Sprint(ch); got != "facebook.Channel("+appID+")" {
		t.Errorf("Sprint = %s", got)
	}
}
