package keyword

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/fielderror"
	"golang.org/x/text/cases"
)

// A Set is the words with which a customer asks for a person, and how they are matched. It is plain
// data to store and to edit; [Compile] makes it ready to use. The zero value has no keywords and
// never hits.
//
// Keywords and messages are compared after folding both, as the package comment says.
type Set struct {
	List []Word `json:"list,omitempty"`

	// Mode is that of the keywords that have none of their own. Empty means [Exact].
	Mode Mode `json:"mode,omitempty"`

	// Deny lists phrases in which a keyword does not count: "travel agent" for the keyword "agent".
	// They are found as [Phrase] finds keywords. A keyword outside of them counts.
	Deny []string `json:"deny,omitempty"`

	// Strict keeps letters apart that people and keyboards exchange. Without it they are equal; the
	// package comment says which.
	Strict bool `json:"strict,omitempty"`

	// MaxKeywords is how many entries List and Deny may have, each. Defaults to 1,000; a negative
	// number means any.
	MaxKeywords int `json:"maxKeywords,omitempty"`

	// MaxRunes is how many characters (runes, after folding) a keyword or a denied phrase may have.
	// Defaults to 64; a negative number means any.
	MaxRunes int `json:"maxRunes,omitempty"`

	// MaxScan is how many characters (runes) of a message are looked at. The rest is not seen, and
	// a longer message hits no keyword whose mode is [Exact]. Defaults to 4,096; a negative number
	// means all.
	MaxScan int `json:"maxScan,omitempty"`
}

// A Word is one keyword of a [Set].
type Word struct {
	Text string `json:"text"`
	Mode Mode   `json:"mode,omitempty"` // empty: Set.Mode
}

// A Mode says where in a message a keyword counts.
type Mode string

// Places in a message where a keyword counts.
const (
	// Exact: the keyword is the whole message.
	Exact Mode = "exact"

	// Phrase: the message has the keyword as a word or words of its own. It may not touch a letter,
	// a digit or a combining mark, except where either side is written without spaces between
	// words: Han, Hiragana, Katakana, Hangul, Bopomofo, Thai, Lao, Khmer, Myanmar, the Tai scripts,
	// Javanese, Balinese, Yi. A combining mark always belongs to the letter before it.
	Phrase Mode = "phrase"

	// Prefix: the message begins with the keyword, also as part of a longer word.
	Prefix Mode = "prefix"

	// Contains: the keyword is anywhere in the message, also as part of a longer word: "agent" in
	// "reagents".
	Contains Mode = "contains"
)

// FieldError is one thing wrong, or odd, in a [Set]: fielderror.Error, as everywhere in this
// module. Its Field is the path in the JSON form, such as "list[3].text".
type FieldError = fielderror.Error

// Codes of errors.
const (
	CodeMissing   = fielderror.Missing   // nothing is left after folding
	CodeInvalid   = fielderror.Invalid   // not valid UTF-8, U+0000 in it, or no such mode
	CodeDuplicate = fielderror.Duplicate // the same as another after folding
	CodeTooMany   = fielderror.TooMany   // more entries than allowed
	CodeTooLong   = fielderror.TooLong   // more characters than allowed
	CodeConflict  = fielderror.Conflict  // the keyword cannot hit, since it is a denied phrase too
)

// Compile makes keywords ready to use and keeps nothing of k. The error joins all that is wrong,
// each a [*FieldError].
func Compile(k Set) (*Matcher, error) {
	m := &Matcher{
		folder: folder{caser: cases.Fold(), strict: k.Strict},
		scan:   limit(k.MaxScan, 4096),
		exact:  make(map[string]int),
	}
	c := compiler{
		folder: m.folder,
		count:  limit(k.MaxKeywords, 1000),
		runes:  limit(k.MaxRunes, 64),
	}
	c.mode("mode", k.Mode)
	deny := make([]string, len(k.Deny))
	for i, text := range k.Deny {
		deny[i] = c.fold("deny", i, "", text, len(k.Deny))
	}
	denied := c.seen
	c.seen = nil
	var patterns []pattern
	for i, w := range k.List {
		c.mode(fmt.Sprintf("list[%d].mode", i), w.Mode)
		text := c.fold("list", i, ".text", w.Text, len(k.List))
		if d, ok := denied[text]; ok {
			c.add(fmt.Sprintf("list[%d].text", i), CodeConflict, "%q cannot hit, since deny[%d] is the same phrase", w.Text, d)
		}
		w.Mode = cmp.Or(w.Mode, k.Mode, Exact)
		m.list, m.folded, m.runes = append(m.list, w), append(m.folded, text), append(m.runes, utf8.RuneCountInString(text))
		if w.Mode == Exact {
			m.exact[text] = i
		} else {
			patterns = append(patterns, pattern{text: text, id: i})
		}
	}
	if len(c.errs) > 0 {
		return nil, fmt.Errorf("keyword: %w", errors.Join(c.errs...))
	}
	m.words = newAutomaton(patterns)
	patterns = patterns[:0]
	for i, text := range deny {
		patterns = append(patterns, pattern{text: text, id: i})
	}
	m.deny = newAutomaton(patterns)
	return m, nil
}

// limit is n, or usual for zero, or no limit below.
func limit(n, usual int) int {
	if n < 0 {
		return int(^uint(0) >> 1)
	}
	return cmp.Or(n, usual)
}

// A compiler collects what is wrong with keywords while it folds them.
type compiler struct {
	folder folder
	count  int
	runes  int
	seen   map[string]int
	errs   []error
}

func (c *compiler) add(field string, code, format string, args ...any) {
	c.errs = append(c.errs, &FieldError{Field: field, Code: code, Reason: fmt.Sprintf(format, args...)})
}

func (c *compiler) mode(field string, m Mode) {
	switch m {
	case "", Exact, Phrase, Prefix, Contains:
	default:
		c.add(field, CodeInvalid, "%.32q is not exact, phrase, prefix or contains", m)
	}
}

// fold folds one entry of a list and notes it as seen.
func (c *compiler) fold(list string, i int, member, text string, total int) string {
	if i == 0 && total > c.count {
		c.add(list, CodeTooMany, "%d entries are more than the %d allowed", total, c.count)
	}
	field := fmt.Sprintf("%s[%d]%s", list, i, member)
	if !utf8.ValidString(text) {
		c.add(field, CodeInvalid, "%.64q is not valid UTF-8", text)
		return ""
	}
	if strings.ContainsRune(text, 0) {
		c.add(field, CodeInvalid, "%.64q must not hold U+0000, which no message has", text)
		return ""
	}
	folded := string(c.folder.fold(nil, text, false))
	first, twice := c.seen[folded]
	switch n := utf8.RuneCountInString(folded); {
	case n == 0:
		c.add(field, CodeMissing, "%.64q has nothing to match: spaces, punctuation and symbols at the ends do not count", text)
	case n > c.runes:
		c.add(field, CodeTooLong, "%d characters are more than the %d allowed", n, c.runes)
	case twice:
		c.add(field, CodeDuplicate, "%q is the same as %s[%d]", text, list, first)
	default:
		if c.seen == nil {
			c.seen = make(map[string]int)
		}
		c.seen[folded] = i
	}
	return folded
}
