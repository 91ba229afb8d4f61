package worktime

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// loadZone opens a zone of the time zone database by its IANA name. An abbreviation or a
// placeholder is refused although the database may have it: "EST" is New York without daylight
// saving time.
func loadZone(name string) (*time.Location, error) {
	c := &FieldError{Field: "days.zone"}
	switch {
	case name == "":
		c.Code, c.Reason = CodeMissing, `a zone such as "Europe/Paris" or "UTC" must be given`
		return nil, c
	case name == "Local":
		c.Code, c.Reason = CodeLocal, `"Local" means another zone on another server; give the zone's own name`
		return nil, c
	case placeholder(name):
		c.Code, c.Reason = CodePlaceholder, fmt.Sprintf("%.64q is a placeholder, not a zone%s", name, perhaps(name))
		return nil, c
	case isAbbreviation(name):
		c.Code, c.Reason = CodeAbbreviation, fmt.Sprintf("%.64q is an abbreviation or an offset, not a zone%s", name, perhaps(name))
		return nil, c
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		c.Code, c.Reason = CodeUnknown, fmt.Sprintf("%.64q is no zone of the time zone database on this machine%s", name, perhaps(name))
		return nil, c
	}
	return loc, nil
}

var (
	abbreviation = regexp.MustCompile(`^([A-Z0-9+:-]+|(?i:UTC|GMT)? ?[+-][0-9:]+)$`)
	offset       = regexp.MustCompile(`^(?i:UTC|GMT)? ?([+-])([0-9]{1,2}):?([0-9]{2})?$`)
	fixed        = regexp.MustCompile(`^Etc/GMT([+-])([0-9]{1,2})$`)
)

// placeholder reports whether a name of the database, or of a product, says that no zone was
// chosen. The zones below posix/ and right/ are the database in other forms; right/ counts leap
// seconds.
func placeholder(name string) bool {
	switch name {
	case "Factory", "localtime", "posixrules", "Etc/Unknown", "local", "None", "none", "null", "Unknown", "Default":
		return true
	}
	return strings.HasPrefix(name, "posix/") || strings.HasPrefix(name, "right/")
}

// isAbbreviation reports whether a name is an abbreviation or an offset, in capitals or not: a file
// system that ignores case finds EST under "est", too.
func isAbbreviation(name string) bool {
	return name != "UTC" && (abbreviation.MatchString(name) || abbreviations[strings.ToUpper(name)] != "")
}

// perhaps ends a sentence with the names that were probably meant.
func perhaps(name string) string {
	list := meant(name)
	if len(list) == 0 {
		return `; give the name of a place, such as "Europe/Paris"`
	}
	quoted := make([]string, len(list))
	for i, n := range list {
		quoted[i] = strconv.Quote(n)
	}
	return "; probably " + strings.Join(quoted, " or ") + " is meant"
}

// meant returns the zones that a wrong name probably means.
func meant(name string) []string {
	if list := cmp.Or(abbreviations[name], abbreviations[strings.ToUpper(name)]); list != "" {
		return strings.Fields(list)
	}
	if list := windowsZones[strings.TrimSuffix(name, " Standard Time")]; list != "" && strings.HasSuffix(name, " Standard Time") {
		return strings.Fields(list)
	}
	if m := offset.FindStringSubmatch(name); m != nil {
		at := m[1] + strings.TrimPrefix(m[2], "0")
		if m[3] != "" && m[3] != "00" {
			at += ":" + m[3]
		}
		return strings.Fields(offsets[at])
	}
	if rest, ok := strings.CutPrefix(name, "posix/"); ok {
		return known(rest)
	}
	if rest, ok := strings.CutPrefix(name, "right/"); ok {
		return known(rest)
	}
	spelled := spell(name)
	if list := known(spelled); list != nil {
		return list
	}
	city := spelled[strings.LastIndexByte(spelled, '/')+1:]
	for _, area := range [...]string{"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"} {
		if list := known(area + "/" + city); list != nil {
			return list
		}
	}
	return nil
}

// known returns the name if it is a zone.
func known(name string) []string {
	if name == "" || name == "Local" || placeholder(name) || isAbbreviation(name) {
		return nil
	}
	if _, err := time.LoadLocation(name); err != nil {
		return nil
	}
	return []string{name}
}

// spell writes a name as the database does: America/New_York for "america/new york".
func spell(name string) string {
	b := []byte(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), " ", "_")))
	for i, c := range b {
		if (i == 0 || b[i-1] == '/' || b[i-1] == '_' || b[i-1] == '-') && c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// fixedOffset warns of a zone whose sign is the opposite of what people write: Etc/GMT+8 is eight
// hours behind UTC.
func fixedOffset(name string) (*FieldError, bool) {
	m := fixed.FindStringSubmatch(name)
	if m == nil || m[2] == "0" {
		return nil, false
	}
	side, other := "behind", "-"
	if m[1] == "-" {
		side, other = "ahead of", "+"
	}
	place := ""
	if list := offsets[m[1]+m[2]]; list != "" {
		place = fmt.Sprintf(" or %q", strings.Fields(list)[0])
	}
	return &FieldError{Field: "days.zone", Code: CodeFixed,
		Reason: fmt.Sprintf("%q is %s hours %s UTC all year; if the other side was meant, give %q%s", name, m[2], side, "Etc/GMT"+other+m[2], place)}, true
}
