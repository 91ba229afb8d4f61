package engine

import (
	"strings"
	"testing"
)

func TestSurveyIn(t *testing.T) {
	s := Survey{Question: "How was it?", Choices: []string{"Good", "Bad"}, Texts: []SurveyText{
		{"de", "Wie war es?", []string{"Gut", "Schlecht"}},
		{"zh-Hant", "您滿意嗎？", []string{"好", "不好"}},
		{"not a tag", "?", []string{"a", "b"}},
	}}
	for locale, want := range map[string]string{
		"": "How was it?", "en_US": "How was it?", "de": "Wie war es?", "de_AT": "Wie war es?", "DE-ch": "Wie war es?",
		"zh_TW": "您滿意嗎？", "zh_CN": "How was it?", "fr": "How was it?", "???": "How was it?",
	} {
		if got, _ := s.In(locale); got != want {
			t.Errorf("%q is asked %q, want %q", locale, got, want)
		}
	}
	for _, tt := range []struct{ text, locale, want string }{
		{"Gut", "de_AT", "Good|Gut"}, {" gut ", "en", "Good|Gut"}, {"2", "de", "Bad|Schlecht"}, {"2", "", "Bad|Bad"}, {"Bad", "de", "Bad|Bad"},
		{"不好", "zh_TW", "Bad|不好"}, {"3", "de", "|"}, {"So so", "de", "|"}, {"", "de", "|"},
	} {
		choice, said := s.answer(tt.text, tt.locale)
		if got := choice + "|" + said; got != tt.want {
			t.Errorf("%q from %q is %q, want %q", tt.text, tt.locale, got, tt.want)
		}
	}
	short := Survey{Choices: []string{"Good"}, Texts: []SurveyText{{"de", "?", []string{"Gut", "Schlecht"}}}}
	if choice, _ := short.answer(strings.ToUpper("schlecht"), "de"); choice != "" {
		t.Errorf("a choice that the survey has no more is %q", choice)
	}
}
