package redact

// Cards finds numbers of payment cards: 12 to 19 digits in one or several groups, with the first
// digits of a card scheme and a right check digit (ISO/IEC 7812-1, Luhn). Groups may be separated
// by up to three blanks, line breaks, hyphens, dots and the like, and digits may be those of any
// script. A number within a longer unbroken row of digits or letters is not a card's. Of random
// rows of 16 digits it takes about one in twenty for a card.
func Cards() Rule { return Rule{Name: "card", Find: findCards} }

const shortestCard, longestCard = 12, 19

func findCards(text string) []Range {
	if !holds(text, shortestCard) {
		return nil
	}
	found, _ := cardsIn(signs(text))
	return found
}

// cardsIn finds cards among the signs of a text, and counts the signs that it looked at.
func cardsIn(all []sign) (found []Range, steps int) {
	for i := range all {
		if all[i].tight || !isDigit(all[i]) {
			continue // a card begins where a group begins
		}
		var digits [longestCard]byte
		n := 0
		for j := i; j < len(all) && n < longestCard && isDigit(all[j]) && (j == i || all[j].joined); j++ {
			digits[n] = all[j].value - '0'
			n++
			steps++
			ends := j+1 == len(all) || !all[j+1].tight
			if ends && n >= shortestCard && scheme(digits[:n]) && luhn(digits[:n]) {
				found = append(found, Range{all[i].start, all[j].end})
			}
		}
	}
	return found, steps
}

func isDigit(s sign) bool { return '0' <= s.value && s.value <= '9' }

// luhn reports whether the last digit is the check digit of the others.
func luhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d)
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

// schemes are the first digits of card schemes with the lengths of their numbers.
var schemes = []struct{ low, high, digits, shortest, longest int }{
	{1, 1, 1, 15, 15},                                             // UATP
	{2014, 2014, 4, 15, 15},                                       // Diners Club enRoute
	{2149, 2149, 4, 15, 15},                                       // Diners Club enRoute
	{2131, 2131, 4, 15, 15},                                       // JCB, older
	{1800, 1800, 4, 15, 15},                                       // JCB, older
	{2200, 2204, 4, 16, 19},                                       // Mir
	{2205, 2205, 4, 16, 16},                                       // BORICA
	{2221, 2720, 4, 16, 16},                                       // Mastercard
	{30, 30, 2, 14, 19}, {36, 36, 2, 14, 19}, {38, 39, 2, 14, 19}, // Diners Club
	{31, 31, 2, 16, 19},                      // China T-Union
	{34, 34, 2, 15, 15}, {37, 37, 2, 15, 15}, // American Express
	{3528, 3589, 4, 16, 19}, // JCB
	{4, 4, 1, 13, 19},       // Visa
	{50, 50, 2, 12, 19},     // Maestro, Dankort, RuPay, Verve, Elo
	{51, 55, 2, 16, 16},     // Mastercard
	{56, 69, 2, 12, 19},     // Maestro, Discover, UnionPay, RuPay, InstaPayment
	{81, 82, 2, 16, 19},     // RuPay, UnionPay
	{9792, 9792, 4, 16, 16}, // Troy
	{9704, 9704, 4, 16, 19}, // Napas
	{8600, 8600, 4, 16, 16}, // UzCard
	{9860, 9860, 4, 16, 16}, // Humo
}

// scheme reports whether a number has the first digits and the length of a card scheme.
func scheme(digits []byte) bool {
	for _, s := range schemes {
		first := 0
		for _, d := range digits[:s.digits] {
			first = 10*first + int(d)
		}
		if s.low <= first && first <= s.high && s.shortest <= len(digits) && len(digits) <= s.longest {
			return true
		}
	}
	return false
}
