package plan_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// scraps are what texts are made of: scripts with and without spaces, clusters of many runes, white
// space of many kinds, URLs.
var scraps = []string{
	"a", "word", "Sentence.", "Really?", "it's", "3.14", "(so)", "„Ja“", "über", "e\u0301", "x\u0301\u0302\u0303\u0304",
	" ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u3000", "\u2029", " \u0301",
	"🙂", "👩🏽‍💻", "👨‍👩‍👧‍👦", "🇫🇷", "🇩🇪", "❤️", "#️⃣",
	"您好", "谢谢。", "东京タワー", "ありがとう！", "안녕하세요", "각", "สวัสดีครับ", "नमस्ते", "क्ष", "שלום", "مرحبا", "\u0600", "1",
	"https://a.example", "http://b.example/c?d=e&f", "https://ru.example/Привет", "mailto:a@b.example", "://",
	"\xff", "\x00", "\u200d", "\u200b", "-", "—", "…",
}

var units = []channel.Unit{"", channel.Runes, channel.UTF16, channel.Bytes}

func drawText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(scraps), 0, 60).Draw(t, "text"), "")
}

func drawLength(t *rapid.T, name string, most int) channel.Length {
	return channel.Length{Max: rapid.IntRange(0, most).Draw(t, name), Unit: rapid.SampledFrom(units).Draw(t, name+" unit")}
}

var spanKinds = []channel.SpanKind{channel.SpanBold, channel.SpanItalic, channel.SpanLink, channel.SpanCode}

func drawSpans(t *rapid.T, text string) []channel.Span {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) channel.Span {
		return channel.Span{
			Kind:  rapid.SampledFrom(spanKinds).Draw(t, "kind"),
			Start: rapid.IntRange(-1, len(text)+1).Draw(t, "start"),
			End:   rapid.IntRange(-1, len(text)+1).Draw(t, "end"),
			Value: rapid.SampledFrom([]string{"", "https://v.example/\xff"}).Draw(t, "value"),
		}
	}), 0, 5).Draw(t, "spans")
}

// planned is the text that was to be divided: the given one, clean, when nothing is said in another
// form.
func checkTexts(t fataler, text string, spans []channel.Span, l channel.Limits) {
	m := channel.Message{Text: text, Spans: spans, By: channel.ByPerson, Ref: "r"}
	before := marshal(t, m)
	parts, changes, err := plan.Fit(m, l, plan.Split)
	if got := marshal(t, m); got != before {
		t.Fatalf("the given message changed:\n%s\n%s", before, got)
	}
	if err != nil {
		if len(channel.FieldErrors(err)) == 0 {
			t.Fatalf("an error without fields: %v", err)
		}
		return
	}
	has := func(w plan.Change) bool {
		return slices.ContainsFunc(changes, func(d plan.Degradation) bool { return d.Change == w })
	}
	for i, part := range parts {
		if err := l.Check(part); err != nil {
			t.Fatalf("part %d of %q does not fit: %v", i, text, err)
		}
		again, more, err := plan.Fit(part, l, plan.Split)
		if diff := cmp.Diff([]channel.Message{part}, again); diff != "" || more != nil || err != nil {
			t.Fatalf("part %d changes when fitted again: %v %v\n%s", i, more, err, diff)
		}
	}
	if len(changes) == 0 && (len(parts) != 1 || cmp.Diff(m, parts[0]) != "") {
		t.Fatalf("%+v became %+v silently", m, parts)
	}
	if has(plan.Listed) {
		return // a link was spelt out, so the text is another
	}
	whole := channel.Clean(text)
	borders := clusterBorders(whole)
	at := 0
	for i, part := range parts {
		if len(parts) > 1 && !has(plan.Broken) && isWhite(part.Text) {
			t.Fatalf("part %d of %q is empty", i, text)
		}
		start := at + strings.Index(whole[at:], part.Text)
		if start < at || !isWhite(whole[at:start]) {
			t.Fatalf("%q became %q: more than white space is lost before part %d", text, texts(parts), i)
		}
		at = start + len(part.Text)
		if !has(plan.Broken) && (!borders[start] || !borders[at]) {
			t.Fatalf("%q became %q: a cluster is cut at part %d", text, texts(parts), i)
		}
		if !has(plan.Cleaned) && !has(plan.Dropped) {
			checkSpans(t, m, part, start)
		}
	}
	if !isWhite(whole[at:]) {
		t.Fatalf("%q became %q: the end is lost", text, texts(parts))
	}
	if !has(plan.Broken) {
		for word := range strings.FieldsSeq(whole) {
			if strings.Count(word, "://") == 1 && (strings.HasPrefix(word, "http://") || strings.HasPrefix(word, "https://")) && isURLText(word) && !strings.Contains(strings.Join(texts(parts), "\x00"), word) {
				t.Fatalf("%q became %q: %q is cut", text, texts(parts), word)
			}
		}
	}
}

// checkSpans compares, byte for byte, how the part is marked and how the same stretch of the whole
// is.
func checkSpans(t fataler, whole, part channel.Message, start int) {
	for i := range len(part.Text) {
		for _, kind := range spanKinds {
			covers := func(at int) func(channel.Span) bool {
				return func(s channel.Span) bool { return s.Kind == kind && s.Start <= at && at < s.End }
			}
			if w, p := slices.ContainsFunc(whole.Spans, covers(start+i)), slices.ContainsFunc(part.Spans, covers(i)); w != p {
				t.Fatalf("byte %d of %q: %s is %v in the whole and %v in the part", i, part.Text, kind, w, p)
			}
		}
	}
}

func TestTextsAreDividedWithoutLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		l := channel.Limits{Text: drawLength(t, "limit", 60)}
		if rapid.Bool().Draw(t, "formatted") {
			l.Spans = spanKinds
		}
		checkTexts(t, text, drawSpans(t, text), l)
	})
}

// A message made of anything either fits in parts that all pass the check, or is refused by name;
// and it is never changed silently.
func TestEveryPartFits(t *testing.T) {
	kinds := []channel.MediaKind{channel.MediaImage, channel.MediaSticker, channel.MediaVoice, channel.MediaAudio, channel.MediaFile, channel.MediaLink}
	choice := func(t *rapid.T, name string) channel.ChoiceLimit {
		return channel.ChoiceLimit{Max: rapid.IntRange(0, 3).Draw(t, name), Text: drawLength(t, name+" text", 10), Payload: drawLength(t, name+" payload", 6),
			Description: drawLength(t, name+" description", 4), Image: rapid.Bool().Draw(t, name+" image"), Asks: rapid.SampledFrom([][]string{nil, {channel.AskPhone}}).Draw(t, name+" asks")}
	}
	rapid.Check(t, func(t *rapid.T) {
		l := channel.Limits{
			Text: drawLength(t, "limit", 60), Caption: drawLength(t, "caption", 30), Attachments: rapid.IntRange(0, 3).Draw(t, "attachments"),
			QuickReplies: choice(t, "quick"), Buttons: choice(t, "buttons"), ButtonText: drawLength(t, "button text", 30), QuickReplyText: drawLength(t, "quick reply text", 30),
		}
		for _, flag := range []*bool{&l.ButtonURLs, &l.ButtonTaps, &l.NotTogether, &l.Location, &l.Card, &l.ReplyTo} {
			*flag = rapid.Bool().Draw(t, "flag")
		}
		for _, k := range kinds {
			if rapid.Bool().Draw(t, "takes") {
				l.Media = append(l.Media, channel.MediaLimit{Kind: k, ByID: rapid.Bool().Draw(t, "by id"), URL: int64(rapid.IntRange(-1, 5).Draw(t, "url")), Upload: int64(rapid.IntRange(-1, 5).Draw(t, "upload"))})
			}
		}
		m := channel.Message{Text: drawText(t), By: channel.ByRobot, ReplyTo: rapid.SampledFrom([]string{"", "m"}).Draw(t, "reply to")}
		m.Spans = drawSpans(t, m.Text)
		word := rapid.SampledFrom([]string{"", "", "a", "Yes", "a long title", "https://a.example", "\xff", "🙂🙂🙂🙂🙂🙂"})
		for range rapid.IntRange(0, 4).Draw(t, "n attachments") {
			m.Attachments = append(m.Attachments, channel.Attachment{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), ID: rapid.SampledFrom([]string{"", "", "1"}).Draw(t, "id"),
				URL: rapid.SampledFrom([]string{"", "https://a.example/1"}).Draw(t, "url"), Size: int64(rapid.IntRange(0, 8).Draw(t, "size")), Name: word.Draw(t, "name")})
		}
		for range rapid.IntRange(0, 5).Draw(t, "n quick replies") {
			m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: word.Draw(t, "text"), Payload: word.Draw(t, "payload"), Description: word.Draw(t, "description"),
				Image: rapid.SampledFrom([]string{"", "https://i.example"}).Draw(t, "image"), Asks: rapid.SampledFrom([]string{"", "", channel.AskPhone, channel.AskEmail}).Draw(t, "asks")})
		}
		for range rapid.IntRange(0, 5).Draw(t, "n buttons") {
			m.Buttons = append(m.Buttons, channel.Button{Text: word.Draw(t, "text"), Payload: word.Draw(t, "payload"), URL: rapid.SampledFrom([]string{"", "https://b.example"}).Draw(t, "url")})
		}
		if rapid.Bool().Draw(t, "location") {
			m.Location = &channel.Location{Latitude: 1.5, Name: word.Draw(t, "name")}
		}
		if rapid.Bool().Draw(t, "card") {
			m.Card = &channel.Card{Name: "Ann", Phone: word.Draw(t, "phone")}
		}
		overflow := rapid.SampledFrom([]plan.Overflow{plan.Split, plan.Truncate, plan.Refuse}).Draw(t, "overflow")
		before := marshal(t, m)
		parts, changes, err := plan.Fit(m, l, overflow)
		if got := marshal(t, m); got != before {
			t.Fatalf("the given message changed:\n%s\n%s", before, got)
		}
		if err != nil {
			if len(channel.FieldErrors(err)) == 0 {
				t.Fatalf("an error without fields: %v", err)
			}
			return
		}
		for i, part := range parts {
			if err := l.Check(part); err != nil {
				t.Fatalf("part %d does not fit: %v", i, err)
			}
			if part.By != m.By {
				t.Fatalf("part %d has another author", i)
			}
		}
		if len(changes) == 0 && (len(parts) != 1 || cmp.Diff(m, parts[0]) != "") {
			t.Fatalf("%+v became %+v silently", m, parts)
		}
		if overflow == plan.Refuse && changes != nil {
			t.Fatalf("refusing changed something: %v", changes)
		}
		attached := 0
		for _, part := range parts {
			attached += len(part.Attachments)
		}
		for _, c := range changes {
			if c.Change == plan.Listed && strings.HasPrefix(c.Field, "attachments") {
				attached++
			}
		}
		if attached != len(m.Attachments) {
			t.Fatalf("%d attachments became %d", len(m.Attachments), attached)
		}
	})
}

func FuzzFit(f *testing.F) {
	f.Add("Hello. Here is https://a.example/b and 您好。👩🏽‍💻", 12, 0, 3, 9)
	f.Add("e\u0301\u0301\u0301\u0301 \u0301\r\n\n x", 3, 2, 0, 2)
	f.Add("\x00\xff\xfe", 3, 3, 1, 2)
	f.Fuzz(func(t *testing.T, text string, limit, unit, start, end int) {
		l := channel.Limits{Text: channel.Length{Max: limit % 500, Unit: units[(unit%4+4)%4]}, Spans: spanKinds}
		checkTexts(t, text, []channel.Span{{Kind: channel.SpanBold, Start: start, End: end}, {Kind: channel.SpanItalic, Start: end, End: start + end}}, l)
	})
}

// fataler is what testing and rapid share.
type fataler interface{ Fatalf(string, ...any) }

func marshal(t fataler, m channel.Message) string {
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(out)
}

func texts(parts []channel.Message) []string {
	var all []string
	for _, p := range parts {
		all = append(all, p.Text)
	}
	return all
}

func clusterBorders(s string) map[int]bool {
	borders := map[int]bool{0: true}
	for it := graphemes.FromString(s); it.Next(); {
		borders[it.End()] = true
	}
	return borders
}

func isWhite(s string) bool { return strings.TrimFunc(s, unicode.IsSpace) == "" }

// isURLText reports whether all of s may be in one URL: visible ASCII without what delimits a URL
// (RFC 3986, appendix C).
func isURLText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7F || strings.ContainsRune(`<>"`, r) }) < 0
}
