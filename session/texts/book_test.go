package texts_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

var (
	berlin  = time.FixedZone("Berlin", 3600)
	evening = time.Date(2026, 3, 2, 20, 0, 0, 0, time.UTC)
)

func book(t testing.TB, x texts.Texts) *texts.Book {
	t.Helper()
	b, err := texts.New(x)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// in is a book of one English text.
func in(t testing.TB, n session.Notice, text string) *texts.Book {
	return book(t, texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": {n: text}}})
}

func notify(n session.Notice, until time.Time) session.Action {
	return session.Action{Key: session.Key{Kind: session.Notify, Notice: n}, Until: session.InstantOf(until)}
}

// The language of a contact: the same language in the same script, or the default.
func TestLanguage(t *testing.T) {
	say := func(languages ...string) texts.Texts {
		x := texts.Texts{Default: languages[0], Say: map[string]map[session.Notice]string{}}
		for _, l := range languages {
			x.Say[l] = nil
		}
		return x
	}
	tests := []struct {
		languages string
		want      map[string]string // by locale
	}{
		{"en de zh-Hans zh-Hant", map[string]string{
			"en_US": "en", "en-GB": "en", "de-AT": "de", "de": "de", "zh_CN": "zh-Hans", "zh": "zh-Hans", "zh-SG": "zh-Hans",
			"zh_TW": "zh-Hant", "zh_HK": "zh-Hant", "zh-Hant-MO": "zh-Hant", "fr": "en", "": "en", "x!": "en", "und": "en",
		}},
		{"en zh-Hans", map[string]string{"zh-TW": "en", "zh_HK": "en", "zh": "zh-Hans"}},
		{"de en", map[string]string{"fr_FR": "de", "en": "en", "de_DE": "de"}},
		{"en pt-BR es", map[string]string{"pt_PT": "pt-BR", "es_419": "es", "es-MX": "es", "it": "en"}},
		{"en sr-Latn", map[string]string{"sr": "en", "sr-Latn-RS": "sr-Latn"}},
	}
	for _, tt := range tests {
		b := book(t, say(strings.Fields(tt.languages)...))
		for locale, want := range tt.want {
			if got := b.Language(locale); got != want {
				t.Errorf("of %s, locale %q gets %s, want %s", tt.languages, locale, got, want)
			}
		}
	}
	if got := book(t, texts.Texts{}).Language("en"); got != "" {
		t.Errorf("an empty book has the language %q", got)
	}
}

// A kind that a language lacks is said in the default language; an empty text is not sent.
func TestFallback(t *testing.T) {
	b := book(t, texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
		"en": {session.NoticeQueued: "Please wait.", session.NoticeEnded: "Bye."},
		"de": {session.NoticeQueued: "Bitte warten.", session.NoticeEnded: ""},
		"fr": {session.NoticeNoAgent: "Personne."},
	}})
	for _, tt := range []struct {
		n      session.Notice
		locale string
		want   string
	}{
		{session.NoticeQueued, "de", "Bitte warten."},
		{session.NoticeQueued, "fr", "Please wait."},
		{session.NoticeEnded, "de", ""},
		{session.NoticeEnded, "fr", "Bye."},
		{session.NoticeNoAgent, "fr", "Personne."},
		{session.NoticeNoAgent, "de", ""},
		{session.NoticeReminder, "en", ""},
	} {
		if got := b.Text(notify(tt.n, time.Time{}), tt.locale, texts.Values{}); got != tt.want {
			t.Errorf("%v to %s: %q, want %q", tt.n, tt.locale, got, tt.want)
		}
	}
	if got := book(t, texts.Texts{}).Text(notify(session.NoticeQueued, time.Time{}), "en", texts.Values{}); got != "" {
		t.Errorf("an empty book says %q", got)
	}
}

// A sentence with a placeholder that has no value is left out.
func TestUnknownValues(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"We are closed. We open at {opening}.", "We are closed."},
		{"We open at {opening}! Please write to us.", "Please write to us."},
		{"We are closed.\nOpening: {opening}\nSee www.example.com/a.b?c for more.", "We are closed.\nSee www.example.com/a.b?c for more."},
		{"我們已下班。{opening} 上班。謝謝！", "我們已下班。謝謝！"},
		{"Closed (until {opening}.) Thanks.", "Thanks."},
		{"Version 3.5 is new. {queue} is closed", "Version 3.5 is new."},
		{"{opening}", ""},
		{"مغلق. متى {opening}؟ شكرا.", "مغلق. شكرا."},
		{"A {{b} c", "A {b} c"},
	} {
		if got := in(t, session.NoticeNonWorking, tt.text).Text(notify(session.NoticeNonWorking, time.Time{}), "en", texts.Values{Now: evening}); got != tt.want {
			t.Errorf("%q says %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestValues(t *testing.T) {
	long := strings.Repeat("x", 70)
	for _, tt := range []struct {
		n     session.Notice
		text  string
		until time.Time
		v     texts.Values
		want  string
	}{
		{session.NoticeNonWorking, "At {opening}.", evening.Add(2 * time.Hour), texts.Values{Zone: time.UTC}, "At 22:00."},
		{session.NoticeNonWorking, "At {opening}.", evening.Add(4 * time.Hour), texts.Values{}, "At 2026-03-03 00:00."},
		{session.NoticeNonWorking, "At {opening}.", evening.Add(2 * time.Hour), texts.Values{Zone: berlin}, "At 23:00."},
		{session.NoticeNonWorking, "At {opening}.", evening.Add(3 * time.Hour), texts.Values{Zone: berlin}, "At 2026-03-03 00:00."},
		{session.NoticeNonWorking, "{opening}.", evening.AddDate(1, 0, 0), texts.Values{}, "2027-03-02 20:00."},
		{session.NoticeNonWorking, "{opening}.", evening, texts.Values{Opening: func(at time.Time, lang string) string {
			return lang + at.Format(" Monday")
		}}, "en Monday."},
		{session.NoticeStillThere, "Ends in {minutes} minutes.", evening.Add(110 * time.Second), texts.Values{}, "Ends in 2 minutes."},
		{session.NoticeStillThere, "Ends in {minutes} minutes. Hello?", evening.Add(20 * time.Second), texts.Values{}, "Hello?"},
		{session.NoticeQueued, "You are number {place}.", time.Time{}, texts.Values{Place: 3}, "You are number 3."},
		{session.NoticeTransferred, "{agent} of {queue} helps {contact}.", time.Time{}, texts.Values{Agent: "Ann", Queue: "Claims", Contact: "Bob"}, "Ann of Claims helps Bob."},
		{session.NoticeEnded, "Bye {contact}.", time.Time{}, texts.Values{Contact: "{agent}\r\n\x00 B.  Smith"}, "Bye {agent} B. Smith."},
		{session.NoticeEnded, "Bye {contact}.", time.Time{}, texts.Values{Contact: long}, "Bye " + long[:63] + "…."},
		{session.NoticeEnded, "Bye {contact}. So long.", time.Time{}, texts.Values{Contact: " \n"}, "So long."},
	} {
		tt.v.Now = evening
		if got := in(t, tt.n, tt.text).Text(notify(tt.n, tt.until), "en", tt.v); got != tt.want {
			t.Errorf("%q says %q, want %q", tt.text, got, tt.want)
		}
	}
}

// Minutes are not known without a present time.
func TestMinutesWithoutNow(t *testing.T) {
	b := in(t, session.NoticeStillThere, "Ends in {minutes} minutes. Hello?")
	if got := b.Text(notify(session.NoticeStillThere, evening), "en", texts.Values{}); got != "Hello?" {
		t.Errorf("says %q, want %q", got, "Hello?")
	}
}

func TestLongest(t *testing.T) {
	b := book(t, texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
		"en": {session.NoticeQueued: "Number {place}.", session.NoticeEnded: "Bye {contact}, yours {agent}."},
		"de": {session.NoticeEnded: "Tschüß {contact}, herzlich {agent}."},
	}})
	if n, lang, kind := b.Longest(nil); n != 7+64+11+64+1 || lang != "de" || kind != session.NoticeEnded {
		t.Errorf("%d letters in %s, %v", n, lang, kind)
	}
	if n, _, _ := b.Longest(func(s string) int { return len(s) }); n != 9+64+11+64+1 {
		t.Errorf("%d bytes", n)
	}
	if n, lang, _ := book(t, texts.Texts{}).Longest(nil); n != 0 || lang != "" {
		t.Errorf("an empty book: %d letters in %q", n, lang)
	}
}

// Every text that Check takes says, with all values, what a reader would put in by hand, and never
// more than Longest; without values it says some of its sentences.
func TestTextLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
			"Hello", " ", ".", "!", "。", "\n", "{contact}", "{agent}", "{queue}", "{{", "}", "3.5", "？", ")",
		}), 0, 20).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		x := texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": {session.NoticeEnded: text}}}
		b, err := texts.New(x)
		if err != nil {
			return // braces that met
		}
		all := texts.Values{Contact: "C", Agent: "A", Queue: "Q"}
		by := strings.NewReplacer("{{", "{", "{contact}", "C", "{agent}", "A", "{queue}", "Q")
		want := strings.TrimSpace(by.Replace(text))
		if got := b.Text(notify(session.NoticeEnded, time.Time{}), "en", all); got != want {
			t.Fatalf("%q says %q, want %q", text, got, want)
		}
		if n, _, _ := b.Longest(nil); n < utf8.RuneCountInString(want) {
			t.Fatalf("Longest of %q is %d, but it says %q", text, n, want)
		}
		none := b.Text(notify(session.NoticeEnded, time.Time{}), "en", texts.Values{})
		if strings.ContainsAny(none, "CAQ") || len(none) > len(want) {
			t.Fatalf("%q says %q without values", text, none)
		}
	})
}

// FuzzTexts reads texts as a form or a file gives them, and says all of them.
func FuzzTexts(f *testing.F) {
	seed, _ := json.Marshal(texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": texts.English()}})
	f.Add(seed, "de_AT", "Ann")
	f.Add([]byte(`{"default":"zh-Hant","say":{"zh-Hant":{"non-working":"我們已下班。{opening} 上班。"}}}`), "zh_TW", "{contact}\n")
	f.Add([]byte(`{"default":"en","say":{"en":{"ended":"{{{{ {contact}. } {"}}}`), "x", "")
	f.Fuzz(func(t *testing.T, b []byte, locale, name string) {
		var x texts.Texts
		if json.Unmarshal(b, &x) != nil {
			return
		}
		say, err := texts.New(x)
		if err != nil {
			return
		}
		longest, _, _ := say.Longest(nil)
		for _, n := range everyNotice() {
			v := texts.Values{Now: evening, Contact: name, Agent: name, Queue: name, Place: 7}
			got := say.Text(notify(n, evening.Add(time.Hour)), locale, v)
			if !utf8.ValidString(got) {
				t.Fatalf("%v says %q", n, got)
			}
			if utf8.RuneCountInString(got) > longest {
				t.Fatalf("%v says %d characters, the longest is %d", n, utf8.RuneCountInString(got), longest)
			}
		}
	})
}

func BenchmarkText(b *testing.B) {
	say := in(b, session.NoticeQueued, texts.English()[session.NoticeQueued])
	a := notify(session.NoticeQueued, time.Time{})
	b.ReportAllocs()
	for b.Loop() {
		say.Text(a, "en_US", texts.Values{Now: evening, Place: 3})
	}
}
