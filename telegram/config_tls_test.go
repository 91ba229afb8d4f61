package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/stretchr/testify/require"
)

// A server with a certificate of its own is reached by trusting it; and, where a tenant names it,
// through the host's dialer alone.
func TestServerOfOnesOwn(t *testing.T) {
	server := httptest.NewTLSServer(checking(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, sentOK) })))
	defer server.Close()
	trust := channel.TLS{Trust: [][]byte{server.Certificate().Raw}, ServerName: "example.com"}

	ch := newChannel(t, func(c *telegram.Config) { c.BaseURL, c.TLS = server.URL, trust })
	_, err := ch.Send(t.Context(), private, channel.Message{Text: "a"})
	require.NoError(t, err)

	var dialled []string
	refusal := errors.New("not on the list")
	settings := channel.Settings{
		Values: map[string]string{"baseUrl": server.URL},
		Keys:   map[string]channel.Keys{"token": channel.NewKeys(token), "webhookSecret": channel.NewKeys(secret)},
		TLS:    trust,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			if len(dialled) > 1 {
				return nil, refusal
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	opened, err := telegram.Driver().Open(settings)
	require.NoError(t, err)
	_, err = opened.Send(t.Context(), private, channel.Message{Text: "a"})
	require.NoError(t, err)
	if len(dialled) != 1 || "https://"+dialled[0] != server.URL {
		t.Errorf("dialled %v, want %s", dialled, server.URL)
	}
	server.CloseClientConnections()
	opened, err = telegram.Driver().Open(settings)
	require.NoError(t, err)
	if _, err = opened.Send(t.Context(), private, channel.Message{Text: "a"}); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("refused by the host: %v; want ErrUnavailable", err)
	}
}
