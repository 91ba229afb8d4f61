package worktime_test

import (
	"fmt"
	"time"
)

func ExampleCalendar_Segments() {
	c := desk()
	for p := range c.Segments(local(c, 2, 11, 0), local(c, 5, 10, 0)) {
		fmt.Println(p.Start.Format("Mon 15:04"), "to", p.End.Format("15:04"))
	}
	// Output:
	// Fri 11:00 to 12:00
	// Fri 13:00 to 18:00
	// Mon 09:00 to 10:00
}

// A promise of one working hour, given on Friday evening.
func ExampleCalendar_After() {
	c := desk()
	due, ok := c.After(local(c, 2, 17, 30), time.Hour)
	fmt.Println(due.Format("Mon 15:04"), ok)

	due, ok = c.After(local(c, 2, 17, 0), time.Hour) // closing time is not open any more
	fmt.Println(due.Format("Mon 15:04"), ok)
	// Output:
	// Mon 09:30 true
	// Mon 09:00 true
}

// How long did the customer wait, in working time?
func ExampleCalendar_Between() {
	c := desk()
	fmt.Println(c.Between(local(c, 2, 17, 30), local(c, 5, 9, 15)))
	// Output:
	// 45m0s
}
