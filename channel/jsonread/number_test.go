package jsonread_test

import (
	"math"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
)

func TestInt(t *testing.T) {
	type result struct {
		N          int64
		Mismatches int
	}
	odd := result{0, 1}
	tests := []struct {
		body string
		want result
	}{
		{"0", result{}},
		{"-0", result{}},
		{"-0.0e+9", result{}},
		{"7", result{N: 7}},
		{"1768003200123", result{N: 1768003200123}},
		{"-1001555000222", result{N: -1001555000222}},
		{"999999999999999999", result{N: 999999999999999999}},
		{"9223372036854775807", result{N: math.MaxInt64}},
		{"-9223372036854775808", result{N: math.MinInt64}},
		{"-9223372036854775807", result{N: -math.MaxInt64}},
		{"-15.0", result{N: -15}},
		{"9223372036854775808", odd},
		{"-9223372036854775809", odd},
		{"18446744073709551615", odd},
		{"18446744073709551616", odd},
		{"99999999999999999999999", odd},
		{"1458692752478.0", result{N: 1458692752478}},
		{"9223372036854775807.000", result{N: math.MaxInt64}},
		{"-9223372036854775808.0", result{N: math.MinInt64}},
		{"9007199254740993.0", result{N: 9007199254740993}},
		{"4503599627370497.25", odd},
		{"1.5", odd},
		{"0.1", odd},
		{"1e3", result{N: 1000}},
		{"1.5E+1", result{N: 15}},
		{"1.050e2", result{N: 105}},
		{"1500e-2", result{N: 15}},
		{"1500e-3", odd},
		{"100000000000000000000e-2", result{N: 1000000000000000000}},
		{"0.000000000000000000000000001e27", result{N: 1}},
		{"9223372036854775807e0", result{N: math.MaxInt64}},
		{"922337203685477580.7e1", result{N: math.MaxInt64}},
		{"-922337203685477580.8e1", result{N: math.MinInt64}},
		{"922337203685477580.8e1", odd},
		{"1e18", result{N: 1000000000000000000}},
		{"1e19", odd},
		{"1e400", odd},
		{"0e400", result{}},
		{"1e99999999999999999999", odd},
		{"1e-99999999999999999999", odd},
		{"0e99999999999999999999", result{}},
		{"10e-00000000000000000000000000001", result{N: 1}},
		{"1" + strings.Repeat("0", 1000) + "e-1000", result{N: 1}},
		{"0." + strings.Repeat("0", 999) + "1e1000", result{N: 1}},
		{`"1768003200123"`, result{N: 1768003200123}},
		{`"-5"`, result{N: -5}},
		{`"1458692752478.0"`, result{N: 1458692752478}},
		{`"\u0031\u0032"`, result{N: 12}},
		{`""`, odd},
		{`"-"`, odd},
		{`"+5"`, odd},
		{`"05"`, odd},
		{`" 5"`, odd},
		{`"5 "`, odd},
		{`"5."`, odd},
		{`"0x5"`, odd},
		{`"5_0"`, odd},
		{`"five"`, odd},
		{`"٥"`, odd},
		{`"9223372036854775808"`, odd},
		{`"null"`, odd},
	}
	for _, tt := range tests {
		r := open(t, tt.body)
		got := result{r.Int(), r.Mismatches()}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Int of %s (-want +got):\n%s", tt.body, diff)
		}
		if r.Kind() != jsonread.Invalid {
			t.Errorf("Int of %s did not consume it", tt.body)
		}
	}
}

func TestFloat(t *testing.T) {
	type result struct {
		F          float64
		Mismatches int
	}
	odd := result{0, 1}
	tests := []struct {
		body string
		want result
	}{
		{"0", result{}},
		{"51.5", result{F: 51.5}},
		{"-0.12", result{F: -0.12}},
		{"6.5e1", result{F: 65}},
		{"9007199254740993", result{F: 9007199254740992}},
		{"-33.85678440000000000000000000000000000001", result{F: -33.8567844}},
		{"1e308", result{F: 1e308}},
		{"1e-400", result{}},
		{"1e400", odd},
		{"-1e400", odd},
		{`"0.97"`, result{F: 0.97}},
		{`"1e400"`, odd},
		{`"Inf"`, odd},
		{`"NaN"`, odd},
		{`"0x1p-2"`, odd},
		{`"1_0"`, odd},
		{`""`, odd},
	}
	for _, tt := range tests {
		r := open(t, tt.body)
		got := result{r.Float(), r.Mismatches()}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Float of %s (-want +got):\n%s", tt.body, diff)
		}
	}
	if got := open(t, "-0").Float(); got != 0 || !math.Signbit(got) {
		t.Errorf("Float of -0 = %v, want negative zero", got)
	}
}

func TestBool(t *testing.T) {
	type result struct {
		B          bool
		Mismatches int
	}
	tests := []struct {
		body string
		want result
	}{
		{"true", result{B: true}},
		{"false", result{}},
		{`"true"`, result{B: true}},
		{`"false"`, result{}},
		{"1", result{B: true}},
		{"0", result{}},
		{"null", result{}},
		{"2", result{Mismatches: 1}},
		{"-1", result{Mismatches: 1}},
		{"1.0", result{Mismatches: 1}},
		{`"1"`, result{Mismatches: 1}},
		{`"True"`, result{Mismatches: 1}},
		{`""`, result{Mismatches: 1}},
		{"[true]", result{Mismatches: 1}},
	}
	for _, tt := range tests {
		r := open(t, tt.body)
		got := result{r.Bool(), r.Mismatches()}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Bool of %s (-want +got):\n%s", tt.body, diff)
		}
	}
}
