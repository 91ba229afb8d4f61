package twitter_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func pictures(context.Context, string) (channel.File, error) {
	return channel.File{Body: io.NopCloser(strings.NewReader(jpegStart)), Size: int64(len(jpegStart))}, nil
}

func TestWelcomeMessage(t *testing.T) {
	x := fresh()
	ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) { c.Files = pictures })
	m := channel.Message{Text: "Welcome! What is it about?", QuickReplies: []channel.QuickReply{{Text: "Internet", Payload: "net"}}}
	id, err := ch.CreateWelcome(t.Context(), "first", m)
	require.NoError(t, err)
	m.Attachments = []channel.Attachment{{Kind: channel.MediaImage, File: "logo"}} // goes up as shared, or X would refuse it
	require.NoError(t, ch.UpdateWelcome(t.Context(), id, m))
	rule, err := ch.DefaultWelcome(t.Context(), id)
	require.NoError(t, err)
	if _, err := ch.DefaultWelcome(t.Context(), id); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a second rule: %v, want ErrRejected", err)
	}
	for range 2 {
		require.NoError(t, ch.DeleteWelcomeRule(t.Context(), rule))
	}
	rule, err = ch.DefaultWelcome(t.Context(), id)
	if err != nil || rule == "" {
		t.Errorf("a rule in the place of the former: %q, %v", rule, err)
	}
	for range 2 {
		require.NoError(t, ch.DeleteWelcome(t.Context(), id))
	}
	if got, want := ch.WelcomeLink(id), "https://twitter.com/messages/compose?recipient_id="+us+"&welcome_message_id="+id; got != want {
		t.Errorf("WelcomeLink = %q, want %q", got, want)
	}
	if got, want := ch.WelcomeLink(""), "https://twitter.com/messages/compose?recipient_id="+us; got != want {
		t.Errorf("WelcomeLink = %q, want %q", got, want)
	}
}

func TestWelcomeMessageComplaints(t *testing.T) {
	x := fresh(func(c *twittertest.Config) { c.OnlyFollowed = true })
	ch := managed(t, x, twitter.AccountActivity)
	for want, m := range map[string]channel.Message{
		"text missing":         {Location: &channel.Location{}},
		"text too_long":        {Text: strings.Repeat("ü", 9991)},
		"attachments too_many": {Text: "a", Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}, {Kind: channel.MediaImage, ID: "2"}}},
	} {
		_, err := ch.CreateWelcome(t.Context(), "", m)
		if diff := cmp.Diff([]string{want}, complaints(err)); diff != "" || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v (-want +got):\n%s", want, err, diff)
		}
	}
	if n := len(x.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
	_, err := ch.CreateWelcome(t.Context(), "", channel.Message{Text: strings.Repeat("ü", 9990)})
	if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Code != "214" || e.Kind != channel.ErrRejected {
		t.Errorf("an account that takes messages from few: %v, want ErrRejected with code 214", err)
	}
	other := managed(t, x, twitter.AccountActivity, v2)
	_, err = other.CreateWelcome(t.Context(), "", channel.Message{Text: "a"})
	_, err2 := other.DefaultWelcome(t.Context(), "1")
	for _, err := range []error{err, err2, other.UpdateWelcome(t.Context(), "1", channel.Message{Text: "a"}), other.DeleteWelcome(t.Context(), "1"), other.DeleteWelcomeRule(t.Context(), "1")} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("with v2: %v, want ErrUnsupported", err)
		}
	}
}

// A customer who comes by the link answers the welcome message.
func TestWelcomeLinkIsAReferral(t *testing.T) {
	x := twittertest.New(standIn(twitter.V11, time.Now))
	ch := managed(t, x, twitter.AccountActivity)
	id, err := ch.CreateWelcome(t.Context(), "", channel.Message{Text: "Welcome!"})
	require.NoError(t, err)
	var got []*channel.Started
	x.Start(ada, id, "hi")
	x.Deliver(receiving(ch, func(ev channel.Event) { got = append(got, ev.Body.(channel.Message).Referral) }))
	if diff := cmp.Diff([]*channel.Started{{Source: "welcome_message", Ref: id}}, got); diff != "" {
		t.Errorf("referrals (-want +got):\n%s", diff)
	}
}

func TestOptions(t *testing.T) {
	x := fresh(func(c *twittertest.Config) { c.CustomProfiles = []string{"100001"} })
	x.Say(ada, "hello")
	ch := managed(t, x, twitter.AccountActivity)
	say := func(ch *twitter.Channel, m channel.Message) error {
		_, err := ch.Send(t.Context(), toAda, m)
		return err
	}
	require.NoError(t, say(ch, channel.Message{Text: "Ada here", Native: twitter.Native(twitter.Options{CustomProfile: "100001"})}))
	require.NoError(t, say(ch, channel.Message{Text: "we are", Native: twitter.Native(twitter.Options{Place: "0123abc"})}))
	sent := x.Sent()
	require.Len(t, sent, 2)
	if sent[1].Location == nil || sent[1].Location.Place != "0123abc" {
		t.Errorf("the place is %+v", sent[1].Location)
	}
	if err := say(ch, channel.Message{Text: "Eve here", Native: twitter.Native(twitter.Options{CustomProfile: "666"})}); err == nil {
		t.Error("a custom profile of another account was taken")
	}
	for want, m := range map[string]channel.Message{
		"native.customProfile invalid": {Text: "a", Native: twitter.Native(twitter.Options{CustomProfile: "ada"})},
		"native.place conflict":        {Text: "a", Location: &channel.Location{}, Native: twitter.Native(twitter.Options{Place: "1"})},
		"native unsupported":           {Text: "a", Native: channel.Native{Platform: twitter.Platform, Kind: "poll"}},
	} {
		if diff := cmp.Diff([]string{want}, complaints(say(ch, m))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", want, diff)
		}
	}
	other := managed(t, x, twitter.AccountActivity, v2)
	err := say(other, channel.Message{Text: "a", Native: twitter.Native(twitter.Options{Place: "1"})})
	if diff := cmp.Diff([]string{"native unsupported"}, complaints(err)); diff != "" {
		t.Errorf("with v2 (-want +got):\n%s", diff)
	}
}

func TestCreateGroup(t *testing.T) {
	set := standIn(twitter.V2, time.Now)
	x := twittertest.New(set)
	ch := managed(t, x, twitter.AccountActivity, v2, func(c *twitter.Config) { c.Files = pictures })
	x.Say(ada, "hello")
	x.Say("2002", "hello")
	to, sent, err := ch.CreateGroup(t.Context(), []string{ada, "2002"}, channel.Message{Text: "All together", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "logo"}}})
	require.NoError(t, err)
	if len(sent.IDs) != 1 || !strings.HasPrefix(to.Contact, "group:") {
		t.Errorf("CreateGroup = %+v, %+v", to, sent)
	}
	_, err = ch.Send(t.Context(), to, channel.Message{Text: "and on"})
	require.NoError(t, err)
	if list := x.Sent(); len(list) != 2 || len(list[0].Attachments) != 1 {
		t.Errorf("X has %+v", list)
	}
	_, _, err = ch.CreateGroup(t.Context(), []string{"@ada"}, channel.Message{})
	if diff := cmp.Diff([]string{"text missing", "participants invalid", "participants[0] invalid"}, complaints(err)); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	x.Fail(standin.LoseAnswer(), 1)
	if _, _, err := ch.CreateGroup(t.Context(), []string{ada, "2002"}, channel.Message{Text: "a"}); !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("a lost answer: %v, want ErrUncertain", err)
	}
	if _, _, err := managed(t, x, twitter.AccountActivity).CreateGroup(t.Context(), nil, channel.Message{}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("with v1.1: %v, want ErrUnsupported", err)
	}
}
