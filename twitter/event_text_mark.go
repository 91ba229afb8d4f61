package twitter

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// mostSteps bounds the work of finding marks in one text: forty steps for each of twice the 10,000
// characters that X takes in a message [Direct Messages: sending]. A step compares one byte. The
// text beyond that is kept as it came.
const mostSteps = 40 * 20_000

// mostMarks bounds the entities of a text that are looked for.
const mostMarks = 20_000

// mostSpans bounds the spans of a text, so that a text of nothing but marks does not become many
// times its size.
func mostSpans(text string) int { return 1000 + len(text)/8 }

// entity is a part of a text that X marked. It is found by what it reads, not by its indices:
// whether those count escaped characters once or five times is not confirmed.
type entity struct {
	kind  channel.SpanKind
	reads string // as it is looked for: a link as it is, anything else folded
	shows string // as it is shown; empty: as the text reads
	value string // Span.Value
}

// marks are the entities of a text, sorted by what they read, so that looking at one place of the
// text takes as many steps as bytes match there, however many entities there are.
type marks struct {
	links []entity // case counts in t.co
	words []entity // mentions, hashtags and cashtags, in any case
	steps int      // that are left
}

func (m *marks) empty() bool { return len(m.links)+len(m.words) == 0 }

// at returns the longest entity that begins at text[i:], and how many bytes it takes there.
func (m *marks) at(text string, i int) (found *entity, size int) {
	found, size = m.search(m.links, text[i:], false)
	if !endsInWord(text[:i]) {
		if e, n := m.search(m.words, text[i:], true); n > size {
			found, size = e, n
		}
	}
	return found, size
}

// search narrows a sorted list down, byte by byte, to the entities that s begins with.
func (m *marks) search(list []entity, s string, words bool) (found *entity, size int) {
	var char [utf8.UTFMax]byte
	matched := 0
	for i := 0; len(list) > 0; {
		// An entity that ends here comes before those that go on. "#help" is not the beginning of
		// "#helpless".
		if next, _ := utf8.DecodeRuneInString(s[i:]); len(list[0].reads) == matched && (!words || !isWord(next)) {
			found, size = &list[0], i
		}
		if i == len(s) {
			break
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		bytes := s[i : i+n]
		if words {
			bytes = string(utf8.AppendRune(char[:0], fold(r)))
		}
		for j := range len(bytes) {
			if m.steps--; m.steps < 0 {
				return found, size
			}
			list = narrow(list, matched, bytes[j])
			matched++
		}
		i += n
	}
	return found, size
}

// narrow returns the entities of a sorted list that have the byte c at offset i. They have the
// bytes before it in common.
func narrow(list []entity, i int, c byte) []entity {
	from := sort.Search(len(list), func(k int) bool { return len(list[k].reads) > i && list[k].reads[i] >= c })
	list = list[from:]
	return list[:sort.Search(len(list), func(k int) bool { return list[k].reads[i] > c })]
}

// fold returns one character for all that differ in case alone, as strings.EqualFold takes them.
func fold(r rune) rune {
	if r >= utf8.RuneSelf {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		r = least
	}
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return r
}

// endsInWord reports whether a mark after s would be within a word: "ada@example.org" is not a
// mention. Letters beyond ASCII do not count, for some scripts put no blank between words.
func endsInWord(s string) bool {
	return s != "" && s[len(s)-1] < utf8.RuneSelf && isWord(rune(s[len(s)-1]))
}

func isWord(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// readMarks reads the entities of v1.1 or v2. The link of the attachment leads nowhere a desk could
// follow.
func readMarks(r *jsonread.Reader, link string) marks {
	m := marks{steps: mostSteps}
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
			e := readEntity(r, kind)
			switch {
			case e.reads == "" || len(m.links)+len(m.words) == mostMarks:
			case kind != channel.SpanURL:
				e.reads = strings.Map(fold, mark+e.reads)
				m.words = append(m.words, e)
			case e.reads != link:
				m.links = append(m.links, e)
			}
		}
	}
	byText := func(a, b entity) int { return strings.Compare(a.reads, b.reads) }
	slices.SortStableFunc(m.links, byText) // of those that read alike, the first counts
	slices.SortStableFunc(m.words, byText)
	return m
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
