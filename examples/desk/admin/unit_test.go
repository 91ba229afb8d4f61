package admin

import (
	"net/url"
	"testing"
)

func TestInUnit(t *testing.T) {
	day := int64(86400)
	for value, want := range map[string]string{"0": "0 min", "90": "90 s", "300": "5 min", "7200": "2 h", "172800": "2 d", "soon": "soon min"} {
		f := &field{Value: value, Max: &day}
		f.inUnit()
		got := f.Value
		for _, o := range f.Options {
			if o.Selected {
				got += " " + o.Value
			}
		}
		if got != want {
			t.Errorf("%s: %s, want %s", value, got, want)
		}
	}
}

func TestSeconds(t *testing.T) {
	typed := url.Values{"a": {"5"}, "a:unit": {"min"}, "b": {"soon"}, "b:unit": {"h"}, "c": {"7"}, "d": {"2"}, "d:unit": {"years"}}
	seconds(typed)
	if got := typed.Encode(); got != "a=300&b=soon&c=7&d=2" {
		t.Error(got)
	}
}
