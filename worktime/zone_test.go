package worktime

import (
	"archive/zip"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

// zoneFiles is Go's own time zone database, by name. All tests use it, whatever the machine has.
var zoneFiles map[string][]byte

func TestMain(m *testing.M) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		log.Fatal(err)
	}
	path := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "time", "zoneinfo.zip")
	if zoneFiles, err = readZones(path); err != nil {
		log.Fatal(err)
	}
	os.Setenv("ZONEINFO", path)
	os.Exit(m.Run())
}

func readZones(path string) (map[string][]byte, error) {
	r, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	zones := make(map[string][]byte)
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		zones[f.Name] = data
	}
	return zones, nil
}

// differentZones are the names of zones that a calendar takes, without those that only name
// another's data again.
func differentZones() []string {
	var names []string
	seen := make(map[string]bool)
	for name, data := range zoneFiles {
		if _, err := loadZone(name); err == nil && !seen[string(data)] {
			seen[string(data)] = true
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// transitions are the instants in [from, to) at which the offset of loc changes, found without the
// package's own means.
func transitions(loc *time.Location, from, to int64) []int64 {
	var out []int64
	offset := func(u int64) int { _, o := time.Unix(u, 0).In(loc).Zone(); return o }
	for u := from; u < to; {
		_, end := time.Unix(u, 0).In(loc).ZoneBounds()
		if end.IsZero() {
			break
		}
		next := end.Unix()
		if next <= u { // the last day of a leap year
			next = u + 86400
		}
		if offset(next-1) != offset(next) {
			out = append(out, next)
		}
		u = next
	}
	return out
}

// oracle answers from the regular week alone: what the wall clock shows, looked up minute by
// minute.
type oracle [7][24 * 60]bool

func newOracle(s Schedule, weekend Weekdays) *oracle {
	var o oracle
	for d := range 7 {
		list := s.Workday
		if weekend.Has(time.Weekday(d)) {
			list = s.Nonworkday
		}
		for _, seg := range list {
			end := seg.To
			if seg.Overnight {
				end += Midnight
			}
			for m := int(seg.From) / 60; m < int(end)/60; m++ {
				o[(d+m/1440)%7][m%1440] = true
			}
		}
	}
	return &o
}

// open is for an instant with a known offset.
func (o *oracle) open(u int64, offset int) bool {
	local := u + int64(offset) + 1<<40 - (1<<40)%(7*86400) // some whole weeks, so that it is not negative
	return o[(local/86400+4)%7][local%86400/60]
}

// Every minute within 26 hours, and every second within two minutes, of every change of offset in
// every zone, or with -short in every eighth.
func TestEveryTransitionOfEveryZone(t *testing.T) {
	weekend := Sat | Sun
	schedules := map[string]Schedule{
		"day": {
			Workday:    segments(t, "00:00-00:15,00:30-01:30,02:15-12:00,23:15-24:00"),
			Nonworkday: segments(t, "00:00-02:30,22:45-23:45"),
		},
		"night": {
			Workday:    segments(t, "01:45-02:10,22:00-00:30+1"),
			Nonworkday: segments(t, "23:59-01:01+1,03:00-05:00"),
		},
	}
	for name, s := range schedules {
		o := newOracle(s, weekend)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changes, minutes := 0, 0
			for i, zone := range differentZones() {
				if testing.Short() && i%32 != 0 {
					continue
				}
				c, err := New(&Days{Zone: zone, Weekend: weekend}, s)
				if err != nil {
					t.Fatal(err)
				}
				done := int64(-1 << 62)
				for _, u := range transitions(c.Location(), -5e9, 2.2e9) {
					from := max(done, u-26*3600-u%60)
					done = u + 26*3600
					minutes += compare(t, c, o, from, done, 60)
					compare(t, c, o, u-120, u+120, 1)
					changes++
				}
			}
			t.Logf("%d zones, %d changes of offset, %d minutes", len(differentZones()), changes, minutes)
			if changes < 10_000 && !testing.Short() || changes < 300 {
				t.Error("too few changes: is this the time zone database?")
			}
		})
	}
}

// compare asks the calendar and the oracle about every step from from to to.
func compare(t *testing.T, c *Calendar, o *oracle, from, to, step int64) (asked int) {
	t.Helper()
	loc := c.Location()
	var list []span
	for p := range c.Segments(time.Unix(from, 0), time.Unix(to, 0)) {
		list = append(list, span{p.Start.Unix(), p.End.Unix()})
	}
	offsets := offsetter{loc: loc}
	for u := from; u < to; u += step {
		want := o.open(u, offsets.at(u))
		for len(list) > 0 && list[0].to <= u {
			list = list[1:]
		}
		inside := len(list) > 0 && list[0].from <= u
		got, why := c.Open(time.Unix(u, 0))
		if got != want || inside != want {
			t.Fatalf("%v at %v: Open = %v (%s), in a segment = %v, want %v", loc, time.Unix(u, 0).In(loc), got, why, inside, want)
		}
		asked++
	}
	return asked
}

// An offsetter looks offsets up by the quarter of an hour, and one by one where the quarter does
// not begin and end with the same: where rules beyond the listed changes apply, a look-up takes 0.3
// µs.
type offsetter struct {
	loc        *time.Location
	from, to   int64
	first, end int
}

func (o *offsetter) at(u int64) int {
	if u >= o.to || u < o.from {
		o.from, o.to = u-u%900, u-u%900+900
		if o.from > u {
			o.from, o.to = o.from-900, o.to-900
		}
		o.first, o.end = o.lookUp(o.from), o.lookUp(o.to-1)
	}
	if o.first == o.end {
		return o.first
	}
	return o.lookUp(u)
}

func (o *offsetter) lookUp(u int64) int {
	_, offset := time.Unix(u, 0).In(o.loc).Zone()
	return offset
}

// Where rules beyond the listed changes apply, ZoneBounds is wrong on the last day of a leap year.
func TestStretchesGoOn(t *testing.T) {
	for _, zone := range differentZones() {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		for u := int64(-5e9); u < 5e9; {
			shift, end := stretch(loc, u)
			if end <= u {
				t.Fatalf("%s: the stretch at %d ends at %d", zone, u, end)
			}
			for _, in := range []int64{u, u + (end-u)/2, end - 1} {
				if _, offset := time.Unix(in, 0).In(loc).Zone(); int64(offset) != shift {
					t.Fatalf("%s: the stretch from %d to %d has offset %d, but %d at %d", zone, u, end, shift, offset, in)
				}
			}
			u = end
		}
	}
}

func TestZoneTable(t *testing.T) {
	for _, name := range []string{"UTC", "Asia/Shanghai", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		z := newZone(loc)
		for u := int64(tableFrom) - 1e7; u < tableTo+1e7; u += 99_991 {
			shift, end := z.at(u)
			if _, offset := time.Unix(u, 0).In(loc).Zone(); int64(offset) != shift || end <= u {
				t.Fatalf("%s at %d: offset %d until %d, want %d", name, u, shift, end, offset)
			}
		}
	}
}

func segments(t testing.TB, text string) []Segment {
	t.Helper()
	list, err := ParseSegments(text)
	if err != nil {
		t.Fatal(err)
	}
	return list
}
