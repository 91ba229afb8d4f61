package keyword

// thai folds what is seen alike in Thai and Lao: two small vowels for one, and the order of tones
// and the ring of sara am.
func thai(out []rune, r rune) []rune {
	switch {
	case (r == 'เ' || r == 'ເ') && last(out) == r:
		out[len(out)-1] = r + 1 // แ
		return out
	case r == 'ๅ': // the length sign of ฤๅ, for which many type its look-alike า
		return append(out, 'า')
	case r == 0x0E4D || r == 0x0ECD:
		out = append(out, r)
		for i := len(out) - 1; i > 0 && out[i-1] >= r-5 && out[i-1] < r-1; i-- { // tones come after the ring
			out[i-1], out[i] = out[i], out[i-1]
		}
		return out
	}
	return append(out, r)
}
