package redact

// IBANs finds international bank account numbers: country, check digits and account, in one or
// several groups, whose remainder by 97 is 1 (ISO 13616). Letters may be of either case, and groups
// separated as those of [Cards].
func IBANs() Rule { return Rule{Name: "iban", Find: findIBANs} }

const shortestIBAN, longestIBAN = 15, 34

func findIBANs(text string) []Range {
	if len(text) < shortestIBAN || !holds(text, 2) { // the check digits
		return nil
	}
	found, _ := ibansIn(signs(text))
	return found
}

// ibansIn finds account numbers among the signs of a text, and counts the signs that it looked at.
func ibansIn(all []sign) (found []Range, steps int) {
	for i := range all {
		if all[i].tight || i+shortestIBAN > len(all) || !isLetter(all[i]) || !isLetter(all[i+1]) || !isDigit(all[i+2]) || !isDigit(all[i+3]) ||
			!all[i+1].tight || !all[i+2].joined || !all[i+3].joined {
			continue
		}
		length, known := ibanLengths[string([]byte{all[i].value, all[i+1].value})]
		for j := i + 4; j < len(all) && all[j].joined && all[j].value != 0 && j-i < longestIBAN; j++ {
			n := j - i + 1
			steps++
			ends := j+1 == len(all) || !all[j+1].tight
			if ends && (n == length || !known && n >= shortestIBAN) && remainder(all[i:j+1]) == 1 {
				found = append(found, Range{all[i].start, all[j].end})
			}
		}
	}
	return found, steps
}

func isLetter(s sign) bool { return 'A' <= s.value && s.value <= 'Z' }

// remainder is that of the number by 97, with the first four signs moved to the end and letters as
// 10 to 35.
func remainder(number []sign) int {
	rest := 0
	for i := range number {
		s := number[(i+4)%len(number)]
		if isLetter(s) {
			rest = (100*rest + int(s.value-'A') + 10) % 97
		} else {
			rest = (10*rest + int(s.value-'0')) % 97
		}
	}
	return rest
}

// ibanLengths are the lengths by country (SWIFT, "IBAN Registry"). A country that is not listed may
// have any length.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
	"GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
	"LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24,
	"SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}
