package storetest

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// everyField checks that a store reads each field as it was stored.
func everyField(s *suite) {
	at := s.clock.now()
	e := channel.Event{
		ID: "e", Thread: thread("ann"), From: channel.Person{ID: "1", Name: "Ann", Handle: "ann", Locale: "de", Phone: "491701234567"}, Origin: channel.OriginContact,
		Time: at.Add(-time.Second), Renews: true, Late: true, Standby: true, Body: channel.Message{ID: "m", Text: "grüße 💡", Payload: "p"},
	}
	inputs := []conversation.Input{
		{ID: "e", Thread: thread("ann"), Channel: "c1", Event: &e, Trace: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
		{ID: "s", Thread: thread("ann"), Channel: "c2", Data: []byte("{\"hint\":1}\x00"), Said: &conversation.Said{Messages: text("a", "b"), Call: "k", Saw: "e", Handoff: true, Queue: "q"}},
		{ID: "r", Thread: thread("ann"), Said: &conversation.Said{Agent: "eve", Again: "k", Arrived: "l"}},
		{ID: "d", Thread: thread("ann"), Said: &conversation.Said{Done: true}}, {ID: "f", Thread: thread("ann"), Said: &conversation.Said{Failed: true}},
		{ID: "n", Thread: thread("ann"), Said: &conversation.Said{Call: "k2", Owes: true}},
		{ID: "o", Thread: thread("ann"), Session: &session.Event{Kind: session.AgentAccepted, ID: "o", Time: at, Agent: "eve", Target: "t", Queue: "q", Priority: -3, Offer: 7,
			To: session.Queue, By: session.Host, Present: true, Force: true, Role: session.Joined, Saw: "e",
			Keyword: true, Press: true, Thanks: true, Standby: true, Automatic: true, NoRenew: true}},
	}
	skipped := conversation.Input{ID: "w", Thread: thread("ann"), Channel: "c3", Skipped: directory.SkippedPaused, Event: &e}
	filled := newFilled()
	filled.look(append(inputs, skipped))
	s.add(append(inputs, skipped)...)
	v := s.view("ann")
	for i := range v.Inputs {
		if v.Inputs[i].At != at {
			s.t.Errorf("stored at %v, want %v", v.Inputs[i].At, at)
		}
		v.Inputs[i].At = time.Time{}
	}
	if !reflect.DeepEqual(v.Inputs, inputs) {
		s.t.Errorf("read %+v, want %+v", v.Inputs, inputs)
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	row := conversation.Row{Thread: thread("ann"), Channel: "c1", Person: e.From, Wake: at.Add(time.Hour), AnswerUntil: at.Add(24 * time.Hour)}
	row.State, _ = policy.Step(session.State{ID: "x"}, session.Event{Kind: session.ContactMessage, ID: "e", Time: at}, at)
	r := receipt("ann", "k")
	r.Perishable, r.Echoes, r.Trace = true, dispatch.EchoesRef, inputs[0].Trace
	r.Parts = append(r.Parts, dispatch.Part{
		Message: channel.Message{Text: "2", Ref: "k.2", Heard: at, NotAfter: at.Add(time.Hour), Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "film", Duration: time.Minute}}},
		Status:  dispatch.Failed, Try: 2, IDs: []string{"m1", "m2"}, Begun: at, Ended: at.Add(time.Second), Reason: dispatch.ReasonWindow, Code: "c", Error: "e",
		Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Token: "t", Refused: 3, ReadyAt: at, Ready: []channel.Attachment{{Kind: channel.MediaImage, ID: "i"}},
	})
	call := conversation.Call{Key: "c", Thread: thread("ann"), Event: &e, Trace: inputs[0].Trace}
	filled.look(row)
	filled.look(r)
	filled.look(call)
	for _, name := range filled.empty() {
		s.t.Errorf("no value of this case fills %s: a store that loses it would pass", name)
	}
	s.change("ann", conversation.Change{Row: row, Applied: v.Inputs, New: []dispatch.Receipt{r}, Calls: []conversation.Call{call, {Key: "begin", Thread: thread("ann")}}})
	v = s.view("ann")
	want := conversation.View{Now: at, Row: row, Receipts: []dispatch.Receipt{r}, Calls: []conversation.Call{call, {Key: "begin", Thread: thread("ann")}}}
	if !reflect.DeepEqual(v, want) {
		s.t.Errorf("read %+v, want %+v", v, want)
	}
	if got := s.call("n"); !reflect.DeepEqual(got, call) {
		s.t.Errorf("read %+v, want %+v", got, call)
	}
}

// filled notes which fields of the types that a store keeps have had a value other than zero.
type filled map[string]bool

func newFilled() filled { return filled{} }

// setByStore are fields that are no part of what is stored: the store sets them in a View, or the
// serialised form leaves them out.
var setByStore = []string{"Input.At", "Input.Held", "Input.Live", "Event.Raw"}

// look walks through a value, and through what it holds of the packages whose types are stored.
func (f filled) look(value any) { f.walk(reflect.ValueOf(value)) }

func (f filled) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice:
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			f.walk(v.Elem())
		}
		for i := 0; v.Kind() == reflect.Slice && i < v.Len(); i++ {
			f.walk(v.Index(i))
		}
	case reflect.Struct:
		if !slices.Contains(keptTypes, v.Type()) {
			return
		}
		for i := range v.NumField() {
			name := v.Type().String() + "." + v.Type().Field(i).Name
			f[name] = f[name] || !v.Field(i).IsZero()
			f.walk(v.Field(i))
		}
	}
}

// keptTypes are the types whose every field the case fills. A thread is stored by its key. A body
// of an event, a message and the state of a session have tests of their JSON forms in their
// packages.
var keptTypes = []reflect.Type{
	reflect.TypeFor[conversation.Input](), reflect.TypeFor[conversation.Said](), reflect.TypeFor[conversation.Row](), reflect.TypeFor[conversation.Call](),
	reflect.TypeFor[channel.Event](), reflect.TypeFor[channel.Person](), reflect.TypeFor[session.Event](),
	reflect.TypeFor[dispatch.Receipt](), reflect.TypeFor[dispatch.Part](),
}

// empty lists the fields that no value filled.
func (f filled) empty() (names []string) {
	for name, is := range f {
		if !is && !slices.ContainsFunc(setByStore, func(known string) bool { return strings.HasSuffix(name, "."+known) }) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
