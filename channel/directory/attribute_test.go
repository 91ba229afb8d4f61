package directory

import (
	"strings"
	"testing"
)

// Each type of attribute, with values at the edges of what it takes.
func TestAttributeTypes(t *testing.T) {
	long := func(n int) string { return strings.Repeat("é", n) }
	for _, c := range []struct {
		kind           AttributeType
		takes, refuses []string
	}{
		{Alphanum100, []string{"", "Abc1", "日本", long(100)}, []string{"a b", "a-b", long(101)}},
		{AlphanumSpecial200, []string{"a b-c!", long(200)}, []string{" a", "a ", "a\nb", "a\tb", "a\x00", long(201)}},
		{String50, []string{" any\nthing ", long(50)}, []string{long(51), "\xff"}},
		{String100, []string{long(100)}, []string{long(101)}},
		{String2000, []string{long(2000)}, []string{long(2001)}},
		{Password, []string{"p w", long(2000)}, []string{long(2001)}},
		{StringList, []string{"a\nb", long(2000)}, []string{long(2001)}},
		{WebChannelData, []string{`{"a":1}`, long(2000)}, []string{long(2001), "\xff"}},
		{PositiveNumber, []string{"1", "007", "9223372036854775807"}, []string{"", "0", "-1", "1.5", "9223372036854775808", "one"}},
		{Number, []string{"0", "-1.50", "12345678901234567890"}, []string{"", "1e3", ".5", "1.", "1,5", "NaN"}},
		{IP, []string{"192.0.2.7", "2001:db8::7"}, []string{"", "192.0.2", "192.0.2.7/24", "host"}},
		{PhoneNumber, []string{"+4930123456", "110"}, []string{"", "+", "12", "030 12345", "1234567890123456"}},
		{URL, []string{"https://shop.example/a?b=c", "http://[2001:db8::7]:8080"}, []string{"", "ftp://shop.example", "https://", "https://user:word@shop.example", "javascript:alert(1)"}},
		{Boolean, []string{"true", "false"}, []string{"", "yes", "TRUE", "1"}},
		{Email, []string{"anna@shop.example"}, []string{"", "anna", "Anna <anna@shop.example>", "a@b, c@d"}},
		{"Colour", nil, []string{"", "red"}},
	} {
		for _, value := range c.takes {
			if why := c.kind.fault(value); why != "" {
				t.Errorf("%s refuses %.20q: %s", c.kind, value, why)
			}
		}
		for _, value := range c.refuses {
			why := c.kind.fault(value)
			if why == "" {
				t.Errorf("%s takes %.20q", c.kind, value)
			}
			if len(value) > 5 && strings.Contains(why, value) {
				t.Errorf("%s quotes the value: %s", c.kind, why)
			}
		}
	}
}
