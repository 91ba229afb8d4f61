package telegramtest

import (
	"regexp"
	"unicode/utf16"
)

// checkEntities refuses entities that do not fit their text. The wording is that of the open
// server, as far as known.
func checkEntities(text string, list []entity) error {
	units := utf16.Encode([]rune(text))
	for _, e := range list {
		if e.Type == "" {
			return complain("entity type must be specified")
		}
		if e.Offset < 0 || e.Length < 0 {
			return complain("entity has incorrect offset or length")
		}
		if e.Offset+e.Length > len(units) {
			return complain("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d", e.Offset, len(units))
		}
		for _, at := range [...]struct {
			offset int
			word   string
		}{{e.Offset, "begins"}, {e.Offset + e.Length, "ends"}} {
			if at.offset < len(units) && units[at.offset]&0xFC00 == 0xDC00 {
				return complain("entity beginning at UTF-16 offset %d %s in a middle of a UTF-16 symbol", e.Offset, at.word)
			}
		}
		if e.Type == "text_link" && e.URL == "" {
			return complain("entity of type text_link must have a url")
		}
	}
	return nil
}

// plain are the entities that Telegram finds by itself.
var plain = []struct {
	typ string
	exp *regexp.Regexp
}{
	{"bot_command", regexp.MustCompile(`(?:^|\s)(/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]+)?)`)},
	{"url", regexp.MustCompile(`(?:^|[\s(])(https?://[^\s<>")]+)`)},
	{"email", regexp.MustCompile(`(?:^|\s)([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})`)},
	{"mention", regexp.MustCompile(`(?:^|\s)(@[A-Za-z0-9_]{4,32})`)},
	{"hashtag", regexp.MustCompile(`(?:^|\s)(#[\pL\pN_]+)`)},
}

// detect finds commands, links, addresses, mentions and hashtags in a customer's text.
func detect(text string) []entity {
	var list []entity
	for _, p := range plain {
		for _, at := range p.exp.FindAllStringSubmatchIndex(text, -1) {
			list = append(list, entity{
				Type:   p.typ,
				Offset: len(utf16.Encode([]rune(text[:at[2]]))),
				Length: len(utf16.Encode([]rune(text[at[2]:at[3]]))),
			})
		}
	}
	_, list = clean(text, list)
	return list
}
