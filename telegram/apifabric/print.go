package apifabric

import (
	"fmt"
	"io"
	"log/slog"
)

// String names the gateway, as in "apifabric.Client(https://10.20.30.40:28090)".
func (c *Client) String() string { return "apifabric.Client(" + c.base + ")" }

// Format writes String for every verb: fmt would print the credentials in unexported fields.
func (c *Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue returns String.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String names the gateway and the channel's configuration.
func (w *Web) String() string { return "apifabric.Web(" + w.client.base + ", " + w.o.ConfigID + ")" }

// Format writes String for every verb: fmt would print the users' tokens.
func (w *Web) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, w.String()) }

// LogValue returns String.
func (w *Web) LogValue() slog.Value { return slog.StringValue(w.String()) }

// String returns "apifabric.Bridge". It does not show the address, which AICC may accept as the
// only credential.
func (b *Bridge) String() string { return "apifabric.Bridge" }

// Format writes String for every verb: fmt would print the secret.
func (b *Bridge) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, b.String()) }

// LogValue returns String.
func (b *Bridge) LogValue() slog.Value { return slog.StringValue(b.String()) }
