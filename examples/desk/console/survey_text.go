package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// mostTexts is in how many other languages a survey is at most.
const mostTexts = 50

// surveyText is the survey in another language, as the form has it.
type surveyText struct {
	N                           int // ends the names of its fields
	Language, Question, Choices string
}

// textsOf are the other languages of a survey, and an empty row for one more.
func textsOf(s engine.Survey) (list []surveyText) {
	for i, x := range s.Texts {
		list = append(list, surveyText{i, x.Language, x.Question, strings.Join(x.Choices, "\n")})
	}
	if len(list) < mostTexts {
		list = append(list, surveyText{N: len(list)})
	}
	return list
}

// readSurvey reads a question and its choices, which a form has one a line.
func readSurvey(r *http.Request, end string) (question string, choices []string, ok bool) {
	question = strings.TrimSpace(channel.Clean(r.PostFormValue("question" + end)))
	ok = len(question) <= longestSurvey
	for line := range strings.Lines(channel.Clean(r.PostFormValue("choices" + end))) {
		if line = strings.TrimSpace(line); line != "" {
			ok = ok && len([]rune(line)) <= longestChoice && !slices.Contains(choices, line)
			choices = append(choices, line)
		}
	}
	return question, choices, ok
}

// readTexts reads the other languages of a survey; why says what is wrong with them. A row without
// a language is left out.
func readTexts(r *http.Request, s engine.Survey) (list []engine.SurveyText, why string) {
	for n := range mostTexts {
		end := "-" + strconv.Itoa(n)
		tag := strings.TrimSpace(r.PostFormValue("language" + end))
		if tag == "" {
			continue
		}
		known, err := language.Parse(tag)
		question, choices, ok := readSurvey(r, end)
		switch {
		case err != nil || known == language.Und:
			return nil, locale.Mark("A language needs a tag such as de, pt-BR or zh-Hant.")
		case slices.ContainsFunc(list, func(x engine.SurveyText) bool { return x.Language == known.String() }):
			return nil, locale.Mark("The survey has this language twice.")
		case !ok || question == "" || len(choices) != len(s.Choices):
			return nil, locale.Mark("In each language a survey needs a question of at most 1,000 bytes, and as many choices as in the first one, each of at most 20 characters.")
		}
		list = append(list, engine.SurveyText{Language: known.String(), Question: question, Choices: choices})
	}
	return list, ""
}
