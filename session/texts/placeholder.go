package texts

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/session"
)

// Values fill the placeholders of a text. A field with its zero value is not known. Names are cut
// at MaxValue characters, and control characters in them become spaces.
type Values struct {
	Now     time.Time      // the present, for {minutes} and the day of {opening}
	Zone    *time.Location // of {opening}; if nil, UTC
	Contact string         // {contact}
	Agent   string         // {agent}: the name that contacts may know
	Queue   string         // {queue}: the name that contacts may know
	Place   int            // {place}: 1 is next
	// Opening writes {opening} in a language of the book. If nil, it is the clock time on the day
	// of Now, "09:00", and otherwise date and time, "2026-03-02 09:00". It must be a pure function.
	Opening func(at time.Time, lang string) string
}

// fill joins the sentences whose values are known.
func fill(list [][]part, until session.Instant, lang string, v *Values) string {
	var text strings.Builder
	for _, sentence := range list {
		var one strings.Builder
		known := true
		for _, p := range sentence {
			if !p.name {
				one.WriteString(p.text)
				continue
			}
			value := v.value(p.text, until, lang)
			known = known && value != ""
			one.WriteString(value)
		}
		if known {
			text.WriteString(one.String())
		}
	}
	return strings.TrimSpace(text.String())
}

// value is what a placeholder becomes; empty if it is not known.
func (v *Values) value(name string, until session.Instant, lang string) string {
	switch name {
	case "opening":
		return v.opening(until, lang)
	case "minutes":
		if m := until.Time().Sub(v.Now).Round(time.Minute) / time.Minute; until != 0 && m > 0 && !v.Now.IsZero() {
			return strconv.Itoa(int(m))
		}
	case "place":
		if v.Place > 0 {
			return strconv.Itoa(v.Place)
		}
	case "agent":
		return tidy(v.Agent)
	case "queue":
		return tidy(v.Queue)
	case "contact":
		return tidy(v.Contact)
	}
	return ""
}

func (v *Values) opening(until session.Instant, lang string) string {
	if until == 0 {
		return ""
	}
	zone := v.Zone
	if zone == nil {
		zone = time.UTC
	}
	at, now := until.Time().In(zone), v.Now.In(zone)
	switch {
	case v.Opening != nil:
		return tidy(v.Opening(at, lang))
	case at.Year() == now.Year() && at.YearDay() == now.YearDay():
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// tidy makes a name fit for a sentence.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > MaxValue {
		s = string([]rune(s)[:MaxValue-1]) + "…"
	}
	return s
}
