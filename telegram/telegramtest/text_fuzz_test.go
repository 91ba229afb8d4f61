package telegramtest

import (
	"testing"
	"unicode/utf16"
)

// Whatever is parsed, the entities lie within the cleaned text and on its characters' borders.
func FuzzFormatting(f *testing.F) {
	for _, s := range []string{
		"<b>a <i>b</i></b>&amp;&#128512;", `<a href="https://x.example">l</a>`, "*b* _i_ __u__ ~s~ ||p|| `c` ```go\nx```", ">q\n>r||", "[l](u) ![e](tg://emoji?id=1)",
		"\\", "\r\n\t ", "<", "&#x", "```", "**>", "[](", "<pre><code class=\"language-x\">y</code></pre>",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		in = string([]rune(in)) // the API refuses invalid UTF-8 before
		for _, parse := range []func(string) (string, []entity, error){parseHTML, parseMarkdownV2, parseMarkdown} {
			text, list, err := parse(in)
			if err != nil {
				continue
			}
			text, list = clean(text, list)
			if err := checkEntities(text, linked(list)); err != nil {
				t.Errorf("%q becomes %q %v: %v", in, text, list, err)
			}
			if units := len(utf16.Encode([]rune(text))); units > 4*len(in) {
				t.Errorf("%q grows to %d units", in, units)
			}
		}
	})
}

// linked gives links an address, as a parser may leave one out that is none.
func linked(list []entity) []entity {
	out := append([]entity(nil), list...)
	for i := range out {
		if out[i].Type == "text_link" && out[i].URL == "" {
			out[i].URL = "-"
		}
	}
	return out
}
