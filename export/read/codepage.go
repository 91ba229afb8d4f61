package read

import (
	"errors"
	"unicode/utf8"
)

// A codePage watches whether a file without a byte-order mark is UTF-8. Text in a Chinese, Japanese
// or Korean code page is nearly always invalid as UTF-8. But some of its characters are a pair of
// bytes that UTF-8 reads as another letter: GBK's 转 is Hebrew ת, and 猫 is è. Then only the rest of
// the file can tell.
type codePage struct {
	marked   bool      // the file has a byte-order mark
	sure     bool      // something in the file speaks for UTF-8
	word     string    // the first word with an accent inside
	foreign  bool      // one of those words has a letter that is no everyday character of GBK
	broken   bool      // a cell is not UTF-8
	suspects []suspect // that nothing else has cleared
	all      []suspect // the first cell of each record that is not ASCII
}

// A suspect is a cell that may be in another code page.
type suspect struct {
	line   int
	column int // negative: the whole row
	record int
}

// look takes notice of a cell of valid UTF-8. Record is the place that its record will have.
func (p *codePage) look(s string, line, column, record int) {
	if p.marked || ascii(s) {
		return
	}
	if n := len(p.all); n == 0 || p.all[n-1].record != record {
		p.all = append(p.all, suspect{line, column, record})
	}
	if p.sure {
		return
	}
	if p.speaksForUTF8(s) {
		p.sure, p.suspects = true, nil
		return
	}
	if len(p.suspects) <= maxRowErrors {
		p.suspects = append(p.suspects, suspect{line, column, record})
	}
}

// forget drops the suspects of the last line.
func (p *codePage) forget(line int) {
	for n := len(p.suspects); n > 0 && p.suspects[n-1].line == line; n-- {
		p.suspects = p.suspects[:n-1]
	}
	if n := len(p.all); n > 0 && p.all[n-1].line == line {
		p.all = p.all[:n-1]
	}
}

var errCodePage = errors.New("the text may be in another code page: save the file as CSV UTF-8, with a byte-order mark")

// settle withdraws the records of the suspects if nothing spoke for UTF-8, and all records that are
// not ASCII if a cell of the file is not UTF-8.
func (p *codePage) settle(withdraw func(suspects []suspect, err error)) error {
	switch {
	case p.marked:
	case p.broken:
		withdraw(p.all, errCodePage)
		return errors.New("export: the file is not UTF-8: save it as CSV UTF-8")
	case !p.sure:
		withdraw(p.suspects, errCodePage)
	}
	return nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
