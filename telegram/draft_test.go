package telegram_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

func TestDraft(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	if telegram.DraftID("turn-7") != 23845405789062 || telegram.DraftID("") < 1 {
		t.Fatalf("DraftID(turn-7) = %d: the numbers of drafts must not change", telegram.DraftID("turn-7"))
	}
	stop := telegram.Native(telegram.Options{Stop: true, KeepOnStop: true})
	for _, tt := range []struct {
		to   channel.Thread
		m    channel.Message
		want string
	}{
		{private, channel.Message{}, `{"chat_id":6804410077,"draft_id":23845405789062,"text":""}`},
		{topic, channel.Message{Text: "So far", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 2}}, By: channel.ByRobot},
			`{"chat_id":6804410077,"message_thread_id":17,"draft_id":23845405789062,"text":"So far","entities":[{"type":"bold","offset":0,"length":2}]}`},
		{private, channel.Message{Text: "x", Native: stop}, `{"chat_id":6804410077,"draft_id":23845405789062,"text":"x","can_stop":true,"keep_on_stop":true}`},
	} {
		if err := channel.Draft(t.Context(), ch, tt.to, "turn-7", tt.m); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"sendMessageDraft", tt.want}, []string{f.method, f.body}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	f.calls = 0
	for name, err := range map[string]error{
		"group":    channel.Draft(t.Context(), ch, group, "a", channel.Message{}),
		"business": channel.Draft(t.Context(), ch, business, "a", channel.Message{}),
		"direct":   channel.Draft(t.Context(), ch, direct, "a", channel.Message{}),
	} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, want an error matching ErrUnsupported", name, err)
		}
	}
	for name, err := range map[string]error{
		"no key":   channel.Draft(t.Context(), ch, private, "", channel.Message{}),
		"too long": channel.Draft(t.Context(), ch, private, "a", channel.Message{Text: string(make([]byte, 4097))}),
		"picture":  channel.Draft(t.Context(), ch, private, "a", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "A"}}}),
		"options":  channel.Draft(t.Context(), ch, private, "a", channel.Message{Native: telegram.Native(telegram.Options{Silent: true})}),
		"a send":   send(t, ch, channel.Message{Text: "x", Native: stop}),
	} {
		if !errors.Is(err, channel.ErrRejected) || len(channel.FieldErrors(err)) == 0 {
			t.Errorf("%s: %v, want a complaint about a field", name, err)
		}
	}
	if f.calls != 0 {
		t.Errorf("%d calls for what is refused", f.calls)
	}
}

func send(t *testing.T, ch *telegram.Channel, m channel.Message) error {
	_, err := ch.Send(t.Context(), private, m)
	return err
}

func TestDecodeStoppedDraft(t *testing.T) {
	ch := newChannel(t, nil)
	got, err := ch.Receive(webhook([]byte(`{"update_id":502,"stopped_message_generation":{"chat":{"id":7001,"type":"private","first_name":"Ada"},"draft_id":11}}`)))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("Receive: %+v, %v", got, err)
	}
	ev := got.Events[0]
	stopped, err := telegram.DecodeStopped(ev.Body.(channel.Custom))
	if err != nil || stopped.Draft != 11 || ev.Thread.Contact != "7001" || ev.From.Name != "Ada" || ev.Origin != channel.OriginContact || ev.Renews {
		t.Errorf("%+v, %v of %+v", stopped, err, ev)
	}
	for _, data := range []string{`{}`, `[]`, `{"draft_id":0}`} {
		if s, err := telegram.DecodeStopped(channel.Custom{Kind: "stopped_message_generation", Data: []byte(data)}); err == nil {
			t.Errorf("DecodeStopped(%s) = %+v", data, s)
		}
	}
}
