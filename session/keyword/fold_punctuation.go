package keyword

import "unicode"

// typographic folds what programs and keyboards make of plain punctuation and digits: curly
// apostrophes and quotation marks, typographic hyphens, keycaps, digits of every script.
func typographic(r rune) rune {
	switch r {
	case '`', '´', '‘', '’', '‚', '‛', '′', '‹', '›', 'ʹ', 'ʻ', 'ʼ', 'ʽ', 'ˈ', '՚', '׳', 'ꞌ', '᾽', '᾿', '΄':
		return '\''
	case '“', '”', '„', '‟', '″', '«', '»', '״':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−', '⁃', '֊', '־', '─', '━':
		return '-'
	case '゛': // the marks of kana in characters of their own
		return 0x3099
	case '゜':
		return 0x309A
	case '〜':
		return '~'
	case '٪':
		return '%'
	case '٫': // between the digits of Arabic
		return '.'
	case '٬':
		return ','
	case '•', '‧', '⋅':
		return '·'
	case '፡': // between words of Ethiopic
		return ' '
	case 0x20E3: // the frame of a keycap
		return -1
	case 0x1F51F: // ten as a keycap
		return '⑩'
	case '⓿', 0x1F10B, 0x1F10C:
		return '0'
	}
	switch {
	case r < 0x0660:
		return r
	case r >= '❶' && r <= '❿':
		return r - '❶' + '①'
	case r >= '➀' && r <= '➉':
		return r - '➀' + '①'
	case r >= '➊' && r <= '➓':
		return r - '➊' + '①'
	case r >= '⓵' && r <= '⓾':
		return r - '⓵' + '①'
	case r >= '⓫' && r <= '⓴':
		return r - '⓫' + '⑪'
	}
	return digit(r)
}

// digit folds the digits of every script to 0 to 9.
func digit(r rune) rune {
	if !unicode.Is(unicode.Nd, r) {
		return r
	}
	for _, in := range unicode.Nd.R16 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return '0' + (r-rune(in.Lo))%10 // a range holds whole rows of ten
		}
	}
	for _, in := range unicode.Nd.R32 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return '0' + (r-rune(in.Lo))%10
		}
	}
	return r
}
