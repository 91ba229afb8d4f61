// Package worktime says when people work: whether a desk is open at an instant, when it opens or
// closes next, how much working time lies between two instants, and when an amount of it has
// passed.
//
// Two pieces of plain data make a calendar. [Days] belongs to a tenant: its zone, weekend,
// holidays, make-up workdays and closures say what kind of day a date is. A [Schedule] belongs to a
// channel and says when it is open on such a day.
//
//	days := &worktime.Days{Zone: "Asia/Shanghai", Weekend: worktime.Sat | worktime.Sun}
//	hours, err := worktime.ParseSegments("09:00-12:00,13:00-18:00")
//	…
//	calendar, err := worktime.New(days, worktime.Schedule{Workday: hours})
//	if err != nil {
//		return err // every complaint, each naming its field
//	}
//	open, why := calendar.Open(message.Time)
//	due, ok := calendar.After(message.Time, 30*time.Minute) // half an hour of working time later
//
// The wall clock decides: an instant is open if the clock on the desk's wall shows a time inside a
// segment. So a desk that is open around the clock works 23 or 25 hours on the days the clocks
// change, and hours that a change skips do not exist. All answers follow from that one rule and
// agree with each other at every change of every zone.
//
// The package reads no clock, starts nothing and keeps nothing. It needs the time zone database; a
// program for machines without one imports time/tzdata.
package worktime
