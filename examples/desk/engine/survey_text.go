package engine

import (
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// A SurveyText is a survey in another language.
type SurveyText struct {
	Language string // a BCP 47 tag, such as de or zh-Hant
	Question string
	Choices  []string // in the order of those of the Survey, and as many
}

// In returns the question and the choices for a customer's locale, such as de_AT: those of the same
// language and script, or else those of the Survey itself.
func (s Survey) In(locale string) (question string, choices []string) {
	want, err := language.Parse(strings.ReplaceAll(locale, "_", "-"))
	if err != nil || locale == "" {
		return s.Question, s.Choices
	}
	for _, x := range s.Texts {
		tag, err := language.Parse(x.Language)
		if err != nil {
			continue
		}
		if _, _, sure := language.NewMatcher([]language.Tag{tag}).Match(want); sure >= language.High {
			return x.Question, x.Choices
		}
	}
	return s.Question, s.Choices
}

// answer is the choice that a customer's text names, by its words in any language or by its number,
// and the words as the customer knows them. choice is empty if it names none.
func (s Survey) answer(text, locale string) (choice, said string) {
	text = strings.TrimSpace(text)
	_, known := s.In(locale)
	for _, list := range append([][]string{known, s.Choices}, s.lists()...) {
		for i, words := range list[:min(len(list), len(s.Choices))] {
			if strings.EqualFold(text, words) || text == strconv.Itoa(i+1) {
				return s.Choices[i], words
			}
		}
	}
	return "", ""
}

// lists are the choices of all other languages.
func (s Survey) lists() (all [][]string) {
	for _, x := range s.Texts {
		all = append(all, x.Choices)
	}
	return all
}
