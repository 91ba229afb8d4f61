package twitter

import (
	"strings"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// clean makes X's text readable: the link of the attachment is removed, with the blank or line
// break before it and the white space after it; shortened links show where they lead; &amp; &lt;
// and &gt; are unescaped once. Links are put in last, untouched: "?a=1&lt=2" is an address.
func clean(text, link string, entities *jsonread.Reader) (string, []channel.Span) {
	if link != "" {
		if rest, ok := strings.CutSuffix(strings.TrimRightFunc(text, unicode.IsSpace), link); ok {
			text = withoutBlank(rest)
		}
	}
	if !strings.ContainsAny(text, "&@#$/") {
		return text, nil
	}
	m := readMarks(entities, link)
	if m.empty() && !strings.Contains(text, "&") {
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
		if e, size := m.at(text, i); e != nil && len(spans) < mostSpans(text) {
			shown := e.shows
			if shown == "" {
				shown = text[i : i+size]
			}
			spans = append(spans, channel.Span{Kind: e.kind, Start: out.Len(), End: out.Len() + len(shown), Value: e.value})
			out.WriteString(shown)
			i += size
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

// unescape decodes an escape at the beginning of s, and returns the length of the escape. X uses
// these three; the other names of HTML must stay, since "&copy=1" is ordinary text.
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
