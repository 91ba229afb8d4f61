package keyword

// Offsets in the blocks of Indic scripts, which share one order.
const (
	candrabindu = 0x01
	anusvara    = 0x02
	visarga     = 0x03
	nukta       = 0x3C
	virama      = 0x4D
)

// indic folds the scripts of India: nasals, the nukta of borrowed sounds, and letters that have a
// code of their own as well as a spelling.
func indic(out []rune, r, after rune) []rune {
	before := last(out)
	block, offset := r&^0x7F, r&0x7F
	switch {
	case r == 'ৎ':
		return append(out, 'ত', 0x09CD)
	case r >= 0x0D7A && r <= 0x0D7F: // chillus of Malayalam
		return append(out, [...]rune{'ണ', 'ന', 'ര', 'ല', 'ള', 'ക'}[r-0x0D7A], 0x0D4D)
	case r == 0x0D4D && before == 0x0D4D: // after the virama of a chillu: എൻ്റെ is എന്റെ
		return out
	case r == 0x0D57 && before == 0x0D46: // the older form of au, decomposed
		out[len(out)-1] = r
		return out
	case r == 'ଵ': // Odia has two letters for w
		return append(out, 'ୱ')
	case r == 'ஶ' && after == 0x0BCD: // ஸ்ரீ is encoded in two ways
		return append(out, 'ஸ')
	case r == 0x0945 && before == 'अ':
		out[len(out)-1] = 'ॲ'
		return out
	case block == 0x0900 && offset == nukta:
		switch before {
		case 'क', 'ख', 'ग', 'ज', 'फ': // many leave it out there; ड़ and ढ़ are letters of their own
			return out
		}
	case !hasAnusvara(block):
	case offset == candrabindu:
		return append(out, block+anusvara)
	case offset == virama && isNasalOf(before, after):
		out[len(out)-1] = block + anusvara // सम्पर्क is संपर्क
		return out
	}
	return append(out, r)
}

// hasAnusvara reports whether a script writes any nasal before a consonant as anusvara: Devanagari,
// Gujarati, Oriya, Telugu, Kannada.
func hasAnusvara(block rune) bool {
	switch block {
	case 0x0900, 0x0A80, 0x0B00, 0x0C00, 0x0C80:
		return true
	}
	return false
}

// isNasalOf reports whether a nasal belongs to the class of the consonant after it.
func isNasalOf(nasal, consonant rune) bool {
	if nasal&^0x7F != consonant&^0x7F {
		return false
	}
	c := consonant & 0x7F
	switch nasal & 0x7F {
	case 0x19, 0x1E, 0x23, 0x28, 0x2E: // ends the class of four that begins four before it
		return c < nasal&0x7F && c >= nasal&0x7F-4
	}
	return false
}

// isVisarga reports whether a colon between two characters is the visarga of their script, which
// many write so: दु:ख.
func isVisarga(before, after rune) bool {
	block := before &^ 0x7F
	return block == after&^0x7F && block >= 0x0900 && block <= 0x0D00 && block != 0x0B80
}
