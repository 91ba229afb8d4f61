package keyword

import "unicode/utf8"

// appendPlain does the same as appendAny, ten times as fast, for text of plain characters only,
// which most messages are; or reports that there are others. A plain character folds to one or to
// nothing, and but for a few pairs (joins) whatever its neighbours: it neither combines with the
// one before nor changes its place. (The tests ask every character.)
func (f *folder) appendPlain(buf []byte, text string) ([]byte, bool) {
	space := false
	before := rune(0)
	for _, r := range text {
		p := plainRune(r)
		if !f.strict {
			p = plainVariant(p)
		}
		switch p {
		case ' ':
			if !f.strict && before == 'ー' {
				return buf, false
			}
			space, before = true, ' '
			continue
		case plainNothing:
			continue
		case notPlain:
			return buf, false
		}
		if !f.strict && joins(before, p) {
			return buf, false
		}
		before = p
		if space {
			buf, space = append(buf, ' '), false
		}
		if p < utf8.RuneSelf {
			buf = append(buf, byte(p))
		} else {
			buf = utf8.AppendRune(buf, p)
		}
	}
	if space {
		buf = append(buf, ' ')
	}
	return buf, f.strict || before != 'ー'
}

// joins reports whether two plain characters side by side may fold to something else: a tone of
// Vietnamese, a palochka typed as another letter, or a dash or the end of a word after katakana.
func joins(before, r rune) bool {
	if before < utf8.RuneSelf && r < utf8.RuneSelf {
		return false
	}
	switch before {
	case 'ò', 'ó', 'õ':
		return r == 'a' || r == 'e'
	case 'ù', 'ú':
		return r == 'y'
	case 'ー':
		return !isKatakana(r)
	case 'i', 'l', '1':
		return isCyrillic(r)
	}
	switch r {
	case 'i', 'l', '1':
		return isCyrillic(before)
	}
	return r == '-' && isKatakana(before)
}

const (
	notPlain     = -1
	plainNothing = -2
)

// plainRune is what a plain character folds to. White space folds to ' '.
func plainRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case '\t' <= r && r <= '\r':
			return ' '
		case r == '`':
			return '\''
		}
		return r
	case 0x4E00 <= r && r <= 0x9FFF, // Han
		0x3001 <= r && r <= 0x3002, // ideographic comma and full stop
		0x3041 <= r && r <= 0x3096, // Hiragana
		0x30A1 <= r && r <= 0x30FC, // Katakana
		0xAC00 <= r && r <= 0xD7A3, // Hangul syllables
		0x00E0 <= r && r <= 0x00FE, // Latin-1, small
		0x0430 <= r && r <= 0x045F, // Cyrillic, small
		isPlainArabic(r),
		0x1F300 <= r && r <= 0x1F6FF && r != 0x1F51F,
		0x1F900 <= r && r <= 0x1F9FF: // emoji
		return r
	case 0xFF01 <= r && r <= 0xFF5E: // full width
		return plainRune(r - 0xFF01 + '!')
	case 0x00C0 <= r && r <= 0x00DE && r != '×', // Latin-1, capitals
		0x0410 <= r && r <= 0x042F: // Cyrillic, capitals
		return r + 32
	case 0x2018 <= r && r <= 0x201B: // quotation marks
		return '\''
	case 0x201C <= r && r <= 0x201F:
		return '"'
	case 0x2010 <= r && r <= 0x2015: // hyphens and dashes
		return '-'
	case r == '\u00A0', r == '\u3000':
		return ' '
	case 0x200B <= r && r <= 0x200F, r == '\uFE0F': // zero-width characters, directional marks, emoji style
		return plainNothing
	}
	return notPlain
}

// plainVariant folds a plain character that people exchange for another.
func plainVariant(r rune) rune {
	switch {
	case r < 0xE6:
		return r
	case r == 'æ':
		return notPlain
	case r == 'ё', r == 'ѐ':
		return 'е'
	case r == 'ѝ':
		return 'и'
	case r == 'ð':
		return 'đ'
	case !isPlainArabic(r):
		return smallKana(r)
	}
	switch r {
	case 'آ', 'أ', 'إ':
		return 'ا'
	case 'ؤ':
		return 'و'
	case 'ى', 'ي', 'ئ':
		return 'ی'
	case 'ك':
		return 'ک'
	case 'ة':
		return 'ه'
	}
	return r
}

// isPlainArabic reports whether r is an Arabic letter.
func isPlainArabic(r rune) bool { return 0x0621 <= r && r <= 0x063A || 0x0641 <= r && r <= 0x064A }
