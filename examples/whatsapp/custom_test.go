package whatsapp_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// recorded is the Custom of a recorded body.
func recorded(t *testing.T, name string) channel.Custom {
	t.Helper()
	got, err := newChannel(t, nil).Receive(signed(golden.Bodies(t)[name]))
	if err != nil || len(got.Events) != 1 {
		t.Fatalf("%s: %d events, %v", name, len(got.Events), err)
	}
	c, ok := got.Events[0].Body.(channel.Custom)
	if !ok {
		t.Fatalf("%s is a %T", name, got.Events[0].Body)
	}
	return c
}

func decodes[T any](t *testing.T, name string, decode func(channel.Custom) (T, error), want T) {
	t.Helper()
	c := recorded(t, name)
	got, err := decode(c)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	for _, bad := range []channel.Custom{{Kind: "odd", Data: c.Data}, {Kind: c.Kind}, {Kind: c.Kind, Data: []byte("[]")}, {Kind: c.Kind, Data: []byte("{}")}} {
		if got, err := decode(bad); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%s: %q decodes to %+v, %v", name, bad.Data, got, err)
		}
	}
}

func TestDecode(t *testing.T) {
	decodes(t, "status_sent", whatsapp.DecodeStatus, whatsapp.Status{ID: "wamid.ours=", Word: "sent", Ref: "outbox:1", Billable: true, PricingModel: "PMP", Category: "utility", ConversationID: "conv1"})
	decodes(t, "errors", whatsapp.DecodeError, whatsapp.Problem{Code: "130429", Reason: "Too many messages", Affects: channel.AffectsAccount})
	decodes(t, "flow_reply", whatsapp.DecodeFlow, whatsapp.Flow{Name: "flow", Body: "Sent", Response: json.RawMessage(`{"size":"L"}`)})
	decodes(t, "identity_changed", whatsapp.DecodeIdentity, whatsapp.Identity{Hash: "aGFzaA==", Text: "Ada's security code changed"})
	decodes(t, "marketing_stopped", whatsapp.DecodePreference, whatsapp.Preference{Category: "marketing_messages", Stop: true, Detail: "User requested to stop marketing messages"})
	decodes(t, "marketing_resumed", whatsapp.DecodePreference, whatsapp.Preference{Category: "marketing_messages", Detail: "User requested to resume marketing messages"})
	decodes(t, "template_rejected", whatsapp.DecodeTemplate, whatsapp.TemplateStatus{ID: "12", Name: "sale", Language: "en_US", Event: "REJECTED", Reason: "INVALID_FORMAT"})
}
