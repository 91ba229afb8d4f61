package telegram_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEscape(t *testing.T) {
	const all = "a_*[]()~`>#+-=|{}.!\\&<\"ø🙂"
	for _, tt := range []struct {
		name   string
		escape func(string) string
		want   string
	}{
		{"MarkdownV2", telegram.EscapeMarkdown, "a\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\&<\"ø🙂"},
		{"code", telegram.EscapeMarkdownCode, "a_*[]()~\\`>#+-=|{}.!\\\\&<\"ø🙂"},
		{"link", telegram.EscapeMarkdownURL, "a_*[](\\)~`>#+-=|{}.!\\\\&<\"ø🙂"},
		{"HTML", telegram.EscapeHTML, "a_*[]()~`&gt;#+-=|{}.!\\&amp;&lt;&quot;ø🙂"},
	} {
		if got := tt.escape(all); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// Whatever a text holds, Telegram's parser (that of the stand-in, which is written by Telegram's
// documentation) takes it as it is and finds no formatting in it; also inside formatting.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"a.b", "_*[]()~`>#+-=|{}.!\\", "<b>&amp;</b>", "\\", "```", "**>", "||", "x\ny", "![😀](tg://emoji?id=1)", "&#60;", "__", "\\\\_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ch, server := hired(t, telegramtest.Config{}, nil)
		if len(s) > 900 || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' || r >= 0x2028 && r <= 0x202E // the server drops or replaces these
		}) {
			return
		}
		// The server cuts white space at the ends; letters keep it.
		for _, form := range []struct{ mode, before, text, after, shown string }{
			{"MarkdownV2", "x", telegram.EscapeMarkdown(s), "y", s},
			{"MarkdownV2", "x*x", telegram.EscapeMarkdown(s), "y*y", "x" + s + "y"},
			{"MarkdownV2", "x`x", telegram.EscapeMarkdownCode(s), "y`y", "x" + s + "y"},
			{"MarkdownV2", "x[y](https://a.example/", telegram.EscapeMarkdownURL(s), ")y", "y"},
			{"HTML", "x", telegram.EscapeHTML(s), "y", s},
			{"HTML", "x<i>x", telegram.EscapeHTML(s), "y</i>y", "x" + s + "y"},
			{"HTML", `x<a href="https://a.example/`, telegram.EscapeHTML(s), `">y</a>y`, "y"},
		} {
			params := map[string]any{"chat_id": 6804410077, "text": form.before + form.text + form.after, "parse_mode": form.mode}
			if err := ch.Call(t.Context(), "sendMessage", params, nil); err != nil {
				t.Fatalf("%s %q: %v", form.mode, params["text"], err)
			}
			if got := lastSent(t, server).Text; got != "x"+form.shown+"y" {
				t.Errorf("%s %q arrived as %q, want %q", form.mode, params["text"], got, "x"+form.shown+"y")
			}
		}
	})
}
