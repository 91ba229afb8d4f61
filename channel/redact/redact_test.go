package redact_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/redact"
)

func both() []redact.Rule { return []redact.Rule{redact.Cards(), redact.IBANs()} }

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "",
		"no numbers":                             "no numbers",
		"4111111111111111":                       "[card]",
		"my card 4111 1111 1111 1111, exp 12/28": "my card [card], exp 12/28",
		"4111-1111-1111-1111":                    "[card]",
		"4111.1111.1111.1111":                    "[card]",
		"4111 - 1111 - 1111 - 1111":              "[card]",
		"4111\n1111\n1111\n1111":                 "[card]",
		"3782 822463 10005":                      "[card]", // American Express
		"5555555555554444 and 6011111111111117":  "[card] and [card]",
		"٤١١١ ١١١١ ١١١١ ١١١١":                    "[card]", // Arabic digits
		"４１１１１１１１１１１１１１１１":               "[card]", // full width
		"4\u200b111 1111\u00a01111 1111": "[card]", // invisible characters, a blank that does not break
		"4️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣1️⃣": "[card]️⃣",
		"4111 1111 1111 1112":                     "4111 1111 1111 1112", // wrong check digit
		"order 94111111111111111":                 "order 94111111111111111",
		"X4111111111111111":                       "X4111111111111111",
		"call +49 30 1234567":                     "call +49 30 1234567",
		"IBAN DE89 3704 0044 0532 0130 00 please": "IBAN [iban] please",
		"de89370400440532013000":                  "[iban]",
		"NO9386011117947":                         "[iban]",
		"4111!1111!1111!1111":                     "4111!1111!1111!1111",
		"٤١١١!١١١١!١١١١!١١١١":                     "٤١١١!١١١١!١١١١!١١١١",
		"4111   1111 1111 1111":                   "[card]", // three blanks
		"4111    1111 1111 1111":                  "4111    1111 1111 1111",
		"٤١١١    ١١١١ ١١١١ ١١١١":                  "٤١١١    ١١١١ ١١١١ ١١١١",
		"GB82WEST12345698765432":                  "[iban]",
		"NO93 8601 1117 947":                      "[iban]",
		"DE88 3704 0044 0532 0130 00":             "DE88 3704 0044 0532 0130 00",
		"XDE89370400440532013000":                 "XDE89370400440532013000",
	} {
		got, _, found := redact.Text(text, nil, both()...)
		if got != want {
			t.Errorf("Text(%q) = %q, want %q", text, got, want)
		}
		if (len(found) > 0) != (got != text) {
			t.Errorf("Text(%q) reports %v", text, found)
		}
	}
}

// A number is found in the digits of every script and in full-width letters, and one with a wrong
// check digit is not.
func TestTextOfEveryScript(t *testing.T) {
	shift := func(text string, zero, upper, lower rune) string {
		return strings.Map(func(r rune) rune {
			switch {
			case '0' <= r && r <= '9':
				return r - '0' + zero
			case 'A' <= r && r <= 'Z':
				return r - 'A' + upper
			case 'a' <= r && r <= 'z':
				return r - 'a' + lower
			}
			return r
		}, text)
	}
	redacted := func(text string) bool {
		got, _, _ := redact.Text(text, nil, both()...)
		return got == "[card]" || got == "[iban]"
	}
	scripts := 0
	for zero := rune(0); zero <= unicode.MaxRune; zero++ {
		if !unicode.Is(unicode.Nd, zero) {
			continue
		}
		scripts++
		if text := shift("6011 0009 9013 9424", zero, 'A', 'a'); !redacted(text) {
			t.Errorf("a card in the digits of %U is not found", zero)
		}
		if text := shift("6011 0009 9013 9425", zero, 'A', 'a'); redacted(text) {
			t.Errorf("a wrong card in the digits of %U is found", zero)
		}
		zero += 9 // Unicode keeps the ten digits of a script together
	}
	if scripts < 60 {
		t.Errorf("only %d scripts have digits", scripts)
	}
	azaz := fmt.Sprintf("GB%02dAZAZ09909099090990", 98-rest97("AZAZ09909099090990GB00"))
	for text, want := range map[string]bool{azaz: true, strings.ToLower(azaz): true, "GB82WEST12345698765432": true, "GB82WEST12345698765433": false} {
		if wide := shift(text, '０', 'Ａ', 'ａ'); redacted(wide) != want {
			t.Errorf("%s is redacted: %v", wide, !want)
		}
	}
}

func TestSpansMove(t *testing.T) {
	const text = "pay 4111 1111 1111 1111 now, or 4111111111111111"
	span := func(kind channel.SpanKind, part string) channel.Span {
		at := strings.Index(text, part)
		return channel.Span{Kind: kind, Start: at, End: at + len(part)}
	}
	spans := []channel.Span{
		span(channel.SpanBold, "pay"),
		span(channel.SpanBold, "pay 4111 11"),              // reaches into the number
		span(channel.SpanPhone, "4111 1111 1111 1111"),     // is the number
		span(channel.SpanPhone, "1111 1111"),               // lies within
		span(channel.SpanItalic, "1111 now"),               // begins within
		span(channel.SpanItalic, "now"),                    // after
		{Kind: channel.SpanCode, Start: 0, End: len(text)}, // all
		{Kind: channel.SpanLink, Start: 0, End: 3, Value: "https://pay.example/4111111111111111"},
		{Kind: channel.SpanBold, Start: 5, End: 500}, // no part of the text
	}
	got, moved, found := redact.Text(text, spans, redact.Cards())
	if want := "pay [card] now, or [card]"; got != want {
		t.Fatalf("Text = %q, want %q", got, want)
	}
	want := []channel.Span{
		{Kind: channel.SpanBold, Start: 0, End: 3}, {Kind: channel.SpanBold, Start: 0, End: 10}, {Kind: channel.SpanPhone, Start: 4, End: 10},
		{Kind: channel.SpanItalic, Start: 4, End: 14}, {Kind: channel.SpanItalic, Start: 11, End: 14}, {Kind: channel.SpanCode, Start: 0, End: 25},
		{Kind: channel.SpanLink, Start: 0, End: 3, Value: "https://pay.example/[card]"},
	}
	if diff := cmp.Diff(want, moved); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]redact.Found{{Rule: "card", Start: 4, End: 23, At: 4, Size: 6}, {Rule: "card", Start: 32, End: 48, At: 19, Size: 6},
		{Rule: "card", Field: "spans[7].value", Start: 20, End: 36, At: 20, Size: 6}}, found); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if spans[7].Value != "https://pay.example/4111111111111111" {
		t.Error("the spans that were given have changed")
	}
}

// An overlap is replaced as a whole: with a number before it, a card may be read in two ways.
func TestOverlap(t *testing.T) {
	year, err := redact.Pattern("year", `20\d\d 4`)
	if err != nil {
		t.Fatal(err)
	}
	got, _, found := redact.Text("in 2024 4111 1111 1111 1111!", nil, redact.Cards(), year)
	if got != "in [year]!" || len(found) != 1 {
		t.Errorf("Text = %q, %v", got, found)
	}
}

func TestPattern(t *testing.T) {
	rule, err := redact.Pattern("customer", `(?i)customer no\.? (\d+)`)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, _ := redact.Text("Customer no. 123, customer no 45", nil, rule); got != "Customer no. [customer], customer no [customer]" {
		t.Errorf("Text = %q", got)
	}
	for _, tt := range []struct{ name, pattern, field string }{{"", "x", "name"}, {"x", "(", "pattern"}, {"x", "a*", "pattern"}} {
		_, err := redact.Pattern(tt.name, tt.pattern)
		if f := channel.FieldErrors(err); len(f) != 1 || f[0].Field != tt.field {
			t.Errorf("Pattern(%q, %q): %v, want a complaint about %s", tt.name, tt.pattern, err, tt.field)
		}
	}
}

func TestMask(t *testing.T) {
	rule := redact.Cards()
	rule.Replace = redact.Mask(4)
	if got, _, _ := redact.Text("4111 1111-1111 1234 5", nil, rule); got != "4111 1111-1111 1234 5" {
		t.Errorf("no card: %q", got)
	}
	if got, _, _ := redact.Text("card 4111 1111-1111 1111", nil, rule); got != "card •••• ••••-•••• 1111" {
		t.Errorf("Text = %q", got)
	}
}

func TestEvent(t *testing.T) {
	const card = "4111111111111111"
	given := func() channel.Event {
		return channel.Event{ID: "telegram/1/2", Raw: []byte(card), Body: channel.Message{
			ID: card, Text: "it is " + card, Quote: card, Payload: card, Attachments: []channel.Attachment{{Name: card + ".pdf", ID: card, Detail: card}},
			Location: &channel.Location{Name: card, Address: card}, Card: &channel.Card{Name: card, VCard: card, Phone: "1"},
			Referral: &channel.Started{Ref: card, Title: card}, QuickReplies: []channel.QuickReply{{Text: card, Description: card}}, Buttons: []channel.Button{{Text: card, URL: card}},
		}}
	}
	ev := given()
	got, found := redact.Event(ev, both()...)
	want := channel.Event{ID: "telegram/1/2", Body: channel.Message{
		ID: card, Text: "it is [card]", Quote: "[card]", Payload: "[card]", Attachments: []channel.Attachment{{Name: "[card].pdf", ID: card, Detail: "[card]"}},
		Location: &channel.Location{Name: "[card]", Address: "[card]"}, Card: &channel.Card{Name: "[card]", VCard: "[card]", Phone: "1"},
		Referral: &channel.Started{Ref: "[card]", Title: "[card]"}, QuickReplies: []channel.QuickReply{{Text: "[card]", Description: "[card]"}}, Buttons: []channel.Button{{Text: "[card]", URL: card}},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Event (-want +got):\n%s", diff)
	}
	if len(found) != 14 || found[0].Field != "text" || found[3].Field != "attachments[0].name" {
		t.Errorf("found %d: %v", len(found), found)
	}
	if diff := cmp.Diff(given(), ev); diff != "" {
		t.Errorf("the event that was given has changed (-before +after):\n%s", diff)
	}
	for name, tt := range map[string][2]channel.Body{
		"edited": {channel.Edited{Message: channel.Message{Text: card}}, channel.Edited{Message: channel.Message{Text: "[card]"}}},
		"press": {channel.Press{Button: card, Payload: card, Referral: &channel.Started{Ref: card}},
			channel.Press{Button: "[card]", Payload: "[card]", Referral: &channel.Started{Ref: "[card]"}}},
		"started": {channel.Started{Ref: card}, channel.Started{Ref: "[card]"}},
		"post":    {channel.Post{ID: card, Text: card}, channel.Post{ID: card, Text: "[card]"}},
		"custom":  {channel.Custom{Kind: "x", Data: []byte(card)}, channel.Custom{Kind: "x", Data: []byte(card)}},
	} {
		got, _ := redact.Event(channel.Event{Body: tt[0]}, both()...)
		if diff := cmp.Diff(tt[1], got.Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	same, found := redact.Event(channel.Event{Raw: []byte("x"), Body: channel.Message{Text: "hello"}}, both()...)
	if len(found) > 0 || same.Raw == nil {
		t.Errorf("nothing is to be redacted: %+v, %v", same, found)
	}
}

// A card in the address of a link alone, or in what a message quotes, is redacted and told as well:
// nothing of it is left in the result.
func TestEventOfALink(t *testing.T) {
	const address = "https://pay.example/4111111111111111"
	for field, m := range map[string]channel.Message{
		"spans[0].value": {Text: "pay", Spans: []channel.Span{{Kind: channel.SpanLink, Start: 0, End: 3, Value: address}}},
		"quote":          {Text: "pay", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 3}}, Quote: address},
	} {
		got, found := redact.Event(channel.Event{Raw: []byte(address), Body: m}, redact.Cards())
		if len(found) != 1 || found[0].Field != field || got.Raw != nil {
			t.Errorf("%s: found %+v, and Raw is %q", field, found, got.Raw)
		}
		if text := fmt.Sprintf("%+v", got); strings.Contains(text, address) {
			t.Errorf("%s: the event is %s", field, text)
		}
		if spans := got.Body.(channel.Message).Spans; &spans[0] == &m.Spans[0] {
			t.Errorf("%s: the result shares the spans", field)
		}
	}
}

// Real numbers of every scheme, in every way of writing, in 10,000 texts: none is missed. Random
// rows of digits: at most one in ten is taken for a card.
func TestGenerated(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("hello my card is please pay with number ok 12/28 2026 in 3 days ref A77 danke 谢谢 привет 👍 , . !")
	schemes := []struct {
		prefix string
		length []int
	}{{"4", []int{13, 16, 19}}, {"51", []int{16}}, {"55", []int{16}}, {"2221", []int{16}}, {"2720", []int{16}}, {"34", []int{15}}, {"37", []int{15}}, {"300", []int{14}}, {"36", []int{14, 16}},
		{"6011", []int{16, 19}}, {"65", []int{16}}, {"644", []int{16}}, {"62", []int{16, 19}}, {"3528", []int{16}}, {"3589", []int{16}}, {"50", []int{12, 16}}, {"67", []int{18, 19}},
		{"2200", []int{16}}, {"81", []int{16}}, {"9792", []int{16}}, {"1", []int{15}}}
	for i := range 10_000 {
		s := schemes[i%len(schemes)]
		number := card(r, s.prefix, s.length[r.IntN(len(s.length))])
		written := group(r, number)
		before, after := " ", " "
		if i%2 == 0 { // between words, the number alone goes; next to digits, they may belong to it
			before, after = " is ", " ok "
		}
		text := sentence(r, words) + before + written + after + sentence(r, words)
		got, _, found := redact.Text(text, nil, redact.Cards())
		if len(found) == 0 || strings.Contains(got, written) || strings.Contains(got, number) {
			t.Fatalf("%q became %q: the number %s stands in it", text, got, number)
		}
		if want := strings.Replace(text, written, "[card]", 1); i%2 == 0 && got != want {
			t.Fatalf("%q became %q, want %q", text, got, want)
		}
	}
	const tries = 10_000
	taken := 0
	for range tries {
		var b strings.Builder
		for range 12 + r.IntN(8) {
			fmt.Fprint(&b, r.IntN(10))
		}
		if got, _, _ := redact.Text(b.String(), nil, redact.Cards()); got != b.String() {
			taken++
		}
	}
	t.Logf("%d of %d random rows of digits are taken for a card", taken, tries)
	if taken > tries/10 {
		t.Errorf("%d of %d random rows of digits are taken for a card, want at most one in ten", taken, tries)
	}
}

// The rules look at each character a bounded number of times, however long a text of numbers is.
func TestLinear(t *testing.T) {
	for _, piece := range []string{"4111 1111 1111 1112 ", "4111 ", "DE89AB "} {
		text := strings.Repeat(piece, 10_000)
		cards, accounts := redact.Steps(text)
		if most := 34 * len(text); cards > most || accounts > most || cards+accounts == 0 {
			t.Errorf("%d times %q: %d and %d steps, want at most %d", 10_000, piece, cards, accounts, most)
		}
	}
}

// card makes a number with a right check digit.
func card(r *rand.Rand, prefix string, length int) string {
	b := []byte(prefix)
	for len(b) < length-1 {
		b = append(b, byte('0'+r.IntN(10)))
	}
	sum := 0
	for i := range b {
		d := int(b[len(b)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return string(append(b, byte('0'+(10-sum%10)%10)))
}

// group writes a number as a person might.
func group(r *rand.Rand, number string) string {
	sep := []string{"", " ", "-", ".", "\u00a0", " - ", "–", "\n"}[r.IntN(8)]
	if sep == "" {
		return number
	}
	var parts []string
	for len(number) > 4 {
		n := 4
		if r.IntN(8) == 0 {
			n = 2 + r.IntN(4)
		}
		n = min(n, len(number))
		parts, number = append(parts, number[:n]), number[n:]
	}
	if number != "" {
		parts = append(parts, number)
	}
	return strings.Join(parts, sep)
}

func sentence(r *rand.Rand, words []string) string {
	out := make([]string, r.IntN(8))
	for i := range out {
		out[i] = words[r.IntN(len(words))]
	}
	return strings.Join(out, " ")
}

// Account numbers of many countries, in every way of writing, in 10,000 texts: none is missed.
// Numbers of the same form with random check digits: at most one in ten is taken for one.
func TestGeneratedIBANs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	words := strings.Fields("hello my account is please pay to number ok 2026 in 3 days danke 谢谢 привет 👍 , . !")
	countries := []struct {
		code   string
		length int
	}{{"DE", 22}, {"GB", 22}, {"NO", 15}, {"BE", 16}, {"AT", 20}, {"FR", 27}, {"MT", 31}, {"LC", 32}, {"RU", 33}, {"CH", 21}, {"PL", 28}, {"SE", 24}, {"UA", 29}, {"XK", 20}, {"ZZ", 26}, {"ZY", 15}}
	mistaken := 0
	for i := range 10_000 {
		c := countries[i%len(countries)]
		body := make([]byte, c.length-4)
		for j := range body {
			body[j] = byte('0' + r.IntN(10))
			if j < 4 && r.IntN(2) == 0 { // the bank
				body[j] = byte('A' + r.IntN(26))
			}
		}
		number := fmt.Sprintf("%s%02d%s", c.code, 98-rest97(string(body)+c.code+"00"), body)
		if r.IntN(3) == 0 {
			number = strings.ToLower(number)
		}
		written := group(r, number)
		text := sentence(r, words) + " " + written + " " + sentence(r, words)
		got, _, found := redact.Text(text, nil, redact.IBANs())
		if len(found) == 0 || strings.Contains(got, written) {
			t.Fatalf("%q became %q: the number %s stands in it", text, got, number)
		}
		wrong := fmt.Sprintf("%s%02d%s", c.code, r.IntN(100), body)
		if got, _, _ := redact.Text(wrong, nil, redact.IBANs()); got != wrong {
			mistaken++
		}
	}
	t.Logf("%d of 10,000 numbers with random check digits are taken for an account", mistaken)
	if mistaken > 1000 {
		t.Errorf("%d of 10,000 numbers with random check digits are taken for an account, want at most one in ten", mistaken)
	}
}

// A range outside of the text, or an empty one, is left alone.
func TestOddRanges(t *testing.T) {
	for _, tt := range []struct {
		found redact.Range
		want  string
	}{
		{redact.Range{Start: 0, End: 3}, "[odd]"}, {redact.Range{Start: 0, End: 1}, "[odd]bc"}, {redact.Range{Start: 2, End: 3}, "ab[odd]"},
		{redact.Range{Start: 0, End: 0}, "abc"}, {redact.Range{Start: 1, End: 1}, "abc"}, {redact.Range{Start: 2, End: 1}, "abc"}, {redact.Range{Start: -1, End: 2}, "abc"}, {redact.Range{Start: 1, End: 4}, "abc"},
	} {
		rule := redact.Rule{Name: "odd", Find: func(string) []redact.Range { return []redact.Range{tt.found} }}
		if got, _, found := redact.Text("abc", nil, rule); got != tt.want || (len(found) > 0) != (got != "abc") {
			t.Errorf("%v: %q, %v; want %q", tt.found, got, found, tt.want)
		}
	}
}

// A row of signs is an account only if it begins with two letters and two digits, together.
func TestNearlyIBANs(t *testing.T) {
	for form, prefix := range map[string]string{ // how the first four are written: what they are worth
		"DE12": "DE12", "DE 12": "DE12", "DE1-2": "DE12",
		"1E12": "1E12", "D112": "D112", "DEA2": "DEA2", "DE1A": "DE1A", "D E12": "DE12", "DE!12": "DE12", "DE1!2": "DE12", "xDE12": "DE12",
	} {
		account := 0
		for rest97(fmt.Sprintf("%018d%s", account, prefix)) != 1 {
			account++
		}
		// A country whose numbers have a length has none of another one.
		short := 0
		for rest97(fmt.Sprintf("%014d%s", short, prefix)) != 1 {
			short++
		}
		if text := fmt.Sprintf("%s%014d", form, short); form == "DE12" {
			if got, _, _ := redact.Text(text, nil, redact.IBANs()); got != text {
				t.Errorf("%q became %q", text, got)
			}
		}
		text := fmt.Sprintf("%s%018d", form, account)
		got, _, _ := redact.Text(text, nil, redact.IBANs())
		if is := slices.Contains([]string{"DE12", "DE 12", "DE1-2"}, form); is != (got == "[iban]") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// Formatting of all that is replaced, or of more, is that of the replacement; formatting of a part
// of it alone is gone.
func TestSpansOfWhatIsReplaced(t *testing.T) {
	const text = "a 4111111111111111 b" // the card is at 2 to 18
	for _, tt := range []struct{ start, end, from, to int }{
		{2, 18, 2, 8}, {0, 18, 0, 8}, {2, 20, 2, 10}, {0, 20, 0, 10}, {0, 4, 0, 8}, {16, 20, 2, 10}, {0, 1, 0, 1}, {19, 20, 9, 10},
		{2, 17, 0, 0}, {3, 18, 0, 0}, {5, 9, 0, 0},
	} {
		var want []channel.Span
		if tt.to > 0 {
			want = []channel.Span{{Kind: channel.SpanBold, Start: tt.from, End: tt.to}}
		}
		_, got, _ := redact.Text(text, []channel.Span{{Kind: channel.SpanBold, Start: tt.start, End: tt.end}}, redact.Cards())
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d to %d (-want +got):\n%s", tt.start, tt.end, diff)
		}
	}
}

// rest97 is the remainder of a number, whose letters are 10 to 35, by 97.
func rest97(s string) int {
	var digits strings.Builder
	for _, c := range s {
		if c >= 'A' {
			fmt.Fprint(&digits, int(c-'A')+10)
		} else {
			digits.WriteRune(c)
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	return int(n.Mod(n, big.NewInt(97)).Int64())
}
