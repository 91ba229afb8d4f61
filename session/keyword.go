package session

import (
	"cmp"
	"errors"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/cases"
)

// Keywords are the words with which a customer asks for a person. It is plain data to store and to edit; [Compile] makes it
// ready to use. The zero value has no keywords and never hits.
//
// Keywords and messages are compared after folding both: compatibility forms (NFKC), case, white space, and punctuation and
// symbols at the ends make no difference, and invisible characters (format characters, variation selectors, the Arabic
// tatweel) count for nothing. So "ＡＧＥＮＴ!" is "agent", "STRASSE" is "straße" and "ﬁn" is "fin". Simplified and traditional
// characters, Turkish dotless ı and i, and accented and plain letters stay different: list both.
type Keywords struct {
	List []Keyword `json:"list,omitempty"`

	// Mode is that of the keywords that have none of their own. Empty means [MatchExact].
	Mode MatchMode `json:"mode,omitempty"`

	// Deny lists phrases in which a keyword does not count: "travel agent" for the keyword "agent". They are found as
	// [MatchPhrase] finds keywords. A keyword counts again where it stands outside them.
	Deny []string `json:"deny,omitempty"`

	// ArabicVariants makes letters equal that keyboards of Arabic, Persian and Urdu use for each other: ي ى ئ and ی,
	// ك and ک, آ and ا, and the Arabic-Indic digits of both ranges and 0 to 9. Without it they differ.
	ArabicVariants bool `json:"arabicVariants,omitempty"`

	// MaxKeywords is how many entries List and Deny may have, each. Zero means 1,000; a negative number, any.
	MaxKeywords int `json:"maxKeywords,omitempty"`

	// MaxRunes is how many characters (runes, after folding) a keyword or a denied phrase may have. Zero means 64; negative, any.
	MaxRunes int `json:"maxRunes,omitempty"`

	// MaxScan is how many characters (runes) of a message are looked at. What lies beyond is not seen, and a message that goes on beyond
	// matches no keyword exactly. Zero means 4,096; negative, all.
	MaxScan int `json:"maxScan,omitempty"`
}

// A Keyword is one entry of [Keywords].
type Keyword struct {
	Text string    `json:"text"`
	Mode MatchMode `json:"mode,omitempty"` // empty: that of the list
}

// A MatchMode says where in a message a keyword counts.
type MatchMode string

// The modes.
const (
	// MatchExact: the keyword is the whole message.
	MatchExact MatchMode = "exact"

	// MatchPhrase: the keyword stands in the message as a word or words of its own. It may not touch a letter, a digit
	// or a combining mark, except where either side is written without spaces between words: Han, Hiragana, Katakana,
	// Hangul, Thai, Lao, Khmer, Myanmar. A combining mark always belongs to what stands before it.
	MatchPhrase MatchMode = "phrase"

	// MatchPrefix: the message begins with the keyword, be it as part of a longer word.
	MatchPrefix MatchMode = "prefix"

	// MatchContains: the keyword stands anywhere in the message, be it as part of a longer word: "agent" in "reagents".
	MatchContains MatchMode = "contains"
)

// A KeywordError is one thing wrong with [Keywords].
type KeywordError struct {
	Field string      // path in the JSON form: "list[3].text"
	Code  KeywordCode // what is wrong, for programs
	Text  string      // the same in a sentence, for an administrator
}

func (e *KeywordError) Error() string { return e.Field + ": " + e.Text }

// A KeywordCode says what is wrong with a field.
type KeywordCode string

// The codes.
const (
	KeywordEmpty   KeywordCode = "empty"    // nothing is left after folding
	KeywordInvalid KeywordCode = "invalid"  // not valid UTF-8, or no such mode
	KeywordDoubled KeywordCode = "doubled"  // the same as another after folding
	KeywordTooMany KeywordCode = "too-many" // more entries than allowed
	KeywordTooLong KeywordCode = "too-long" // more characters than allowed
	KeywordDenied  KeywordCode = "denied"   // the keyword cannot hit, since it is a denied phrase too
)

// Compile makes keywords ready to use and keeps nothing of k. The error joins all that is wrong, each a [*KeywordError].
func Compile(k Keywords) (*Matcher, error) {
	m := &Matcher{
		folder: keywordFolder{caser: cases.Fold(), arabic: k.ArabicVariants},
		scan:   keywordLimit(k.MaxScan, 4096),
		exact:  make(map[string]int),
	}
	c := keywordCompiler{
		folder: m.folder,
		count:  keywordLimit(k.MaxKeywords, 1000),
		runes:  keywordLimit(k.MaxRunes, 64),
	}
	c.mode("mode", k.Mode)
	deny := make([]string, len(k.Deny))
	for i, text := range k.Deny {
		deny[i] = c.fold("deny", i, "", text, len(k.Deny))
	}
	denied := c.seen
	c.seen = nil
	var patterns []keywordPattern
	for i, w := range k.List {
		c.mode(fmt.Sprintf("list[%d].mode", i), w.Mode)
		text := c.fold("list", i, ".text", w.Text, len(k.List))
		if d, ok := denied[text]; ok {
			c.add(fmt.Sprintf("list[%d].text", i), KeywordDenied, "%q cannot hit, since deny[%d] is the same phrase", w.Text, d)
		}
		w.Mode = cmp.Or(w.Mode, k.Mode, MatchExact)
		m.list, m.runes = append(m.list, w), append(m.runes, utf8.RuneCountInString(text))
		if w.Mode == MatchExact {
			m.exact[text] = i
		} else {
			patterns = append(patterns, keywordPattern{text: text, id: i})
		}
	}
	if len(c.errs) > 0 {
		return nil, fmt.Errorf("session: keywords: %w", errors.Join(c.errs...))
	}
	m.words = newKeywordAutomaton(patterns)
	patterns = patterns[:0]
	for i, text := range deny {
		patterns = append(patterns, keywordPattern{text: text, id: i})
	}
	m.deny = newKeywordAutomaton(patterns)
	return m, nil
}

// keywordLimit is n, or usual for zero, or no limit below.
func keywordLimit(n, usual int) int {
	if n < 0 {
		return int(^uint(0) >> 1)
	}
	return cmp.Or(n, usual)
}

// A keywordCompiler collects what is wrong with keywords while it folds them.
type keywordCompiler struct {
	folder keywordFolder
	count  int
	runes  int
	seen   map[string]int
	errs   []error
}

func (c *keywordCompiler) add(field string, code KeywordCode, format string, args ...any) {
	c.errs = append(c.errs, &KeywordError{Field: field, Code: code, Text: fmt.Sprintf(format, args...)})
}

func (c *keywordCompiler) mode(field string, m MatchMode) {
	switch m {
	case "", MatchExact, MatchPhrase, MatchPrefix, MatchContains:
	default:
		c.add(field, KeywordInvalid, "%.32q is not exact, phrase, prefix or contains", m)
	}
}

// fold folds one entry of a list and notes it as seen.
func (c *keywordCompiler) fold(list string, i int, member, text string, total int) string {
	if i == 0 && total > c.count {
		c.add(list, KeywordTooMany, "%d entries are more than the %d allowed", total, c.count)
	}
	field := fmt.Sprintf("%s[%d]%s", list, i, member)
	if !utf8.ValidString(text) {
		c.add(field, KeywordInvalid, "%.64q is not valid UTF-8", text)
		return ""
	}
	folded := string(c.folder.fold(nil, text, false))
	first, twice := c.seen[folded]
	switch n := utf8.RuneCountInString(folded); {
	case n == 0:
		c.add(field, KeywordEmpty, "%.64q has nothing to match: spaces, punctuation and symbols at the ends do not count", text)
	case n > c.runes:
		c.add(field, KeywordTooLong, "%d characters are more than the %d allowed", n, c.runes)
	case twice:
		c.add(field, KeywordDoubled, "%q is the same as %s[%d]", text, list, first)
	default:
		if c.seen == nil {
			c.seen = make(map[string]int)
		}
		c.seen[folded] = i
	}
	return folded
}
