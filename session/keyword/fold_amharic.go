package keyword

// ethiopic folds the letters of Amharic that are read alike. Of those for "h" and the glottal stop
// the first and the fourth order are read alike too.
func ethiopic(r rune) rune {
	switch {
	case r >= 0x1210 && r <= 0x1216: // ሐ
		r -= 0x10
	case r >= 0x1280 && r <= 0x1286: // ኀ
		r -= 0x80
	case r >= 0x1220 && r <= 0x1226: // ሠ
		r += 0x10
	case r >= 0x12D0 && r <= 0x12D6: // ዐ
		r -= 0x30
	case r >= 0x1340 && r <= 0x1346: // ፀ
		r -= 0x08
	}
	if r == 'ሃ' || r == 'ኣ' {
		r -= 3
	}
	return r
}
