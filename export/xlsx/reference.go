package xlsx

// letters names column i, counted from 0: A, B, … Z, AA.
func letters(i int) string {
	var b [3]byte
	n := len(b)
	for i++; i > 0; i = (i - 1) / 26 {
		n--
		b[n] = byte('A' + (i-1)%26)
	}
	return string(b[n:])
}

// column is the place of a cell's column, counted from 0, of a reference such as AB12.
func column(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' && n <= maxColumns; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	if i == 0 || i == len(ref) || n > maxColumns || ref[i] < '1' || ref[i] > '9' {
		return 0, false
	}
	return n - 1, true
}
