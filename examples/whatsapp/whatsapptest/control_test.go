package whatsapptest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

const (
	userID = "DE.10000000000000000001"
	phone  = "491701234567"
	host   = "https://graph.facebook.com"
)

// The controls keep what the kit promises.
func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*whatsapptest.Server]{
		New: func() *whatsapptest.Server { return whatsapptest.New(whatsapptest.Config{}) },
		Say: func(s *whatsapptest.Server, text string) { s.Say(userID, text) },
		Send: func(s *whatsapptest.Server, client *http.Client, base string) error {
			if base == "" {
				base = host
			}
			return standintest.Post(client, base+"/v26.0/"+s.Config().Numbers[0]+"/messages", "application/json",
				`{"messaging_product":"whatsapp","recipient":"`+userID+`","type":"text","text":{"body":"Hello"}}`, "Authorization", "Bearer "+s.Config().Token)
		},
		Sent:    func(s *whatsapptest.Server) int { return len(s.Sent()) },
		Secrets: func(s *whatsapptest.Server) []string { return []string{s.Config().Token, s.Config().AppSecret} },
	})
}

// A revoked token and an open bill refuse.
func TestRevokeAndUnpaid(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	template := `{"messaging_product":"whatsapp","to":"` + phone + `","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
	if code := post(t, s, "messages", template); code != 0 {
		t.Errorf("a template: %d", code)
	}
	s.Unpaid(true)
	if code := post(t, s, "messages", template); code != 131042 {
		t.Errorf("with an open bill: %d", code)
	}
	s.Revoke()
	if code := post(t, s, "messages", template); code != 190 {
		t.Errorf("with a dead token: %d", code)
	}
}

// Marks are the messages that were marked as read, each time with or without typing.
func TestMarks(t *testing.T) {
	s := whatsapptest.New(whatsapptest.Config{})
	id := s.Say(userID, "Hello")
	for _, tt := range []struct {
		members string
		want    int
	}{{`"status":"read"`, 0}, {`"status":"read","typing_indicator":{"type":"text"}`, 0}, {`"status":"read","typing_indicator":{"type":"audio"}`, 131009}, {`"status":"seen"`, 131009}} {
		if code := post(t, s, "messages", `{"messaging_product":"whatsapp","message_id":"`+id+`",`+tt.members+`}`); code != tt.want {
			t.Errorf("%s: %d, want %d", tt.members, code, tt.want)
		}
	}
	number := s.Config().Numbers[0]
	if diff := cmp.Diff([]whatsapptest.Mark{{Number: number, MessageID: id}, {Number: number, MessageID: id, Typing: true}}, s.Marks()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
