package session_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/session"
)

// Until when may agents answer? Automatic messages may be sent for a day, what people write for a
// week: a message of Monday evening does not expire on Tuesday.
func ExamplePolicy_AnswerUntil() {
	c := session.DefaultConfig()
	c.Mode, c.ReplyWindow, c.AgentWindow = session.AgentOnly, 24*time.Hour, 7*24*time.Hour
	t := newThread(c)
	t.policy.Hours = office()
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	fmt.Println("robot ", t.policy.AnswerUntil(t.state, session.Robot).Format("Mon 15:04"))
	fmt.Println("agents", t.policy.AnswerUntil(t.state, session.Agent).Format("Mon 15:04"))
	// Output:
	// 19:00:00 notify contact non-working
	// 19:00:00 store-offline
	// 19:00:00 forward offline
	// robot  Tue 19:00
	// agents Mon 19:00
}

// Is an agent told before the platform takes no more answers? Yes, also while the customer is on hold.
func Example_answerMargin() {
	c := session.DefaultConfig()
	c.Mode, c.ReplyWindow, c.AnswerMargin = session.AgentOnly, 2*time.Hour, 15*time.Minute
	c.HoldMax, c.AgentSilent = 4*time.Hour, nil
	t := newThread(c)
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:05", session.Event{Kind: session.AgentFound, Agent: "ann"})
	t.at("09:00:10", session.Event{Kind: session.AgentAccepted, Agent: "ann", Offer: t.state.Part})
	t.at("09:05:00", session.Event{Kind: session.HoldStarted, Agent: "ann"})
	t.wake()
	t.at("10:45:00", session.Event{}) // a Tick
	// Output:
	// 09:00:00 enqueue
	// 09:00:00 notify contact queued
	// 09:00:00 forward queue
	// 09:00:05 dequeue
	// 09:00:05 offer ann
	// 09:00:10 assign ann
	// wake 10:45:00
	// 10:45:00 notify agent window-closing ann
}

// What happens at closing time to a customer who still waits? The customer is told, and the message is
// kept for the morning. A grace lets agents work the queue off first.
func Example_queueCloses() {
	c := session.DefaultConfig()
	c.Mode, c.CloseGrace, c.Spread = session.AgentOnly, 15*time.Minute, 0
	t := newThread(c)
	t.policy.Hours = office() // until 18:00
	t.at("17:55:00", session.Event{Kind: session.ContactMessage})
	t.wake()
	t.at("18:15:00", session.Event{})
	t.wake()
	// Output:
	// 17:55:00 enqueue
	// 17:55:00 notify contact queued
	// 17:55:00 forward queue
	// wake 18:15:00
	// 18:15:00 dequeue
	// 18:15:00 notify contact non-working
	// 18:15:00 store-offline
	// wake 09:00:00
}

// How often is a customer told that nobody works? Once in each closed period.
func Example_closedNotice() {
	c := session.DefaultConfig()
	c.Mode, c.Offline = session.AgentOnly, false
	t := newThread(c)
	t.policy.Hours = office()
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	t.at("20:00:00", session.Event{Kind: session.ContactMessage})
	t.day = t.day.AddDate(0, 0, 1) // people have worked since
	t.at("19:00:00", session.Event{Kind: session.ContactMessage})
	// Output:
	// 19:00:00 notify contact non-working
	// 19:00:00 forward nobody
	// 20:00:00 forward nobody
	// 19:00:00 notify contact non-working
	// 19:00:00 forward nobody
}

// The host was down for two hours. With Since at the end of the outage nobody is ended unheard, and the
// platform's history comes first.
func Example_afterAnOutage() {
	t := newThread(session.DefaultConfig())
	t.at("09:00:00", session.Event{Kind: session.ContactMessage})
	t.at("09:00:02", session.Event{Kind: session.RobotMessage})

	up := t.day.Add(11 * time.Hour)
	t.policy.Since = up
	// what the history tells, sorted by time: the customer has answered
	t.at("11:00:00", session.Event{Kind: session.ContactMessage, Time: t.day.Add(9*time.Hour + time.Minute)})
	t.at("11:00:01", session.Event{}) // only then the sweeper
	t.wake()
	// Output:
	// 09:00:00 start-robot
	// 09:00:00 forward robot
	// 09:00:02 deliver robot
	// 11:00:00 forward robot
	// wake 11:30:00
}
