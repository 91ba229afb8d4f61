package facebook_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// A body without entries but with other members is kept, not dropped.
func TestBodyWithoutEntries(t *testing.T) {
	const body = ` {"field":"messages","value":{"message":{"mid":"m_1","text":"Hi"}}}`
	raw := []byte(body[1:])
	want := []channel.Event{{
		ID:     channel.EventID("facebook", "", channel.KindOdd, "0", channel.Fingerprint(raw)),
		Thread: channel.Thread{Platform: "facebook"},
		Origin: channel.OriginPlatform,
		Body:   channel.Custom{Kind: channel.KindOdd, Data: raw},
		Raw:    raw,
	}}
	got, err := newChannel(t, nil).Receive(signed([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("Receive(%s) (-want +got):\n%s", body, diff)
	}
}

func TestBodiesWithoutEvents(t *testing.T) {
	ch := newChannel(t, nil)
	for _, body := range []string{"", "{}", `{"object":"page"}`, `{"object":"page","entry":[]}`, `{"object":"page","entry":null}`,
		`{"object":"page","entry":[{"id":"1","time":2,"messaging":[],"standby":null}]}`} {
		got, err := ch.Receive(signed([]byte(body)))
		if err != nil || len(got.Events) != 0 || got.Handshake {
			t.Errorf("Receive(%s) = %+v, %v; want nothing", body, got, err)
		}
	}
}
