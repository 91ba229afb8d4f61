package locale

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Told is a text that is stored with its values before its reader is known. Words.Told says it in
// the reader's language. A text of people, such as a row from before, is shown as it is. See
// decision 395.
type Told string

// told begins a text with values. A text of people never passes Words.Told, or passes Plain first.
const told = "\x1f"

// Tell keeps a text with its values: Tell("{name} serves the customer.", "name", name). A value
// that is Told itself is translated, too; any other value is shown as it is.
func Tell(text string, values ...any) Told {
	list := make([]any, 1, 1+len(values))
	list[0] = text
	for _, v := range values {
		inner, _ := v.(Told)
		if rest, ok := strings.CutPrefix(string(inner), told); ok {
			list = append(list, json.RawMessage(rest))
		} else {
			list = append(list, fmt.Sprint(v))
		}
	}
	data, err := json.Marshal(list)
	if err != nil { // not possible: the values are texts, or made here
		return Plain(text)
	}
	return Told(told + string(data))
}

// moment is the text of a Told that is a time.
const moment = "{moment}"

// Moment keeps a time, to the minute: a reader sees the day and the time of day where the reader
// is. It can be a value of Tell.
func Moment(t time.Time) Told { return Tell(moment, "moment", t.UTC().Format(time.RFC3339)) }

// Plain is a text of people, which is not translated, whatever it holds.
func Plain(text string) Told { return Told(strings.TrimLeft(text, told)) }

// Told says a stored text in the reader's language.
func (w Words) Told(text string) string {
	rest, ok := strings.CutPrefix(text, told)
	if !ok {
		return text
	}
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(rest), &list); err != nil || len(list) == 0 {
		return rest
	}
	words := make([]string, len(list))
	for i, one := range list {
		if json.Unmarshal(one, &words[i]) != nil { // a text with values of its own
			words[i] = w.Told(told + string(one))
		}
	}
	if words[0] == moment {
		if at, err := time.Parse(time.RFC3339, words[len(words)-1]); err == nil {
			return w.Date(at) + " " + w.Clock(at)
		}
	}
	values := make([]any, len(words)-1)
	for i, word := range words[1:] {
		values[i] = word
	}
	return w.T(words[0], values...)
}

// English says a stored text in English, for files and checks that no person reads in a page.
func (t Told) English() string { return Words{}.Told(string(t)) }
