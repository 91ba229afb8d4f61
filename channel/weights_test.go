package channel_test

import (
	"encoding/json"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestWeights(t *testing.T) {
	const text = "aé漢👍🏽 https://example.com"
	for line, want := range map[channel.Weights]int{
		"": 1 + 1 + 2 + 2 + 1 + 23, // the default
		"link=23 emoji=2 other=2 1=0-10FF,2000-200D,2010-201F,2032-2037": 30,
		"link=10":                   17,
		"emoji=7":                   35,
		"other=5":                   33,
		"3=61-61 other=1":           3 + 1 + 1 + 2 + 1 + 23, // the default ranges do not apply
		"0=0-7F 1=80-10FFFF link=0": 0 + 1 + 1 + 2 + 0 + 0,
		"  link=10\n":               17,
	} {
		if err := line.Check("weights"); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		l := channel.Length{Max: want, Unit: channel.Weighted, Weights: line}
		if got := l.Count(text); got != want || !l.Fits(text) {
			t.Errorf("%q: counts %d, want %d; it fits: %t", line, got, want, l.Fits(text))
		}
		if l.Max--; l.Fits(text) {
			t.Errorf("%q: %d fit in %d", line, want, l.Max)
		}
	}
	if got := (channel.Length{Max: 9, Unit: channel.Runes, Weights: "other=9"}).Count("漢"); got != 1 {
		t.Errorf("weights of another unit count %d", got)
	}
	for _, line := range []channel.Weights{"x", "link", "link=", "link=-1", "link=1001", "other=a", "1=", "1=0", "1=2-1", "1=0-110000", "1=g-h", "-1=0-1", "1=0-1,", "1=0-FFFFFFFFFF"} {
		list := channel.FieldErrors(line.Check("postWeights"))
		if len(list) != 1 || list[0].Field != "postWeights" || list[0].Code != channel.CodeInvalid {
			t.Errorf("%q: %v", line, list)
		}
		if got := (channel.Length{Unit: channel.Weighted, Weights: line}).Count("漢"); got != 2 {
			t.Errorf("%q counts %d, want the default", line, got)
		}
	}
}

// A limit with weights is plain data: it survives JSON, can be compared, and Check counts by it.
func TestWeightsAreData(t *testing.T) {
	l := channel.Limits{Text: channel.Length{Max: 4, Unit: channel.Weighted, Weights: "other=1"}}
	data, err := json.Marshal(l.Text)
	var back channel.Length
	if err != nil || json.Unmarshal(data, &back) != nil || back != l.Text {
		t.Errorf("%s, %v: %+v", data, err, back)
	}
	if err := l.Check(channel.Message{Text: "漢字漢字"}); err != nil {
		t.Error(err)
	}
	list := channel.FieldErrors(l.Check(channel.Message{Text: "漢字漢字漢"}))
	if len(list) != 1 || list[0].Limit != 4 || list[0].Got != 5 {
		t.Errorf("%v", list)
	}
}
