package worktime_test

import (
	"fmt"
	"time"

	"github.com/contactkit/contactkit/worktime"
)

// An administrator enters holidays as lines of text.
func ExampleParseHolidays() {
	list, err := worktime.ParseHolidays("2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed Christmas Day")
	if err != nil {
		panic(err)
	}
	days, schedule := worktime.Default("Europe/Paris")
	c, err := worktime.New(days.WithHolidays(list), schedule)
	if err != nil {
		panic(err)
	}
	fmt.Println(c.Open(time.Date(2031, 12, 25, 9, 0, 0, 0, c.Location())))
	fmt.Println(c.Open(time.Date(2026, 12, 24, 9, 0, 0, 0, c.Location())))
	// Output:
	// false yearly date (Christmas Day), no hours
	// true special hours (Christmas Eve)
}
