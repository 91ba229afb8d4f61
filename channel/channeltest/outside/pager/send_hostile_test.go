package pager_test

import (
	"net/http"
	"testing"

	"example.com/pager"
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// odd is a transport that gives one answer.
type odd struct{ answer hostile.Answer }

func (o *odd) RoundTrip(r *http.Request) (*http.Response, error) { return o.answer.Response(r), nil }

// No answer that the network does not describe is taken for a page that was sent, or shows the
// token.
func TestHostileAnswers(t *testing.T) {
	transport := &odd{}
	ch, err := pager.New(pager.Config{Account: "555", Keys: channel.NewKeys("whsec/first+1"), Token: token, HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	to := channel.Thread{Platform: pager.Platform, Account: "555", Contact: "77"}
	for transport.answer = range hostile.Answers(token) {
		a := transport.answer
		_, err := ch.Send(t.Context(), to, channel.Message{Text: "x"})
		if fault := a.Check(err, pager.Platform, hostile.Message, token); fault != nil {
			t.Errorf("send after %d with %s: %v", a.Status, a.Name, fault)
		}
		if fault := a.Check(channel.ShowTyping(t.Context(), ch, to), pager.Platform, hostile.Repeatable, token); fault != nil {
			t.Errorf("typing after %d with %s: %v", a.Status, a.Name, fault)
		}
	}
}
