package channel

import "context"

// A Channel is one app's connection to one messaging platform: a Telegram bot, a Facebook app with
// its pages, an X app with its account. Methods may be called concurrently. Package channeltest
// checks an implementation.
//
// A Channel reports; it neither retries nor sleeps nor stores. Pacing and safe retries are the work
// of package dispatch.
type Channel interface {
	// Info tells which platform, app and accounts the channel serves. It holds no credential.
	Info() Info
	Receiver
	Sender
}

// A Receiver turns webhook calls into events.
type Receiver interface {
	// Verify proves that the platform made the call; for a handshake it is nil when Receive would
	// answer it. It does no I/O.
	Verify(Webhook) error

	// Receive verifies one webhook call and reports what it carried: a handshake answer, events of
	// every account, or both. It does no I/O. A call that the platform did not make yields an error
	// matching ErrForged and no event.
	//
	// A body that is proved but cannot be decoded yields an error matching ErrMalformed and one
	// Custom event of the kind "malformed" with the bytes, so that a host can store it, answer 200
	// and lose nothing. One odd element of a batch becomes Custom and costs the others nothing.
	// Event.Raw aliases the webhook's body: see Event.Clone.
	Receive(Webhook) (Delivery, error)
}

// A Sender hands messages to the platform.
type Sender interface {
	// Limits says what may be sent to this thread. They differ within one channel (bot chat, group,
	// business chat). The slices in it are shared and must not be changed.
	Limits(to Thread) Limits

	// Send hands the platform exactly one message. A message that does not fit the limits is
	// refused before any I/O with an error matching ErrRejected that names every field and its
	// limit; a closed reply window matches ErrWindowClosed. An error matching ErrUnavailable means
	// that the platform surely did not accept the message; ErrUncertain, that it may have. Send
	// never repeats a call by itself.
	Send(ctx context.Context, to Thread, m Message) (Sent, error)
}

// Info names what a channel serves. The zero value names nothing.
type Info struct {
	Platform string   `json:"platform"`           // "telegram", "facebook", "twitter", or an outside platform's own word
	App      string   `json:"app,omitempty"`      // the platform's name of the app: bot id, Facebook app id, X API key id; empty where it has none
	Accounts []string `json:"accounts,omitempty"` // the accounts served at this moment, sorted: bot id, page ids, X user id
}
