package facebooktest

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// checkSettings holds the properties of a Messenger profile to their pages.
func checkSettings(r *request) *graphError {
	for _, check := range []func(*request) *graphError{checkGreeting, checkIceBreakers, checkMenu, checkCommands} {
		if e := check(r); e != nil {
			return e
		}
	}
	return nil
}

func checkGreeting(r *request) *graphError {
	var list []struct {
		Locale string `json:"locale"`
		Text   string `json:"text"`
	}
	if e := r.object("greeting", &list); e != nil {
		return e
	}
	var locales []string
	for _, g := range list {
		if standin.IsBlank(g.Text) {
			return invalid("Param greeting[text] is required")
		}
		locales = append(locales, g.Locale)
	}
	return checkLocales("greeting", locales)
}

// checkLocales: the form by locale needs a default, and each locale once.
func checkLocales(name string, list []string) *graphError {
	if len(list) == 0 {
		return nil
	}
	if !slices.Contains(list, "default") {
		return invalid("Param %s needs the locale default", name)
	}
	slices.Sort(list)
	if len(slices.Compact(list)) < len(list) {
		return invalid("Param %s has a locale twice", name)
	}
	return nil
}

// checkIceBreakers: at most 4 questions, by locale or, in the older form, without.
func checkIceBreakers(r *request) *graphError {
	type question struct {
		Question string `json:"question"`
		Payload  string `json:"payload"`
	}
	var list []struct {
		Locale  string     `json:"locale"`
		Actions []question `json:"call_to_actions"`
		question
	}
	if e := r.object("ice_breakers", &list); e != nil {
		return e
	}
	var locales []string
	older := 0
	for _, l := range list {
		questions := l.Actions
		if l.Question != "" {
			older++
			questions = []question{l.question}
		} else {
			locales = append(locales, l.Locale)
		}
		if len(questions) > 4 || older > 4 {
			return invalid("Param ice_breakers has more than 4 questions")
		}
		for _, q := range questions {
			if standin.IsBlank(q.Question) || q.Payload == "" {
				return invalid("Params question and payload of ice_breakers are required")
			}
		}
	}
	return checkLocales("ice_breakers", locales)
}

// checkMenu: at most 20 items, of kinds web_url and postback, with a title of 30 and a payload of
// 1,000.
func checkMenu(r *request) *graphError {
	var list []struct {
		Locale  string   `json:"locale"`
		Actions []button `json:"call_to_actions"`
	}
	if e := r.object("persistent_menu", &list); e != nil {
		return e
	}
	var locales []string
	for _, l := range list {
		locales = append(locales, l.Locale)
		if len(l.Actions) > 20 {
			return invalid("Param persistent_menu has more than 20 items")
		}
		for _, a := range l.Actions {
			switch {
			case standin.IsBlank(a.Title) || utf8.RuneCountInString(a.Title) > 30 || utf8.RuneCountInString(a.Payload) > mostPayload:
				return invalid("Param persistent_menu needs titles of at most 30 and payloads of at most 1000 characters")
			case a.Kind == "web_url" && !isAddress(a.URL):
				return invalid("Param persistent_menu[url] must be a valid URL")
			case a.Kind == "postback" && a.Payload == "":
				return invalid("Param persistent_menu[payload] is required")
			case a.Kind != "web_url" && a.Kind != "postback":
				return invalid("Param persistent_menu[type] must be one of {%s}", strings.Join([]string{"postback", "web_url"}, ", "))
			}
		}
	}
	return checkLocales("persistent_menu", locales)
}

// checkCommands: at most 100 commands, with a name of 32 and a description of 64.
func checkCommands(r *request) *graphError {
	var list []struct {
		Commands []struct {
			Name        string `json:"name"`
			Description string `json:"description"`
		} `json:"commands"`
	}
	if e := r.object("commands", &list); e != nil {
		return e
	}
	for _, l := range list {
		for _, c := range l.Commands {
			if len(l.Commands) > 100 || c.Name == "" || utf8.RuneCountInString(c.Name) > 32 || utf8.RuneCountInString(c.Description) > 64 {
				return invalid("Param commands needs at most 100, with names of at most 32 and descriptions of at most 64 characters")
			}
		}
	}
	return nil
}
