package worktime_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/worktime"
)

// From text to a calendar and back.
func ExampleParseWeek() {
	week, err := worktime.ParseWeek("Mon-Thu 09:00-13:00,14:00-18:00; Fri 09:00-13:00; Sat 22:00-02:00+1")
	if err != nil {
		log.Fatal(err)
	}
	calendar, err := worktime.New(&worktime.Days{Zone: "Europe/Madrid"}, worktime.Schedule{Week: week})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(week[1])
	fmt.Println(calendar.Week())
	// Output:
	// {Fri [09:00-13:00]}
	// Mon-Thu 09:00-13:00,14:00-18:00; Fri 09:00-13:00; Sat 22:00-02:00+1; Sun closed
}

func ExampleFormatSegments() {
	hours, err := worktime.ParseSegments("09:00 - 13:00, 14:00 - 18:00")
	if err != nil {
		log.Fatal(err)
	}
	hours = append(hours, worktime.Segment{From: worktime.At(20, 0), To: worktime.At(1, 30), Overnight: true})
	fmt.Println(worktime.FormatSegments(hours))
	fmt.Println(worktime.FormatSegments(nil))
	// Output:
	// 09:00-13:00,14:00-18:00,20:00-01:30+1
	// closed
}

// Every mistake at once, each with its field, so that a form can show them in place.
func ExampleCheck() {
	days := &worktime.Days{Zone: "Local"}
	hours, err := worktime.ParseSegments("09:00-13:00,12:00-18:00,20:00-19:00")
	if err != nil {
		log.Fatal(err)
	}
	warnings, err := worktime.Check(days, worktime.Schedule{Nonworkday: hours})
	fmt.Println(err)
	for _, w := range warnings {
		fmt.Println("warning:", w.Field, w.Code)
	}
	first, _ := errors.AsType[*worktime.FieldError](err)
	fmt.Println(first.Field, first.Code)
	// Output:
	// days.zone: "Local" means another zone on another server; give the zone's own name
	// nonworkday[2]: 20:00-19:00 ends before it starts; a segment past midnight must be marked overnight
	// nonworkday[1]: 12:00-18:00 overlaps nonworkday[0], 09:00-13:00
	// warning: week never_open
	// days.zone local
}

// A tenant's days and a channel's hours are stored as they are.
func ExampleNew() {
	var days worktime.Days
	var night worktime.Schedule
	for text, into := range map[string]any{
		`{"zone": "America/New_York", "weekend": "Sat-Sun", "special": [{"date": "2026-12-24", "name": "Christmas Eve"}]}`: &days,
		`{"workday": [{"from": "18:00", "to": "02:00", "overnight": true}]}`:                                               &night,
	} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			log.Fatal(err)
		}
	}
	calendar, err := worktime.New(&days, night)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(calendar.Week(), "in", calendar.Location())
	// Output:
	// Mon-Fri 18:00-02:00+1; Sat-Sun closed in America/New_York
}

// A new channel is open around the clock until it gets hours.
func ExampleDefault() {
	calendar, err := worktime.New(worktime.Default("Asia/Shanghai"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(calendar.Week())
	// Output:
	// Mon-Sun 00:00-24:00
}

// A tenant's second channel shares what was made of the days for the first.
func ExampleCalendar_With() {
	first := setupDesk()
	hours, err := worktime.ParseSegments("08:00-20:00")
	if err != nil {
		log.Fatal(err)
	}
	second, err := first.With(worktime.Schedule{Workday: hours, Nonworkday: hours})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(second.Open(setupLocal(second, 1, 19, 0)))
	// Output:
	// true rest date (National Day)
}

// setupDesk is a service desk in Shanghai in the week of a holiday: 1 October 2026 is a Thursday.
func setupDesk() *worktime.Calendar {
	days := &worktime.Days{
		Zone:    "Asia/Shanghai",
		Weekend: worktime.Sat | worktime.Sun,
		Rest:    []worktime.Day{{Date: worktime.Date{Year: 2026, Month: 10, Day: 1}, Name: "National Day"}},
		Makeup:  []worktime.Day{{Date: worktime.Date{Year: 2026, Month: 10, Day: 10}, Name: "for National Day"}},
	}
	hours, err := worktime.ParseSegments("09:00-12:00,13:00-18:00")
	if err != nil {
		log.Fatal(err)
	}
	calendar, err := worktime.New(days, worktime.Schedule{Workday: hours})
	if err != nil {
		log.Fatal(err)
	}
	return calendar
}

// setupLocal is an instant of October 2026 by the desk's clock.
func setupLocal(c *worktime.Calendar, day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, c.Location())
}
