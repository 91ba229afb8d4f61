package telegram

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// FetchConnection asks Telegram for a connection by its id, the Via of its threads: after a
// restart, say (Telegram Bot API: getBusinessConnection).
func (c *Channel) FetchConnection(ctx context.Context, id string) (Connection, error) {
	const op = "connection"
	result, err := c.ask(ctx, op, "getBusinessConnection", struct {
		ID string `json:"business_connection_id"`
	}{id})
	if err != nil {
		return Connection{}, err
	}
	r := jsonread.Sub(result)
	conn, ok := readConnection(&r)
	if !ok {
		return Connection{}, call.Malformed(Platform, op, errors.New("the answer is no business connection"))
	}
	return conn, nil
}
