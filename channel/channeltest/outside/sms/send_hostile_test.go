package sms_test

import (
	"net/http"
	"testing"

	"example.com/sms"
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// odd is a transport that gives one answer.
type odd struct{ answer hostile.Answer }

func (o *odd) RoundTrip(r *http.Request) (*http.Response, error) { return o.answer.Response(r), nil }

// No answer that the gateway does not describe is taken for a text that was sent, or shows the
// token.
func TestHostileAnswers(t *testing.T) {
	transport := &odd{}
	ch, err := sms.New(sms.Config{Number: number, Keys: channel.NewKeys(key), Token: token, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	to := channel.Thread{Platform: sms.Platform, Account: number, Contact: ada}
	for transport.answer = range hostile.Answers(token) {
		a := transport.answer
		_, err := ch.Send(t.Context(), to, channel.Message{Text: "x"})
		if fault := a.Check(err, sms.Platform, hostile.Message, token); fault != nil {
			t.Errorf("send after %d with %s: %v", a.Status, a.Name, fault)
		}
	}
}
