package directory_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

// A page whose agents may answer for seven days: a message of Friday evening waits until Monday,
// and is given up on the next Friday evening.
func TestWindowOfAgents(t *testing.T) {
	ctx := context.Background()
	o := options()
	o.OfflineOn = []string{"facebook"}
	r := pages("f1", "shop", "1234567", "24001")
	r.Settings["humanAgent"], r.Offline.On = "true", true
	r.Service.Mode, r.Service.Robot, r.Service.Keywords = directory.Agent, "", keyword.Set{}
	r.Hours = directory.Hours{Zone: "UTC"}
	r.Hours.Schedule.Workday, _ = worktime.ParseSegments("09:00-18:00")
	e, _ := newDirectory(t, o, r).Find("f1")
	p, err := e.PolicyFor(ctx, channel.Thread{Platform: "facebook", Account: "24001", Contact: "77"})
	require.NoError(t, err)

	friday := time.Date(2026, 11, 6, 19, 0, 0, 0, time.UTC)
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1", Time: friday}, friday)
	type answer struct {
		Phase  session.Phase
		Wake   time.Time
		Robot  time.Time
		People time.Time
	}
	spread := p.Wake(s).Sub(time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC))
	want := answer{session.PhaseOffline, time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC).Add(spread), friday.Add(24 * time.Hour), friday.Add(7 * 24 * time.Hour)}
	got := answer{s.Phase, p.Wake(s), p.AnswerUntil(s, session.Robot), p.AnswerUntil(s, session.Agent)}
	if diff := cmp.Diff(want, got); diff != "" || spread < 0 || spread > 5*time.Minute {
		t.Errorf("on Friday evening (-want +got):\n%s", diff)
	}
	var acts []session.Action
	for range 200 {
		now := p.Wake(s)
		if s, acts = p.Step(s, session.Event{}, now); s.Phase == session.PhaseClosed {
			if !now.Equal(friday.Add(7*24*time.Hour)) || acts[len(acts)-1].Reason != session.ReasonExpired {
				t.Errorf("given up at %v: %v", now, acts)
			}
			return
		}
	}
	t.Errorf("never given up: %+v", s)
}

// A bot has no window in its own chats and one day in a business chat. Threads of one kind share a
// policy, and what is not of the windows is the same.
func TestPolicyForThread(t *testing.T) {
	ctx := context.Background()
	e, _ := newDirectory(t, options(), bot("t1", "bot", 4711)).Find("t1")
	policy := func(contact, via string) *session.Policy {
		p, err := e.PolicyFor(ctx, channel.Thread{Platform: "telegram", Account: "4711", Contact: contact, Via: via})
		require.NoError(t, err)
		return p
	}
	own, business := policy("5", ""), policy("5", "bc1")
	if own.ReplyWindow != 0 || business.ReplyWindow != 24*time.Hour {
		t.Errorf("windows: %v in the bot's chat, %v in a business chat", own.ReplyWindow, business.ReplyWindow)
	}
	if policy("6", "") != own || policy("6", "bc2") != business || policy("5", "bc1") != business {
		t.Error("threads of one kind have policies of their own")
	}
	plain, err := e.Policy(ctx)
	require.NoError(t, err)
	if own != plain {
		t.Error("the policy of a plain chat is made twice")
	}
	same := business.Config
	same.ReplyWindow, same.AgentWindow = own.ReplyWindow, own.AgentWindow
	if diff := cmp.Diff(own.Config, same); diff != "" {
		t.Errorf("the policies differ in more than the windows:\n%s", diff)
	}
}

// The warning of a silent customer comes so long before the window ends as the record says, and two
// minutes before where an older record says nothing.
func TestWindowWarn(t *testing.T) {
	at := time.Date(2026, 11, 6, 10, 0, 0, 0, time.UTC)
	for warn, want := range map[directory.Seconds]time.Duration{0: 2 * time.Minute, 600: 10 * time.Minute, 3600: time.Hour} {
		r := bot("t1", "bot", 4711)
		r.Profile, r.Silence.WindowWarn, r.Silence.LastMessage = directory.ProfileMessenger, warn, true
		r.Silence.Customer, r.Silence.CustomerWarn = 48*3600, 3600
		e, _ := newDirectory(t, options(), r).Find("t1")
		p, err := e.PolicyFor(context.Background(), channel.Thread{Platform: "telegram", Account: "4711", Contact: "5", Via: "bc1"})
		require.NoError(t, err)
		s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1", Time: at}, at)
		s, _ = p.Step(s, session.Event{Kind: session.RobotMessage, ID: "r1"}, at.Add(time.Second))
		if got := at.Add(24 * time.Hour).Sub(p.Wake(s)); got != want {
			t.Errorf("windowWarn %d: warned %v before the end of the window, want %v", warn, got, want)
		}
	}
	r := bot("t1", "bot", 4711)
	r.Silence.WindowWarn = 2 * 3600
	report, err := options().Check(context.Background(), r)
	require.NoError(t, err)
	if len(report.Complaints) != 1 || report.Complaints[0].Field != "silence.windowWarn" {
		t.Errorf("two hours in the profile aicc: %v", report.Complaints)
	}
}

// A business chat of a Telegram bot takes answers for a day. If people work on Saturday, a message
// of Friday evening is routed then and answered; over a weekend without anybody it is given up when
// no answer is possible any more, and is not routed on Monday.
func TestBusinessChatOverAWeekend(t *testing.T) {
	friday := time.Date(2026, 11, 6, 19, 0, 0, 0, time.UTC)
	end := friday.Add(24 * time.Hour)
	start := func(saturday, offline bool) (*session.Policy, session.State) {
		r := bot("t1", "bot", 4711)
		r.Service.Mode, r.Service.Robot, r.Service.Keywords = directory.Agent, "", keyword.Set{}
		r.Offline.On, r.Silence.Agent = offline, 0
		r.Hours = directory.Hours{Zone: "UTC"}
		r.Hours.Schedule.Workday, _ = worktime.ParseSegments("09:00-18:00")
		if saturday {
			r.Hours.Schedule.Nonworkday, _ = worktime.ParseSegments("10:00-12:00")
		}
		e, _ := newDirectory(t, options(), r).Find("t1")
		p, err := e.PolicyFor(context.Background(), channel.Thread{Platform: "telegram", Account: "4711", Contact: "5", Via: "bc1"})
		require.NoError(t, err)
		at := friday
		if !offline { // people still work, and the queue closes over the message
			at = friday.Add(-70 * time.Minute)
		}
		s, acts := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1", Time: at}, at)
		if offline && (s.Phase != session.PhaseOffline || acts[0].Notice != session.NoticeNonWorking || !p.AnswerUntil(s, session.Agent).Equal(end)) {
			t.Fatalf("on Friday evening: %v, %v, answered until %v", s.Phase, acts, p.AnswerUntil(s, session.Agent))
		}
		return p, s
	}

	p, s := start(true, true)
	now := p.Wake(s)
	s, acts := p.Step(s, session.Event{}, now)
	if now.Day() != 7 || now.Hour() != 10 || acts[0].Kind != session.RouteOffline || s.Phase != session.PhaseQueued {
		t.Fatalf("on Saturday at %v: %v", now, acts)
	}
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f1", Agent: "ann"}, now)
	s, _ = p.Step(s, session.Event{Kind: session.AgentAccepted, ID: "a1", Agent: "ann", Offer: s.Part}, now)
	if _, acts = p.Step(s, session.Event{Kind: session.AgentMessage, ID: "a2", Agent: "ann"}, now.Add(time.Minute)); acts[0].Kind != session.Deliver {
		t.Errorf("the answer on Saturday: %v", acts)
	}
	// An agent who has forgotten it is told while an answer is possible.
	if now = p.Wake(s); !now.Equal(end.Add(-15 * time.Minute)) {
		t.Errorf("an agent who does not answer is told at %v", now)
	}
	if _, acts = p.Step(s, session.Event{}, now); len(acts) != 1 || acts[0].Notice != session.NoticeWindowClosing || acts[0].Agent != "ann" || !acts[0].Until.Time().Equal(end) {
		t.Errorf("told: %v", acts)
	}

	p, s = start(false, true)
	for s.Phase != session.PhaseClosed {
		now := p.Wake(s)
		if now.IsZero() || now.After(end) {
			t.Fatalf("wakes at %v in %v", now, s.Phase)
		}
		s, acts = p.Step(s, session.Event{}, now)
	}
	if len(acts) != 1 || acts[0].Kind != session.Close || acts[0].Reason != session.ReasonExpired {
		t.Errorf("when the window has ended: %v", acts)
	}

	// Without offline messages the customer waits in the queue until Monday. The column and Explain
	// say that no answer is possible.
	p, s = start(false, false)
	monday := time.Date(2026, 11, 9, 9, 1, 0, 0, time.UTC)
	s, _ = p.Step(s, session.Event{Kind: session.AgentFound, ID: "f1", Agent: "ann"}, monday)
	s, _ = p.Step(s, session.Event{Kind: session.AgentAccepted, ID: "a1", Agent: "ann", Offer: s.Part}, monday)
	until := p.AnswerUntil(s, session.Agent)
	if want := friday.Add(23*time.Hour - 10*time.Minute); s.Phase != session.PhaseAgent || !until.Equal(want) || !until.Before(monday) {
		t.Errorf("on Monday: %v, answered until %v, want %v", s.Phase, until, want)
	}
	if text := p.Explain(s); !strings.Contains(text, "takes an agent's answer until "+until.Format("2006-01-02 15:04")) {
		t.Errorf("Explain on Monday: %s", text)
	}
}

// No notice uses up the one private answer to a comment, or writes to a person who only posted:
// public threads are mute, on every platform, and the person's thread of messages is not.
func TestPolicyForPublicThread(t *testing.T) {
	d := newDirectory(t, options(), pages("p", "pages", "8801", "24001"), handle("h", "handle", "2001"))
	for id, account := range map[string]string{"p": "24001", "h": "2001"} {
		e, _ := d.Find(id)
		for _, contact := range []string{"5", "comment:24001_5", "post:5"} {
			to := channel.Thread{Platform: e.Channel().Info().Platform, Account: account, Contact: contact}
			p, err := e.PolicyFor(context.Background(), to)
			require.NoError(t, err)
			if p.Mute != to.IsPublic() {
				t.Errorf("%s: notices are off: %t", to.Key(), p.Mute)
			}
		}
	}
	if w := channelOf(t, d, "p").Limits(channel.Thread{Platform: "facebook", Account: "24001", Contact: "comment:24001_5"}).Windows; len(w) != 1 || !w[0].Once {
		t.Errorf("the window of the private answer to a comment: %+v", w)
	}
}

func channelOf(t *testing.T, d *directory.Directory, id string) channel.Channel {
	t.Helper()
	e, ok := d.Find(id)
	require.True(t, ok)
	return e.Channel()
}

func TestPolicyForNoChannel(t *testing.T) {
	if _, err := (directory.Entry{}).PolicyFor(context.Background(), channel.Thread{}); err == nil {
		t.Error("the zero Entry has a policy")
	}
}

// The profile says how long times may be, and a complaint of two fields names both.
func TestProfile(t *testing.T) {
	r := bot("t1", "bot", 4711)
	r.Silence.Customer, r.Silence.CustomerWarn = 7*24*3600, 12*3600
	complaints := func() map[string]string {
		report, err := options().Check(context.Background(), r)
		require.NoError(t, err)
		got := map[string]string{}
		for _, c := range report.Complaints {
			got[c.Field] = c.Reason
		}
		return got
	}
	if got := complaints(); got["silence.customer"] == "" {
		t.Errorf("a week of silence in live chat: %v", got)
	}
	r.Profile = directory.ProfileMessenger
	if got := complaints(); len(got) > 0 {
		t.Errorf("a week of silence on a messenger: %v", got)
	}
	r.Silence.Customer, r.Silence.CustomerWarn, r.Silence.Called = 120, 0, 181
	want := map[string]string{"silence.called": "it must be shorter than silence.customer (120 seconds), not 181 seconds"}
	if diff := cmp.Diff(want, complaints()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	r.Silence.Called, r.Profile, r.Silence.ReopenTo = 0, "telex", "MOON"
	if got := complaints(); got["profile"] == "" || got["silence.reopenTo"] == "" || len(got) != 2 {
		t.Errorf("unknown words: %v", got)
	}
	r.Profile, r.Silence.ReopenTo = "", ""
	if got := complaints(); len(got) > 0 {
		t.Errorf("a record stored before there were profiles: %v", got)
	}
	r.Service.Thanks = []string{"thanks", "THANKS!", ""}
	if got := complaints(); got["service.thanks[1]"] == "" || got["service.thanks[2]"] == "" || len(got) != 2 {
		t.Errorf("closing words: %v", got)
	}
}
