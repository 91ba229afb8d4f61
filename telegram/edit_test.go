package telegram_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEditMessage(t *testing.T) {
	ok := []channel.Button{{Text: "Ok", Payload: "1"}}
	tests := []struct {
		name   string
		in     channel.Thread
		m      channel.Message
		method string
		want   string
	}{
		{"text", topic, channel.Message{Text: "fat", Spans: []channel.Span{{Kind: channel.SpanBold, End: 3}}, Buttons: ok}, "editMessageText",
			`{"chat_id":6804410077,"message_id":7,"text":"fat","entities":[{"type":"bold","offset":0,"length":3}],"reply_markup":{"inline_keyboard":[[{"text":"Ok","callback_data":"1"}]]}}`},
		{"of a business account", business, channel.Message{Text: "a"}, "editMessageText", `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"message_id":7,"text":"a"}`},
		{"buttons alone", private, channel.Message{Buttons: ok}, "editMessageReplyMarkup", `{"chat_id":6804410077,"message_id":7,"reply_markup":{"inline_keyboard":[[{"text":"Ok","callback_data":"1"}]]}}`},
		{"no buttons any more", private, channel.Message{}, "editMessageReplyMarkup", `{"chat_id":6804410077,"message_id":7}`},
		{"file by id", private, channel.Message{Text: "a", Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "AgAC-1"}}, Native: telegram.Native(telegram.Options{Spoiler: true})},
			"editMessageMedia", `{"chat_id":6804410077,"message_id":7,"media":{"type":"photo","media":"AgAC-1","caption":"a","has_spoiler":true}}`},
		{"without a preview", private, channel.Message{Text: "a", Native: telegram.Native(telegram.Options{LinkPreview: new(bool)})}, "editMessageText",
			`{"chat_id":6804410077,"message_id":7,"text":"a","link_preview_options":{"is_disabled":true}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, nil)
			require.NoError(t, channel.EditMessage(t.Context(), ch, tt.in, "7", tt.m))
			if diff := cmp.Diff([]string{tt.method, sorted(t, tt.want)}, []string{f.method, sorted(t, f.body)}); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

func TestEditMessageRefuses(t *testing.T) {
	image := channel.Attachment{Kind: channel.MediaImage, ID: "A"}
	tests := []struct {
		name string
		id   string
		m    channel.Message
		want []complaint
	}{
		{"no id", "x", channel.Message{Text: "a"}, []complaint{{"messageID", channel.CodeInvalid}}},
		{"a place", "7", channel.Message{Location: &channel.Location{}}, []complaint{{"location", channel.CodeUnsupported}}},
		{"a card", "7", channel.Message{Card: &channel.Card{Phone: "1"}}, []complaint{{"card", channel.CodeUnsupported}}},
		{"an album", "7", channel.Message{Attachments: []channel.Attachment{image, image}}, []complaint{{"attachments", channel.CodeUnsupported}}},
		{"a sticker", "7", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: "A"}}}, []complaint{{"attachments", channel.CodeUnsupported}}},
		{"quick replies", "7", channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "a"}}}, []complaint{{"quickReplies", channel.CodeUnsupported}}},
		{"a reply", "7", channel.Message{Text: "a", ReplyTo: "1"}, []complaint{{"replyTo", channel.CodeUnsupported}}},
		{"a method", "7", channel.Message{Native: method(t, "sendDice", nil)}, []complaint{{"native", channel.CodeInvalid}}},
		{"a long text", "7", channel.Message{Text: string(slices.Repeat([]byte("a"), 4097))}, []complaint{{"text", channel.CodeTooLong}}},
		{"a blank one", "7", channel.Message{Text: " "}, []complaint{{"text", channel.CodeInvalid}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch, f := sending(t, nil)
			err := ch.EditMessage(t.Context(), private, tt.id, tt.m)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" || !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
				t.Errorf("EditMessage: %v after %d calls (-want +got):\n%s", err, f.calls, diff)
			}
		})
	}
}

// A desk edits and deletes its own messages, on the stand-in.
func TestEditAndDelete(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	ctx := t.Context()
	text, err := ch.Send(ctx, private, channel.Message{Text: "Helo"})
	require.NoError(t, err)
	picture, err := ch.Send(ctx, private, channel.Message{Text: "old", Attachments: []channel.Attachment{file(channel.MediaImage, "1")}})
	require.NoError(t, err)

	require.NoError(t, ch.EditMessage(ctx, private, text.IDs[0], channel.Message{Text: "Hello"}))
	require.NoError(t, ch.EditMessage(ctx, private, text.IDs[0], channel.Message{Text: "Hello"}), "what is so already counts as done")
	require.NoError(t, ch.EditMessage(ctx, private, picture.IDs[0], channel.Message{Text: "new"}), "the text of a file is its caption")
	require.NoError(t, ch.EditMessage(ctx, private, picture.IDs[0], channel.Message{Text: "newer", Attachments: []channel.Attachment{file(channel.MediaFile, "2")}}))
	got := server.Sent()
	if got[0].Text != "Hello" || got[1].Text != "newer" || string(got[1].Attachments[0].Data) != "2" {
		t.Errorf("after the edits: %+v", got)
	}
	err = ch.EditMessage(ctx, private, "1", channel.Message{Text: "not mine"})
	if !errors.Is(err, channel.ErrRejected) {
		t.Errorf("editing the customer's message: %v", err)
	}

	require.NoError(t, channel.DeleteMessage(ctx, ch, private, text.IDs[0]))
	require.NoError(t, ch.DeleteMessages(ctx, private, text.IDs[0], picture.IDs[0]))
	if got := server.Sent(); !got[0].Deleted || !got[1].Deleted {
		t.Errorf("after the deletions: %+v", got)
	}
	if err := ch.DeleteMessage(ctx, private, text.IDs[0]); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("deleting once more: %v", err)
	}
}
