package channeltest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest"
)

func TestIncomingBytes(t *testing.T) {
	for literal, want := range map[string]string{
		`"plain"`:         "plain",
		`"a\"b\\c\n\/"`:   "a\"b\\c\n/",
		`"\u0041\u0000"`:  "A\x00",
		`"\ud83d\udca1"`:  "💡",
		`"\ud800x"`:       "\uFFFDx",
		"\"a\xffb\"":      "a\xffb",
		`"\udc00\ud83d!"`: "\uFFFD\uFFFD!",
	} {
		if got := string(channeltest.Incoming{Text: []byte(literal)}.Bytes()); got != want {
			t.Errorf("Bytes of %s = %q, want %q", literal, got, want)
		}
	}
	if got := (channeltest.Incoming{Text: []byte(`"a b&\u00e9"`)}).Form(); got != "a+b%26%C3%A9" {
		t.Errorf("Form = %q", got)
	}
}

func TestOddForm(t *testing.T) {
	var bodies []string
	leaves := 0
	for c := range channeltest.OddForm([]byte("From=%2B1&Body=hi")) {
		bodies = append(bodies, string(c.Body))
		if c.Leaf {
			leaves++
		}
	}
	for _, want := range []string{"Body=hi", "From=%2B1", "From=%2B1&From=%2B1&Body=hi", "From=&Body=hi", "From=%2B1&Body=%FF", "From&Body=hi"} {
		if !slices.Contains(bodies, want) {
			t.Errorf("OddForm does not yield %s", want)
		}
	}
	if leaves != len(bodies)-2 {
		t.Errorf("%d of %d changes are of leaves, want all but the 2 that leave a pair out", leaves, len(bodies))
	}
	if got := string(channeltest.MoreForm([]byte("a=1"))); !strings.Contains(got, "&a=1&") {
		t.Errorf("MoreForm = %s", got)
	}
}
