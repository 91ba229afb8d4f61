package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// A group becomes a supergroup while the robot's answers are on their way: they follow, whether the
// refusal or the event comes first, and no contact is marked as gone.
func TestMessagesFollowAGroupThatMoves(t *testing.T) {
	const contact, group, supergroup = "700100", "-1700100", "-100700100"
	said := make(chan struct{})
	for name, eventFirst := range map[string]bool{"the refusal comes first": false, "the event comes first": true} {
		t.Run(name, func(t *testing.T) {
			b := newBenchOn(t, "telegram", func(ctx context.Context, q robot.Question) (robot.Reply, error) {
				select {
				case <-said:
				case <-ctx.Done():
				}
				return says("first", "second")(ctx, q)
			})
			server := b.platform.Server.(*telegramtest.Server)
			server.Group(group, "Friends")
			server.SayIn(group, contact, "Hello from all of us")
			b.deliver()
			b.thread.Contact = "group:" + group
			b.until("the question", func() bool { return b.state().Phase == session.PhaseRobot })
			open := b.gate.close()
			server.Migrate(group, supergroup)
			said <- struct{}{}
			b.until("the first answer", func() bool { return b.gate.waiting() > 0 })
			if eventFirst {
				b.deliver()
			}
			open()
			b.until("the end of the old name", func() bool { return b.state().Phase == session.PhaseClosed })
			if why := b.state().Reason; why != session.ReasonHost {
				t.Errorf("the conversation of the group ended because of %v, want %v", why, session.ReasonHost)
			}
			old := b.lines()
			b.thread.Contact = "group:" + supergroup
			b.until("the answers", func() bool { return len(b.lines()) == 2 && len(server.Sent()) == 2 })
			b.rest()
			b.want("in the supergroup", []string{"robot: first sent", "robot: second sent"}, b.lines())
			b.want("in the group", []string{"customer: Hello from all of us"}, old)
			var got []string
			for _, m := range server.Sent() {
				got = append(got, m.To+" "+m.Text)
			}
			b.want("Telegram got", []string{supergroup + " first", supergroup + " second"}, got)
			var remarks []string
			for _, m := range b.messages() {
				if m.Key == "moved/"+(channel.Thread{Platform: "telegram", Account: b.thread.Account, Contact: b.thread.Contact}).Key() {
					remarks = append(remarks, locale.Told(m.Text).English())
				}
			}
			b.want("the remark", []string{"The chat has moved here."}, remarks)
		})
	}
}

// The session goes along: who waits in the queue waits on under the new name, with the same
// session.
func TestTheSessionFollowsAGroupThatMoves(t *testing.T) {
	const contact, group, supergroup = "700100", "-1700100", "-100700100"
	b := newBenchOn(t, "telegram", says())
	server := b.platform.Server.(*telegramtest.Server)
	server.Group(group, "Friends")
	server.SayIn(group, contact, "agent")
	b.deliver()
	b.thread.Contact = "group:" + group
	b.until("the queue", func() bool { return b.state().Phase == session.PhaseQueued })
	before := b.state()
	server.Migrate(group, supergroup)
	b.deliver()
	b.until("the end of the old name", func() bool { return b.state().Phase == session.PhaseClosed })
	b.thread.Contact = "group:" + supergroup
	b.until("the queue under the new name", func() bool { return b.state().Phase == session.PhaseQueued })
	after := b.state()
	if after.ID != b.thread.Key() || after.Session != before.Session || after.Since != before.Since || after.Part != before.Part {
		t.Errorf("the session is another: %+v, was %+v", after, before)
	}
	b.rest()
}

// A topic that is closed or deleted while an answer is on its way ends that message alone: the
// customer is not gone.
func TestATopicThatIsGoneIsNoLostCustomer(t *testing.T) {
	const contact, forum = "700100", "-1001000700100"
	for name, end := range map[string]func(*telegramtest.Server){
		"closed":  func(s *telegramtest.Server) { s.CloseTopic(forum, "33") },
		"deleted": func(s *telegramtest.Server) { s.DeleteTopic(forum, "33") },
	} {
		t.Run(name, func(t *testing.T) {
			said := make(chan struct{})
			b := newBenchOn(t, "telegram", func(ctx context.Context, q robot.Question) (robot.Reply, error) {
				select {
				case <-said:
				case <-ctx.Done():
				}
				return says("first")(ctx, q)
			})
			server := b.platform.Server.(*telegramtest.Server)
			server.Group(forum, "Forum")
			server.Topic(forum, "33", "Orders")
			server.SayInTopic(forum, "33", contact, "Where is my order?")
			b.deliver()
			b.thread.Contact, b.thread.Topic = "group:"+forum, "33"
			b.until("the question", func() bool { return b.state().Phase == session.PhaseRobot })
			end(server)
			said <- struct{}{}
			b.until("the end of the answer", func() bool {
				lines := b.lines()
				return len(lines) > 1 && strings.HasSuffix(lines[1], "failed")
			})
			b.rest()
			if s := b.state(); s.Phase == session.PhaseClosed {
				t.Errorf("the conversation ended because of %v", s.Reason)
			}
		})
	}
}
