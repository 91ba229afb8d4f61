package twitter

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// longestText bounds the marks of a text that are looked at, and the places where one is looked for: twice the 10,000 characters that X takes
// in a message [Direct Messages: sending]. What lies beyond keeps its text as it came.
const longestText = 20_000

// entity is a part of a text that X marked. It is found by what it reads, not by its indices: whether those count escaped
// characters once or five times is not confirmed.
type entity struct {
	kind  channel.SpanKind
	reads string // as in the text as it came
	shows string // as it is shown; empty: as it reads
	value string // Span.Value
}

// clean makes X's text readable: the link that stands for the attachment goes, with the blank or line break before it and whatever white
// space stands behind it; shortened links show where they lead; &amp; &lt; and &gt; are unescaped once. Links are put in last,
// untouched: "?a=1&lt=2" is an address.
func clean(text, link string, marks *jsonread.Reader) (string, []channel.Span) {
	if link != "" {
		if rest, ok := strings.CutSuffix(strings.TrimRightFunc(text, unicode.IsSpace), link); ok {
			text = withoutBlank(rest)
		}
	}
	if !strings.ContainsAny(text, "&@#$/") {
		return text, nil
	}
	entities := readEntities(marks, link)
	entities = entities[:min(len(entities), longestText)]
	looks := longestText
	if len(entities) == 0 && !strings.Contains(text, "&") {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text) + 64)
	var spans []channel.Span
	for i := 0; i < len(text); {
		if n := strings.IndexAny(text[i:], "&@#$hH"); n != 0 {
			if n < 0 {
				n = len(text) - i
			}
			out.WriteString(text[i : i+n])
			i += n
			continue
		}
		if text[i] == '&' {
			c, n := unescape(text[i:])
			out.WriteByte(c)
			i += n
			continue
		}
		if looks--; looks < 0 {
			out.WriteByte(text[i])
			i++
			continue
		}
		if m := longest(entities, text[i:]); m != nil && (m.kind == channel.SpanURL || !endsInWord(text[:i])) {
			shown := m.shows
			if shown == "" {
				shown = text[i : i+len(m.reads)]
			}
			spans = append(spans, channel.Span{Kind: m.kind, Start: out.Len(), End: out.Len() + len(shown), Value: m.value})
			out.WriteString(shown)
			i += len(m.reads)
			continue
		}
		out.WriteByte(text[i])
		i++
	}
	return out.String(), spans
}

// withoutBlank drops one blank or line break at the end.
func withoutBlank(s string) string {
	if line, ok := strings.CutSuffix(s, "\n"); ok {
		return strings.TrimSuffix(line, "\r")
	}
	return strings.TrimSuffix(s, " ")
}

// unescape returns the character that an escape at the beginning of s stands for, and how long it is. X uses these three; the
// other names of HTML must stay, since "&copy=1" is somebody's text.
func unescape(s string) (byte, int) {
	switch {
	case strings.HasPrefix(s, "&amp;"):
		return '&', 5
	case strings.HasPrefix(s, "&lt;"):
		return '<', 4
	case strings.HasPrefix(s, "&gt;"):
		return '>', 4
	}
	return '&', 1
}

// longest returns the longest entity that s begins with.
func longest(entities []entity, s string) *entity {
	var found *entity
	for i := range entities {
		m := &entities[i]
		n := len(m.reads)
		if n > len(s) || found != nil && n <= len(found.reads) {
			continue
		}
		if m.kind == channel.SpanURL {
			if s[:n] != m.reads { // case counts in t.co
				continue
			}
		} else if next, _ := utf8.DecodeRuneInString(s[n:]); !strings.EqualFold(s[:n], m.reads) || isWord(next) {
			continue // "#help" is not the beginning of "#helpless"
		}
		found = m
	}
	return found
}

// endsInWord reports whether a mark behind s would stand within a word: "ada@example.org" mentions nobody. Letters beyond ASCII do not
// count, for some scripts put no blank between words.
func endsInWord(s string) bool {
	return s != "" && s[len(s)-1] < utf8.RuneSelf && isWord(rune(s[len(s)-1]))
}

func isWord(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// readEntities reads the entities of v1.1 or v2. The link of the attachment leads nowhere a desk could follow.
func readEntities(r *jsonread.Reader, link string) []entity {
	var found []entity
	for key := range r.Object {
		var kind channel.SpanKind
		mark := ""
		switch string(key) {
		case "urls":
			kind = channel.SpanURL
		case "user_mentions", "mentions":
			kind, mark = channel.SpanMention, "@"
		case "hashtags":
			kind, mark = channel.SpanHashtag, "#"
		case "symbols", "cashtags":
			kind, mark = channel.SpanCashtag, "$"
		default:
			continue
		}
		for range r.Array {
			m := readEntity(r, kind)
			if m.reads != "" && (kind != channel.SpanURL || m.reads != link) {
				m.reads = mark + m.reads
				found = append(found, m)
			}
		}
	}
	return found
}

func readEntity(r *jsonread.Reader, kind channel.SpanKind) entity {
	m := entity{kind: kind}
	for key := range r.Object {
		switch string(key) {
		case "url":
			m.reads = r.Text()
		case "expanded_url":
			m.shows = r.Text()
		case "screen_name", "username", "text", "tag":
			m.reads = r.Text()
		case "id_str":
			m.value = r.ID()
		case "id":
			if id := r.ID(); m.value == "" {
				m.value = id
			}
		}
	}
	return m
}
