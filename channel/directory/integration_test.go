package directory_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestPrepareAndIntegration(t *testing.T) {
	o := options()
	r := bot("bot", "Sales", 71001)
	delete(r.Secrets.Keys, "webhookSecret")
	prepared := o.Prepare(r)
	in, err := prepared.Integration("https://desk.example/in/")
	require.NoError(t, err)
	if in.CallbackURL != "https://desk.example/in/telegram/bot" || len(in.WebhookSecret) < 26 || in.VerifyToken != "" || r.Secrets.Keys["webhookSecret"] != nil {
		t.Errorf("%s, a secret of %d characters", in.CallbackURL, len(in.WebhookSecret))
	}
	if again := o.Prepare(prepared); again.Secrets.Keys["webhookSecret"].First() != in.WebhookSecret {
		t.Error("Prepare replaced a secret")
	}
	for _, base := range []string{"", "http://desk.example", "https://", "https://u:p@desk.example", "https://desk.example?x=1", "https://desk.example#x", "%"} {
		if _, err := r.Integration(base); err == nil {
			t.Errorf("base URL %q is taken", base)
		}
	}
}

// While the platform is asked to subscribe, it checks the webhook: a draft answers, since nothing
// is locked.
func TestSubscribe(t *testing.T) {
	ctx := context.Background()
	var d *directory.Directory
	draft := pages("c", "Support", "8801", "24001")
	draft.State = directory.Draft
	o := options()
	o.Drivers = []channel.Driver{{Platform: "facebook", Fields: drivers()[1].Fields, Open: func(s channel.Settings) (channel.Channel, error) {
		ch, err := drivers()[1].Open(s)
		return subscriber{Channel: ch, check: func() {
			_, err := d.Receive(ctx, "/facebook/c", checkOfMeta("verify-8801"))
			require.NoError(t, err)
			edit := find(d, "c")
			edit.About = "edited meanwhile"
			_, err = d.Replace(ctx, edit)
			require.NoError(t, err)
		}}, err
	}}}
	d = newDirectory(t, o, draft)
	got, err := d.Subscribe(ctx, "c", "https://desk.example")
	require.NoError(t, err)
	if got.URL != "https://desk.example/facebook/c" || !got.Handshake.Equal(epoch) {
		t.Errorf("%+v", got)
	}
	if _, err := d.Subscribe(ctx, "none", "https://desk.example"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("no channel: %v", err)
	}
	if _, err := d.Subscribe(ctx, "c", "ftp://desk.example"); err == nil {
		t.Error("a base URL without https is taken")
	}
}
