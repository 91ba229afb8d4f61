package channel

import "context"

// A Drafter can show the contact an answer while it is being written.
type Drafter interface {
	Draft(ctx context.Context, to Thread, key string, m Message) error
}

// Draft shows the contact what an answer says so far, for robots that write slowly or have to
// think. Calls with the same key change the same draft in place; key is the host's own name of the
// answer and must not be empty. m has Text and Spans alone. If the text is empty, the platform
// shows that an answer is being thought about.
//
// A draft is no message: it vanishes after a while (Telegram: 30 seconds), has no id and does not
// come back. Send the whole answer when it is ready.
func Draft(ctx context.Context, ch Sender, to Thread, key string, m Message) error {
	if d, ok := As[Drafter](ch); ok {
		return d.Draft(ctx, to, key, m)
	}
	return unsupported(ch, "draft")
}
