package session_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

var update = flag.Bool("update", false, "rewrite the outputs in testdata")

// TestTranscripts plays the stories in testdata/*.txt. A line that is indented
// is output and compared; the others are:
//
//	# what the story is about
//	hours office             Monday to Friday, 9 to 18, UTC; also: always, never, lunch
//	policy key=value …       changes to DefaultConfig, or to the policy so far
//	09:00 contact m1         an event of this day
//	tue 09:00 tick           of the next Tuesday
//	explain                  what Policy.Explain says
//	move telegram/77/5       the platform moves the thread
//
// Events are written as teller.event reads them. Each is followed by its
// actions and, after "=", by the state and the next wake.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newTeller(t).tell(string(b))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(b), got); diff != "" {
				t.Errorf("%s (-file +now; -update rewrites):\n%s", file, diff)
			}
		})
	}
}

// A teller plays one transcript. Every step also keeps the laws.
type teller struct {
	t      *testing.T
	w      *world
	day    time.Time
	last   session.Event
	serial int
}

func newTeller(t *testing.T) *teller {
	w := newWorld(&session.Policy{Config: session.DefaultConfig()})
	w.s.ID = "telegram/77/4"
	return &teller{t: t, w: w, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

func (r *teller) tell(script string) string {
	defer guard(r.t, r.w)
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  ") {
			continue
		}
		out.WriteString(line + "\n")
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		switch f[0] {
		case "hours":
			r.w.p = &session.Policy{Config: r.w.p.Config, Hours: map[string]session.Hours{"always": nil, "never": week{}, "office": office(), "lunch": lunch()}[f[1]]}
		case "policy":
			c := r.w.p.Config
			for _, kv := range f[1:] {
				r.set(&c, kv)
			}
			if err := c.Check(); err != nil {
				r.t.Fatalf("%s: %v", line, err)
			}
			r.w.p = &session.Policy{Config: c, Hours: r.w.p.Hours}
		case "move":
			r.w.s.ID = f[1]
		case "explain":
			fmt.Fprintf(&out, "  %s\n", r.w.p.Explain(r.w.s))
		default:
			r.play(&out, f)
		}
	}
	return out.String()
}

func (r *teller) play(out *strings.Builder, f []string) {
	if day := weekday(f[0]); day >= 0 {
		r.day = r.day.AddDate(0, 0, 1)
		for r.day.Weekday() != day {
			r.day = r.day.AddDate(0, 0, 1)
		}
		f = f[1:]
	}
	r.w.now = r.time(f[0])
	e := r.event(f[1:])
	before := r.w.s
	acts := r.w.step(e)
	for _, a := range acts {
		fmt.Fprintf(out, "  %s\n", r.action(a))
	}
	if r.w.s == before {
		out.WriteString("  nothing\n")
		return
	}
	out.WriteString("  = " + r.state() + "\n")
}

func weekday(s string) time.Weekday {
	return time.Weekday(slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, s))
}

func (r *teller) time(s string) time.Time {
	layout := time.TimeOnly
	if strings.Count(s, ":") == 1 {
		layout = "15:04"
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		r.t.Fatalf("%q: %v", s, err)
	}
	return r.day.Add(at.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)))
}

func (r *teller) ladder(value string) (l []session.Rung) {
	if value == "off" {
		return nil
	}
	for one := range strings.SplitSeq(value, ",") {
		silence, do, _ := strings.Cut(one, ":")
		d, err := time.ParseDuration(silence)
		if err != nil {
			r.t.Fatal(err)
		}
		g := session.Rung{Silence: d}
		if err := g.Then.UnmarshalText([]byte(do)); err != nil {
			r.t.Fatal(err)
		}
		l = append(l, g)
	}
	return l
}
