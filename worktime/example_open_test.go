package worktime_test

import (
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/worktime"
)

// desk is a service desk in Shanghai in the week of a holiday: 1 October 2026 is a Thursday.
func desk() *worktime.Calendar {
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

// local is an instant of October 2026 by the desk's clock.
func local(c *worktime.Calendar, day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, c.Location())
}

func ExampleCalendar_Open() {
	c := desk()
	for _, t := range []time.Time{local(c, 1, 10, 0), local(c, 2, 10, 0), local(c, 2, 12, 30), local(c, 10, 10, 0)} {
		open, why := c.Open(t)
		fmt.Println(t.Format("Mon 2 15:04"), open, "-", why)
	}
	// Output:
	// Thu 1 10:00 false - rest date (National Day), no hours
	// Fri 2 10:00 true - workday
	// Fri 2 12:30 false - workday, outside hours
	// Sat 10 10:00 true - make-up workday (for National Day)
}

func ExampleCalendar_NextOpen() {
	c := desk()
	if open, ok := c.NextOpen(local(c, 2, 19, 0)); ok {
		fmt.Println("We are back on", open.Format("Monday at 15:04"))
	}
	// Output:
	// We are back on Monday at 09:00
}

func ExampleCalendar_NextClose() {
	c := desk()
	if closes, ok := c.NextClose(local(c, 2, 10, 0)); ok {
		fmt.Println("Here until", closes.Format("15:04"))
	}
	// Output:
	// Here until 12:00
}

func ExampleCalendar_NextChange() {
	c := desk()
	t := local(c, 2, 10, 0)
	for range 3 {
		t, _ = c.NextChange(t)
		open, _ := c.Open(t)
		fmt.Println(t.Format("Mon 15:04"), open)
	}
	// Output:
	// Fri 12:00 false
	// Fri 13:00 true
	// Fri 18:00 false
}
