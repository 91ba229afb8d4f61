package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// No way to print a channel shows a credential.
func TestChannelPrints(t *testing.T) {
	ch := newChannel(t, nil)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("opened", "channel", ch)
	data, err := json.Marshal(map[string]any{"channel": ch})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v %s %q %d", ch, ch, ch, ch, ch, ch), fmt.Sprintf("%v %+v", *ch, *ch), log.String(), string(data)} {
		if found := leak.In(text, appSecret.Reveal(), verifyToken.Reveal(), token.Reveal(), proof()); found != "" {
			t.Errorf("%s in %s", found, text)
		}
	}
	if !strings.Contains(log.String(), "whatsapp.Channel("+business+")") {
		t.Errorf("logged as %s", log.String())
	}
}
