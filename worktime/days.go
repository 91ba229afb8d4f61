package worktime

// Days says what kind of day a date is: a tenant's zone, weekend, holidays and closures. It is
// plain data to store and to edit; a tenant's channels share it. [New] makes it answer questions.
//
// For each instant the first of these that applies decides:
//
//  1. an emergency closure: closed
//  2. a partial closure of the date: closed for those hours
//  3. special hours of the date
//  4. a rest date: the hours of a non-workday
//  5. a make-up workday: the hours of a workday
//  6. a yearly date
//  7. the weekday
type Days struct {
	// Zone is an IANA name such as "Europe/Paris". It must be given, "UTC" too; "Local" is refused,
	// for it means another zone on another server.
	Zone string `json:"zone"`

	// Weekend is the weekdays that are non-workdays. The zero value makes every day a workday.
	Weekend Weekdays `json:"weekend,omitempty"`

	// Rest lists dates that count as non-workdays.
	Rest []Day `json:"rest,omitempty"`

	// Makeup lists dates that count as workdays, such as a Saturday worked for a day off.
	Makeup []Day `json:"makeup,omitempty"`

	// Yearly lists dates that come round every year. Any list of exact dates beats it.
	Yearly []Yearly `json:"yearly,omitempty"`

	// Special gives dates hours of their own for every channel. No segments means closed all day.
	Special []Dated `json:"special,omitempty"`

	// Partial closes hours of a date, whatever else is open then, also an overnight segment that
	// began the day before.
	Partial []Dated `json:"partial,omitempty"`

	// Emergency closes everything for a while.
	Emergency []Emergency `json:"emergency,omitempty"`

	// MaxSegments is how many segments a class, a weekday or a date may have. Zero means 4; a
	// negative number, any.
	MaxSegments int `json:"maxSegments,omitempty"`
}
