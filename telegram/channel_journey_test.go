package telegram_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// The same day, directly and through the gateway; and in nothing that the host saw, logged or
// stored is there a credential.
func TestJourney(t *testing.T) {
	stories := make(map[string]string)
	for name, build := range map[string]func(io.Writer) (*desk, error){"direct": directDesk, "gateway": gatewayDesk} {
		t.Run(name, func(t *testing.T) {
			var story bytes.Buffer
			d, err := build(&story)
			require.NoError(t, err)
			defer d.stop()
			journey(d)
			stories[name] = story.String()
			d.ledger.Write(story.Bytes())
			for _, c := range d.bot.Calls() {
				fmt.Fprintf(&d.ledger, "%+v\n", c)
			}
			if d.gateway != nil {
				for _, c := range append(d.gateway.Calls(), d.gateway.TokenCalls()...) {
					fmt.Fprintf(&d.ledger, "%+v\n", c)
				}
			}
			if d.ledger.Len() < 10_000 || len(d.files) != 2 {
				t.Fatalf("the host saw %d bytes and %d files only", d.ledger.Len(), len(d.files))
			}
			_, half, _ := strings.Cut(token.Reveal(), ":")
			if found := leak.In(d.ledger.String(), token.Reveal(), half, secret.Reveal(), appSecret); found != "" {
				t.Errorf("the host has %s", found)
			}
		})
	}
	if diff := cmp.Diff(stories["direct"], stories["gateway"]); diff != "" {
		t.Errorf("the gateway changes the story (-direct +gateway):\n%s", diff)
	}
}
