package admin

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/examples/desk/locale"
)

// A unit of time in which a form asks for a duration.
type unit struct {
	Name    string // as the form sends it
	Label   string
	Seconds int64
}

var units = []unit{{"d", locale.Mark("days"), 86400}, {"h", locale.Mark("hours"), 3600}, {"min", locale.Mark("minutes"), 60}, {"s", locale.Mark("seconds"), 1}}

// counts are whole numbers of the record that are no durations.
var counts = map[string]bool{"routing.maxHops": true, "routing.priority": true, "service.loopTurns": true}

// unitOf ends the name of the field that holds a duration's unit.
const unitOf = ":unit"

// inUnit turns a duration into the largest unit that holds it whole. Zero is in the unit that
// suits the longest value which is allowed.
func (f *field) inUnit() {
	n, err := strconv.ParseInt(f.Value, 10, 64)
	if err != nil { // what was typed stays, and is complained about
		n = 0
	}
	chosen := "s"
	for _, u := range units {
		if n > 0 && n%u.Seconds == 0 || n == 0 && u.Name == "min" && f.Max != nil && *f.Max >= 3600 {
			chosen = u.Name
			if n > 0 {
				f.Value = strconv.FormatInt(n/u.Seconds, 10)
			}
			break
		}
	}
	for _, u := range units {
		f.Options = append(f.Options, option{Value: u.Name, Label: u.Label, Selected: u.Name == chosen})
	}
	if f.Min != nil && f.Max != nil {
		low, high := time.Duration(*f.Min)*time.Second, time.Duration(*f.Max)*time.Second
		f.Low, f.High = &low, &high
	}
}

// seconds puts seconds in the place of durations that were typed in another unit.
func seconds(typed url.Values) {
	for name := range typed {
		path, ok := strings.CutSuffix(name, unitOf)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(typed.Get(path)), 10, 64)
		for _, u := range units {
			if err == nil && u.Name == typed.Get(name) && n < 1<<40 {
				typed.Set(path, strconv.FormatInt(n*u.Seconds, 10))
			}
		}
		typed.Del(name)
	}
}
