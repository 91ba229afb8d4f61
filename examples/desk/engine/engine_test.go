package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

func (b *bench) want(what string, want []string, got []string) {
	b.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestReplays(t *testing.T) {
	b := newBench(t, says())
	b.server.Fail(standin.Duplicate(), -1)
	var want []string
	for n := range 12 { // the session itself knows the last eight
		b.say(fmt.Sprint("message ", n))
		want = append(want, fmt.Sprint("customer: message ", n))
	}
	b.rest()
	b.want("each message is there once", want, b.lines())
	if n := b.Count.Repeated.Load(); n != 12 {
		t.Errorf("%d events were repeated, want 12", n)
	}
}

// The echo of what we sent may come before the answer to our call.
func TestEchoBeforeItsAnswer(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	open := b.gate.close()
	b.answer("1", "Good day")
	b.until("the call", func() bool { return b.gate.waiting() == 1 })
	before := b.state()
	b.deliver() // the echo
	if after := b.state(); after != before {
		t.Errorf("the echo of our own message changed the session:\n%s", cmp.Diff(before, after))
	}
	open()
	b.rest()
	b.want("the message is there once", []string{"customer: agent", "agent: Good day sent"}, b.lines())
}

// An echo that does not tell who wrote waits for a send that is under way: it may be that one's.
func TestEchoOfUnknownOrigin(t *testing.T) {
	unknown := func(b *bench, mid, text string) {
		b.server.Raw(fmt.Appendf(nil, `{"object":"page","entry":[{"id":%q,"time":%d,"messaging":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":%q,"is_echo":true,"text":%q}}]}]}`,
			b.thread.Account, b.server.Now().UnixMilli(), b.thread.Account, b.thread.Contact, b.server.Now().UnixMilli(), mid, text))
		b.deliver()
	}
	t.Run("ours", func(t *testing.T) {
		b := newBench(t, says())
		b.serve()
		b.deaf = true
		open := b.gate.close()
		b.answer("1", "Good day")
		b.until("the call", func() bool { return b.gate.waiting() == 1 })
		sent := b.server.Sent()
		unknown(b, sent[len(sent)-1].ID, "Good day")
		b.want("while it is sent", []string{"customer: agent", "agent: Good day sending"}, b.lines())
		open()
		b.rest()
		b.want("afterwards", []string{"customer: agent", "agent: Good day sent"}, b.lines())
	})
	t.Run("somebody else's", func(t *testing.T) {
		b := newBench(t, says())
		b.serve()
		b.deaf = true
		open := b.gate.close()
		b.answer("1", "Good day")
		b.until("the call", func() bool { return b.gate.waiting() == 1 })
		unknown(b, "m_of_somebody", "Maria here")
		b.want("while ours is sent", []string{"customer: agent", "agent: Good day sending"}, b.lines())
		open()
		b.rest()
		b.want("afterwards", []string{"customer: agent", "agent: Good day sent", "inbox: Maria here sent"}, b.lines())
	})
}

// When a person takes over, messages of the robot that wait are withdrawn; those that were sent
// stay.
func TestTakeoverTakesBackWhatTheRobotHasWaiting(t *testing.T) {
	b := newBench(t, says("first", "second", "third"))
	open := b.gate.close()
	b.say("hello")
	b.until("the first", func() bool { return b.gate.waiting() == 1 })
	b.server.InboxSays(b.thread.Contact, "Maria here")
	b.deliver()
	open()
	b.rest()
	b.want("got", []string{"first"}, b.got())
	b.want("stored", []string{"customer: hello", "robot: first sent", "robot: second cancelled", "robot: third cancelled", "inbox: Maria here sent"}, b.lines())
}

// Whether a send or a takeover comes first, the page shows what happened.
func TestTakeoverRacesWithSending(t *testing.T) {
	b := newBench(t, says("first", "second"))
	for n := range 40 {
		b.thread.Contact = fmt.Sprint(7771000000001000 + n)
		b.server.Say(b.thread.Contact, "hello")
		b.deliver()
		if n%2 == 0 {
			b.until("an answer", func() bool { return len(b.lines()) > 1 })
		}
		b.server.InboxSays(b.thread.Contact, "Maria here")
		b.rest()
		var got []string
		for _, m := range b.messages() {
			switch {
			case m.Side == store.Robot && m.State == store.Sent:
				got = append(got, m.Text)
			case m.Side == store.Robot && m.State != store.Cancelled && m.State != store.Refused:
				t.Errorf("%q is %s", m.Text, m.State)
			}
		}
		b.want("what is shown as sent", got, b.got())
	}
}

// The robot's last words are no late answer.
func TestLastWordsOfTheRobot(t *testing.T) {
	for name, reply := range map[string]robot.Reply{"handing over": {Handoff: true}, "ending": {Done: true}} {
		t.Run(name, func(t *testing.T) {
			reply.Messages = []channel.Message{{Text: "Goodbye"}}
			b := newBench(t, func(context.Context, robot.Question) (robot.Reply, error) { return reply, nil })
			open := b.gate.close() // nothing is lost for being slow
			b.say("hello")
			b.until("the words", func() bool { return b.gate.waiting() > 0 })
			open()
			b.rest()
			b.want("got", []string{"Goodbye"}, b.got())
		})
	}
}

// A question to the robot that was under way when the desk stopped is asked again.
func TestQuestionsSurviveARestart(t *testing.T) {
	var asked sync.WaitGroup
	asked.Add(1)
	first := sync.OnceFunc(asked.Done)
	b := newBench(t, func(ctx context.Context, q robot.Question) (robot.Reply, error) {
		first()
		<-ctx.Done()
		return robot.Reply{}, ctx.Err()
	})
	b.say("hello")
	asked.Wait()
	b.stop()
	b.robot = says("Good day")
	b.start()
	b.rest()
	b.want("got", []string{"Good day"}, b.got())
	b.want("stored", []string{"customer: hello", "robot: Good day sent"}, b.lines())
}

// The journal knows what a message came to, and the desk was killed before it showed so.
func TestKilledBeforeItIsShown(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	b.stop()
	s, err := b.open()
	if err != nil {
		t.Fatal(err)
	}
	var receipts []dispatch.Receipt
	err = s.Do(t.Context(), func(tx *store.Tx) error {
		for _, state := range []dispatch.Status{dispatch.Sent, dispatch.Uncertain, dispatch.Begun, dispatch.Failed} {
			m := channel.Message{Text: string(state), By: channel.ByPerson}
			r := dispatch.Receipt{Key: "agent/" + m.Text, To: b.thread, Priority: dispatch.Person, Parts: []dispatch.Part{{Message: m, Status: state, Try: 1}}}
			if state == dispatch.Failed {
				r.Parts[0].Reason = dispatch.ReasonRejected
			}
			receipts = append(receipts, r)
			if _, err := tx.AddMessage(store.Message{Thread: b.thread, Key: r.Key, Side: store.Agent, At: time.Now(), State: store.Sending, Message: m}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = s.Conversations.Update(t.Context(), b.thread, nil, func(v conversation.View) (conversation.Change, error) {
			return conversation.Change{Row: v.Row, New: receipts}, nil
		})
	}
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	b.start()
	b.rest()
	b.want("shown", []string{"customer: agent", "agent: sent sent", "agent: uncertain uncertain", "agent: begun uncertain", "agent: failed failed"}, b.lines())
	b.want("got", nil, b.got())
}

func TestAgain(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	b.server.Fail(standin.Status(400, `{"error":{"message":"(#100) No.","type":"OAuthException","code":100,"fbtrace_id":"A"}}`).On("messages"), 1)
	b.answer("1", "Good day")
	b.rest()
	b.want("refused by the platform", []string{"customer: agent", "agent: Good day failed"}, b.lines())
	if owes := b.state().Owes; owes != session.Agent {
		t.Errorf("%v owes an answer, want the agent: nothing arrived", owes)
	}
	var last int64
	for _, m := range b.messages() {
		if m.Side == store.Agent {
			last = m.Seq
		}
	}
	if err := b.Again(t.Context(), "anna", b.thread, last); err != nil {
		t.Fatal(err)
	}
	b.rest()
	b.want("sent again", []string{"customer: agent", "agent: Good day sent"}, b.lines())
	b.want("got", []string{"Good day"}, b.got())
	if err := b.Again(t.Context(), "anna", b.thread, last); !errors.Is(err, engine.ErrNothing) {
		t.Errorf("what was sent is sent again: %v", err)
	}
}

// Where the page echoes, a lost answer is settled; the receipt and the message say the same.
func TestLostAnswerIsSettledByItsEcho(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	for n := range 10 {
		b.server.Fail(standin.LoseAnswer().On("messages"), 1)
		text := fmt.Sprint("lost ", n)
		b.answer(fmt.Sprint(n), text)
		b.until("its way", func() bool { return strings.Contains(fmt.Sprint(b.got()), text) })
		b.rest()
	}
	for _, line := range b.lines()[1:] {
		if !strings.HasPrefix(line, "agent: lost ") || !strings.HasSuffix(line, " sent") {
			t.Errorf("%s", line)
		}
	}
	if n := len(b.got()); n != 10 {
		t.Errorf("the customer got %d messages: %v", n, b.got())
	}
}

// An answer in two parts, of which the first lost its reply: its echo settles that, and the rest
// goes on by itself.
func TestTheRestFollowsWhatAnEchoSettled(t *testing.T) {
	b := newBench(t, says())
	b.serve()
	b.server.Fail(standin.LoseAnswer().On("messages"), 1)
	b.answer("long", strings.Repeat("one ", 400)+strings.Repeat("two ", 400))
	b.until("the first part", func() bool { return len(b.got()) == 1 })
	b.until("doubt, or more", func() bool {
		lines := b.lines()
		return strings.HasSuffix(lines[len(lines)-1], " uncertain") || len(b.got()) > 1
	})
	b.deliver() // the echo
	b.until("the rest", func() bool { return len(b.got()) == 2 })
	b.rest()
	lines := b.lines()
	if last := lines[len(lines)-1]; !strings.HasSuffix(last, " sent") {
		t.Errorf("shown as %s", last[max(0, len(last)-40):])
	}
}
