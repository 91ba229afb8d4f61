package telegramtest_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// delivered returns the updates that wait.
func delivered(t *testing.T, s *telegramtest.Server) (messages []map[string]any) {
	t.Helper()
	for {
		h := &host{}
		if len(s.Deliver(h)) == 0 {
			return messages
		}
		for _, body := range h.raw {
			var u struct{ Message map[string]any }
			if err := json.Unmarshal(body, &u); err != nil {
				t.Fatal(err)
			}
			messages = append(messages, u.Message)
		}
	}
}

// A topic has an id both ways. A line of answers has one only on its way in, and the General topic
// has none.
func TestTopicsAndLinesOfAnswers(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Group("-1002100000555", "Plain")
	s.Group("-1002100000999", "Forum")
	s.Say("7001", "hi")
	s.Topic("-1002100000999", "33", "Orders")
	first := s.SayIn("-1002100000555", "7001", "first")
	second := s.AnswerIn("-1002100000555", "7001", first, "second")
	s.AnswerIn("-1002100000555", "7001", second, "third")
	s.SayInTopic("-1002100000999", "33", "7001", "in the topic")
	s.LinkedPost("-1002100000555", "-1003100000111", "News", "Two for one")

	type seen struct{ Text, Line, InTopic, Copied, Answers any }
	var got []seen
	for _, m := range delivered(t, s) {
		to, _ := m["reply_to_message"].(map[string]any)
		got = append(got, seen{m["text"], m["message_thread_id"], m["is_topic_message"], m["is_automatic_forward"], to["message_id"]})
	}
	want := []seen{
		{"hi", nil, nil, nil, nil}, {"first", nil, nil, nil, nil}, {"second", 1.0, nil, nil, 1.0}, {"third", 1.0, nil, nil, 2.0},
		{"in the topic", 33.0, true, nil, 1.0}, {"Two for one", nil, nil, true, nil},
	}
	order := cmpopts.SortSlices(func(a, b seen) bool { return a.Text.(string) < b.Text.(string) })
	if diff := cmp.Diff(want, got, order); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}

	for _, tt := range []struct{ chat, line, want string }{
		{"-1002100000999", "33", ""},
		{"-1002100000999", "34", "Bad Request: message thread not found"},
		{"-1002100000999", "1", "Bad Request: message thread not found"},
		{"-1002100000555", "1", ""}, // ignored
		{"7001", "1", "Bad Request: message thread not found"},
	} {
		r := call(t, s, "sendMessage", `{"chat_id":`+tt.chat+`,"message_thread_id":`+tt.line+`,"text":"x"}`)
		if r.Description != tt.want || r.OK != (tt.want == "") {
			t.Errorf("to %s/%s: %v %q, want %q", tt.chat, tt.line, r.OK, r.Description, tt.want)
		}
	}
	sent := s.Sent()
	if len(sent) != 2 || sent[0].Topic != "33" || sent[1].Topic != "" {
		t.Errorf("sent %+v", sent)
	}
}

// Nothing can be sent to a topic that is closed or deleted, and nothing of a deleted one is left.
func TestTopicsEnd(t *testing.T) {
	const forum = "-1002100000999"
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	s.Group(forum, "Forum")
	s.Topic(forum, "33", "Orders")
	s.Topic(forum, "44", "Returns")
	asked := s.SayInTopic(forum, "33", "7001", "Where is it?")
	send := func(line, more string) string {
		t.Helper()
		if line != "" {
			more += `,"message_thread_id":` + line
		}
		return call(t, s, "sendMessage", `{"chat_id":`+forum+`,"text":"x"`+more+`}`).Description
	}
	answer := `,"reply_parameters":{"message_id":` + asked + `}`
	if got := send("33", answer); got != "" {
		t.Errorf("an answer in an open topic: %q", got)
	}
	s.CloseTopic(forum, "33")
	if got := send("33", ""); got != "Bad Request: TOPIC_CLOSED" {
		t.Errorf("to a closed topic: %q", got)
	}
	s.DeleteTopic(forum, "33")
	if got := send("33", ""); got != "Bad Request: TOPIC_DELETED" {
		t.Errorf("to a deleted topic: %q", got)
	}
	own := s.SayIn(forum, "7001", "in General")
	if r := call(t, s, "copyMessage", `{"chat_id":`+forum+`,"message_thread_id":33,"from_chat_id":`+forum+`,"message_id":`+own+`}`); r.Description != "Bad Request: TOPIC_DELETED" {
		t.Errorf("a copy to a deleted topic: %q", r.Description)
	}
	if got := send("44", answer); got != "Bad Request: message to be replied not found" {
		t.Errorf("an answer to a message of a deleted topic: %q", got)
	}
	if got := send("", ""); got != "" {
		t.Errorf("to the General topic: %q", got)
	}
	s.CloseTopic(forum, "1")
	if got := send("", ""); got != "Bad Request: TOPIC_CLOSED" {
		t.Errorf("to the General topic, closed: %q", got)
	}
	if got := send("44", ""); got != "" {
		t.Errorf("to another topic: %q", got)
	}
}

func TestCopiesLeaveABusinessChat(t *testing.T) {
	s := frozen(telegramtest.Config{})
	id := s.Say("7001", "hi")
	connection := s.Connect("6011")
	s.SayBusiness(connection, "7001", "hello")
	r := call(t, s, "copyMessage", `{"business_connection_id":"`+connection+`","chat_id":7001,"from_chat_id":7001,"message_id":`+id+`}`)
	if sent := s.Sent(); !r.OK || len(sent) != 1 || sent[0].Via != "" {
		t.Errorf("%v %q: sent %+v, want one message in the bot's own name", r.OK, r.Description, sent)
	}
}
