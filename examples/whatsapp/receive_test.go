package whatsapp_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// A call without a right signature is forged, whatever else it has.
func TestReceiveRefusesForgery(t *testing.T) {
	ch := newChannel(t, nil)
	text := body(numberID, `"messages":[]`)
	good := signed(text).Header.Get("X-Hub-Signature-256")
	for name, header := range map[string]http.Header{
		"none":         nil,
		"two":          {"X-Hub-Signature-256": {good, good}},
		"SHA-1":        {"X-Hub-Signature": {good}},
		"no prefix":    {"X-Hub-Signature-256": {strings.TrimPrefix(good, "sha256=")}},
		"short":        {"X-Hub-Signature-256": {good[:len(good)-2]}},
		"no hex":       {"X-Hub-Signature-256": {"sha256=" + strings.Repeat("zz", 32)}},
		"another body": signed([]byte("{}")).Header,
		"verify token": signedWith(verifyToken, text).Header,
	} {
		got, err := ch.Receive(channel.Webhook{Method: http.MethodPost, Header: header, Body: text})
		if !errors.Is(err, channel.ErrForged) || len(got.Events) > 0 {
			t.Errorf("%s: %d events, %v", name, len(got.Events), err)
		}
	}
	capital := channel.Webhook{Method: http.MethodPost, Header: http.Header{"x-hub-signature-256": {"sha256=" + strings.ToUpper(strings.TrimPrefix(good, "sha256="))}}, Body: text}
	if _, err := ch.Receive(capital); err != nil {
		t.Errorf("capital digits prove the same: %v", err)
	}
}

// The query of a handshake is refused without its token in the error.
func TestHandshakeRefuses(t *testing.T) {
	ch := newChannel(t, nil)
	for _, query := range []string{
		"", "hub.mode=subscribe", "hub.mode=subscribe&hub.challenge=1&hub.verify_token=a&hub.verify_token=b",
		"hub.mode=subscribe&hub.challenge=1&hub.verify_token=%zz" + verifyToken.Reveal(),
	} {
		got, err := ch.Receive(channel.Webhook{Method: http.MethodGet, RawQuery: query})
		if !errors.Is(err, channel.ErrForged) || got.Handshake || channel.StatusCode(err) != http.StatusForbidden {
			t.Errorf("%q: %+v, %v", query, got, err)
		}
		if strings.Contains(err.Error(), verifyToken.Reveal()) {
			t.Errorf("the error shows the token: %v", err)
		}
	}
}

// A body of countless small elements is malformed: one event with its bytes, not gigabytes of them.
func TestReceiveBoundsElements(t *testing.T) {
	ch := newChannel(t, nil)
	many := func(element string) string { return strings.Repeat(element+",", 50_000) + element }
	wrap := func(list string) []byte {
		return []byte(`{"object":"whatsapp_business_account","entry":` + list + `}`)
	}
	product := `"messages":[{"id":"1","from":"` + phone + `","type":"order","order":{"product_items":[` + many("{}") + `]}}]`
	for name, b := range map[string][]byte{
		"entries":  wrap("[" + many("7") + "]"),
		"changes":  wrap(`[{"id":"1","changes":[` + many("7") + `]}]`),
		"messages": body(numberID, `"messages":[`+many("{}")+`]`),
		"contacts": body(numberID, `"contacts":[`+many("{}")+`]`),
		"products": body(numberID, product),
		"cards":    body(numberID, `"messages":[{"id":"1","from":"`+phone+`","type":"contacts","contacts":[`+many(`{"vcard":"a"}`)+`]}]`),
	} {
		got, err := ch.Receive(signed(b))
		if !errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1 || !bytes.Equal(got.Events[0].Raw, b) {
			t.Errorf("%s: %d events, %v", name, len(got.Events), err)
		}
	}
}
