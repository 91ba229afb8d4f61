package twitter_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// Limits says what v2 cannot do: a message made for v1.1 is sent in a form that v2 takes, and every
// change is reported.
func TestMessageOfV11IsPlannedForV2(t *testing.T) {
	m := channel.Message{Text: "What is it about?", QuickReplies: []channel.QuickReply{{Text: "Internet", Payload: "net"}, {Text: "Mobile", Payload: "mob"}},
		Buttons: []channel.Button{{Text: "Status", URL: "https://muster.example/status"}}}
	for api, want := range map[twitter.API][]string{twitter.V11: nil, twitter.V2: {"buttons[0]", "quickReplies[0]", "quickReplies[1]"}} {
		x := twittertest.New(standIn(api, time.Now))
		x.Say(ada, "hello")
		ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.API = api })
		parts, changed, err := plan.Fit(m, ch.Limits(toAda), plan.Split)
		require.NoError(t, err)
		for _, part := range parts {
			_, err := ch.Send(t.Context(), toAda, part)
			require.NoError(t, err)
		}
		var fields []string
		for _, d := range changed {
			fields = append(fields, d.Field)
		}
		if diff := cmp.Diff(want, fields); diff != "" {
			t.Errorf("%s: changed (-want +got):\n%s\n%v", api, diff, changed)
		}
	}
}
