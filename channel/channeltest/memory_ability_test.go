package channeltest_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

var (
	noon     = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	customer = channel.Thread{Platform: "memory", Account: "desk", Contact: "customer"}
)

func newMemory(t *testing.T, cfg channeltest.MemoryConfig) *channeltest.Memory {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = func() time.Time { return noon }
	}
	m, err := channeltest.NewMemory(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMemoryKeepsWhatItIsTold(t *testing.T) {
	ctx := t.Context()
	m := newMemory(t, channeltest.MemoryConfig{Profiles: []channel.Profile{{Person: channel.Person{ID: "customer", Name: "Ann"}, Timezone: "Europe/Zurich"}}})
	var errs []error
	note := func(err error) { errs = append(errs, err) }
	for _, text := range []string{"one", "two", "three"} {
		_, err := m.Send(ctx, customer, channel.Message{Text: text})
		note(err)
	}
	note(channel.ShowTyping(ctx, m, customer))
	note(channel.MarkRead(ctx, m, customer, "in-1"))
	note(channel.EditMessage(ctx, m, customer, "1", channel.Message{Text: "eins"}))
	note(channel.DeleteMessage(ctx, m, customer, "2"))
	note(channel.React(ctx, m, customer, "3", "👍"))
	note(channel.React(ctx, m, customer, "in-1", "👋"))
	note(channel.AnswerPress(ctx, m, customer, channel.Press{ID: "p1"}, "Thanks"))
	note(channel.Draft(ctx, m, customer, "turn-7", channel.Message{Text: "Let me"}))
	up, err := channel.Upload(ctx, m, customer, channel.Attachment{Kind: channel.MediaImage, File: "own"}, channel.File{Body: io.NopCloser(strings.NewReader("pixels")), Name: "a.png", Type: "image/png"})
	note(err)
	file, err := channel.OpenMedia(ctx, m, customer, up)
	note(err)
	profile, err := channel.FetchProfile(ctx, m, customer)
	note(err)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	pixels, err := io.ReadAll(file.Body)
	if err != nil || string(pixels) != "pixels" || file.Name != "a.png" || file.Type != "image/png" || file.Size != 6 || up.ID != "file-1" || up.File != "" {
		t.Errorf("uploaded as %+v, opened as %q, %+v, %v", up, pixels, file, err)
	}
	if profile.Name != "Ann" || profile.Timezone != "Europe/Zurich" {
		t.Errorf("profile %+v", profile)
	}
	want := []channeltest.MemorySent{
		{ID: "1", Thread: customer, Message: channel.Message{Text: "eins"}, Time: noon, Edited: true},
		{ID: "2", Thread: customer, Message: channel.Message{Text: "two"}, Time: noon, Deleted: true},
		{ID: "3", Thread: customer, Message: channel.Message{Text: "three"}, Time: noon, Reaction: "👍"},
	}
	if diff := cmp.Diff(want, m.Sent()); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
	log := []string{"send 1", "send 2", "send 3", "typing", "mark read in-1", "edit 1", "delete 2", "react 3", "react in-1", "answer press p1", "draft turn-7", "upload", "open media file-1", "profile"}
	if diff := cmp.Diff(log, m.Log()); diff != "" {
		t.Errorf("Log (-want +got):\n%s", diff)
	}
}

func TestMemoryRefusesWhatDoesNotExist(t *testing.T) {
	ctx := t.Context()
	m := newMemory(t, channeltest.MemoryConfig{})
	_, opened := channel.OpenMedia(ctx, m, customer, channel.Attachment{ID: "file-9"})
	_, profile := channel.FetchProfile(ctx, m, customer)
	elsewhere := customer
	elsewhere.Account = "other"
	for name, err := range map[string]error{
		"edit": channel.EditMessage(ctx, m, customer, "9", channel.Message{Text: "x"}), "an edit that is too long": channel.EditMessage(ctx, m, customer, "1", channel.Message{Text: strings.Repeat("x", 5000)}),
		"delete": channel.DeleteMessage(ctx, m, customer, "9"), "open": opened, "profile": profile, "a press without a name": channel.AnswerPress(ctx, m, customer, channel.Press{}, ""),
		"another account's thread": channel.ShowTyping(ctx, m, elsewhere), "a draft without a key": channel.Draft(ctx, m, customer, "", channel.Message{Text: "x"}),
		"a draft of a place": channel.Draft(ctx, m, customer, "1", channel.Message{Location: &channel.Location{}}),
	} {
		if !errors.Is(err, channel.ErrRejected) || errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, want an error matching ErrRejected alone", name, err)
		}
	}
	if log := m.Log(); len(log) != 0 {
		t.Errorf("what was refused is in the log: %q", log)
	}
}

func TestMemorySubscription(t *testing.T) {
	ctx := t.Context()
	m := newMemory(t, channeltest.MemoryConfig{Accounts: []string{"b", "a"}})
	const hook = "https://example.com/hook"
	want := channel.Subscription{URL: hook, Active: true, Accounts: []string{"a", "b"}}
	made, err := channel.Subscribe(ctx, m, hook)
	if diff := cmp.Diff(want, made); diff != "" || err != nil {
		t.Errorf("Subscribe: %v (-want +got):\n%s", err, diff)
	}
	if got, err := channel.CheckSubscription(ctx, m); err != nil || !cmp.Equal(want, got) {
		t.Errorf("CheckSubscription = %+v, %v", got, err)
	}
	if err := channel.Unsubscribe(ctx, m); err != nil {
		t.Error(err)
	}
	if got, err := channel.CheckSubscription(ctx, m); err != nil || !cmp.Equal(channel.Subscription{}, got) {
		t.Errorf("CheckSubscription after Unsubscribe = %+v, %v", got, err)
	}
}

// History tells the same events under the same IDs, marked as late.
func TestMemoryHistory(t *testing.T) {
	m := newMemory(t, channeltest.MemoryConfig{Accounts: []string{"desk", "sales"}})
	sales := channel.Thread{Account: "sales"}
	call := m.Webhook(channel.Event{Body: channel.Message{Text: "old"}, Time: noon.Add(-time.Hour)}, channel.Event{Body: channel.Message{Text: "new"}}, channel.Event{Thread: sales, Body: channel.Typing{}})
	got, err := m.Receive(call)
	if err != nil {
		t.Fatal(err)
	}
	var late []channel.Event
	for e, err := range channel.History(t.Context(), m, "desk", noon) {
		if err != nil {
			t.Fatal(err)
		}
		late = append(late, e)
	}
	want := got.Events[1]
	want.Late, want.Raw = true, nil
	if diff := cmp.Diff([]channel.Event{want}, late); diff != "" {
		t.Errorf("History (-live +late):\n%s", diff)
	}
	for range channel.History(t.Context(), m, "desk", time.Time{}) {
		break // a walk may end early
	}
}

func TestMemoryFillsEvents(t *testing.T) {
	m := newMemory(t, channeltest.MemoryConfig{})
	given := channel.Event{
		ID: "memory/desk/own", Thread: channel.Thread{Platform: "memory", Account: "desk", Contact: "7", Topic: "t"}, From: channel.Person{ID: "8", Name: "Bo"},
		Origin: channel.OriginPerson, Time: noon.Add(time.Minute), Body: channel.Message{ID: "m", Text: "As I am"},
	}
	got, err := m.Receive(m.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}}, channel.Event{Body: channel.Press{Payload: "yes"}}, channel.Event{Body: channel.Typing{}}, given))
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Events {
		got.Events[i].Raw = nil
	}
	filled := channel.Event{Thread: customer, From: channel.Person{ID: "customer"}, Origin: channel.OriginContact, Time: noon}
	want := []channel.Event{filled, filled, filled, given}
	want[0].ID, want[0].Renews, want[0].Body = "memory/desk/in-1", true, channel.Message{ID: "in-1", Text: "Hello"}
	want[1].ID, want[1].Renews, want[1].Body = "memory/desk/in-2", true, channel.Press{Payload: "yes"}
	want[2].ID, want[2].Body = "memory/desk/in-3", channel.Typing{}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestMemoryFails(t *testing.T) {
	m := newMemory(t, channeltest.MemoryConfig{})
	send := func() error {
		_, err := m.Send(t.Context(), customer, channel.Message{Text: "Hello"})
		return err
	}
	own := errors.New("the cable")
	m.Fail(channel.ErrUnreachable, 2)
	m.Fail(own, 1)
	m.Fail(&channel.Error{Kind: channel.ErrRateLimited, Wait: time.Second, Scope: channel.ScopeAccount, Code: "17"}, 1)
	m.LoseAnswer(1)
	var got []string
	for range 6 {
		err := send()
		if err == nil {
			got = append(got, "sent")
			continue
		}
		got = append(got, err.Error())
	}
	want := []string{"memory: send: contact unreachable", "memory: send: contact unreachable", "memory: send: unavailable: the cable", "memory: send: rate limited (17), wait 1s",
		"memory: send: outcome uncertain", "sent"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sends (-want +got):\n%s", diff)
	}
	if sent := m.Sent(); len(sent) != 2 {
		t.Errorf("%d messages arrived, want the one whose answer was lost and the last", len(sent))
	}
	m.Fail(channel.ErrUnauthorized, 1)
	if err := channel.ShowTyping(t.Context(), m, customer); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("an ability that was to fail: %v", err)
	}
}

func TestMemoryEchoesAsItsLimitsSay(t *testing.T) {
	limits := channeltest.MemoryLimits()
	limits.EchoesRef = false
	for _, tt := range []struct {
		limits channel.Limits
		ref    string
	}{{channeltest.MemoryLimits(), "r1"}, {limits, ""}} {
		m := newMemory(t, channeltest.MemoryConfig{Limits: tt.limits})
		sent, err := m.Send(t.Context(), customer, channel.Message{Text: "Hello", Ref: "r1"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Receive(m.Echo(m.Sent()[0]))
		if err != nil {
			t.Fatal(err)
		}
		got.Events[0].Raw = nil
		want := []channel.Event{{ID: "memory/desk/sent/1", Thread: customer, From: channel.Person{ID: "desk"}, Origin: channel.OriginUs, Time: noon, Body: channel.Message{ID: sent.IDs[0], Text: "Hello", Ref: tt.ref}}}
		if diff := cmp.Diff(want, got.Events); diff != "" {
			t.Errorf("echo (-want +got):\n%s", diff)
		}
	}
}
