package telegramtest

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// mark is an entity of "MarkdownV2 style" that has begun.
type mark struct {
	typ      string
	language string
	at       int // UTF-16 offset
	from     int // byte offset in the source, for complaints
	begin    int // byte offset in the result
}

// markNames are the words of the open server's complaints.
var markNames = map[string]string{
	"bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough", "spoiler": "Spoiler",
	"code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}

// markdown is a parse under way.
type markdown struct {
	text  string
	out   strings.Builder
	units int
	open  []mark
	list  []entity
	line  bool // at the beginning of a line, where a quote may begin
}

func reserved(c byte) error {
	return complain("Character '%c' is reserved and must be escaped with the preceding '\\'", c)
}

// parseMarkdownV2 parses "MarkdownV2 style" with the complaints of the open server.
func parseMarkdownV2(text string) (string, []entity, error) {
	m := &markdown{text: text, line: true}
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\\' && m.at(i+1) > 0 && m.at(i+1) <= 126:
			m.put(rune(text[i+1]))
			i += 2
		case !m.special(c):
			r, n := utf8.DecodeRuneInString(text[i:])
			m.put(r)
			i += n
		default:
			n, err := m.markup(i)
			if err != nil {
				return "", nil, err
			}
			i = n
		}
	}
	if n := len(m.open); n > 0 && m.open[n-1].typ == "blockquote" {
		m.end("")
	}
	if n := len(m.open); n > 0 {
		last := m.open[n-1]
		return "", nil, complain("Can't find end of %s entity at byte offset %d", markNames[last.typ], last.from)
	}
	return m.out.String(), m.list, nil
}

// at is the byte at i, or zero.
func (m *markdown) at(i int) byte {
	if i < len(m.text) {
		return m.text[i]
	}
	return 0
}

func (m *markdown) put(r rune) {
	m.out.WriteRune(r)
	m.units += utf16.RuneLen(r)
	m.line = r == '\n'
}

func (m *markdown) inner() string {
	if n := len(m.open); n > 0 {
		return m.open[n-1].typ
	}
	return ""
}

func (m *markdown) special(c byte) bool {
	if t := m.inner(); t == "code" || t == "pre" {
		return c == '`'
	}
	return strings.IndexByte("_*[]()~`>#+-=|{}.!\n", c) >= 0
}

// markup handles a reserved character at i and returns the place behind it.
func (m *markdown) markup(i int) (int, error) {
	c, next := m.text[i], m.at(i+1)
	inner := m.inner()
	switch {
	case c == '\n':
		m.put('\n')
		if inner == "blockquote" && next != '>' {
			m.end("")
			m.line = true
		}
		return i + 1, nil
	case inner == "bold" && c == '*', inner == "italic" && c == '_' && next != '_', inner == "code" && c == '`', inner == "strikethrough" && c == '~':
		m.end("")
		return i + 1, nil
	case inner == "underline" && c == '_' && next == '_', inner == "spoiler" && c == '|' && next == '|':
		m.end("")
		return i + 2, nil
	case inner == "pre" && c == '`':
		if next == '`' && m.at(i+2) == '`' {
			m.end("")
			return i + 3, nil
		}
		m.put('`')
		return i + 1, nil
	case (inner == "text_link" || inner == "custom_emoji") && c == ']':
		return m.link(i + 1)
	case inner == "blockquote" && c == '|' && next == '|' && (m.at(i+2) == '\n' || i+2 == len(m.text)):
		m.open[len(m.open)-1].typ = "expandable_blockquote"
		m.end("")
		return i + 2, nil
	}
	return m.begin(i)
}

func (m *markdown) begin(i int) (int, error) {
	c, next := m.text[i], m.at(i+1)
	start := func(typ, language string, n int) (int, error) {
		m.open = append(m.open, mark{typ: typ, language: language, at: m.units, from: i, begin: m.out.Len()})
		return n, nil
	}
	switch {
	case c == '_' && next == '_':
		return start("underline", "", i+2)
	case c == '_':
		return start("italic", "", i+1)
	case c == '*' && next == '*' && m.line && m.at(i+2) == '>': // an empty bold before an expandable quote
		return start("blockquote", "", i+3)
	case c == '*':
		return start("bold", "", i+1)
	case c == '~':
		return start("strikethrough", "", i+1)
	case c == '|' && next == '|':
		return start("spoiler", "", i+2)
	case c == '[':
		return start("text_link", "", i+1)
	case c == '!' && next == '[':
		return start("custom_emoji", "", i+2)
	case c == '`' && next == '`' && m.at(i+2) == '`':
		n := i + 3
		for n < len(m.text) && !space(m.text[n]) && m.text[n] != '`' {
			n++
		}
		language := ""
		if m.at(n) == '\n' || m.at(n) == '\r' {
			language = m.text[i+3 : n]
			n++
		} else {
			n = i + 3
		}
		return start("pre", language, n)
	case c == '`':
		return start("code", "", i+1)
	case c == '>' && m.line:
		if m.inner() == "blockquote" {
			return i + 1, nil
		}
		return start("blockquote", "", i+1)
	}
	return 0, reserved(c)
}

// link reads what follows the ] of a link or custom emoji.
func (m *markdown) link(i int) (int, error) {
	open := m.open[len(m.open)-1]
	if m.at(i) != '(' {
		if open.typ == "custom_emoji" {
			return 0, complain("Custom emoji entity must contain a tg://emoji URL")
		}
		m.end(m.out.String()[open.begin:])
		return i, nil
	}
	var url strings.Builder
	from := i + 1
	for i = from; i < len(m.text) && m.text[i] != ')'; i++ {
		if m.text[i] == '\\' && m.at(i+1) > 0 && m.at(i+1) <= 126 {
			i++
		}
		url.WriteByte(m.text[i])
	}
	if i >= len(m.text) {
		return 0, complain("Can't find end of a URL at byte offset %d", from)
	}
	if open.typ == "custom_emoji" && !strings.HasPrefix(url.String(), "tg://emoji?id=") && !strings.HasPrefix(url.String(), "tg://time?") {
		return 0, complain("Custom emoji entity must contain a tg://emoji URL")
	}
	m.end(url.String())
	return i + 1, nil
}

// end closes the innermost entity.
func (m *markdown) end(url string) {
	last := m.open[len(m.open)-1]
	m.open = m.open[:len(m.open)-1]
	e := entity{Type: last.typ, Offset: last.at, Length: m.units - last.at, Language: last.language}
	if e.Length == 0 {
		return
	}
	switch last.typ {
	case "text_link":
		if !linkable(url) {
			return
		}
		e.URL = url
	case "custom_emoji":
		if strings.HasPrefix(url, "tg://time?") {
			e.Type = "date_time"
		}
		e.EmojiID = strings.TrimPrefix(url, "tg://emoji?id=")
	}
	m.list = append(m.list, e)
}

// parseMarkdown parses the legacy "Markdown style": no nesting, and unknown characters stay.
func parseMarkdown(text string) (string, []entity, error) {
	m := &markdown{text: text}
	for i := 0; i < len(text); {
		c := text[i]
		inner := m.inner()
		switch {
		case c == '\\' && inner == "" && strings.IndexByte("_*`[", m.at(i+1)) >= 0 && m.at(i+1) != 0:
			m.put(rune(text[i+1]))
			i += 2
		case inner == "" && strings.IndexByte("_*`[", c) >= 0:
			n, err := m.begin(i)
			if m.open[len(m.open)-1].typ == "underline" {
				m.open[len(m.open)-1].typ, n = "italic", i+1
			}
			if err != nil {
				return "", nil, err
			}
			i = n
		case inner == "bold" && c == '*', inner == "italic" && c == '_', inner == "code" && c == '`':
			m.end("")
			i++
		case inner == "pre" && strings.HasPrefix(text[i:], "```"):
			m.end("")
			i += 3
		case inner == "text_link" && c == ']':
			n, err := m.link(i + 1)
			if err != nil {
				return "", nil, err
			}
			i = n
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			m.put(r)
			i += n
		}
	}
	if n := len(m.open); n > 0 {
		return "", nil, complain("Can't find end of the entity starting at byte offset %d", m.open[n-1].from)
	}
	return m.out.String(), m.list, nil
}
