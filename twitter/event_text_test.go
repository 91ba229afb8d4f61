package twitter

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

func TestClean(t *testing.T) {
	const urls = `{"urls":[{"url":"https://t.co/aa","expanded_url":"https://example.org/&amp;"},{"url":"https://t.co/aab","expanded_url":"https://t.co/aa"},{"url":"https://t.co/cc"}],` +
		`"user_mentions":[{"screen_name":"Ada","id":1987654321000000123}],"hashtags":[{"text":"größe"}],"cashtags":[{"tag":"MUST"}]}`
	tests := []struct {
		name, text, link string
		want             string
		spans            []channel.Span
	}{
		{"plain", "plain text", "", "plain text", nil},
		{"empty", "", "", "", nil},
		{"escapes once", "&amp;lt; &lt;b&gt; &amp;amp;", "", "&lt; <b> &amp;", nil},
		{"other names stay", "&copy=1 &quot; &#39; &amp", "", "&copy=1 &quot; &#39; &amp", nil},
		{"address as it is", "see https://t.co/aa.", "", "see https://example.org/&amp;.", []channel.Span{{Kind: channel.SpanURL, Start: 4, End: 29}}},
		{"longest first, once", "https://t.co/aab", "", "https://t.co/aa", []channel.Span{{Kind: channel.SpanURL, Start: 0, End: 15}}},
		{"leads nowhere", "https://t.co/cc", "", "https://t.co/cc", []channel.Span{{Kind: channel.SpanURL, Start: 0, End: 15}}},
		{"case counts", "https://t.co/AA", "", "https://t.co/AA", nil},
		{"media alone", " https://t.co/mm", "https://t.co/mm", "", nil},
		{"media without blank", "https://t.co/mm", "https://t.co/mm", "", nil},
		{"media after text", "look  https://t.co/mm", "https://t.co/mm", "look ", nil},
		{"blank behind media", "look https://t.co/mm ", "https://t.co/mm", "look", nil},
		{"lines behind media", "look https://t.co/mm\n \r\n", "https://t.co/mm", "look", nil},
		{"media alone on its line", "look\nhttps://t.co/mm", "https://t.co/mm", "look", nil},
		{"media alone on its line, as in Windows", "look\r\nhttps://t.co/mm", "https://t.co/mm", "look", nil},
		{"media after an empty line", "look\n\nhttps://t.co/mm", "https://t.co/mm", "look\n", nil},
		{"blank at the end without media", "look ", "https://t.co/mm", "look ", nil},
		{"media link elsewhere", "https://t.co/mm look", "https://t.co/mm", "https://t.co/mm look", nil},
		{"media link is an entity, too", "https://t.co/aa look https://t.co/aa", "https://t.co/aa", "https://t.co/aa look", nil},
		{"mention in any case", "hi @ADA and @adam", "", "hi @ADA and @adam", []channel.Span{{Kind: channel.SpanMention, Start: 3, End: 7, Value: "1987654321000000123"}}},
		{"mark within a word", "to me@ada.example, x#größe", "", "to me@ada.example, x#größe", nil},
		{"mark without a blank", "你好@ada", "", "你好@ada", []channel.Span{{Kind: channel.SpanMention, Start: 6, End: 10, Value: "1987654321000000123"}}},
		{"beyond ASCII", "für &lt;#größe $MUST", "", "für <#größe $MUST", []channel.Span{
			{Kind: channel.SpanHashtag, Start: 6, End: 14}, {Kind: channel.SpanCashtag, Start: 15, End: 20}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			marks := jsonread.Sub([]byte(urls))
			got, spans := clean(tt.text, tt.link, &marks)
			if got != tt.want {
				t.Errorf("clean(%q, %q) = %q, want %q", tt.text, tt.link, got, tt.want)
			}
			if diff := cmp.Diff(tt.spans, spans); diff != "" {
				t.Errorf("spans of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}
