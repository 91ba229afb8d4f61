package export

import (
	"strings"
	"testing"
)

func TestGuessed(t *testing.T) {
	for text, want := range map[string]bool{
		"0049": true, ".5": true, "1,5": true, "1e5": true, "3-4": true, "1/2": true, "½": true, "12:30": true, "50 %": true, "5 €": true, "(5)": true, "١٢": true, "１２": true,
		"MAR1": true, "Jan 5": true, "5 May 2026": true, "3月4日": true, "2026-11-30T10:00:00Z": true, "12345678901234567890": true, "Room 5": true,
		"true": true, "TRUE": true, " False ": true, "Wahr": true, "истина": true, "verdadero": true,
		"": false, "Sales": false, "true story": false, "call me at 5": false, "a\n5": false, "转人工": false, "\xff": false,
		strings.Repeat("0", maxGuessed): true, strings.Repeat("0", maxGuessed+1): false,
	} {
		if got := Guessed(text); got != want {
			t.Errorf("Guessed(%q) = %t", text, got)
		}
	}
}

func TestRounded(t *testing.T) {
	for number, want := range map[string]bool{
		"123456789012345": false, "1234567890123456": true, "-1234567890123456": true, "0.1": false, "0.30000000000000004": true, "1e+300": false, "1.2345678901234567e+300": true,
		"0.000000000000000001": false, "000000000000000000001": false, "": false, "x": false,
	} {
		if got := Rounded(number); got != want {
			t.Errorf("Rounded(%q) = %t", number, got)
		}
	}
}
