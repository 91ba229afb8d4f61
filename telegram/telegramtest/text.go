package telegramtest

import (
	"fmt"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// entity is a MessageEntity; offsets count UTF-16 code units.
type entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	User     obj    `json:"user,omitempty"`
	Language string `json:"language,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
}

const (
	mostText    = 4096  // "Text of the message to be sent, 1-4096 characters after entities parsing"
	mostCaption = 1024  // "0-1024 characters after entities parsing"
	mostBytes   = 32768 // open server: text before parsing
)

// formatted reads text, parse mode and entities of a call, and cleans the text as the open server
// does.
func (s *Server) formatted(p params, text, mode, entities string) (string, []entity, *refusal) {
	raw := p.Str(text)
	if len(raw) > mostBytes {
		return "", nil, badRequest("text is too long")
	}
	var list []entity
	var err error
	switch strings.ToLower(p.Str(mode)) {
	case "":
		if bad := p.object(entities, &list); bad != nil {
			return "", nil, bad
		}
		err = checkEntities(raw, list)
	case "html":
		raw, list, err = parseHTML(raw)
	case "markdownv2":
		raw, list, err = parseMarkdownV2(raw)
	case "markdown":
		raw, list, err = parseMarkdown(raw)
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	if err != nil {
		return "", nil, badRequest("can't parse entities: " + err.Error())
	}
	raw, list = clean(raw, list)
	return raw, list, nil
}

// checkLength counts code points, as the open server does. Whether Telegram's closed part counts
// the same way is not confirmed.
func checkLength(text string, most int, complaint string) *refusal {
	if utf8.RuneCountInString(text) > most {
		return badRequest(complaint)
	}
	return nil
}

// clean replaces control characters by blanks, drops \r and U+2028–U+202E, and trims: blanks at the
// end, and blanks at the beginning that no entity covers.
func clean(text string, list []entity) (string, []entity) {
	var out []rune
	var moved []int // new UTF-16 offset by old one
	n := 0
	for _, r := range text {
		for range utf16.RuneLen(r) {
			moved = append(moved, n)
		}
		switch {
		case r == '\r', r >= 0x2028 && r <= 0x202E:
			continue
		case r < 0x20 && r != '\n':
			r = ' '
		}
		out = append(out, r)
		n += utf16.RuneLen(r)
	}
	moved = append(moved, n)
	first := n
	kept := list[:0:0]
	for _, e := range list {
		end := moved[min(e.Offset+e.Length, len(moved)-1)]
		e.Offset = moved[min(e.Offset, len(moved)-1)]
		e.Length = end - e.Offset
		if e.Length > 0 {
			kept = append(kept, e)
			first = min(first, e.Offset)
		}
	}
	lead := 0
	for lead < len(out) && lead < first && (out[lead] == ' ' || out[lead] == '\n') {
		lead++
	}
	end := len(out)
	for end > lead && unicode.IsSpace(out[end-1]) {
		end--
	}
	out = out[lead:end]
	most := len(utf16.Encode(out))
	list = kept[:0]
	for _, e := range kept {
		e.Offset -= lead // a leading blank is one unit
		e.Length = min(e.Length, most-e.Offset)
		if e.Length > 0 {
			list = append(list, e)
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		if list[i].Offset != list[j].Offset {
			return list[i].Offset < list[j].Offset
		}
		return list[i].Length > list[j].Length
	})
	return string(out), list
}

// complaint is the text of a refusal to parse; Telegram's begin with a capital.
type complaint string

func (c complaint) Error() string { return string(c) }

func complain(format string, args ...any) error { return complaint(fmt.Sprintf(format, args...)) }
