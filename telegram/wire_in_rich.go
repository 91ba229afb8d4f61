package telegram

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// mostRich is how deep a rich message is read. Telegram nests lists, tables and quotes a few
// levels.
const mostRich = 32

// rich collects the text of a RichMessage (Telegram Bot API 10.1): blocks one below the other, with
// the links and the formatting that this library has words for, and the files in the blocks.
type rich struct {
	text     strings.Builder
	spans    []channel.Span // in bytes of the text
	files    []channel.Attachment
	location *channel.Location // the first
	depth    int
	n        *receive.Count
}

func (m *message) readRich(r *jsonread.Reader) {
	b := rich{n: m.n}
	b.member(r, "blocks")
	m.files = append(m.files, b.files...)
	if m.location == nil {
		m.location = b.location
	}
	m.richText, m.richSpans = b.text.String(), b.spans
	// The text ends without the line breaks that separate blocks.
	m.richText = strings.TrimRight(m.richText, "\n")
	for i := range m.richSpans {
		m.richSpans[i].End = min(m.richSpans[i].End, len(m.richText))
	}
	if m.richText == "" && len(b.files) == 0 && b.location == nil { // nothing that is known
		m.other = channel.Attachment{Kind: channel.MediaOther, Name: "rich_message"}
	}
}

// member reads one member of an object as blocks.
func (b *rich) member(r *jsonread.Reader, name string) {
	for key := range r.Object {
		if string(key) == name {
			b.blocks(r)
		}
	}
}

// blocks reads a list of blocks, or one.
func (b *rich) blocks(r *jsonread.Reader) {
	if b.depth++; b.depth > mostRich {
		b.depth--
		return
	}
	defer func() { b.depth-- }()
	switch r.Kind() {
	case jsonread.Array:
		for range r.Array {
			b.blocks(r)
		}
	case jsonread.Object:
		b.block(r)
	case jsonread.String: // a text in place of a block
		b.inline(r)
		b.line()
	}
}

// block reads one block: its text, its file, and what is nested in it. A block of a kind that is
// not known says what its members of these names say.
func (b *rich) block(r *jsonread.Reader) {
	content := message{n: b.n}
	defer func() { b.keep(&content) }()
	for key := range r.Object {
		if r.Kind() == jsonread.Null {
			continue
		}
		switch string(key) {
		case "text", "summary", "caption", "credit":
			before := b.text.Len()
			b.inline(r)
			if b.text.Len() > before {
				b.line()
			}
		case "items", "blocks":
			b.blocks(r)
		case "cells", "rows":
			b.rows(r)
		case "media": // a file, or several, under the name of its kind
			b.blocks(r)
		case "photo", "document", "animation", "live_photo", "video", "video_note", "audio", "voice", "sticker", "location", "venue":
			content.readContent(r, key)
		}
	}
}

// keep takes the file or place of a block.
func (b *rich) keep(content *message) {
	if content.kind != "" && content.file.id != "" && b.n.Take() {
		b.files = append(b.files, content.file.attachment(content.kind))
	}
	if b.location == nil {
		b.location = content.location
	}
}

// rows reads the cells of a table, a row a line.
func (b *rich) rows(r *jsonread.Reader) {
	for range r.Array {
		before := b.text.Len()
		if r.Kind() == jsonread.Array {
			for range r.Array {
				b.cell(r, b.text.Len() > before)
			}
		} else {
			b.cell(r, false)
		}
		if b.text.Len() > before {
			b.line()
		}
	}
}

func (b *rich) cell(r *jsonread.Reader, further bool) {
	if further {
		b.text.WriteString(" | ")
	}
	for key := range r.Object {
		if string(key) == "text" {
			b.inline(r)
		}
	}
}

// line ends a line, unless the text is at the beginning of one.
func (b *rich) line() {
	if s := b.text.String(); s != "" && !strings.HasSuffix(s, "\n") {
		b.text.WriteByte('\n')
	}
}

// inline reads a RichText: a string, a list, or an object with a type and a text.
func (b *rich) inline(r *jsonread.Reader) {
	if b.depth++; b.depth > mostRich {
		b.depth--
		return
	}
	defer func() { b.depth-- }()
	switch r.Kind() {
	case jsonread.String:
		b.text.WriteString(r.Text())
	case jsonread.Array:
		for range r.Array {
			b.inline(r)
		}
	case jsonread.Object:
		s := channel.Span{Start: b.text.Len()}
		kind := ""
		for key := range r.Object {
			switch string(key) {
			case "type":
				kind = r.Text()
			case "url":
				s.Value = r.Text()
			case "text":
				b.inline(r)
			case "alternative_text", "expression": // of a custom emoji; of a formula
				if r.Kind() == jsonread.String && b.text.Len() == s.Start {
					b.text.WriteString(r.Text())
				}
			}
		}
		s.End = b.text.Len()
		if s.Kind = richKind(kind, s.Value); s.Kind != "" && s.Start < s.End {
			if s.Kind != channel.SpanLink {
				s.Value = ""
			}
			b.spans = append(b.spans, s)
		}
	}
}

// richKind is the formatting of a RichText; empty for kinds that are shown as plain text.
func richKind(kind, url string) channel.SpanKind {
	switch kind {
	case "bold":
		return channel.SpanBold
	case "italic":
		return channel.SpanItalic
	case "underline":
		return channel.SpanUnderline
	case "strikethrough":
		return channel.SpanStrike
	case "spoiler":
		return channel.SpanSpoiler
	case "code":
		return channel.SpanCode
	case "url", "text_link", "link":
		if url != "" {
			return channel.SpanLink
		}
	}
	return ""
}
