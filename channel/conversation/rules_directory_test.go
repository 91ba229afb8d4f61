package conversation_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/session/texts"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/worktime"
)

// channels is a directory with one Telegram bot.
func channels(t testing.TB, change func(*directory.Record)) *directory.Directory {
	t.Helper()
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, Now: func() time.Time { return nine }})
	require.NoError(t, err)
	r := directory.Default("telegram")
	r.Tenant, r.ID, r.Name, r.State = "shop", "c1", "bot", directory.Active
	r.Service.Robot, r.Service.Thanks, r.Routing.Queue = "greeter", []string{"bye"}, "first"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}}}
	r.Notices.Translations = []directory.Translation{{Language: "de", Notice: "queued", Text: "Bitte warten, {contact}. Platz {place}."}}
	r.Secrets.Keys = map[string]channel.Keys{
		"token": channel.NewKeys("4711:" + channel.Secret("ttttttttttttttttttttttttttttttttttt")), "webhookSecret": channel.NewKeys("hook-secret"),
	}
	if change != nil {
		change(&r)
	}
	_, err = d.Add(context.Background(), r)
	require.NoError(t, err)
	return d
}

var bot = channel.Thread{Platform: "telegram", Account: "4711", Contact: "42"}

func TestEntryRules(t *testing.T) {
	d := channels(t, nil)
	entry, _ := d.Find("c1")
	r, err := conversation.EntryRules(t.Context(), entry, bot, func(session.Action, conversation.Row) texts.Values { return texts.Values{Place: 3} })
	require.NoError(t, err)
	want, err := entry.PolicyFor(t.Context(), bot)
	require.NoError(t, err)
	if r.Policy != want || r.App != entry.Channel().Info().App {
		t.Errorf("policy %p of app %q, want %p", r.Policy, r.App, want)
	}
	if _, ok := r.Keywords.Match("agent"); !ok {
		t.Error("the keyword is not known")
	}
	if _, ok := r.Thanks.Match("bye"); !ok {
		t.Error("the closing word is not known")
	}
	row := conversation.Row{Person: channel.Person{Name: "Ann", Locale: "de_AT"}}
	queued := session.Action{Key: session.Key{Kind: session.Notify, Notice: session.NoticeQueued}}
	if diff := cmp.Diff("Bitte warten, Ann. Platz 3.", r.Text(queued, row, nine)); diff != "" {
		t.Errorf("the notice (-want +got):\n%s", diff)
	}
	if _, err := conversation.EntryRules(t.Context(), directory.Entry{}, bot, nil); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("the zero Entry: %v", err)
	}
}

// A notice tells times in the zone of the calendar that the record names.
func TestNoticesInTheZoneOfTheCalendar(t *testing.T) {
	days, _ := worktime.Default("Asia/Tokyo")
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver()}, Now: func() time.Time { return nine },
		Lookup: directory.Lookup{Calendar: func(context.Context, string, string) (*worktime.Days, error) { return days, nil }},
	})
	require.NoError(t, err)
	first, _ := channels(t, nil).Find("c1")
	r := first.Record()
	r.Rev, r.State = 0, directory.Draft
	r.Hours.Calendar, r.Hours.Zone, r.Hours.Always = "tokyo", "", false
	r.Notices.NonWorking = "We are back at {opening}."
	r.Offline.On = true
	_, err = d.Add(t.Context(), r)
	require.NoError(t, err)
	entry, _ := d.Find("c1")
	rules, err := conversation.EntryRules(t.Context(), entry, bot, nil)
	require.NoError(t, err)
	closed := session.Action{Key: session.Key{Kind: session.Notify, Notice: session.NoticeNonWorking}, Until: session.InstantOf(time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC))}
	if got := rules.Text(closed, conversation.Row{}, nine); !strings.Contains(got, "9:00") && !strings.Contains(got, "09:00") {
		t.Errorf("the notice says %q, want nine o'clock in Tokyo", got)
	}
}

// The session of a thread whose channel was removed goes on by the orphans' policy; what is said
// there fails.
func TestOrphans(t *testing.T) {
	d := channels(t, nil)
	store := conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return nine }})
	cfg := conversation.Config{Store: store, Directory: d, Log: slog.New(slog.DiscardHandler)}
	s := newService(t, cfg)
	entry, _ := d.Find("c1")
	e := channel.Event{ID: "1", Thread: bot, Origin: channel.OriginContact, Renews: true, Time: nine, Body: channel.Message{ID: "1", Text: "hi"}}
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{{Event: e, Owner: entry}}))
	require.NoError(t, d.Remove("c1", entry.Rev()))
	if err := s.Apply(t.Context(), bot); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("without orphans: %v", err)
	}
	cfg.Orphans = &session.Policy{Config: session.DefaultConfig()}
	s = newService(t, cfg)
	v, err := s.Look(t.Context(), bot)
	require.NoError(t, err)
	_, err = s.Say(t.Context(), bot, "a", conversation.Said{Call: v.Calls[0].Key, Messages: []channel.Message{{Text: "answer"}}})
	require.NoError(t, err)
	v, err = s.Look(t.Context(), bot)
	require.NoError(t, err)
	if v.Row.State.Owes != session.Robot || len(v.Receipts) != 0 {
		t.Errorf("owes %v, %d receipts; want an answer that failed", v.Row.State.Owes, len(v.Receipts))
	}
	_, err = s.Do(t.Context(), bot, session.Event{Kind: session.CloseRequested, ID: "x", By: session.Host})
	require.NoError(t, err)
	if v, err := s.Look(t.Context(), bot); err != nil || v.Row.State.Phase != session.PhaseClosed {
		t.Errorf("phase %v, %v; want closed", v.Row.State.Phase, err)
	}
}

// A service takes the rules of the revision that is there now, and of the account's owner where no
// channel is named.
func TestRulesFollowTheRecord(t *testing.T) {
	d := channels(t, nil)
	s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	hear := func(id, text string) session.Phase {
		e := channel.Event{ID: id, Thread: bot, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: id, Text: text}}
		entry, _ := d.Find("c1")
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{{Event: e, Owner: entry}}))
		v, err := s.Look(t.Context(), bot)
		require.NoError(t, err)
		return v.Row.State.Phase
	}
	_, err := s.Do(t.Context(), bot, session.Event{Kind: session.CloseRequested, ID: "x", By: session.Host}) // no channel is named
	require.NoError(t, err)
	if got := hear("1", "person"); got != session.PhaseRobot {
		t.Errorf("phase %v, want robot", got)
	}
	entry, _ := d.Find("c1")
	r := entry.Record()
	r.Service.Keywords.List = append(r.Service.Keywords.List, keyword.Word{Text: "person"})
	_, err = d.Replace(t.Context(), r)
	require.NoError(t, err)
	if got := hear("2", "person"); got != session.PhaseQueued && got != session.PhaseOffline {
		t.Errorf("phase %v, want people", got)
	}
}

// An event that came while a channel was paused is applied when it is released, and catching up
// with a paused channel waits as well.
func TestRelease(t *testing.T) {
	d := channels(t, func(r *directory.Record) { r.State = directory.Paused })
	s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	entry, _ := d.Find("c1")
	event := func(id string) channel.Event {
		return channel.Event{ID: id, Thread: bot, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: id, Text: "hi"}}
	}
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{
		{Event: event("1"), Owner: entry, Skipped: directory.SkippedPaused}, {Event: event("2"), Skipped: directory.SkippedUnowned},
	}))
	if v, err := s.Look(t.Context(), bot); err != nil || v.Row.State.ID != "" || len(v.Inputs) != 0 {
		t.Errorf("before: %+v, %v", v, err)
	}
	n, err := s.Release(t.Context(), "c1")
	require.NoError(t, err)
	require.NoError(t, s.Apply(t.Context(), bot))
	if v, err := s.Look(t.Context(), bot); err != nil || n != 2 || v.Row.Channel != "c1" || v.Row.State.Phase == session.PhaseClosed {
		t.Errorf("released %d; %+v, %v", n, v.Row, err)
	}
}

// A host that was deaf does not end sessions whose contacts could not be heard.
func TestSince(t *testing.T) {
	now := nine
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return now }}), new(recorder))
	var deaf time.Time
	cfg.Since = func(string) time.Time { return deaf }
	s := newService(t, cfg)
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
	v, err := s.Look(t.Context(), ann)
	require.NoError(t, err)
	require.NoError(t, s.Ask(t.Context(), v.Calls[0]))
	now = now.Add(2 * time.Hour)
	deaf = now
	require.NoError(t, s.Wake(t.Context(), ""))
	require.NoError(t, s.Apply(t.Context(), ann))
	if got := state(t, s); got.Phase != session.PhaseRobot {
		t.Errorf("phase %v, want robot", got.Phase)
	}
	deaf = time.Time{}
	require.NoError(t, s.Apply(t.Context(), ann))
	if got := state(t, s); got.Phase != session.PhaseClosed {
		t.Errorf("without Since the phase is %v, want closed", got.Phase)
	}
}

// A node that does not have the record loads it, and never within a transaction.
func TestRulesAreLoadedBeforeTheTransaction(t *testing.T) {
	entry, _ := channels(t, nil).Find("c1")
	store := &watched{Store: conversation.NewMemory(conversation.MemoryConfig{})}
	loads := 0
	node := func() *conversation.Service {
		d, err := directory.New(directory.Options{
			Drivers: []channel.Driver{telegram.Driver()}, Now: func() time.Time { return nine },
			Load: func(_ context.Context, q directory.Query) ([]directory.Record, error) {
				loads++
				if store.inside {
					t.Errorf("%+v is loaded within the transaction", q)
				}
				return []directory.Record{entry.Record()}, nil
			},
		})
		require.NoError(t, err)
		return newService(t, conversation.Config{Store: store, Directory: d})
	}
	e := channel.Event{ID: "1", Thread: bot, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: "1", Text: "hi"}}
	require.NoError(t, node().Receive(t.Context(), []directory.Routed{{Event: e, Owner: entry}}))
	require.Equal(t, 1, loads)
	require.Equal(t, 1, store.updates) // the input names the channel, so nothing is tried without it
	other := node()
	require.NoError(t, other.Apply(t.Context(), bot)) // the row alone names the channel
	require.Equal(t, 2, loads)
	may, _, err := other.Try(t.Context(), bot, session.Event{Kind: session.CloseRequested, By: session.Host})
	if !may || err != nil || loads != 2 {
		t.Errorf("%v, %v after %d loads", may, err, loads)
	}
}

// An agent who writes first names no channel: the record of the account's owner is loaded.
func TestRulesOfANewThreadAreLoaded(t *testing.T) {
	entry, _ := channels(t, nil).Find("c1")
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver()}, Now: func() time.Time { return nine },
		Load: func(context.Context, directory.Query) ([]directory.Record, error) {
			return []directory.Record{entry.Record()}, nil
		},
	})
	require.NoError(t, err)
	s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d})
	r, err := s.Say(t.Context(), bot, "form/1", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "hi"}}})
	require.NoError(t, err)
	if !r.Done() {
		t.Errorf("%+v, want a message to send", r)
	}
}

// watched knows whether it is within an Update.
type watched struct {
	conversation.Store
	inside  bool
	updates int
}

func (w *watched) Update(ctx context.Context, to channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	w.updates++
	return w.Store.Update(ctx, to, in, func(v conversation.View) (conversation.Change, error) {
		w.inside = true
		defer func() { w.inside = false }()
		return plan(v)
	})
}
