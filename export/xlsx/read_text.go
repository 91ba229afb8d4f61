package xlsx

import (
	"encoding/xml"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape undoes the escapes of a text. Halves of a surrogate pair join; one alone becomes U+FFFD.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b []byte
	for i := 0; i < len(s); {
		unit, ok := escape(s[i:])
		if !ok {
			b = append(b, s[i])
			i++
			continue
		}
		i += escapeLen
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			next, _ := escape(s[i:])
			if r = utf16.DecodeRune(r, rune(next)); r != utf8.RuneError {
				i += escapeLen
			}
		}
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}

// richText joins the texts of a string item: t, or t of every run. Phonetic hints are no text.
func richText(t *tokens) (string, error) {
	var b strings.Builder
	add := func() error {
		s, err := t.text()
		if err != nil {
			return err
		}
		if b.WriteString(unescape(s)); b.Len() > maxToken {
			return t.fail(errTooMuch)
		}
		return nil
	}
	err := t.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "t":
			return add()
		case "r":
			return t.children(func(e xml.StartElement) error {
				if e.Name.Local == "t" {
					return add()
				}
				return nil
			})
		}
		return nil
	})
	return b.String(), err
}
