package channel_test

import (
	"crypto/tls"
	"errors"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestTLSIsZero(t *testing.T) {
	if !(channel.TLS{}).IsZero() {
		t.Error("the zero value is not zero")
	}
	identity := func() (*tls.Certificate, error) { return nil, errors.New("none") }
	for name, s := range map[string]channel.TLS{
		"trust":       {Trust: [][]byte{{1}}},
		"certificate": {Certificate: []byte{1}},
		"key":         {Key: "k"},
		"name":        {ServerName: "n"},
		"pins":        {Pins: []string{"p"}},
		"exact":       {Exact: true},
		"identity":    {Identity: identity},
	} {
		if s.IsZero() {
			t.Errorf("with %s alone it counts as zero", name)
		}
	}
}
