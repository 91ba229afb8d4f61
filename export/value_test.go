package export

import (
	"math"
	"testing"
	"time"
)

func TestValue(t *testing.T) {
	east := time.FixedZone("", 8*3600)
	tests := []struct {
		name  string
		value Value
		kind  Kind
		text  string
	}{
		{"nothing", Value{}, Text, ""},
		{"text", TextValue("a\nb"), Text, "a\nb"},
		{"text that is no UTF-8", TextValue("a\xffb"), Text, "a\uFFFDb"},
		{"zero", IntValue(0), Number, "0"},
		{"least", IntValue(math.MinInt64), Number, "-9223372036854775808"},
		{"fraction", FloatValue(0.1), Number, "0.1"},
		{"all digits", FloatValue(1.0 / 3), Number, "0.3333333333333333"},
		{"whole", FloatValue(12), Number, "12"},
		{"minus zero", FloatValue(math.Copysign(0, -1)), Number, "0"},
		{"beyond 64 bits", FloatValue(1 << 63), Number, "9223372036854776000"},
		{"large", FloatValue(1e21), Number, "1e+21"},
		{"largest", FloatValue(math.MaxFloat64), Number, "1.7976931348623157e+308"},
		{"small", FloatValue(1e-7), Number, "1e-07"},
		{"smallest", FloatValue(math.SmallestNonzeroFloat64), Number, "5e-324"},
		{"true", BoolValue(true), Bool, "true"},
		{"false", BoolValue(false), Bool, "false"},
		{"time", TimeValue(time.Date(2026, 3, 1, 8, 0, 0, 500, east)), Time, "2026-03-01T00:00:00.0000005Z"},
		{"before 1970", TimeValue(time.Date(1969, 12, 31, 23, 59, 59, 999, time.UTC)), Time, "1969-12-31T23:59:59.000000999Z"},
		{"first year", TimeValue(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), Time, "0000-01-01T00:00:00Z"},
		{"last year", TimeValue(time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC)), Time, "9999-12-31T23:59:59.999999999Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.value.Kind() != tt.kind || tt.value.String() != tt.text {
				t.Errorf("%s %q, want %s %q", tt.value.Kind(), tt.value.String(), tt.kind, tt.text)
			}
			back, err := ParseValue(tt.kind, tt.text)
			if err != nil || back != tt.value {
				t.Errorf("ParseValue(%s, %q) = %+v, %v; want %+v", tt.kind, tt.text, back, err, tt.value)
			}
		})
	}
}

func TestValueAsGoValue(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 5, time.UTC)
	if n, ok := IntValue(7).Int(); n != 7 || !ok {
		t.Errorf("Int() = %d, %v", n, ok)
	}
	if n, ok := FloatValue(7.5).Int(); n != 0 || ok {
		t.Errorf("Int() of 7.5 = %d, %v", n, ok)
	}
	if f := IntValue(7).Float(); f != 7 {
		t.Errorf("Float() of 7 = %v", f)
	}
	if f := FloatValue(-7.5).Float(); f != -7.5 {
		t.Errorf("Float() = %v", f)
	}
	if f := TextValue("7").Float(); f != 0 {
		t.Errorf("Float() of a text = %v", f)
	}
	if !BoolValue(true).Bool() || BoolValue(false).Bool() || IntValue(1).Bool() {
		t.Error("Bool() is not what was put in")
	}
	if got := TimeValue(at.In(time.FixedZone("", 3600))).Time(); got != at {
		t.Errorf("Time() = %v, want %v", got, at)
	}
	if !TextValue("").IsEmpty() || !TimeValue(time.Time{}).IsEmpty() || IntValue(0).IsEmpty() || BoolValue(false).IsEmpty() {
		t.Error("IsEmpty() is not what was put in")
	}
	if got := IntValue(1).Time(); !got.IsZero() || TextValue("x").Text() != "x" || IntValue(1).Text() != "" {
		t.Error("values of other kinds are not zero")
	}
}

// A value without a text form fits no column.
func TestInvalidValues(t *testing.T) {
	tests := map[string]Value{
		"NaN": FloatValue(math.NaN()), "infinity": FloatValue(math.Inf(-1)),
		"year 10000": TimeValue(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), "year -1": TimeValue(time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)),
	}
	for name, v := range tests {
		for _, k := range []Kind{Text, Number, Bool, Time} {
			if v.fits(k) {
				t.Errorf("%s fits a %s column", name, k)
			}
		}
	}
}

func TestParseValue(t *testing.T) {
	tests := []struct {
		kind Kind
		text string
		want Value
		err  string
	}{
		{Number, " 12 ", IntValue(12), ""},
		{Number, "+5", IntValue(5), ""},
		{Number, "007", IntValue(7), ""},
		{Number, "12.0", IntValue(12), ""},
		{Number, "1.5E3", IntValue(1500), ""},
		{Number, "", Value{}, ""},
		{Number, "twelve", Value{}, "no number such as -12.5"},
		{Number, "0x10", Value{}, "no number such as -12.5"},
		{Number, "1_000", Value{}, "no number such as -12.5"},
		{Number, "1,5", Value{}, "no number such as -12.5"},
		{Number, "inf", Value{}, "no number such as -12.5"},
		{Number, "1e999", Value{}, "a number out of range"},
		{Number, "-", Value{}, "no number such as -12.5"},
		{Number, "0.1", FloatValue(0.1), ""},
		{Number, "-0.10000000000000001", FloatValue(-0.1), ""},
		{Number, "0.00", IntValue(0), ""},
		{Number, "100.50", FloatValue(100.5), ""},
		{Number, "1e-300", FloatValue(1e-300), ""},
		{Number, "9007199254740993.0", Value{}, "a number with more digits than can be kept"},
		{Number, "9007199254740992.5", Value{}, "a number with more digits than can be kept"},
		{Number, "9.007199254740992e15", IntValue(1 << 53), ""},
		{Number, "0.12345678901234567890", FloatValue(0.12345678901234568), ""},
		{Number, "5.00000000000000024e-07", FloatValue(5e-07), ""}, // of Gnumeric
		{Number, "-1.0000000000000001e+300", FloatValue(-1e300), ""},
		{Number, "1e-400", Value{}, "a number with more digits than can be kept"},
		{Bool, "TRUE", BoolValue(true), ""},
		{Bool, " false", BoolValue(false), ""},
		{Bool, "yes", Value{}, "neither true nor false"},
		{Bool, "", Value{}, ""},
		{Time, "2026-03-01T09:00:00+08:00", TimeValue(time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)), ""},
		{Time, "2026-03-01", Value{}, "no time such as 2026-01-31T09:00:00Z"},
		{Time, "9999-12-31T23:59:59-23:00", Value{}, "a year out of range"},
		{Time, "\t", Value{}, ""},
		{Text, " x ", TextValue(" x "), ""},
		{Kind(9), "x", Value{}, "no such kind of column"},
	}
	for _, tt := range tests {
		got, err := ParseValue(tt.kind, tt.text)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && err.Error() != tt.err {
			t.Errorf("ParseValue(%s, %q) = %+v, %v; want %+v, %q", tt.kind, tt.text, got, err, tt.want, tt.err)
		}
	}
}
