package texts

import (
	"strings"
	"unicode/utf8"
)

// A part is a piece of a text: words, or the name of a placeholder.
type part struct {
	text string
	name bool
}

// split divides a text at its placeholders. A brace that no other closes stays in the words, and
// closed is false.
func split(s string) (parts []part, closed bool) {
	closed = true
	var words strings.Builder
	for len(s) > 0 {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			break
		}
		words.WriteString(s[:i])
		s = s[i:]
		if strings.HasPrefix(s, "{{") {
			words.WriteByte('{')
			s = s[2:]
			continue
		}
		end := strings.IndexAny(s[1:], "{}\n") + 1
		if end == 0 || s[end] != '}' {
			closed = false
			words.WriteByte('{')
			s = s[1:]
			continue
		}
		if words.Len() > 0 {
			parts = append(parts, part{text: words.String()})
			words.Reset()
		}
		parts = append(parts, part{s[1:end], true})
		s = s[end+1:]
	}
	words.WriteString(s)
	if words.Len() > 0 {
		parts = append(parts, part{text: words.String()})
	}
	return parts, closed
}

// sentences divides a text after line feeds, and after the marks that end a sentence, with the
// quotation marks and brackets that close after them. Latin marks need a space or the end behind
// them: 3.5 is no end, nor is example.com.
func sentences(s string) (list []string) {
	start, marked, wide := 0, false, false
	cut := func(at int) {
		if at > start {
			list = append(list, s[start:at])
		}
		start, marked, wide = at, false, false
	}
	for i, c := range s {
		switch {
		case strings.ContainsRune(".!?…؟۔।", c):
			marked = true
		case strings.ContainsRune("。！？", c):
			marked, wide = true, true
		case marked && strings.ContainsRune(`)]"'»”’』」）`, c):
		case c == '\n':
			cut(i + utf8.RuneLen(c))
		default:
			if marked && (wide || c == ' ') {
				cut(i)
			}
			marked, wide = false, false
		}
	}
	cut(len(s))
	return list
}
