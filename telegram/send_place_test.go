package telegram_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// A method that does not take a parameter of the place would send in the bot's own name, or to
// another place.
func TestMethodsThatCannotSendToThePlace(t *testing.T) {
	alone := telegram.EphemeralThread(channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-1002100000999"}, "7001")
	for _, tt := range []struct {
		method string
		to     channel.Thread
		sends  bool
	}{
		{"copyMessage", private, true}, {"copyMessage", topic, true}, {"copyMessage", direct, true}, {"copyMessage", business, false}, {"copyMessage", alone, false},
		{"forwardMessages", business, false}, {"sendInvoice", business, false}, {"sendInvoice", direct, true},
		{"sendPoll", business, true}, {"sendPoll", direct, false}, {"sendGame", direct, false},
		{"sendChecklist", business, true}, {"sendChecklist", direct, false}, {"sendChecklist", topic, false},
		{"sendDice", business, true}, {"sendDice", direct, true}, {"sendDice", alone, false}, {"sendRichMessage", alone, true}, {"sendRichMessage", business, true},
		{"sendLater", private, true}, {"sendLater", topic, true}, {"sendLater", business, false}, {"sendLater", direct, false},
		{"sendMessageDraft", private, false}, {"sendChatAction", private, false}, {"deleteMessage", private, false},
	} {
		ch, f := sending(t, nil)
		_, err := ch.Send(t.Context(), tt.to, channel.Message{Native: method(t, tt.method, nil)})
		if sent := err == nil && f.calls == 1 && f.method == tt.method; sent != tt.sends || !sent && (!errors.Is(err, channel.ErrRejected) || f.calls != 0) {
			t.Errorf("%s to %s: %v after %d calls; sends: %v", tt.method, tt.to.Key(), err, f.calls, tt.sends)
		}
	}
}

// Telegram delivers the General topic of a forum without an id, and refuses the id of it.
func TestGeneralTopicHasNoID(t *testing.T) {
	ch, f := sending(t, nil)
	for contact, want := range map[string]string{
		"group:-1002100000999": `{"chat_id":-1002100000999,"text":"a"}`,
		"6804410077":           `{"chat_id":6804410077,"message_thread_id":1,"text":"a"}`,
	} {
		to := channel.Thread{Platform: "telegram", Account: bot, Contact: contact, Topic: "1"}
		if _, err := ch.Send(t.Context(), to, channel.Message{Text: "a"}); err != nil || f.body != want {
			t.Errorf("Send to %s: %s, %v; want %s", contact, f.body, err, want)
		}
	}
}

// Messages to one member of a group have methods and ids of their own.
func TestEphemeralMessages(t *testing.T) {
	in := channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-1002100000999", Topic: "33"}
	alone := telegram.EphemeralThread(in, "7001")
	if alone.Topic != "ephemeral:7001:33" {
		t.Fatalf("topic %q", alone.Topic)
	}
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":{"message_id":0,"ephemeral_message_id":9,"date":1781000500,"chat":{"id":-1002100000999,"type":"supergroup"}}}`
	sent, err := ch.Send(t.Context(), alone, channel.Message{Text: "For you", Native: telegram.Native(telegram.Options{Press: "44", Replace: true})})
	if err != nil || len(sent.IDs) != 1 || sent.IDs[0] != "9" {
		t.Errorf("Send: %+v, %v", sent, err)
	}
	requests := []string{f.method + " " + f.body}
	f.answer = `{"ok":true,"result":true}`
	note := func(err error) {
		if err != nil {
			t.Error(err)
		}
		requests = append(requests, f.method+" "+f.body)
	}
	note(ch.EditMessage(t.Context(), alone, "9", channel.Message{Text: "new"}))
	note(ch.EditMessage(t.Context(), alone, "9", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "A"}}}))
	note(ch.DeleteMessage(t.Context(), alone, "9"))
	want := []string{
		`sendMessage {"chat_id":-1002100000999,"message_thread_id":33,"ephemeral_message_parameters":{"receiver_user_id":7001,"callback_query_id":"44","replace_callback_query_message":true},"text":"For you"}`,
		`editEphemeralMessageText {"chat_id":-1002100000999,"receiver_user_id":7001,"ephemeral_message_id":9,"text":"new"}`,
		`editEphemeralMessageMedia {"chat_id":-1002100000999,"receiver_user_id":7001,"ephemeral_message_id":9,"media":{"type":"photo","media":"A"}}`,
		`deleteEphemeralMessage {"chat_id":-1002100000999,"receiver_user_id":7001,"ephemeral_message_id":9}`,
	}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	f.calls = 0
	for name, m := range map[string]channel.Message{
		"an answer":  {Text: "x", ReplyTo: "9"}, // within 15 seconds, which no person keeps
		"an album":   {Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "A"}, {Kind: channel.MediaImage, ID: "B"}}},
		"a keyboard": {Text: "x", QuickReplies: []channel.QuickReply{{Text: "a"}}},
	} {
		if _, err := ch.Send(t.Context(), alone, m); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
			t.Errorf("%s: %v after %d calls", name, err, f.calls)
		}
	}
	_, err = ch.Send(t.Context(), in, channel.Message{Text: "x", Native: telegram.Native(telegram.Options{Press: "44"})})
	if !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("a press that is answered to all: %v after %d calls", err, f.calls)
	}
	if err := ch.React(t.Context(), alone, "9", "👍"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a reaction: %v", err)
	}
	for _, topic := range []string{"ephemeral:", "ephemeral:x", "ephemeral:7:x", "other:7", "direct:x", "x", "0"} {
		bad := in
		bad.Topic = topic
		if _, err := ch.Send(t.Context(), bad, channel.Message{Text: "x"}); err == nil || !strings.Contains(err.Error(), "thread.topic") {
			t.Errorf("topic %q: %v", topic, err)
		}
	}
}
