package directory

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

var (
	_ channel.Typer         = (*sender)(nil)
	_ channel.ReadMarker    = (*sender)(nil)
	_ channel.MediaOpener   = (*sender)(nil)
	_ channel.Uploader      = (*sender)(nil)
	_ channel.Profiler      = (*sender)(nil)
	_ channel.Editor        = (*sender)(nil)
	_ channel.Deleter       = (*sender)(nil)
	_ channel.Reactor       = (*sender)(nil)
	_ channel.PressAnswerer = (*sender)(nil)
)

func (s *sender) ShowTyping(ctx context.Context, to channel.Thread) error {
	e, err := s.find(ctx, "typing", to)
	if err != nil {
		return err
	}
	return channel.ShowTyping(ctx, e.ch, to)
}

func (s *sender) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	e, err := s.find(ctx, "mark read", to)
	if err != nil {
		return err
	}
	return channel.MarkRead(ctx, e.ch, to, messageID)
}

func (s *sender) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	e, err := s.find(ctx, "open media", of)
	if err != nil {
		return channel.File{}, err
	}
	return channel.OpenMedia(ctx, e.ch, of, a)
}

func (s *sender) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	e, err := s.find(ctx, "upload", to)
	if err != nil {
		if f.Body != nil {
			_ = f.Body.Close() // the receiver of a file closes it
		}
		return channel.Attachment{}, err
	}
	return channel.Upload(ctx, e.ch, to, a, f)
}

func (s *sender) FetchProfile(ctx context.Context, of channel.Thread) (channel.Profile, error) {
	e, err := s.find(ctx, "profile", of)
	if err != nil {
		return channel.Profile{}, err
	}
	return channel.FetchProfile(ctx, e.ch, of)
}

func (s *sender) EditMessage(ctx context.Context, in channel.Thread, messageID string, m channel.Message) error {
	e, err := s.find(ctx, "edit", in)
	if err != nil {
		return err
	}
	return channel.EditMessage(ctx, e.ch, in, messageID, m)
}

func (s *sender) DeleteMessage(ctx context.Context, in channel.Thread, messageID string) error {
	e, err := s.find(ctx, "delete", in)
	if err != nil {
		return err
	}
	return channel.DeleteMessage(ctx, e.ch, in, messageID)
}

func (s *sender) React(ctx context.Context, in channel.Thread, messageID, emoji string) error {
	e, err := s.find(ctx, "react", in)
	if err != nil {
		return err
	}
	return channel.React(ctx, e.ch, in, messageID, emoji)
}

func (s *sender) AnswerPress(ctx context.Context, in channel.Thread, p channel.Press, text string) error {
	e, err := s.find(ctx, "answer press", in)
	if err != nil {
		return err
	}
	return channel.AnswerPress(ctx, e.ch, in, p, text)
}
