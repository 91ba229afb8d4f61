package telegram

import (
	"errors"
	"strconv"

	"github.com/contactkit/contactkit/channel"
)

// toEntities translates spans. Telegram finds addresses, tags, commands and user names in a text by
// itself. A span that is no part of the text is left out: Limits.Check complains of it.
func toEntities(text string, spans []channel.Span) ([]entity, error) {
	var all []entity
	var errs []error
	for i, s := range spans {
		if s.Start < 0 || s.Start >= s.End || s.End > len(text) {
			continue
		}
		e := entity{Type: entityType(s.Kind)}
		switch s.Kind {
		case channel.SpanLink:
			e.URL = s.Value
			if s.Value == "" {
				errs = append(errs, &channel.FieldError{Field: index("spans", i) + ".value", Code: channel.CodeMissing, Reason: "a link needs a URL"})
			}
		case channel.SpanMention:
			if s.Value == "" {
				continue // "@name": found by itself
			}
			id, err := strconv.ParseInt(s.Value, 10, 64)
			if err != nil {
				errs = append(errs, &channel.FieldError{Field: index("spans", i) + ".value", Code: channel.CodeInvalid, Reason: "a person's id must be a number"})
			}
			e.User = &mentioned{ID: id}
		case channel.SpanPre:
			e.Language = s.Value
		case channel.SpanEmoji:
			e.Emoji = s.Value
		}
		if e.Type == "" {
			continue
		}
		e.Offset = channel.UTF16.Count(text[:s.Start])
		e.Length = channel.UTF16.Count(text[s.Start:s.End])
		all = append(all, e)
	}
	return all, errors.Join(errs...)
}

// entityType is the type that makes a span; empty for those that Telegram finds by itself.
func entityType(kind channel.SpanKind) string {
	switch kind {
	case channel.SpanBold, channel.SpanItalic, channel.SpanUnderline, channel.SpanSpoiler, channel.SpanCode, channel.SpanPre:
		return string(kind)
	case channel.SpanStrike:
		return "strikethrough"
	case channel.SpanQuote:
		return "blockquote"
	case channel.SpanLink:
		return "text_link"
	case channel.SpanMention:
		return "text_mention"
	case channel.SpanEmoji:
		return "custom_emoji"
	}
	return ""
}
