package apifabric

import (
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// PushVerifier proves that AICC made a push call. How AICC signs them (auth-v2) is documented in
// part only, so there is none built in: check a certificate, an address or a secret of your own
// here. If it returns an error, that of ReadPush matches channel.ErrForged.
type PushVerifier func(channel.Webhook) error

// ReadPush proves and reads a call by which AICC pushes what it has to say to customers (AICC user
// manual: Message Push Interface Specifications: POST {baseUrl}/webhooks/v1/messages). Without a
// verifier every call is refused. Answer with PushReply once the messages are stored. Its errors
// have a channel.StatusCode.
func ReadPush(w channel.Webhook, verify PushVerifier) ([]Downlink, error) {
	if err := w.Admit(http.MethodPost); err != nil {
		return nil, err
	}
	if verify == nil {
		return nil, receive.Forged(platform, channel.OpReceive, "reading a push needs a verifier")
	}
	if err := verify(w); err != nil {
		return nil, call.Failed(platform, channel.OpReceive, channel.ErrForged, err)
	}
	r, err := jsonread.New(w.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("the body must be a JSON object")
	}
	if err != nil {
		return nil, call.Malformed(platform, channel.OpReceive, err)
	}
	var all []Downlink
	for key := range r.Object {
		if string(key) == "messages" {
			all = readDownlinks(&r)
		}
	}
	return all, nil
}

// PushReply is what AICC expects for a push call that was stored.
func PushReply() channel.Reply {
	return channel.Reply{Type: "application/json", Body: []byte(`{"resultCode":"0","resultDesc":"success"}`)}
}
