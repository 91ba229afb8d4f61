package twittertest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	mostText   = 10000
	tcoLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

var (
	address = regexp.MustCompile(`https?://[^\s<>"]+`)
	mention = regexp.MustCompile(`(?:^|\s)(@[A-Za-z0-9_]{1,15})\b`)
	hashtag = regexp.MustCompile(`(?:^|\s)(#[\pL\pN_]+)`)
	symbol  = regexp.MustCompile(`(?:^|\s)(\$[A-Za-z]{1,6})\b`)
	escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// shown is a text as DM events carry it: addresses replaced by t.co, & < > escaped, entities with
// code-point offsets into the result. Whether X counts offsets in the escaped text is not
// confirmed.
func (s *Server) shown(text string) (string, obj) {
	urls := []obj{}
	var b strings.Builder
	from := 0
	for _, at := range address.FindAllStringIndex(text, -1) {
		b.WriteString(escaper.Replace(text[from:at[0]]))
		long := strings.TrimRight(text[at[0]:at[1]], ".,;:!?'\")]")
		begin := utf8.RuneCountInString(b.String())
		short := s.shorten(long)
		b.WriteString(short)
		urls = append(urls, obj{
			"url": short, "expanded_url": long, "display_url": displayed(long), "indices": []int{begin, begin + len(short)},
		})
		from = at[0] + len(long)
	}
	b.WriteString(escaper.Replace(text[from:]))
	out := b.String()
	e := obj{"hashtags": []obj{}, "symbols": []obj{}, "user_mentions": []obj{}, "urls": urls}
	for _, at := range hashtag.FindAllStringSubmatchIndex(out, -1) {
		e["hashtags"] = append(e["hashtags"].([]obj), obj{"text": out[at[2]+1 : at[3]], "indices": points(out, at[2], at[3])})
	}
	for _, at := range mention.FindAllStringSubmatchIndex(out, -1) {
		if u := s.named(out[at[2]+1 : at[3]]); u != nil {
			e["user_mentions"] = append(e["user_mentions"].([]obj), u.mentioned(points(out, at[2], at[3])))
		}
	}
	for _, at := range symbol.FindAllStringSubmatchIndex(out, -1) {
		e["symbols"] = append(e["symbols"].([]obj), obj{"text": out[at[2]+1 : at[3]], "indices": points(out, at[2], at[3])})
	}
	return out, e
}

// points are byte offsets as code-point offsets.
func points(text string, from, to int) []int {
	return []int{utf8.RuneCountInString(text[:from]), utf8.RuneCountInString(text[:to])}
}

// shorten returns the t.co address of a long one, always the same.
func (s *Server) shorten(long string) string {
	short := s.links[long]
	if short == "" {
		short = "https://t.co/" + s.core.Letters(10, tcoLetters)
		s.links[long] = short
	}
	return short
}

func displayed(long string) string {
	_, rest, _ := strings.Cut(long, "://")
	if r := []rune(rest); len(r) > 28 {
		return string(r[:27]) + "…"
	}
	return strings.TrimSuffix(rest, "/")
}
