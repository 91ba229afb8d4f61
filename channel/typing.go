package channel

import "context"

// A Typer can show the contact that someone is writing.
type Typer interface {
	ShowTyping(ctx context.Context, to Thread) error
}

// ShowTyping shows the contact for a few seconds that someone is writing.
func ShowTyping(ctx context.Context, ch Sender, to Thread) error {
	if t, ok := As[Typer](ch); ok {
		return t.ShowTyping(ctx, to)
	}
	return unsupported(ch, "typing")
}
