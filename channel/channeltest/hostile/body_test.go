package hostile_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// Every list and object is filled up once, in an order that does not change.
func TestBodies(t *testing.T) {
	recorded := map[string][]byte{
		"a.json": []byte(`{"entry":[{"id":"1"}]}`),
		"b.json": []byte(` {"entry":[{"id":"2","text":{}}]} `), // of which only text is new
		"c.json": []byte(`{"broken`),
	}
	var places []string
	for name, body := range hostile.Bodies(recorded) {
		for _, size := range []int{hostile.Short, hostile.Long} {
			if b := body(size); !json.Valid(b) || len(b) < size || len(b) > size+1<<10 {
				t.Errorf("%s: %d bytes, want %d", name, len(b), size)
			}
		}
		if element, place, _ := strings.Cut(name, " in "); element == `{}` || element == `"a":{}` {
			places = append(places, place)
		}
	}
	want := []string{"a.json at ", "a.json at /entry", "a.json at /entry/0", "b.json at /entry/0/text"}
	if !slices.Equal(places, want) {
		t.Errorf("places %q, want %q", places, want)
	}
}

func TestCost(t *testing.T) {
	body := make([]byte, 1<<20)
	var kept []byte
	if perByte, err := hostile.Cost(body, func() { kept = make([]byte, 19<<20) }); err != nil || perByte < 19 || perByte > 20 {
		t.Errorf("19 MiB for 1 MiB: %v, %v", perByte, err)
	}
	if perByte, err := hostile.Cost(body, func() { kept = make([]byte, 23<<20) }); err == nil || perByte < 23 || len(kept) == 0 {
		t.Errorf("23 MiB for 1 MiB: %v, %v", perByte, err)
	}
	if _, err := hostile.Cost([]byte("{}"), func() { kept = make([]byte, 1<<20) }); err != nil {
		t.Errorf("what does not depend on the body: %v", err)
	}
}

// A body that cannot be read is told whole, and any other error loses it.
func TestCheckReceived(t *testing.T) {
	w := channel.Webhook{Body: []byte("{")}
	whole := channel.Delivery{Events: []channel.Event{{Raw: []byte("{")}}}
	for _, tt := range []struct {
		name string
		got  channel.Delivery
		err  error
		ok   bool
	}{
		{"in order", channel.Delivery{}, nil, true},
		{"malformed", whole, &channel.Error{Kind: channel.ErrMalformed}, true},
		{"malformed and lost", channel.Delivery{}, &channel.Error{Kind: channel.ErrMalformed}, false},
		{"malformed, with other bytes", channel.Delivery{Events: []channel.Event{{Raw: []byte("[")}}}, &channel.Error{Kind: channel.ErrMalformed}, false},
		{"forged", whole, &channel.Error{Kind: channel.ErrForged}, false},
		{"of another type", whole, errors.New("no"), false},
	} {
		if err := hostile.CheckReceived(w, tt.got, tt.err); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
