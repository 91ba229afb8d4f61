package twitter

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter/xchat"
)

func TestChatSpans(t *testing.T) {
	const text = "👋 #tag @ada"
	entity := func(kind xchat.EntityKind, start, end int) xchat.Entity {
		return xchat.Entity{Kind: kind, Start: start, End: end}
	}
	hashtag := channel.Span{Kind: channel.SpanHashtag, Start: 5, End: 9}
	many := slices.Repeat([]xchat.Entity{entity(xchat.EntityHashtag, 3, 7)}, mostChatSpans+1)
	for _, tt := range []struct {
		name, text string
		entities   []xchat.Entity
		want       []channel.Span
	}{
		{"no entity", text, nil, nil},
		{"UTF-16 becomes bytes", text, []xchat.Entity{entity(xchat.EntityHashtag, 3, 7), entity(xchat.EntityMention, 8, 12)},
			[]channel.Span{hashtag, {Kind: channel.SpanMention, Start: 10, End: 14}}},
		{"the whole text", text, []xchat.Entity{entity(xchat.EntityURL, 0, 12)}, []channel.Span{{Kind: channel.SpanURL, Start: 0, End: 14}}},
		{"begins inside the pair", text, []xchat.Entity{entity(xchat.EntityURL, 1, 7), entity(xchat.EntityHashtag, 3, 7)}, []channel.Span{hashtag}},
		{"ends inside the pair", text, []xchat.Entity{entity(xchat.EntityURL, 0, 1)}, nil},
		{"is empty", text, []xchat.Entity{entity(xchat.EntityHashtag, 3, 3)}, nil},
		{"ends before it begins", text, []xchat.Entity{entity(xchat.EntityHashtag, 3, 2)}, nil},
		{"ends behind the text", text, []xchat.Entity{entity(xchat.EntityMention, 8, 13)}, nil},
		{"begins before the text", text, []xchat.Entity{entity(xchat.EntityURL, -1, 2)}, nil},
		{"a hashtag without its sign", text, []xchat.Entity{entity(xchat.EntityHashtag, 4, 7)}, nil},
		{"a cashtag without its sign", text, []xchat.Entity{entity(xchat.EntityCashtag, 3, 7)}, nil},
		{"a mention in bytes", text, []xchat.Entity{entity(xchat.EntityMention, 10, 12)}, nil},
		{"an unknown kind", text, []xchat.Entity{entity(xchat.EntityKind(99), 3, 7)}, nil},
		{"signs of full width", "＃tag ＠ada", []xchat.Entity{entity(xchat.EntityHashtag, 0, 4), entity(xchat.EntityMention, 5, 9)},
			[]channel.Span{{Kind: channel.SpanHashtag, Start: 0, End: 6}, {Kind: channel.SpanMention, Start: 7, End: 13}}},
		{"a text that is cleaned", "#tag \x00", []xchat.Entity{entity(xchat.EntityHashtag, 0, 4)}, nil},
		{"more than are kept", text, many, slices.Repeat([]channel.Span{hashtag}, mostChatSpans)},
	} {
		if diff := cmp.Diff(tt.want, chatSpans(tt.text, tt.entities)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if cleaned := "#tag \x00"; channel.Clean(cleaned) == cleaned || !strings.HasPrefix(channel.Clean(cleaned), "#tag") {
		t.Errorf("Clean keeps %q: the case above shows nothing", cleaned)
	}
}
