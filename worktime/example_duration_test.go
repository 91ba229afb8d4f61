package worktime_test

import (
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/worktime"
)

func ExampleCalendar_Segments() {
	c := spanDesk()
	for p := range c.Segments(spanLocal(c, 2, 11, 0), spanLocal(c, 5, 10, 0)) {
		fmt.Println(p.Start.Format("Mon 15:04"), "to", p.End.Format("15:04"))
	}
	// Output:
	// Fri 11:00 to 12:00
	// Fri 13:00 to 18:00
	// Mon 09:00 to 10:00
}

// A promise of one working hour, given on Friday evening.
func ExampleCalendar_After() {
	c := spanDesk()
	due, ok := c.After(spanLocal(c, 2, 17, 30), time.Hour)
	fmt.Println(due.Format("Mon 15:04"), ok)

	due, ok = c.After(spanLocal(c, 2, 17, 0), time.Hour) // closing time is not open any more
	fmt.Println(due.Format("Mon 15:04"), ok)
	// Output:
	// Mon 09:30 true
	// Mon 09:00 true
}

// How long did the customer wait, in working time?
func ExampleCalendar_Between() {
	c := spanDesk()
	fmt.Println(c.Between(spanLocal(c, 2, 17, 30), spanLocal(c, 5, 9, 15)))
	// Output:
	// 45m0s
}

// spanDesk is a service desk in Shanghai in the week of a holiday: 1 October 2026 is a Thursday.
func spanDesk() *worktime.Calendar {
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

// spanLocal is an instant of October 2026 by the desk's clock.
func spanLocal(c *worktime.Calendar, day, hour, minute int) time.Time {
	return time.Date(2026, 10, day, hour, minute, 0, 0, c.Location())
}
