package tlsconfig

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// block is the content between two marks of a PEM file.
type block struct {
	kind      string // "CERTIFICATE", "PRIVATE KEY"
	encrypted bool   // by a password, as old keys say in a header
	der       []byte
}

var (
	// A mark as it should be, and anything that once was one.
	mark     = regexp.MustCompile(`-----(BEGIN|END) ([A-Z0-9 ]+)-----`)
	likeMark = regexp.MustCompile(`[-–—−‐]+[ \t]*(BEGIN|END)[ \t]+[A-Z0-9 \t]*(CERTIFICATE|KEY|PARAMETERS|REQUEST|CRL|PKCS7|CMS)`)
	stray    = regexp.MustCompile(`(?m)^[ \t]*[A-Za-z0-9+/]{48,}=*[ \t]*$`)
	header   = regexp.MustCompile(`(?m)^[ \t]*([A-Za-z0-9-]+): (.*)$`)
)

// isPEM reports whether data is text with marks.
func isPEM(text string) bool { return likeMark.MatchString(text) }

// blocks reads every block of a PEM file, also of one that was joined without line ends, indented,
// or pasted through a form. encoding/pem passes over a block that it cannot read; here each mark
// has its block, or the error says which is damaged. It never quotes what is in a block.
func blocks(text string) ([]block, error) {
	marks := mark.FindAllStringSubmatchIndex(text, -1)
	if all := likeMark.FindAllStringIndex(text, -1); len(all) != len(marks) {
		return nil, damagedMark(text, all, marks)
	}
	var list []block
	before := 0 // the end of the block before
	for i := 0; i < len(marks); i += 2 {
		m := marks[i]
		kind := kindOf(text[m[4]:m[5]])
		at := fmt.Sprintf("block %d (%s, line %d)", len(list)+1, kind, line(text, m[0]))
		if text[m[2]:m[3]] != "BEGIN" {
			return nil, fmt.Errorf("%s: an END mark has no BEGIN mark before it", at)
		}
		if i+1 == len(marks) || text[marks[i+1][2]:marks[i+1][3]] != "END" {
			return nil, fmt.Errorf("%s: the block has no END mark: a part of the file is missing", at)
		}
		end := marks[i+1]
		if other := kindOf(text[end[4]:end[5]]); other != kind {
			return nil, fmt.Errorf("%s: the END mark says %s", at, other)
		}
		if lost := stray.FindStringIndex(text[before:m[0]]); lost != nil {
			return nil, fmt.Errorf("line %d: a block has lost its BEGIN and END marks", line(text, before+lost[0]))
		}
		before = end[1]
		b, err := decode(kind, text[m[1]:end[0]])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		list = append(list, b)
	}
	if lost := stray.FindStringIndex(text[before:]); lost != nil {
		return nil, fmt.Errorf("line %d: a block has lost its BEGIN and END marks", line(text, before+lost[0]))
	}
	return list, nil
}

// kindOf returns the words of a mark with one blank between them. Text programs add blanks.
func kindOf(words string) string { return strings.Join(strings.Fields(words), " ") }

// damagedMark says where a mark differs from what it should be.
func damagedMark(text string, all, marks [][]int) error {
	for i, a := range all {
		if i < len(marks) && a[0] >= marks[i][0] && a[0] < marks[i][1] {
			continue
		}
		return fmt.Errorf(`line %d: the mark is damaged: it needs five "-" before and after the words`, line(text, a[0]))
	}
	return errors.New("a mark is damaged")
}

func line(text string, at int) int { return 1 + strings.Count(text[:at], "\n") }

// decode reads the base64 of a block.
func decode(kind, body string) (block, error) {
	b := block{kind: kind}
	for _, h := range header.FindAllStringSubmatch(body, -1) {
		b.encrypted = b.encrypted || h[1] == "DEK-Info"
	}
	body = header.ReplaceAllString(body, "")
	body = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '\u00a0':
			return -1
		}
		return r
	}, body)
	body = strings.TrimRight(body, "=")
	der, err := base64.RawStdEncoding.DecodeString(body)
	if err != nil || len(der) == 0 {
		return block{}, errors.New("the block is damaged: what is in it is not base64")
	}
	b.der = der
	return b, nil
}

// text returns a file as text: without byte-order marks, from UTF-16 as some editors save it, and
// with line ends where a form or a variable has made \n of them.
func text(data []byte) string {
	if u := utf16Text(data); u != "" {
		return u
	}
	s := strings.ReplaceAll(string(data), "\uFEFF", "")
	if strings.Contains(s, `\n`) && likeMark.MatchString(s) {
		s = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n").Replace(s)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}

// utf16Text decodes UTF-16, with a byte-order mark or by the zeros between the letters; empty if it
// is not that.
func utf16Text(data []byte) string {
	var order binary.ByteOrder
	little, big := bytes.Index(data, []byte("B\x00E\x00G\x00I\x00N\x00")), bytes.Index(data, []byte("\x00B\x00E\x00G\x00I\x00N"))
	switch {
	case len(data)%2 != 0 || len(data) < 4:
		return ""
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), little >= 0 && little%2 == 0:
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), big >= 0 && big%2 == 0:
		order = binary.BigEndian
	default:
		return ""
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	s := strings.ReplaceAll(string(utf16.Decode(units)), "\uFEFF", "")
	if !likeMark.MatchString(s) {
		return ""
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}
