package admin

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/worktime"
)

// A field that a record has and the form has not would be found out by administrators only.
func TestFormHasEveryField(t *testing.T) {
	elsewhere := []string{"state", "platform", "settings", "hours.calendar", // no calendars are kept here
		"service.keywords.maxKeywords", "service.keywords.maxRunes", "service.keywords.maxScan"}
	var placed []string
	for _, part := range layout {
		placed = append(placed, part.paths...)
	}
	for _, l := range lists {
		placed = append(placed, l.name)
	}
	s := readSchema([]channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()})
	var walk func(at string, s *schema)
	walk = func(at string, s *schema) {
		switch {
		case slices.Contains(placed, at), slices.Contains(elsewhere, at), s.ReadOnly:
		case s.Type == "object" && len(s.Properties) > 0:
			for name, inner := range s.Properties {
				walk(strings.TrimPrefix(at+"."+name, "."), inner)
			}
		default:
			t.Errorf("the form has no %s (%s)", at, s.Type)
		}
	}
	walk("", s)
	for _, path := range placed {
		if s.at(path).Type == "" && !strings.HasPrefix(path, "hours.schedule.") {
			t.Errorf("a record has no %s", path)
		}
	}
}

func TestCompact(t *testing.T) {
	typed := url.Values{
		"service.keywords.list[0].text": {" "}, "service.keywords.list[0].mode": {"exact"},
		"service.keywords.list[1].text": {"agent"}, "service.keywords.list[1].mode": {""},
		"service.keywords.list[2].text": {""}, "service.keywords.list[2].mode": {""},
		"pages[0].id": {""}, "pages[0].token": {"t"}, "other": {"stays"},
	}
	compact(typed)
	want := url.Values{"service.keywords.list[0].text": {"agent"}, "service.keywords.list[0].mode": {""}, "pages[0].id": {""}, "pages[0].token": {"t"}, "other": {"stays"}}
	if diff := cmp.Diff(want, typed); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestTicks(t *testing.T) {
	for most, want := range map[int][]int{
		0: {0, 1}, 1: {0, 1}, 3: {0, 1, 2, 3}, 4: {0, 1, 2, 3, 4}, 7: {0, 2, 4, 6, 8}, 17: {0, 5, 10, 15, 20}, 52: {0, 20, 40, 60}, 100: {0, 50, 100}, 1234: {0, 500, 1000, 1500},
	} {
		if diff := cmp.Diff(want, ticks(most)); diff != "" {
			t.Errorf("ticks(%d) (-want +got):\n%s", most, diff)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 120 * time.Millisecond: "0.12 s", 42 * time.Second: "42 s", 90 * time.Second: "1 min 30 s", time.Hour: "1 h", 49*time.Hour + time.Minute: "2 d 1 h 1 min",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// Rows of the week are as long as the days: where the clocks change, and where they skip midnight.
func TestWeekWhereClocksChange(t *testing.T) {
	all := worktime.Schedule{Workday: []worktime.Segment{{To: worktime.Midnight}}, Nonworkday: []worktime.Segment{{To: worktime.Midnight}}}
	for _, tt := range []struct {
		zone string
		now  time.Time
		want map[string]string // days that are no 24 hours
	}{
		{"Europe/Berlin", time.Date(2027, 3, 26, 12, 0, 0, 0, time.UTC), map[string]string{"Sun 28 Mar": "a day of 23 h"}},
		{"Europe/Berlin", time.Date(2026, 10, 21, 12, 0, 0, 0, time.UTC), map[string]string{"Sun 25 Oct": "a day of 25 h"}},
		{"America/Sao_Paulo", time.Date(2018, 11, 2, 12, 0, 0, 0, time.UTC), map[string]string{"Sun 4 Nov": "a day of 23 h"}}, // 00:00 does not exist
		{"UTC", time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), map[string]string{}},
	} {
		c, err := worktime.New(&worktime.Days{Zone: tt.zone}, all)
		if err != nil {
			t.Fatal(err)
		}
		week := weekOf(locale.Words{}, c, tt.now)
		got := make(map[string]string)
		for _, d := range week.Days {
			if d.Note != "" {
				got[d.Name] = d.Note
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || len(week.Days) != 7 {
			t.Errorf("%s: %d days (-want +got):\n%s", tt.zone, len(week.Days), diff)
		}
		for _, b := range week.Bars {
			if b.X < dayLeft || b.X+b.W > dayLeft+dayWidth+.001 || b.W < 0 {
				t.Errorf("%s: a bar from %.1f, %.1f wide", tt.zone, b.X, b.W)
			}
		}
	}
}

func TestPending(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	p := pending{now: func() time.Time { return now }}
	token := p.keep("ann", 1)
	if p.see("bob", token) != nil || p.see("ann", token) != 1 || p.take("ann", token) != 1 || p.take("ann", token) != nil {
		t.Error("it is not who kept it who gets it, once")
	}
	token = p.keep("ann", 2)
	now = now.Add(31 * time.Minute)
	if p.see("ann", token) != nil {
		t.Error("it is kept for longer than said")
	}
	first := p.keep("ann", 3)
	for range most {
		now = now.Add(time.Millisecond)
		p.keep("ann", 4)
	}
	if p.see("ann", first) != nil || len(p.kept) != most {
		t.Errorf("%d are kept", len(p.kept))
	}
}
