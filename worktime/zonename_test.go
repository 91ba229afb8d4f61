package worktime

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestZoneNames(t *testing.T) {
	tests := []struct {
		zone string
		code string
		want string // at the end of the complaint
	}{
		{"UTC", "", ""},
		{"Asia/Shanghai", "", ""},
		{"Asia/Calcutta", "", ""}, // a former name, and no other zone's
		{"Japan", "", ""},
		{"Eire", "", ""}, // no abbreviation, though as short
		{"Etc/GMT+8", "", ""},
		{"EST", CodeAbbreviation, `probably "America/New_York" is meant`}, // the database has it, without daylight saving time
		{"CET", CodeAbbreviation, `probably "Europe/Paris" is meant`},
		{"MST7MDT", CodeAbbreviation, `probably "America/Denver" is meant`},
		{"GMT", CodeAbbreviation, `probably "Europe/London" or "UTC" is meant`},
		{"CST", CodeAbbreviation, `probably "America/Chicago" or "Asia/Shanghai" is meant`},
		{"PRC", CodeAbbreviation, `probably "Asia/Shanghai" is meant`},
		{"est", CodeAbbreviation, `probably "America/New_York" is meant`},
		{"Cst", CodeAbbreviation, `probably "America/Chicago" or "Asia/Shanghai" is meant`},
		{"est5edt", CodeAbbreviation, `probably "America/New_York" is meant`},
		{"utc", CodeAbbreviation, `probably "UTC" is meant`},
		{"Utc", CodeAbbreviation, `probably "UTC" is meant`},
		{"Gmt+8", CodeAbbreviation, `probably "Asia/Shanghai" or "Asia/Singapore" is meant`},
		{"XYZ", CodeAbbreviation, `give the name of a place, such as "Europe/Paris"`},
		{"UTC+8", CodeAbbreviation, `probably "Asia/Shanghai" or "Asia/Singapore" is meant`},
		{"GMT+08:00", CodeAbbreviation, `probably "Asia/Shanghai" or "Asia/Singapore" is meant`},
		{"+05:30", CodeAbbreviation, `probably "Asia/Kolkata" is meant`},
		{"-0500", CodeAbbreviation, `probably "America/New_York" is meant`},
		{"UTC+0", CodeAbbreviation, `probably "UTC" is meant`},
		{"Factory", CodePlaceholder, `give the name of a place, such as "Europe/Paris"`},
		{"posixrules", CodePlaceholder, `give the name of a place, such as "Europe/Paris"`},
		{"localtime", CodePlaceholder, `give the name of a place, such as "Europe/Paris"`},
		{"Etc/Unknown", CodePlaceholder, `give the name of a place, such as "Europe/Paris"`},
		{"right/Europe/Paris", CodePlaceholder, `probably "Europe/Paris" is meant`},
		{"europe/paris", CodeUnknown, `probably "Europe/Paris" is meant`},
		{"America/New York", CodeUnknown, `probably "America/New_York" is meant`},
		{" Asia/Tokyo ", CodeUnknown, `probably "Asia/Tokyo" is meant`},
		{"Shanghai", CodeUnknown, `probably "Asia/Shanghai" is meant`},
		{"new york", CodeUnknown, `probably "America/New_York" is meant`},
		{"America/Paris", CodeUnknown, `probably "Europe/Paris" is meant`},
		{"Asia/Beijing", CodeUnknown, `probably "Asia/Shanghai" is meant`},
		{"China Standard Time", CodeUnknown, `probably "Asia/Shanghai" is meant`},
		{"W. Europe Standard Time", CodeUnknown, `probably "Europe/Berlin" is meant`},
		{"Europe/Pariss", CodeUnknown, `give the name of a place, such as "Europe/Paris"`},
	}
	for _, tt := range tests {
		_, err := Check(&Days{Zone: tt.zone}, Schedule{})
		c, failed := errors.AsType[*FieldError](err)
		switch {
		case !failed && tt.code == "":
		case !failed || c.Code != tt.code || c.Field != "days.zone" || !strings.HasSuffix(c.Reason, tt.want):
			t.Errorf("%q: %v, want the code %q and %s", tt.zone, err, tt.code, tt.want)
		}
	}
}

// The zone that is offered in place of a wrong name is one that a calendar takes.
func TestMeantZonesExist(t *testing.T) {
	for _, table := range []map[string]string{abbreviations, offsets, windowsZones} {
		for name, list := range table {
			for zone := range strings.FieldsSeq(list) {
				if _, err := loadZone(zone); err != nil {
					t.Errorf("%q is offered for %q: %v", zone, name, err)
				}
			}
		}
	}
	// In July the offset of a place may be that of its summer.
	for at, list := range offsets {
		if at == "+" || at == "-" {
			continue
		}
		want, err := time.Parse("-07:00", at[:1]+strings.Repeat("0", 2-len(strings.Split(at[1:], ":")[0]))+at[1:]+map[bool]string{true: "", false: ":00"}[strings.Contains(at, ":")])
		if err != nil {
			t.Fatal(err)
		}
		_, offset := want.Zone()
		for zone := range strings.FieldsSeq(list) {
			loc, err := time.LoadLocation(zone)
			if err != nil {
				t.Fatal(err)
			}
			var seen []int
			for _, month := range []time.Month{time.January, time.July} {
				_, o := time.Date(2026, month, 1, 12, 0, 0, 0, loc).Zone()
				seen = append(seen, o)
			}
			if !slices.Contains(seen, offset) {
				t.Errorf("%s is offered for %s, and is at %v", zone, at, seen)
			}
		}
	}
}

// The sign of Etc/GMT+8 is the opposite of what people write.
func TestFixedOffsetsAreOdd(t *testing.T) {
	for zone, want := range map[string]string{
		"Etc/GMT+8": `"Etc/GMT+8" is 8 hours behind UTC all year; if the other side was meant, give "Etc/GMT-8" or "Asia/Shanghai"`,
		"Etc/GMT-3": `"Etc/GMT-3" is 3 hours ahead of UTC all year; if the other side was meant, give "Etc/GMT+3" or "America/Sao_Paulo"`,
		"Etc/GMT+0": "", "Etc/UTC": "",
	} {
		got := ""
		for _, w := range warn(&Days{Zone: zone}, Schedule{Workday: segments(t, "09:00-17:00")}) {
			if w.Code == CodeFixed {
				got = w.Reason
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}

// trapFolder names the environment variable with the folder of TestAbbreviationsOpenNoFile.
const trapFolder = "WORKTIME_TRAP_FOLDER"

// A file system that ignores case has a file for "est". Abbreviations are refused in any case
// before a file is opened: each has one here, whose zone is never returned.
func TestAbbreviationsOpenNoFile(t *testing.T) {
	var names []string
	for name := range abbreviations {
		if name == strings.ToUpper(name) {
			names = append(names, name, strings.ToLower(name), name[:1]+strings.ToLower(name[1:]))
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "UTC" })
	dir := os.Getenv(trapFolder)
	if dir == "" {
		// Package time reads ZONEINFO once, so it needs a process of its own.
		dir = t.TempDir()
		for _, name := range append(names, "trap") {
			if err := os.WriteFile(filepath.Join(dir, name), tzFile, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		child := exec.CommandContext(t.Context(), program, "-test.run=^TestAbbreviationsOpenNoFile$", "-test.v")
		child.Env = append(os.Environ(), trapFolder+"="+dir)
		out, err := child.CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("--- PASS: TestAbbreviationsOpenNoFile")) {
			t.Errorf("%v: %s", err, out)
		}
		return
	}
	t.Setenv("ZONEINFO", dir)
	for _, name := range []string{"trap", "est", "GMT"} {
		if loc, err := time.LoadLocation(name); err != nil || time.Unix(0, 0).In(loc).Format("MST") != "TRP" {
			t.Fatalf("the file of %q is not found, so the test shows nothing: %v", name, err)
		}
	}
	if _, err := loadZone("trap"); err != nil {
		t.Fatalf("a name that is no abbreviation: %v", err)
	}
	for _, name := range names {
		if loc, err := loadZone(name); err == nil || loc != nil {
			t.Errorf("%q opened a zone", name)
		}
		for _, zone := range meant(name) {
			if loc, err := loadZone(zone); err != nil || time.Unix(0, 0).In(loc).Format("MST") == "TRP" {
				t.Errorf("%q is offered for %q: %v", zone, name, err)
			}
		}
	}
}

// tzFile is a time zone file (RFC 9636) with one zone, TRP, an hour ahead of UTC.
var tzFile = slices.Concat([]byte("TZif"), make([]byte, 16),
	binary.BigEndian.AppendUint32(nil, 0), binary.BigEndian.AppendUint32(nil, 0), binary.BigEndian.AppendUint32(nil, 0), binary.BigEndian.AppendUint32(nil, 0),
	binary.BigEndian.AppendUint32(nil, 1), binary.BigEndian.AppendUint32(nil, 4),
	binary.BigEndian.AppendUint32(nil, 3600), []byte{0, 0}, []byte("TRP\x00"))

func FuzzZoneName(f *testing.F) {
	for _, name := range []string{"", "EST", "est", "UTC+8", "europe/paris", "right/../x", "China Standard Time", "+", "GMT +1"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		loc, err := loadZone(name)
		if (loc == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", name, loc, err)
		}
		for _, zone := range meant(name) {
			if _, err := loadZone(zone); err != nil {
				t.Errorf("%q is offered for %q: %v", zone, name, err)
			}
		}
	})
}
