package directory_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestWhatMustBeUnique(t *testing.T) {
	ctx := context.Background()
	elsewhere := func(r directory.Record) directory.Record { r.Tenant = "south"; return r }
	tests := []struct {
		name   string
		record directory.Record
		shared bool
		want   string // empty: taken in
	}{
		{name: "another bot", record: bot("n", "Other", 71002)},
		{name: "the same id", record: bot("bot", "Other", 71002), want: "directory: channel bot: already in another channel"},
		{name: "the same name, folded", record: bot("n", "sALES", 71002), want: "directory: the name sales is already in channel Sales"},
		{name: "the same name of another tenant", record: elsewhere(bot("n", "Sales", 71002))},
		{name: "the same bot", record: bot("n", "Other", 71001), want: "directory: the account 71001 is already in channel Sales"},
		{name: "the same bot of another tenant", record: elsewhere(bot("n", "Other", 71001)), want: "directory: the account 71001 is already in a channel of another tenant"},
		{name: "the same Facebook app", record: pages("n", "Other", "8801", "24009"), want: "directory: the app 8801 is already in channel Support"},
		{name: "the same page in another app", record: pages("n", "Other", "8802", "24009", "24002"), want: "directory: the account 24002 is already in channel Support"},
		{name: "a shared app", record: elsewhere(pages("n", "Other", "8801", "24009")), shared: true},
		{name: "a shared app, the same page", record: elsewhere(pages("n", "Other", "8801", "24001")), shared: true, want: "directory: the account 24001 is already in a channel of another tenant"},
		{name: "the same X app", record: func() directory.Record {
			r := handle("n", "Other", "2002")
			r.Settings["apiKey"] = "api-key-2001"
			return r
		}(), want: "directory: the app api-key-2001 is already in channel Press"},
		{name: "no channel at all", record: handle("n", "Other", "@x"), want: "settings.account: a user id of X is a number of at most 19 digits, not the @name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options()
			if tt.shared {
				o.SharedApps = []directory.App{{Platform: "facebook", App: "8801"}}
			}
			d := newDirectory(t, o, bot("bot", "Sales", 71001), pages("fb", "Support", "8801", "24001", "24002"), handle("x", "Press", "2001"))
			stored, err := d.Add(ctx, tt.record)
			if got := errorText(err); got != tt.want {
				t.Errorf("Add: %q, want %q", got, tt.want)
			}
			if err == nil && stored.Rev != 1 {
				t.Errorf("Rev %d, want 1", stored.Rev)
			}
			if tt.want != "" && d.Len() != 3 {
				t.Errorf("%d channels, want 3", d.Len())
			}
			if strings.Contains(tt.want, "already in") && tt.record.ID == "n" {
				report, err := d.Check(ctx, tt.record)
				require.NoError(t, err)
				if got := fields(report.Complaints); len(got) != 1 || !strings.HasSuffix(got[0], " taken") {
					t.Errorf("Check: %v", got)
				}
			}
		})
	}
}

func TestClaims(t *testing.T) {
	o := options()
	got, err := o.Claims(context.Background(), pages("fb", "Support", "8801", "24002", "24001"))
	require.NoError(t, err)
	var keys []string
	for _, c := range got {
		keys = append(keys, c.Key())
	}
	want := []string{"name/north/support", "app/facebook/8801", "account/facebook/24001", "account/facebook/24002"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

func TestFinding(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales_Bot", 71001), pages("fb", "Support", "8801", "24001"))
	found := func(e directory.Entry, ok bool) string {
		if !ok {
			return e.ID()
		}
		return e.ID() + " " + e.Channel().Info().Platform
	}
	if got := found(d.FindName("north", "sales_BOT")); got != "bot telegram" {
		t.Errorf("by name: %q", got)
	}
	if got := found(d.FindName("south", "Sales_Bot")) + found(d.FindName("north", strings.Repeat("n", 70))) + found(d.Find("none")); got != "" {
		t.Errorf("found %q, want nothing", got)
	}
	page := channel.Thread{Platform: "facebook", Account: "24001", Contact: "70"}
	if got := found(d.Owner(page)); got != "fb facebook" {
		t.Errorf("by account: %q", got)
	}

	if e, ok := d.Owner(channel.Thread{Platform: "twitter", Account: "24001"}); ok || !e.IsZero() {
		t.Error("a channel of another platform")
	}

	// The record loses one page, wins another, and has a new name and path.
	r := find(d, "fb")
	next := pages("fb", "Helpdesk", "8801", "24002")
	next.Rev, next.Path = r.Rev, "/hooks/helpdesk"
	r, err := d.Replace(ctx, next)
	require.NoError(t, err)
	if r.Rev != 2 {
		t.Errorf("Rev %d, want 2", r.Rev)
	}
	if got := found(d.Owner(page)) + found(d.FindName("north", "Support")); got != "" {
		t.Errorf("the former page or name still finds %q", got)
	}
	page.Account = "24002"
	if got := found(d.Owner(page)) + found(d.FindName("north", "helpdesk")); got != "fb facebookfb facebook" {
		t.Errorf("the new page and name find %q", got)
	}
	for path, want := range map[string]int{"/facebook/fb": 401, "/hooks/helpdesk": 200} {
		_, err := d.Receive(ctx, path, batch("app-secret-8801", "24002"))
		if got := channel.StatusCode(err); got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}

	list := d.FindPath("/hooks/helpdesk")
	if len(list) != 1 || list[0].ID() != "fb" || len(d.FindPath("/facebook/fb")) != 0 {
		t.Errorf("by path: %d records", len(list))
	}

	if err := d.Remove("fb", 1); !errors.Is(err, directory.ErrStale) {
		t.Errorf("Remove of a former revision: %v", err)
	}
	require.NoError(t, d.Remove("fb", 2))
	if got := found(d.Owner(page)) + found(d.FindName("north", "helpdesk")) + found(d.Find("fb")); got != "" {
		t.Errorf("the removed channel is found: %q", got)
	}
	if _, err := d.Receive(ctx, "/hooks/helpdesk", batch("app-secret-8801", "24002")); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("its path: %v", err)
	}
	_, err = d.Add(ctx, pages("fb2", "Helpdesk", "8801", "24002")) // everything is free again
	require.NoError(t, err)
	var ids []string
	for e := range d.All() {
		ids = append(ids, e.ID())
	}
	if !slices.Equal(ids, []string{"bot", "fb2"}) {
		t.Errorf("All: %v", ids)
	}
}

func TestWritersCompareTheRevision(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	mine := find(d, "bot")
	theirs := mine
	mine.About = "first"
	_, err := d.Replace(ctx, mine)
	require.NoError(t, err)
	if _, err := d.Replace(ctx, theirs); !errors.Is(err, directory.ErrStale) {
		t.Errorf("the second writer: %v", err)
	}
	if _, err := d.Replace(ctx, bot("other", "Sales", 71001)); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("an unknown channel: %v", err)
	}
	moved := handle("bot", "Sales", "2001")
	moved.Rev = 2
	if _, err := d.Replace(ctx, moved); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("another platform: %v", err)
	}
	stale := bot("bot", "Sales", 71001)
	stale.Rev, stale.About = 1, "from the store"
	require.NoError(t, d.Load(ctx, stale))
	if r := find(d, "bot"); r.About != "first" {
		t.Errorf("Load went back to %q", r.About)
	}
	stale.Rev = 7
	require.NoError(t, d.Load(ctx, stale, bot("b2", "Two", 71002)))
	if r := find(d, "bot"); r.About != "from the store" || r.Rev != 7 || d.Len() != 2 {
		t.Errorf("Load: %q, revision %d, %d channels", r.About, r.Rev, d.Len())
	}
	err = d.Load(ctx, bot("b3", "Two", 71003), bot("b4", "Four", 71004))
	if !errors.Is(err, directory.ErrTaken) || !strings.Contains(err.Error(), "channel b3") || d.Len() != 3 {
		t.Errorf("Load of a bad record among good ones: %v, %d channels", err, d.Len())
	}
}

func TestStates(t *testing.T) {
	ctx := context.Background()
	states := []directory.State{directory.Draft, directory.Active, directory.Paused, "gone"}
	var allowed []string
	for _, from := range states[:3] {
		for _, to := range states {
			if from.May(to) {
				allowed = append(allowed, fmt.Sprintf("%s-%s", from, to))
			}
			r := bot("bot", "Sales", 71001)
			r.State = from
			d := newDirectory(t, options(), r)
			if _, err := d.Move(ctx, "bot", to); (err == nil) != from.May(to) {
				t.Errorf("Move from %s to %s: %v", from, to, err)
			}
		}
	}
	want := []string{"draft-draft", "draft-active", "active-active", "active-paused", "paused-active", "paused-paused"}
	if diff := cmp.Diff(want, allowed); diff != "" {
		t.Errorf("moves (-want +got):\n%s", diff)
	}
	unfinished := bot("bot", "Sales", 71001)
	unfinished.State, unfinished.Routing.Queue = directory.Draft, ""
	d := newDirectory(t, options(), unfinished)
	if _, err := d.Move(ctx, "bot", directory.Active); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("an unfinished draft becomes active: %v", err)
	}
}

func TestTimesSince(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	r := find(d, "bot")
	r.About = "no time changes"
	r, err := d.Replace(ctx, r)
	require.NoError(t, err)
	if !r.TimesSince.IsZero() {
		t.Errorf("TimesSince %v without a change of times", r.TimesSince)
	}
	r.Silence.Agent = 600
	r, err = d.Replace(ctx, r)
	require.NoError(t, err)
	p, err := d.Policy(ctx, "bot")
	require.NoError(t, err)
	if !r.TimesSince.Equal(epoch) || !p.Since.Equal(epoch) {
		t.Errorf("TimesSince %v, policy %v, want %v", r.TimesSince, p.Since, epoch)
	}
	again, err := d.Policy(ctx, "bot")
	require.NoError(t, err)
	if p != again {
		t.Error("the policy is built anew for the same revision")
	}
}

func TestNewRefuses(t *testing.T) {
	_, err := directory.New(directory.Options{})
	if got := fields(channel.FieldErrors(err)); !slices.Equal(got, []string{"drivers missing"}) {
		t.Errorf("no drivers: %v", err)
	}
	_, err = directory.New(directory.Options{Drivers: append(drivers(), drivers()[0], channel.Driver{})})
	if got := fields(channel.FieldErrors(err)); !slices.Equal(got, []string{"drivers[3] duplicate", "drivers[4] missing"}) {
		t.Errorf("drivers: %v", err)
	}
}

func TestHandshakesAreReported(t *testing.T) {
	ctx := context.Background()
	later := func(w channel.Webhook) channel.Webhook { w.At = epoch.Add(time.Minute); return w }
	tests := []struct {
		name   string
		record directory.Record
		call   channel.Webhook
	}{
		{"facebook", pages("c", "Support", "8801", "24001"), checkOfMeta("verify-8801")},
		{"twitter", handle("c", "Press", "2001"), challengeOfX("api-secret-2001")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, state := range []directory.State{directory.Draft, directory.Active, directory.Paused} {
				r := tt.record
				r.State = state
				d := newDirectory(t, options(), r)
				if at, seen := d.Handshake("c"); seen || !at.IsZero() {
					t.Errorf("seen at %v before it came", at)
				}
				got, err := d.Receive(ctx, r.CallbackPath(), later(tt.call))
				require.NoError(t, err)
				at, seen := d.Handshake("c")
				if !got.Handshake || len(got.Reply.Body) == 0 || !seen || !at.Equal(epoch.Add(time.Minute)) {
					t.Errorf("%s: handshake %v, reply %q, seen %v at %v", state, got.Handshake, got.Reply.Body, seen, at)
				}
			}
		})
	}
}

func TestIdentityIsAlwaysChecked(t *testing.T) {
	ctx := context.Background()
	for _, edit := range []func(*directory.Record){
		func(r *directory.Record) { r.ID = "" },
		func(r *directory.Record) { r.ID = "a/b" },
		func(r *directory.Record) { r.Name = "no name" },
		func(r *directory.Record) { r.State = "gone" },
		func(r *directory.Record) { r.Path = "no-slash" },
		func(r *directory.Record) { r.Settings = map[string]string{"token": "71001:misplaced"} },
		func(r *directory.Record) {
			r.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password, Value: "1234"}}
		},
	} {
		r := bot("bot", "Sales", 71001)
		edit(&r)
		d := newDirectory(t, options())
		if _, err := d.Add(ctx, r); len(channel.FieldErrors(err)) != 1 {
			t.Errorf("Add: %v", err)
		}
		r.Rev = 5
		if err := d.Load(ctx, r); err == nil || d.Len() != 0 {
			t.Errorf("Load: %v", err)
		}
	}
}

// A form shows no secrets, and sends only those that were entered anew.
func TestKeep(t *testing.T) {
	old := pages("c", "Support", "8801", "24001", "24002").Secrets
	old.Attributes = map[string]channel.Secret{"pin": "1234"}
	entered := directory.Secrets{
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys("new"), "verifyToken": channel.NewKeys("")},
		Tokens: map[string]map[string]channel.Keys{"pages": {"24002": channel.NewKeys("new-token")}},
	}
	got := entered.Keep(old)
	reveal := func(s directory.Secrets) []string {
		return []string{s.Keys["appSecret"].First().Reveal(), s.Keys["verifyToken"].First().Reveal(), s.Tokens["pages"]["24001"].First().Reveal(),
			s.Tokens["pages"]["24002"].First().Reveal(), s.Attributes["pin"].Reveal()}
	}
	if diff := cmp.Diff([]string{"new", "verify-8801", "page-token-24001", "new-token", "1234"}, reveal(got)); diff != "" {
		t.Errorf("Keep (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(reveal(old), reveal(directory.Secrets{}.Keep(old))); diff != "" {
		t.Errorf("Keep of nothing entered (-want +got):\n%s", diff)
	}
	got.Keys["appSecret"][0].Secret = "changed"
	if entered.Keys["appSecret"].First() != "new" {
		t.Error("Keep shares its keys")
	}
}

func TestPrepareAndIntegration(t *testing.T) {
	o := options()
	r := bot("bot", "Sales", 71001)
	delete(r.Secrets.Keys, "webhookSecret")
	prepared := o.Prepare(r)
	in, err := prepared.Integration("https://desk.example/in/")
	require.NoError(t, err)
	if in.CallbackURL != "https://desk.example/in/telegram/bot" || len(in.WebhookSecret) < 26 || in.VerifyToken != "" || r.Secrets.Keys["webhookSecret"] != nil {
		t.Errorf("%s, a secret of %d characters", in.CallbackURL, len(in.WebhookSecret))
	}
	if again := o.Prepare(prepared); again.Secrets.Keys["webhookSecret"].First() != in.WebhookSecret {
		t.Error("Prepare replaced a secret")
	}
	for _, base := range []string{"", "http://desk.example", "https://", "https://u:p@desk.example", "https://desk.example?x=1", "https://desk.example#x", "%"} {
		if _, err := r.Integration(base); err == nil {
			t.Errorf("base URL %q is taken", base)
		}
	}
}

// While the platform is asked to subscribe, it checks the webhook: a draft answers, since nothing is locked.
func TestSubscribe(t *testing.T) {
	ctx := context.Background()
	var d *directory.Directory
	draft := pages("c", "Support", "8801", "24001")
	draft.State = directory.Draft
	o := options()
	o.Drivers = []channel.Driver{{Platform: "facebook", Fields: drivers()[1].Fields, Open: func(s channel.Settings) (channel.Channel, error) {
		ch, err := drivers()[1].Open(s)
		return subscriber{Channel: ch, check: func() {
			_, err := d.Receive(ctx, "/facebook/c", checkOfMeta("verify-8801"))
			require.NoError(t, err)
			edit := find(d, "c")
			edit.About = "edited meanwhile"
			_, err = d.Replace(ctx, edit)
			require.NoError(t, err)
		}}, err
	}}}
	d = newDirectory(t, o, draft)
	got, err := d.Subscribe(ctx, "c", "https://desk.example")
	require.NoError(t, err)
	if got.URL != "https://desk.example/facebook/c" || !got.Handshake.Equal(epoch) {
		t.Errorf("%+v", got)
	}
	if _, err := d.Subscribe(ctx, "none", "https://desk.example"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("no channel: %v", err)
	}
	if _, err := d.Subscribe(ctx, "c", "ftp://desk.example"); err == nil {
		t.Error("a base URL without https is taken")
	}
}

// subscriber is a channel whose platform checks the webhook while it is asked to deliver.
type subscriber struct {
	channel.Channel
	check func()
}

func (s subscriber) Subscribe(_ context.Context, url string) (channel.Subscription, error) {
	s.check()
	return channel.Subscription{URL: url, Active: true}, nil
}
func (s subscriber) CheckSubscription(context.Context) (channel.Subscription, error) {
	return channel.Subscription{}, nil
}
func (s subscriber) Unsubscribe(context.Context) error { return nil }

// Pages that pass from channel to channel arrive in any order.
func TestLoadOfPagesThatMoved(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, shared(), pages("a", "A", "8801", "24001"), pages("b", "B", "8801", "24002"), pages("c", "C", "8801", "24003"))
	a, b, c := pages("a", "A", "8801", "24002"), pages("b", "B", "8801", "24003"), pages("c", "C", "8801")
	a.Rev, b.Rev, c.Rev = 2, 2, 2
	require.NoError(t, d.Load(ctx, a, b, c))
	for page, want := range map[string]string{"24001": "", "24002": "a", "24003": "b"} {
		if e, _ := d.Owner(channel.Thread{Platform: "facebook", Account: page}); e.ID() != want {
			t.Errorf("page %s is owned by %q, want %q", page, e.ID(), want)
		}
	}
}

// What was looked up is the caller's: nothing that is done to it is seen by others.
func TestRecordsAreCopies(t *testing.T) {
	ctx := context.Background()
	start := pages("fb", "Support", "8801", "24001")
	start.Attributes = []directory.Attribute{{Key: "tier", Type: directory.String50, Value: "gold", Options: []string{"gold", "grey"}}}
	d := newDirectory(t, options(), start)
	want := find(d, "fb")
	spoil := func(r directory.Record) {
		r.Name, r.State = "spoilt", directory.Paused
		r.Settings["appId"] = "spoilt"
		r.Pages[0].ID = "spoilt"
		r.Service.Keywords.List[0].Text = "spoilt"
		r.Attributes[0].Options[0] = "spoilt"
		r.Secrets.Keys["appSecret"][0].Secret = "spoilt"
		r.Secrets.Tokens["pages"]["24001"][0].Secret = "spoilt"
	}
	spoil(find(d, "fb"))
	for e := range d.All() {
		spoil(e.Record())
	}
	spoil(d.FindPath("/facebook/fb")[0].Record())
	got, err := d.Receive(ctx, "/facebook/fb", batch("app-secret-8801", "24001"))
	require.NoError(t, err)
	spoil(got.Prover.Record())
	spoil(got.Events[0].Owner.Record())
	edit := want
	edit.About = "edited"
	stored, err := d.Replace(ctx, edit)
	require.NoError(t, err)
	spoil(stored)
	want.About, want.Rev = "edited", 2
	plain := cmp.Comparer(func(a, b channel.Secret) bool { return a == b })
	if diff := cmp.Diff(want, find(d, "fb"), plain); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestEntry(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	e, ok := d.Find("bot")
	if !ok || e.ID() != "bot" || e.Tenant() != "north" || e.Name() != "Sales" || e.State() != directory.Active || e.Rev() != 1 || e.IsZero() {
		t.Errorf("%v: %s %s %s %d", e, e.Tenant(), e.Name(), e.State(), e.Rev())
	}
	if same, _ := d.Owner(customer); same != e {
		t.Error("two looks at one revision differ")
	}
	r, err := d.Move(ctx, "bot", directory.Paused)
	require.NoError(t, err)
	now, _ := d.Find("bot")
	if now == e || now.State() != directory.Paused || e.State() != directory.Active || now.Rev() != r.Rev {
		t.Errorf("after a change: %s, held: %s", now.State(), e.State())
	}
	if e.Channel().Verify(update("hook-bot", 1)) != nil {
		t.Error("the channel of a former revision does not go on")
	}

	none, ok := d.Find("none")
	if ok || !none.IsZero() || none != (directory.Entry{}) || none.ID() != "" || none.Channel() != nil || none.Record().ID != "" || fmt.Sprint(none) != "directory.Entry()" {
		t.Errorf("an entry of nothing: %v", none)
	}
	if _, err := none.Policy(ctx); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("its policy: %v", err)
	}
}
