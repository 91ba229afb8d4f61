package telegram

import "strings"

// EscapeMarkdown escapes a text so that it is shown as it is with parse_mode MarkdownV2
// (Telegram Bot API: MarkdownV2 style), outside code and links. Send needs no escaping: it uses
// spans, which cannot fail to parse. This is for parameters of Method and Call.
func EscapeMarkdown(s string) string { return markdownText.Replace(s) }

// EscapeMarkdownCode is EscapeMarkdown for a text within code or pre.
func EscapeMarkdownCode(s string) string { return markdownCode.Replace(s) }

// EscapeMarkdownURL is EscapeMarkdown for the address in the parentheses of a link.
func EscapeMarkdownURL(s string) string { return markdownURL.Replace(s) }

// EscapeHTML escapes a text so that it is shown as it is with parse_mode HTML, also within
// an attribute (Telegram Bot API: HTML style).
func EscapeHTML(s string) string { return htmlText.Replace(s) }

var (
	markdownText = escaper("\\_*[]()~`>#+-=|{}.!")
	markdownCode = escaper("\\`")
	markdownURL  = escaper("\\)")
	htmlText     = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
)

// escaper puts a backslash before each of the characters.
func escaper(chars string) *strings.Replacer {
	var pairs []string
	for _, c := range chars {
		pairs = append(pairs, string(c), `\`+string(c))
	}
	return strings.NewReplacer(pairs...)
}
