package whatsapp_test

import (
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// Call reaches what the package has no method for, with its errors.
func TestCall(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	var out struct {
		Name string `json:"verified_name"`
	}
	if err := w.ch.Call(t.Context(), http.MethodGet, numberID, url.Values{"fields": {"verified_name"}}, &out); err != nil || out.Name != "Example Shop" {
		t.Errorf("%+v, %v", out, err)
	}
	var wrong struct {
		Name int `json:"verified_name"`
	}
	if err := w.ch.Call(t.Context(), http.MethodGet, numberID, url.Values{"fields": {"verified_name"}}, &wrong); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("another form: %v", err)
	}
	for name, in := range map[string]any{"a list": []int{1}, "what has no JSON": func() {}} {
		if err := w.ch.Call(t.Context(), http.MethodPost, numberID, in, nil); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.ch.Call(t.Context(), http.MethodGet, numberID, "fields", nil); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a text as parameters: %v", err)
	}
}
