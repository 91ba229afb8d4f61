package twitter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// The walk tells the events of live ones, by the same IDs, over several pages, each once.
func TestMentions(t *testing.T) {
	x, ch, arrived := public(t, nil)
	own := x.AccountPosts("We are open again.")
	x.Mention(ada, "too early")
	x.Advance(time.Hour)
	since := x.Now()
	for i := range 120 {
		x.Mention(ada, fmt.Sprint("help ", i))
	}
	reply := x.Reply(ada, own, strings.Repeat("a long text ", 40))
	sent, err := channel.ReplyToPost(t.Context(), ch, channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}, channel.Post{ID: reply}, channel.Message{Text: "Yes."})
	require.NoError(t, err)
	x.Reply(ada, sent.IDs[0], "and then?") // an answer to our answer
	live := make(map[string]channel.Post)
	for _, ev := range arrived() {
		if p := postOf(t, ev); p.Kind != channel.PostOwn && p.Text != "@mustertelecom too early" {
			live[ev.ID] = p
		}
	}
	walked := make(map[string]channel.Post)
	for ev, err := range ch.Mentions(t.Context(), since) {
		require.NoError(t, err)
		require.True(t, ev.Late)
		require.Equal(t, channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}, ev.Thread)
		require.NotContains(t, walked, ev.ID)
		walked[ev.ID] = postOf(t, ev)
	}
	require.Len(t, walked, 122)
	var again string
	for id, p := range walked {
		if strings.HasSuffix(p.Text, "and then?") {
			again = id
		}
	}
	require.Contains(t, live, again, "the answer to our answer")
	if diff := cmp.Diff(live, walked); diff != "" {
		t.Errorf("live (-), walked (+):\n%s", diff)
	}
	for range ch.Mentions(t.Context(), since) {
		break // a walk may end early
	}
}

func TestMentionsWithFilesAndFaults(t *testing.T) {
	media := `{"data":[{"id":"71","author_id":"` + ada + `","created_at":"2026-11-20T10:00:00.000Z","text":"@mustertelecom look https://t.co/abc","attachments":{"media_keys":["3_9"]}},{"id":5}],` +
		`"includes":{"users":[{"id":"` + ada + `","name":"Ada","username":"ada_ex"}],"media":[{"media_key":"3_9","type":"photo","url":"https://pbs.twimg.com/media/a.jpg"}]},"meta":{"result_count":1}}`
	ch := at(t, &platform{t: t, status: 200, body: media})
	var got []channel.Event
	for ev, err := range ch.Mentions(t.Context(), time.Time{}) {
		require.NoError(t, err)
		got = append(got, ev)
	}
	require.Len(t, got, 2)
	p := postOf(t, got[0])
	if p.Text != "@mustertelecom look" || len(p.Attachments) != 1 || p.Attachments[0].URL != "https://pbs.twimg.com/media/a.jpg" || got[0].From.Handle != "ada_ex" || p.URL != "https://x.com/ada_ex/status/71" {
		t.Errorf("%+v of %+v", p, got[0].From)
	}
	require.Equal(t, channel.KindOdd, got[1].Body.(channel.Custom).Kind)
	for body, want := range map[string]error{`{`: channel.ErrUnavailable, `{"data":[],"meta":{"next_token":"A"}}`: channel.ErrMalformed} {
		var last error
		n := 0
		for _, err := range at(t, &platform{t: t, status: 200, body: body}).Mentions(t.Context(), time.Time{}) {
			last = err
			n++
		}
		require.ErrorIs(t, last, want, body)
		require.Equal(t, 1, n, body)
	}
}
