package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

// Without for_user_id the account is the one that the channel is for, if it takes part in the
// message.
func TestMessageOfAnAccountNotTold(t *testing.T) {
	type facts struct {
		ID     string
		Thread channel.Thread
		Origin channel.Origin
		Renews bool
		Body   channel.Body
	}
	in := func(contact string) channel.Thread {
		return channel.Thread{Platform: "twitter", Account: us, Contact: contact}
	}
	element := func(sender, recipient string) string {
		return `{"type":"message_create","id":"1900000000000000007","message_create":{"target":{"recipient_id":"` + recipient + `"},"sender_id":"` + sender + `","message_data":{"text":"Hello"}}}`
	}
	strangers := element(ada, "30")
	tests := []struct {
		name, element string
		want          facts
	}{
		{"received", element(ada, us), facts{"twitter/" + us + "/1900000000000000007", in(ada), channel.OriginContact, true,
			channel.Message{ID: "1900000000000000007", By: channel.ByCustomer, Text: "Hello"}}},
		{"sent", element(us, ada), facts{"twitter/" + us + "/1900000000000000007", in(ada), channel.OriginUnknown, false,
			channel.Message{ID: "1900000000000000007", Text: "Hello"}}},
		{"between others", strangers, facts{"twitter/" + us + "/direct_message_events/" + channel.Fingerprint([]byte(strangers)), in(""), channel.OriginUnknown, false,
			channel.Custom{Kind: channel.KindOdd, Data: []byte(strangers)}}},
	}
	ch := open(t, config())
	for _, tt := range tests {
		for _, told := range []string{``, `"for_user_id":null,`, `"for_user_id":{},`} {
			got, err := ch.Receive(post([]byte(`{` + told + `"direct_message_events":[` + tt.element + `]}`)))
			if err != nil || len(got.Events) != 1 {
				t.Fatalf("%s: %d events, %v", tt.name, len(got.Events), err)
			}
			ev := got.Events[0]
			if diff := cmp.Diff(tt.want, facts{ev.ID, ev.Thread, ev.Origin, ev.Renews, ev.Body}); diff != "" {
				t.Errorf("%s, with %q (-want +got):\n%s", tt.name, told, diff)
			}
		}
	}
}

func TestEchoesWithoutAppID(t *testing.T) {
	cfg := config()
	cfg.AppID = ""
	ch := open(t, cfg)
	all := bodies(t)
	for name, want := range map[string]channel.Origin{
		"dm_echo_of_this_app": channel.OriginUnknown, "dm_echo_of_another_app": channel.OriginUnknown, "dm_echo_app_not_told": channel.OriginUnknown,
		"dm_echo_of_a_client": channel.OriginPerson, "dm_echo_of_a_phone": channel.OriginPerson,
	} {
		got, err := ch.Receive(post(all[name]))
		require.NoError(t, err)
		if got.Events[0].Origin != want {
			t.Errorf("%s has origin %q, want %q", name, got.Events[0].Origin, want)
		}
	}
}
