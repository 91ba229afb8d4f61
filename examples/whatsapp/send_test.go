package whatsapp_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// Each kind of message arrives as the platform reads it.
func TestSend(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{Templates: []whatsapptest.Template{{Name: "track", Language: "de", Category: "UTILITY", Variables: 2, Buttons: 1}}}, func(c *whatsapp.Config) {
		c.Files = files{"photo": jpeg}.open
	})
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	heard := w.Say(userID, "Hello")
	sent := func(typ string, change func(*whatsapptest.Sent)) whatsapptest.Sent {
		s := whatsapptest.Sent{Number: numberID, To: userID, By: "recipient", Type: typ}
		change(&s)
		return s
	}
	ids := make(map[string]string)
	for kind, typ := range map[channel.MediaKind]string{channel.MediaSticker: "image/webp", channel.MediaVideo: "video/mp4", channel.MediaAudio: "audio/mpeg"} {
		a, err := channel.Upload(t.Context(), w.ch, thread(userID), channel.Attachment{Kind: kind, Type: typ}, channel.File{Body: io.NopCloser(strings.NewReader("\x01")), Type: typ, Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		ids[typ] = a.ID
	}
	const page, picture = "https://shop.example/lamps", "https://shop.example/a.png"
	for _, tt := range []struct {
		name string
		m    channel.Message
		want whatsapptest.Sent
	}{
		{"text", channel.Message{Text: "Hi <3 & \"Grüße\" 💡", Ref: "out-1"}, sent("text", func(s *whatsapptest.Sent) { s.Text, s.Ref = "Hi <3 & \"Grüße\" 💡", "out-1" })},
		{"answer", channel.Message{Text: "This one", ReplyTo: heard}, sent("text", func(s *whatsapptest.Sent) { s.Text, s.ReplyTo = "This one", heard })},
		{"preview", channel.Message{Text: page, Native: whatsapp.Native(whatsapp.Options{Preview: true})}, sent("text", func(s *whatsapptest.Sent) { s.Text, s.Preview = page, true })},
		{"picture by link", channel.Message{Text: "a lamp", Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: picture}}},
			sent("image", func(s *whatsapptest.Sent) { s.Kind, s.Link, s.Text = "image", picture, "a lamp" })},
		{"document by link", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://shop.example/a.pdf", Name: "invoice.pdf"}}},
			sent("document", func(s *whatsapptest.Sent) {
				s.Kind, s.Link, s.Name = "document", "https://shop.example/a.pdf", "invoice.pdf"
			})},
		{"voice by link", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVoice, URL: "https://shop.example/a.mp3"}}},
			sent("audio", func(s *whatsapptest.Sent) { s.Kind, s.Link = "audio", "https://shop.example/a.mp3" })},
		{"video by link", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, URL: "https://shop.example/a.mp4"}}},
			sent("video", func(s *whatsapptest.Sent) { s.Kind, s.Link = "video", "https://shop.example/a.mp4" })},
		{"picture by file", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "photo"}}}, sent("image", func(s *whatsapptest.Sent) { s.Kind = "image" })},
		{"sticker by link", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, URL: "https://shop.example/a.webp"}}},
			sent("sticker", func(s *whatsapptest.Sent) { s.Kind, s.Link = "sticker", "https://shop.example/a.webp" })},
		{"sticker by id", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaSticker, ID: ids["image/webp"]}}},
			sent("sticker", func(s *whatsapptest.Sent) { s.Kind, s.MediaID = "sticker", ids["image/webp"] })},
		{"video by id", channel.Message{Text: "a lamp", Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: ids["video/mp4"]}}},
			sent("video", func(s *whatsapptest.Sent) { s.Kind, s.MediaID, s.Text = "video", ids["video/mp4"], "a lamp" })},
		{"audio by id", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaAudio, ID: ids["audio/mpeg"]}}},
			sent("audio", func(s *whatsapptest.Sent) { s.Kind, s.MediaID = "audio", ids["audio/mpeg"] })},
		{"buttons", channel.Message{Text: "Right?", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}, {Text: "No", Payload: "n"}}},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Choices = "Right?", []whatsapptest.Choice{{ID: "y", Title: "Yes"}, {ID: "n", Title: "No"}}
			})},
		{"buttons under a picture", channel.Message{Text: "Right?", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}}, Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: picture}}},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Choices, s.Kind, s.Link = "Right?", []whatsapptest.Choice{{ID: "y", Title: "Yes"}}, "image", picture
			})},
		{"buttons under a video", channel.Message{Text: "Right?", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}}, Attachments: []channel.Attachment{{Kind: channel.MediaVideo, ID: ids["video/mp4"]}}},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Choices, s.Kind, s.MediaID = "Right?", []whatsapptest.Choice{{ID: "y", Title: "Yes"}}, "video", ids["video/mp4"]
			})},
		{"buttons under a document", channel.Message{Text: "Right?", Buttons: []channel.Button{{Text: "Yes", Payload: "y"}},
			Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://shop.example/a.pdf", Name: "invoice.pdf"}}},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Choices, s.Kind, s.Link, s.Name = "Right?", []whatsapptest.Choice{{ID: "y", Title: "Yes"}}, "document", "https://shop.example/a.pdf", "invoice.pdf"
			})},
		{"link", channel.Message{Text: "See here", Buttons: []channel.Button{{Text: "Open", URL: page}}, Native: whatsapp.Native(whatsapp.Options{Header: "Lamps", Footer: "Bye"})},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Label, s.Link, s.Header, s.Footer = "See here", "Open", page, "Lamps", "Bye"
			})},
		{"list", channel.Message{Text: "About?", QuickReplies: []channel.QuickReply{{Text: "Billing", Payload: "b", Description: "Invoices"}, {Text: "Other"}}},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Label, s.Choices = "About?", "Options", []whatsapptest.Choice{{ID: "b", Title: "Billing", Description: "Invoices"}, {ID: "Other", Title: "Other"}}
			})},
		{"list with a label", channel.Message{Text: "About?", QuickReplies: []channel.QuickReply{{Text: "A"}}, Native: whatsapp.Native(whatsapp.Options{ListLabel: "Choose"})},
			sent("interactive", func(s *whatsapptest.Sent) {
				s.Text, s.Label, s.Choices = "About?", "Choose", []whatsapptest.Choice{{ID: "A", Title: "A"}}
			})},
		{"request for the number", channel.Message{Text: "Your number?", QuickReplies: []channel.QuickReply{{Text: "Share", Asks: channel.AskPhone}}},
			sent("interactive", func(s *whatsapptest.Sent) { s.Text = "Your number?" })},
		{"place", channel.Message{Location: &channel.Location{Latitude: 52.5, Longitude: 13.4, Name: "Berlin"}}, sent("location", func(s *whatsapptest.Sent) { s.Place, s.Text = [2]float64{52.5, 13.4}, "Berlin" })},
		{"card", channel.Message{Card: &channel.Card{Name: "Grace", Phone: "+4930"}}, sent("contacts", func(s *whatsapptest.Sent) { s.Card = "Grace" })},
		{"template", channel.Message{Native: whatsapp.Native(whatsapp.Options{Template: &whatsapp.Template{Name: "track", Language: "de", Body: []string{"Ada", "4711"}, Payloads: []string{"t-1"}}})},
			sent("template", func(s *whatsapptest.Sent) {
				s.Template, s.Values, s.Payloads = "track", []string{"Ada", "4711"}, []string{"t-1"}
			})},
		{"template with components", channel.Message{Native: whatsapp.Native(whatsapp.Options{Template: &whatsapp.Template{Name: "track", Language: "de",
			Components: json.RawMessage(`[{"type":"body","parameters":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]`)}})},
			sent("template", func(s *whatsapptest.Sent) { s.Template, s.Values = "track", []string{"a", "b"} })},
		{"interactive as on Meta's page", channel.Message{Native: whatsapp.Native(whatsapp.Options{Interactive: json.RawMessage(
			`{"type":"button","body":{"text":"?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}`)})},
			sent("interactive", func(s *whatsapptest.Sent) { s.Text, s.Choices = "?", []whatsapptest.Choice{{ID: "1", Title: "One"}} })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.m.By, tt.m.Heard = channel.ByPerson, now
			w.send(t, thread(userID), tt.m)
			got := w.last()
			got.Data = nil
			if tt.name == "picture by file" { // its id is new
				got.MediaID = ""
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	w.send(t, thread(phone), channel.Message{Text: "by number"})
	if got := w.last(); got.By != "to" || got.To != userID {
		t.Errorf("to the phone number: %+v", got)
	}
}

// A message that cannot be sent is refused before any call, with the field.
func TestSendComplains(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Files = files{}.open })
	picture := channel.Attachment{Kind: channel.MediaImage, URL: "https://shop.example/a.png"}
	sound := channel.Attachment{Kind: channel.MediaAudio, URL: "https://shop.example/a.mp3"}
	yes := channel.Button{Text: "Yes", Payload: "y"}
	native := whatsapp.Native
	for _, tt := range []struct {
		name string
		to   channel.Thread
		m    channel.Message
		want []complaint
	}{
		{"a name as contact", thread("Ada"), channel.Message{Text: "x"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"a number with a plus", thread("+49170"), channel.Message{Text: "x"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"a group", thread("group:1"), channel.Message{Text: "x"}, []complaint{{"thread.contact", channel.CodeInvalid}}},
		{"a topic", channel.Thread{Platform: "whatsapp", Account: numberID, Contact: phone, Topic: "1"}, channel.Message{Text: "x"}, []complaint{{"thread", channel.CodeUnsupported}}},
		{"blank", thread(phone), channel.Message{Text: " \n"}, []complaint{{"text", channel.CodeInvalid}}},
		{"a sound with a text", thread(phone), channel.Message{Text: "x", Attachments: []channel.Attachment{sound}}, []complaint{{"text", channel.CodeConflict}}},
		{"a link beside another button", thread(phone), channel.Message{Text: "x", Buttons: []channel.Button{yes, {Text: "Open", URL: "https://a.example"}}}, []complaint{{"buttons[1].url", channel.CodeConflict}}},
		{"two buttons of one payload", thread(phone), channel.Message{Text: "x", Buttons: []channel.Button{yes, {Text: "No", Payload: "y"}}}, []complaint{{"buttons[1].payload", channel.CodeDuplicate}}},
		{"a button that leads nowhere", thread(phone), channel.Message{Text: "x", Buttons: []channel.Button{{Text: "Open", URL: "page"}}}, []complaint{{"buttons[0].url", channel.CodeInvalid}}},
		{"buttons without a text", thread(phone), channel.Message{Buttons: []channel.Button{yes}, Attachments: []channel.Attachment{picture}}, []complaint{{"text", channel.CodeMissing}}},
		{"buttons under a sound", thread(phone), channel.Message{Text: "x", Buttons: []channel.Button{yes}, Attachments: []channel.Attachment{sound}},
			[]complaint{{"text", channel.CodeConflict}, {"attachments", channel.CodeConflict}}},
		{"two rows of one payload", thread(phone), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "A"}, {Text: "B", Payload: "A"}}}, []complaint{{"quickReplies[1].payload", channel.CodeDuplicate}}},
		{"a list beside a picture", thread(phone), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "A"}}, Attachments: []channel.Attachment{picture}}, []complaint{{"quickReplies", channel.CodeConflict}}},
		{"a request beside a row", thread(phone), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "A", Asks: channel.AskPhone}, {Text: "B"}}}, []complaint{{"quickReplies[0].asks", channel.CodeConflict}}},
		{"a request with a payload", thread(phone), channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "A", Asks: channel.AskPhone, Payload: "p"}}}, []complaint{{"quickReplies[0].payload", channel.CodeConflict}}},
		{"a place beside a text", thread(phone), channel.Message{Text: "x", Location: &channel.Location{}}, []complaint{{"location", channel.CodeConflict}}},
		{"an empty card", thread(phone), channel.Message{Card: &channel.Card{}}, []complaint{{"card", channel.CodeMissing}}},
		{"a card beside a text", thread(phone), channel.Message{Text: "x", Card: &channel.Card{Name: "A"}}, []complaint{{"card", channel.CodeConflict}}},
		{"an animation", thread(phone), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaAnimation, URL: "https://a.example/a.gif"}}}, []complaint{{"attachments[0].kind", channel.CodeUnsupported}}},
		{"a GIF as picture", thread(phone), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://a.example/a.gif", Type: "image/gif"}}}, []complaint{{"attachments[0].type", channel.CodeUnsupported}}},
		{"a template beside a text", thread(phone), channel.Message{Text: "x", Native: native(whatsapp.Options{Template: &whatsapp.Template{Name: "a", Language: "en"}})}, []complaint{{"native", channel.CodeConflict}}},
		{"a template without name and language", thread(phone), channel.Message{Native: native(whatsapp.Options{Template: &whatsapp.Template{}})},
			[]complaint{{"native.template.name", channel.CodeMissing}, {"native.template.language", channel.CodeMissing}}},
		{"components beside a body", thread(phone), channel.Message{Native: native(whatsapp.Options{Template: &whatsapp.Template{Name: "a", Language: "en", Body: []string{"b"}, Components: json.RawMessage(`{}`)}})},
			[]complaint{{"native.template.components", channel.CodeConflict}, {"native.template.components", channel.CodeInvalid}}},
		{"an interactive object without a type", thread(phone), channel.Message{Native: native(whatsapp.Options{Interactive: json.RawMessage(`{}`)})}, []complaint{{"native.interactive", channel.CodeInvalid}}},
		{"two contents", thread(phone), channel.Message{Native: native(whatsapp.Options{Interactive: json.RawMessage(`{"type":"flow"}`), Template: &whatsapp.Template{Name: "a", Language: "en"}})}, []complaint{{"native", channel.CodeConflict}}},
		{"options without content", thread(phone), channel.Message{Native: native(whatsapp.Options{Preview: true})}, []complaint{{"text", channel.CodeMissing}}},
		{"a footer without buttons", thread(phone), channel.Message{Text: "x", Native: native(whatsapp.Options{Footer: "f"})}, []complaint{{"native", channel.CodeConflict}}},
		{"a long header", thread(phone), channel.Message{Text: "x", Buttons: []channel.Button{yes}, Native: native(whatsapp.Options{Header: strings.Repeat("h", 61)})}, []complaint{{"native.header", channel.CodeTooLong}}},
		{"components that are no JSON", thread(phone), channel.Message{Native: native(whatsapp.Options{Interactive: json.RawMessage(`{`)})}, []complaint{{"native", channel.CodeInvalid}, {"text", channel.CodeMissing}}},
		{"a missing file", thread(phone), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "gone"}}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := len(w.Calls())
			_, err := w.ch.Send(t.Context(), tt.to, tt.m)
			if !errors.Is(err, channel.ErrRejected) {
				t.Fatalf("Send = %v", err)
			}
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
			if n := len(w.Calls()) - before; n != 0 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

// Without a token events arrive, and nothing can be sent: an administrator must act.
func TestSendWithoutToken(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Token = "" })
	for name, err := range map[string]error{
		"Send":     send(t, w, channel.Message{Text: "Hello"}),
		"MarkRead": w.ch.MarkRead(t.Context(), thread(phone), "wamid.1"),
	} {
		e, ok := errors.AsType[*channel.Error](err)
		if !ok || e.Kind != channel.ErrUnauthorized || e.Affects != channel.AffectsCredentials {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(w.Calls()) != 0 {
		t.Errorf("calls without a token: %+v", w.Calls())
	}
}

func send(t *testing.T, w *world, m channel.Message) error {
	t.Helper()
	_, err := w.ch.Send(t.Context(), thread(phone), m)
	return err
}

// A lost upload was no message: it is safe to repeat. A lost message is not.
func TestSendAfterALostAnswer(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Files = files{"photo": png}.open })
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	w.Say(userID, "Hello")
	picture := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "photo"}}, Heard: now}
	w.Fail(standin.LoseAnswer().On("/media"), 1)
	if err := send(t, w, picture); !errors.Is(err, channel.ErrUnavailable) || len(w.Sent()) != 0 {
		t.Errorf("a lost upload: %v, %d messages", err, len(w.Sent()))
	}
	w.Fail(standin.LoseAnswer().On("/messages"), 1)
	if err := send(t, w, picture); !errors.Is(err, channel.ErrUncertain) || len(w.Sent()) != 1 {
		t.Errorf("a lost message: %v, %d messages", err, len(w.Sent()))
	}
}
