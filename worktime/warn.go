package worktime

import "fmt"

// warn lists what is legal but likely not meant.
func warn(d *Days, s Schedule) []*FieldError {
	var list []*FieldError
	rest := make(map[Date]int, len(d.Rest))
	for i, r := range d.Rest {
		rest[r.Date] = i
	}
	if c, odd := fixedOffset(d.Zone); odd {
		list = append(list, c)
	}
	for i, m := range d.Makeup {
		if r, ok := rest[m.Date]; ok {
			list = append(list, &FieldError{Field: fmt.Sprintf("days.makeup[%d]", i), Code: CodeRestWins,
				Reason: fmt.Sprintf("%v is also the rest date days.rest[%d], and rest wins", m.Date, r)})
		}
	}
	if len(d.Makeup) > 0 && len(s.Workday) == 0 {
		list = append(list, &FieldError{Field: "workday", Code: CodeNoHours,
			Reason: "make-up workdays have the hours of workdays, and workdays have none"})
	}
	for bit := range 7 {
		if hours, _ := s.weekday(d.Weekend, bit); len(hours) > 0 {
			return list
		}
	}
	return append(list, &FieldError{Field: "week", Code: CodeNeverOpen, Reason: "no day of the week has hours"})
}
