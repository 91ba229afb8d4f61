package whatsapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

func TestBusinessProfile(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	want := whatsapp.BusinessProfile{About: "Lamps", Email: "desk@shop.example", Websites: []string{"https://shop.example"}}
	if err := w.ch.SetBusinessProfile(t.Context(), numberID, want); err != nil {
		t.Fatal(err)
	}
	if err := w.ch.SetBusinessProfile(t.Context(), numberID, whatsapp.BusinessProfile{Address: "Berlin"}); err != nil {
		t.Fatal(err)
	}
	want.Address = "Berlin" // the other fields stay
	got, err := w.ch.ReadBusinessProfile(t.Context(), numberID)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := channel.FetchProfile(t.Context(), w.ch, thread(userID)); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("FetchProfile: %v", err)
	}
}
