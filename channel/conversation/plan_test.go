package conversation_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	fit "github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/session"
)

// planRules freezes a message into a receipt of one part.
func planRules(t testing.TB) conversation.Rules {
	return conversation.Rules{
		Policy: &session.Policy{Config: session.DefaultConfig()}, Keywords: matcher(t, "agent"),
		Prepare: func(key string, to channel.Thread, m channel.Message) (dispatch.Receipt, []fit.Degradation, error) {
			r := dispatch.Receipt{Key: key, To: to, Priority: dispatch.Robot, Parts: []dispatch.Part{{Message: m}}}
			switch m.By {
			case channel.ByPerson:
				r.Priority = dispatch.Person
			case channel.ByAutomatic:
				r.Priority = dispatch.Notice
			}
			return r, nil, nil
		},
		Text: func(a session.Action, _ conversation.Row, _ time.Time) string { return a.Notice.String() },
	}
}

// input is a message of ann, stored some minutes after nine.
func input(id, text string, minute int) conversation.Input {
	e := channel.Event{
		ID: id, Thread: ann, From: channel.Person{ID: "ann", Locale: "de"}, Origin: channel.OriginContact, Renews: true,
		Time: nine.Add(time.Duration(minute) * time.Minute), Body: channel.Message{ID: id, Text: text},
	}
	return conversation.Input{ID: id, Thread: ann, Channel: "c1", Event: &e, At: e.Time}
}

func plan(t testing.TB, r conversation.Rules, v conversation.View) conversation.Change {
	t.Helper()
	c, err := conversation.Plan(r, v)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func kinds(c conversation.Change) []string {
	var list []string
	for _, a := range c.Actions {
		list = append(list, a.Kind.String())
	}
	return list
}

func TestPlanOfFirstMessage(t *testing.T) {
	r := planRules(t)
	r.Policy.ReplyWindow = 24 * time.Hour
	in := input("1", "hi", 0)
	c := plan(t, r, conversation.View{Now: nine.Add(time.Second), Row: conversation.Row{Thread: ann, Person: channel.Person{Name: "Ann"}}, Inputs: []conversation.Input{in}})
	if diff := cmp.Diff([]string{"start-robot", "forward"}, kinds(c)); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	want := conversation.Row{
		Thread: ann, Channel: "c1", State: c.Row.State, Person: channel.Person{ID: "ann", Name: "Ann", Locale: "de"},
		Wake: nine.Add(30 * time.Minute), AnswerUntil: nine.Add(24 * time.Hour),
	}
	if diff := cmp.Diff(want, c.Row); diff != "" || c.Row.State.ID != ann.Key() {
		t.Errorf("row of %q (-want +got):\n%s", c.Row.State.ID, diff)
	}
	if len(c.Calls) != 1 || c.Calls[0].Event != in.Event || c.Calls[0].Key != c.Actions[1].Key.String() {
		t.Errorf("questions %+v", c.Calls)
	}
	if diff := cmp.Diff([]conversation.Input{in}, c.Applied); diff != "" {
		t.Errorf("applied (-want +got):\n%s", diff)
	}
}

// Everything that events tell of a person is kept, and nothing is lost that an event does not tell.
func TestPlanLearnsThePerson(t *testing.T) {
	known := channel.Person{}
	for i := range reflect.TypeFor[channel.Person]().NumField() {
		reflect.ValueOf(&known).Elem().Field(i).SetString("known")
	}
	in := input("1", "hi", 0)
	in.Event.From = channel.Person{}
	c := plan(t, planRules(t), conversation.View{Now: nine, Row: conversation.Row{Thread: ann, Person: known}, Inputs: []conversation.Input{in}})
	if diff := cmp.Diff(known, c.Row.Person); diff != "" {
		t.Errorf("told nothing (-want +got):\n%s", diff)
	}
	in.Event.From = known
	c = plan(t, planRules(t), conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{in}})
	if diff := cmp.Diff(known, c.Row.Person); diff != "" {
		t.Errorf("told everything (-want +got):\n%s", diff)
	}
}

// Inputs come first, then ends, then time: a message that was stored at 9:19 beats the deadline of
// 9:20 and the end of a receipt that was noticed at 9:30.
func TestPlanOrder(t *testing.T) {
	r := planRules(t)
	first := plan(t, r, conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "hi", 0)}})
	answer := conversation.Input{ID: "a", Thread: ann, At: nine, Said: &conversation.Said{Call: first.Calls[0].Key, Messages: []channel.Message{{Text: "answer"}}}}
	second := plan(t, r, conversation.View{Now: nine, Row: first.Row, Calls: first.Calls, Inputs: []conversation.Input{answer}})
	sent := second.New[0].Apply(dispatch.Entry{Key: second.New[0].Key, Try: 1, Status: dispatch.Sent, IDs: []string{"x"}})
	c := plan(t, r, conversation.View{
		Now: nine.Add(30 * time.Minute), Row: second.Row, Receipts: []dispatch.Receipt{sent}, Inputs: []conversation.Input{input("2", "there?", 19)},
	})
	for _, kind := range kinds(c) {
		if kind == "close" {
			t.Errorf("the session was closed: %v", kinds(c))
		}
	}
	if diff := cmp.Diff([]string{sent.Key}, c.Closed); diff != "" {
		t.Errorf("closed (-want +got):\n%s", diff)
	}
}

// A question that time cancels is closed in the same Plan, so that the thread is not due again.
func TestPlanClosesWhatTimeCancels(t *testing.T) {
	r := planRules(t)
	first := plan(t, r, conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "hi", 0)}})
	answer := conversation.Input{ID: "a", Thread: ann, At: nine, Said: &conversation.Said{Call: first.Calls[0].Key, Messages: []channel.Message{{Text: "answer"}}}}
	second := plan(t, r, conversation.View{Now: nine, Row: first.Row, Calls: first.Calls, Inputs: []conversation.Input{answer}})
	c := plan(t, r, conversation.View{Now: nine.Add(48 * time.Hour), Row: second.Row, Receipts: second.New})
	if len(c.Changed) != 1 || c.Changed[0].Status() != dispatch.Cancelled {
		t.Fatalf("changed %+v, want the answer cancelled", c.Changed)
	}
	if diff := cmp.Diff([]string{second.New[0].Key}, c.Closed); diff != "" {
		t.Errorf("closed (-want +got):\n%s", diff)
	}
}

// Without limits nothing is decided.
func TestPlanWithoutLimits(t *testing.T) {
	r := planRules(t)
	r.Prepare = func(string, channel.Thread, channel.Message) (dispatch.Receipt, []fit.Degradation, error) {
		return dispatch.Receipt{}, nil, &channel.Error{Kind: channel.ErrUnavailable}
	}
	_, err := conversation.Plan(r, conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "agent", 0)}})
	if !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("error %v, want unavailable", err)
	}
}

// A thread in which nothing has begun gets no row.
func TestPlanWithoutBeginning(t *testing.T) {
	e := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Body: channel.Typing{}}
	in := conversation.Input{ID: "1", Thread: ann, Event: &e, At: nine}
	c := plan(t, planRules(t), conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{in}})
	if diff := cmp.Diff(conversation.Change{Applied: []conversation.Input{in}}, c, cmp.AllowUnexported(conversation.Change{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A receipt that cannot be sent at all is told in the same Plan.
func TestPlanOfMessageThatCannotBeSent(t *testing.T) {
	r := planRules(t)
	prepare := r.Prepare
	r.Prepare = func(key string, to channel.Thread, m channel.Message) (dispatch.Receipt, []fit.Degradation, error) {
		receipt, degraded, err := prepare(key, to, m)
		receipt.Parts[0].Status, receipt.Parts[0].Reason = dispatch.Failed, dispatch.ReasonRejected
		return receipt, degraded, err
	}
	first := plan(t, r, conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "hi", 0)}})
	answer := conversation.Input{ID: "a", Thread: ann, At: nine, Said: &conversation.Said{Call: first.Calls[0].Key, Messages: []channel.Message{{Text: "answer"}}}}
	c := plan(t, r, conversation.View{Now: nine, Row: first.Row, Calls: first.Calls, Inputs: []conversation.Input{answer}})
	if len(c.New) != 1 || len(c.Closed) != 1 || c.Row.State.Owes != session.Robot {
		t.Errorf("%d new, %d closed, %v owes; want the robot to owe still", len(c.New), len(c.Closed), c.Row.State.Owes)
	}
	if r := conversation.ResultOf(c, "a"); len(r.Delivered) != 0 {
		t.Errorf("delivered %v, want nothing", r.Delivered)
	}
}

// ResultOf tells what each input of a Plan led to.
func TestResultOf(t *testing.T) {
	r := planRules(t)
	agents := conversation.Input{ID: "form", Thread: ann, At: nine, Said: &conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "one"}, {Text: "two"}}}}
	v := conversation.View{Now: nine, Row: conversation.Row{Thread: ann}, Inputs: []conversation.Input{input("1", "hi", 0), agents, input("2", "agent", 0)}}
	c := plan(t, r, v)
	first, form, second := conversation.ResultOf(c, "1"), conversation.ResultOf(c, "form"), conversation.ResultOf(c, "2")
	if !first.Done() || first.Known || len(first.Delivered) != 0 {
		t.Errorf("the first message: %+v", first)
	}
	if form.Refused != session.ReasonNotInCharge || form.Done() || len(form.Delivered) != 0 {
		t.Errorf("the form: %+v, want refused", form)
	}
	if !second.Done() {
		t.Errorf("the second message: %+v", second)
	}
	if other := conversation.ResultOf(c, "for"); !other.Known || other.Done() {
		t.Errorf("another id: %+v, want known", other)
	}
	accepted := plan(t, r, conversation.View{Now: nine, Row: c.Row, Calls: c.Calls, Inputs: []conversation.Input{
		{ID: "t", Thread: ann, At: nine, Session: &session.Event{Kind: session.TransferRequested, ID: "t", Agent: "eve", To: session.Agent, Target: "eve", Force: true}},
		{ID: "again", Thread: ann, At: nine, Said: agents.Said},
	}})
	if got := conversation.ResultOf(accepted, "again"); len(got.Delivered) != 2 || !got.Done() {
		t.Errorf("in charge: %+v, want two receipts", got)
	}
}

func TestInputCheck(t *testing.T) {
	e := channel.Event{ID: "1", Thread: ann, Body: channel.Typing{}}
	text := []channel.Message{{Text: "x"}}
	for _, tt := range []struct {
		in   conversation.Input
		want string // field of the complaint
	}{
		{conversation.Input{ID: "1", Thread: ann, Event: &e}, ""},
		{conversation.Input{ID: "1", Thread: channel.Thread{Platform: "x"}, Event: &e}, ""},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Messages: text}}, ""},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Call: "k"}}, ""},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Agent: "eve", Arrived: "k"}}, ""},
		{conversation.Input{Thread: ann, Event: &e}, "id"},
		{conversation.Input{ID: "1", Event: &e}, "thread"},
		{conversation.Input{ID: "1", Thread: ann}, "event"},
		{conversation.Input{ID: "1", Thread: ann, Event: &e, Said: &conversation.Said{Messages: text}}, "event"},
		{conversation.Input{ID: "1", Thread: ann, Event: &channel.Event{}}, "event.body"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{}}, "said.messages"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Agent: "eve"}}, "said.messages"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Again: "k", Messages: text}}, "said.again"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Agent: "eve", Messages: text, Handoff: true}}, "said.agent"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Done: true, Failed: true}}, "said.handoff"},
		{conversation.Input{ID: "1", Thread: ann, Said: &conversation.Said{Call: "k", Owes: true, Messages: text}}, "said.owes"},
		{conversation.Input{ID: "1", Thread: ann, Session: &session.Event{}}, "session.kind"},
	} {
		err := tt.in.Check()
		field := ""
		if f, ok := errors.AsType[*channel.FieldError](err); ok {
			field = f.Field
		}
		if field != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%+v: %v, want a complaint about %q", tt.in, err, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	r := dispatch.Receipt{Key: "k", Echoes: dispatch.EchoesRef, Parts: []dispatch.Part{
		{Message: channel.Message{Ref: "r1"}, IDs: []string{"1", "2"}}, {Message: channel.Message{Ref: "r2"}},
	}}
	if diff := cmp.Diff([]string{"id/1", "id/2", "ref/r1", "ref/r2"}, conversation.NamesOf(r)); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	r.Echoes = dispatch.EchoesNone
	if diff := cmp.Diff([]string{"id/1", "id/2"}, conversation.NamesOf(r)); diff != "" {
		t.Errorf("without references (-want +got):\n%s", diff)
	}
	of := func(o channel.Origin, b channel.Body) conversation.Input {
		return conversation.Input{Event: &channel.Event{Origin: o, Body: b}}
	}
	got := conversation.Lookup([]conversation.Input{
		of(channel.OriginUnknown, channel.Message{ID: "1", Ref: "r"}), of(channel.OriginContact, channel.Message{ID: "2"}),
		of(channel.OriginPlatform, channel.Failed{ID: "3"}), of(channel.OriginContact, channel.Typing{}),
		{Said: &conversation.Said{Again: "k", Arrived: "l"}}, {Said: &conversation.Said{}}, {Session: &session.Event{}},
	})
	if diff := cmp.Diff(conversation.Names{Keys: []string{"k", "l"}, Names: []string{"id/1", "ref/r", "id/3"}}, got); diff != "" || got.IsZero() {
		t.Errorf("lookup (-want +got):\n%s", diff)
	}
	if !conversation.Lookup([]conversation.Input{input("1", "hi", 0)}).IsZero() {
		t.Error("a contact's message names receipts")
	}
}

// A rule is tested as a value in and a value out.
func ExamplePlan() {
	ann := channel.Thread{Platform: "telegram", Account: "7", Contact: "42"}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	rules := conversation.Rules{Policy: &session.Policy{Config: session.DefaultConfig()}}
	hello := channel.Event{ID: "1", Thread: ann, Origin: channel.OriginContact, Body: channel.Message{ID: "1", Text: "hello"}}
	change, err := conversation.Plan(rules, conversation.View{
		Now:    now,
		Row:    conversation.Row{Thread: ann},
		Inputs: []conversation.Input{{ID: "1", Thread: ann, Event: &hello, At: now}},
	})
	for _, a := range change.Actions {
		fmt.Println(a.Kind)
	}
	fmt.Println("questions to the robot:", len(change.Calls))
	fmt.Println("due again at", change.Row.Wake.Format("15:04:05"), err)
	// Output:
	// start-robot
	// forward
	// questions to the robot: 1
	// due again at 09:30:00 <nil>
}
