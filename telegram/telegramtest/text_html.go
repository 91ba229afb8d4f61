package telegramtest

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// htmlTags are the tags of "HTML style", with the entity that each makes.
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "blockquote": "blockquote", "span": "spoiler", "tg-spoiler": "spoiler",
	"tg-emoji": "custom_emoji", "tg-time": "date_time",
}

type openTag struct {
	name  string
	attrs map[string]string
	at    int // UTF-16 offset
}

// parseHTML parses "HTML style" with the complaints of the open server.
func parseHTML(text string) (string, []entity, error) {
	var out strings.Builder
	var list []entity
	var open []openTag
	units := 0
	put := func(r rune) {
		out.WriteRune(r)
		units += utf16.RuneLen(r)
	}
	for i := 0; i < len(text); {
		switch {
		case text[i] == '&':
			r, n := htmlEntity(text[i:])
			put(r)
			i += n
		case text[i] != '<':
			r, n := utf8.DecodeRuneInString(text[i:])
			put(r)
			i += n
		case strings.HasPrefix(text[i:], "</"):
			n, err := endTag(text, i, open)
			if err != nil {
				return "", nil, err
			}
			tag := open[len(open)-1]
			open = open[:len(open)-1]
			list = tag.close(list, units, out.String())
			i = n
		default:
			tag, n, err := startTag(text, i)
			if err != nil {
				return "", nil, err
			}
			tag.at = units
			open = append(open, tag)
			i = n
		}
	}
	if len(open) > 0 {
		return "", nil, complain("Can't find end tag corresponding to start tag %q", open[len(open)-1].name)
	}
	return out.String(), list, nil
}

// htmlEntity decodes the named entities that are known and all numeric ones; anything else is a
// plain ampersand.
func htmlEntity(s string) (rune, int) {
	for name, r := range map[string]rune{"&lt;": '<', "&gt;": '>', "&amp;": '&', "&quot;": '"'} {
		if strings.HasPrefix(s, name) {
			return r, len(name)
		}
	}
	if end := strings.IndexByte(s, ';'); end > 2 && strings.HasPrefix(s, "&#") {
		digits, base := s[2:end], 10
		if digits[0] == 'x' || digits[0] == 'X' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseInt(digits, base, 32); err == nil && n > 0 && utf8.ValidRune(rune(n)) {
			return rune(n), end + 1
		}
	}
	return '&', 1
}

func startTag(text string, begin int) (openTag, int, error) {
	i := begin + 1
	for i < len(text) && text[i] != '>' && !space(text[i]) {
		i++
	}
	if i == len(text) {
		return openTag{}, 0, complain("Unclosed start tag at byte offset %d", begin)
	}
	tag := openTag{name: strings.ToLower(text[begin+1 : i]), attrs: make(map[string]string)}
	if htmlTags[tag.name] == "" {
		return tag, 0, complain("Unsupported start tag %q at byte offset %d", tag.name, begin)
	}
	for {
		for i < len(text) && space(text[i]) {
			i++
		}
		if i == len(text) {
			return tag, 0, complain("Unclosed start tag at byte offset %d", begin)
		}
		if text[i] == '>' {
			break
		}
		from := i
		for i < len(text) && text[i] != '=' && text[i] != '>' && !space(text[i]) {
			i++
		}
		name := strings.ToLower(text[from:i])
		if name == "" {
			return tag, 0, complain("Empty attribute name in the tag %q at byte offset %d", tag.name, begin)
		}
		if i == len(text) || text[i] != '=' {
			tag.attrs[name] = ""
			continue
		}
		value, n := attribute(text[i+1:])
		if n < 0 {
			return tag, 0, complain("Unclosed start tag at byte offset %d", begin)
		}
		tag.attrs[name] = value
		i += 1 + n
	}
	if tag.name == "span" && tag.attrs["class"] != "tg-spoiler" {
		return tag, 0, complain("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	return tag, i + 1, nil
}

// attribute reads a value, quoted or bare, and returns how many bytes it took; negative if it does
// not end.
func attribute(s string) (string, int) {
	if s == "" {
		return "", -1
	}
	quote := s[0]
	if quote != '"' && quote != '\'' {
		n := 0
		for n < len(s) && s[n] != '>' && !space(s[n]) {
			n++
		}
		return s[:n], n
	}
	var b strings.Builder
	for i := 1; i < len(s); {
		switch s[i] {
		case quote:
			return b.String(), i + 1
		case '&':
			r, n := htmlEntity(s[i:])
			b.WriteRune(r)
			i += n
		default:
			b.WriteByte(s[i])
			i++
		}
	}
	return "", -1
}

// endTag checks an end tag and returns the place behind it.
func endTag(text string, begin int, open []openTag) (int, error) {
	if len(open) == 0 {
		return 0, complain("Unexpected end tag at byte offset %d", begin)
	}
	end := strings.IndexByte(text[begin:], '>')
	if end < 0 {
		return 0, complain("Unclosed end tag at byte offset %d", begin)
	}
	name := strings.ToLower(strings.TrimSpace(text[begin+2 : begin+end]))
	if want := open[len(open)-1].name; name != "" && name != want {
		return 0, complain("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, want, name)
	}
	return begin + end + 1, nil
}

// close adds the entity of a tag that ends.
func (t openTag) close(list []entity, units int, text string) []entity {
	e := entity{Type: htmlTags[t.name], Offset: t.at, Length: units - t.at}
	if e.Length == 0 {
		return list
	}
	switch t.name {
	case "a":
		e.URL = t.attrs["href"]
		if e.URL == "" {
			e.URL = string(utf16.Decode(utf16.Encode([]rune(text))[t.at:]))
		}
		if !linkable(e.URL) {
			return list
		}
	case "pre", "code":
		e.Language = strings.TrimPrefix(t.attrs["class"], "language-")
		if n := len(list); t.name == "pre" && n > 0 && list[n-1].Type == "code" && list[n-1].Offset == e.Offset && list[n-1].Length == e.Length {
			e.Language = list[n-1].Language // pre>code class="language-x"
			list = list[:n-1]
		}
	case "blockquote":
		if _, ok := t.attrs["expandable"]; ok {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		e.EmojiID = t.attrs["emoji-id"]
	}
	return append(list, e)
}

// linkable reports whether Telegram makes a link of an address; anything else stays plain text.
func linkable(url string) bool {
	lower := strings.ToLower(url)
	for _, scheme := range []string{"http://", "https://", "tg://", "mailto:", "tel:"} {
		if strings.HasPrefix(lower, scheme) {
			return len(url) > len(scheme)
		}
	}
	return strings.Contains(url, ".") && !strings.ContainsAny(url, " :")
}

func space(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == '\v'
}
