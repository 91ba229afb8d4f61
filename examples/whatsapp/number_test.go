package whatsapp_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A number is proved by a code and registered with a PIN; then it can send.
func TestSetUpOfANumber(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{Unregistered: true}, nil)
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	w.Say(userID, "Hello")
	if _, err := w.ch.Send(t.Context(), thread(userID), channel.Message{Text: "Hello"}); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("before: %v", err)
	}
	if err := w.ch.Register(t.Context(), numberID, "123456"); err == nil {
		t.Error("registered before it was proved")
	}
	for _, by := range []whatsapp.CodeMethod{whatsapp.CodeByVoice, whatsapp.CodeBySMS} {
		if err := w.ch.RequestCode(t.Context(), numberID, by, "en"); err != nil {
			t.Fatal(by, err)
		}
	}
	if err := w.ch.VerifyCode(t.Context(), numberID, "000000"); err == nil {
		t.Error("a wrong code was taken")
	}
	if err := w.ch.VerifyCode(t.Context(), numberID, channel.Secret(w.Code(numberID))); err != nil {
		t.Fatal(err)
	}
	if err := w.ch.Register(t.Context(), numberID, "123456"); err != nil {
		t.Fatal(err)
	}
	w.send(t, thread(userID), channel.Message{Text: "Hello"})
	got, err := w.ch.ReadNumber(t.Context(), numberID)
	want := whatsapp.Number{ID: numberID, Phone: "+15550000011", Name: "Example Shop", Verification: "VERIFIED", Quality: "GREEN", Throughput: "STANDARD", Status: "CONNECTED", Limit: "TIER_250"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if err := w.ch.Deregister(t.Context(), numberID); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := w.ch.Register(t.Context(), numberID, "654321"); !errors.Is(err, channel.ErrUnauthorized) {
			t.Fatalf("a wrong PIN: %v", err)
		}
	}
	if err := w.ch.Register(t.Context(), numberID, "123456"); !errors.Is(err, channel.ErrRateLimited) {
		t.Errorf("after ten wrong PINs: %v", err)
	}
}

// Parameters that Meta would refuse are refused before any call.
func TestSetUpComplains(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	_, readErr := w.ch.ReadNumber(t.Context(), "1")
	_, profileErr := w.ch.ReadBusinessProfile(t.Context(), "1")
	for _, tt := range []struct {
		err  error
		want complaint
	}{
		{w.ch.RequestCode(t.Context(), numberID, "PIGEON", "en"), complaint{"method", channel.CodeInvalid}},
		{w.ch.RequestCode(t.Context(), numberID, whatsapp.CodeByVoice, ""), complaint{"language", channel.CodeMissing}},
		{w.ch.VerifyCode(t.Context(), numberID, "12345"), complaint{"code", channel.CodeInvalid}},
		{w.ch.Register(t.Context(), numberID, "12345x"), complaint{"pin", channel.CodeInvalid}},
		{w.ch.Deregister(t.Context(), "1"), complaint{"account", channel.CodeInvalid}},
		{readErr, complaint{"account", channel.CodeInvalid}},
		{profileErr, complaint{"account", channel.CodeInvalid}},
		{w.ch.SetBusinessProfile(t.Context(), numberID, whatsapp.BusinessProfile{Websites: []string{"a", "b", "c"}}), complaint{"websites", channel.CodeTooMany}},
	} {
		if diff := cmp.Diff([]complaint{tt.want}, complaints(tt.err)); diff != "" {
			t.Errorf("%v (-want +got):\n%s", tt.err, diff)
		}
	}
	if len(w.Calls()) != 0 {
		t.Errorf("%d calls", len(w.Calls()))
	}
}
