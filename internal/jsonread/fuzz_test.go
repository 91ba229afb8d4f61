package jsonread

import (
	"encoding/json"
	"testing"
)

func FuzzValid(f *testing.F) {
	f.Add([]byte(telegramText))
	f.Add([]byte(`[1,-0,1e400,01,"\u0000\ud800",{"a":{}},[],null,true]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := New(body)
		if got, want := err == nil, json.Valid(body); got != want {
			t.Errorf("New(%q) valid = %v (%v), encoding/json says %v", body, got, err, want)
		}
	})
}
