package facebook_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func TestWebhookForm(t *testing.T) {
	ch := newChannel(t, nil)
	got, err := ch.WebhookForm(callback)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(facebook.WebhookForm{CallbackURL: callback, VerifyToken: verifyToken, Fields: facebook.DefaultFields()}, got); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	if _, err := ch.WebhookForm("http://desk.example"); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("a plain address: %v", err)
	}
	if a, b := facebook.NewVerifyToken(), facebook.NewVerifyToken(); len(a) < 20 || a == b {
		t.Error("verify tokens can be guessed")
	}
}
