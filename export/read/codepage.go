package read

import (
	"errors"
	"unicode/utf8"
)

// A codePage watches whether a file without a byte-order mark is UTF-8. Text in a Chinese, Japanese
// or Korean code page is nearly always invalid as UTF-8. But some of its characters are a pair of
// bytes that UTF-8 reads as another letter: GBK's 转 is Hebrew ת. Then only the rest of the file can
// tell.
type codePage struct {
	marked   bool      // the file has a byte-order mark
	sure     bool      // something in the file speaks for UTF-8
	broken   bool      // a cell is not UTF-8
	suspects []suspect // that nothing else has cleared
	all      []suspect // the first cell of each record that is not ASCII
}

// A suspect is a cell that may be in another code page.
type suspect struct{ line, column, record int }

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
	if unlike(s) {
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

// unlike reports whether a text cannot reasonably be in a code page of two bytes a character: it
// has a character of three or four bytes, a second byte below 0xA1, a first one outside of 0xB0 to
// 0xF7, or a letter with an accent next to an ASCII letter.
func unlike(s string) bool {
	for i, r := range s {
		if r < utf8.RuneSelf {
			continue
		}
		n := utf8.RuneLen(r)
		if n > 2 || s[i+1] < 0xA1 {
			return true
		}
		accent := r >= 0xC0 && r < 0x250
		if accent && (i > 0 && letter(s[i-1]) || i+n < len(s) && letter(s[i+n])) {
			return true
		}
	}
	return false
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
