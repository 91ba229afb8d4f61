package redact

import (
	"regexp"

	"github.com/contactkit/contactkit/channel"
)

// Pattern makes a rule of a host's own from a regular expression in the syntax of package regexp,
// whose time grows with the length of the text. If the expression has a group, only what the first
// group matches is replaced. The error is a *channel.FieldError about "pattern" or "name". An
// expression that matches an empty text is refused.
func Pattern(name, expression string) (Rule, error) {
	if name == "" {
		return Rule{}, &channel.FieldError{Field: "name", Code: channel.CodeMissing, Reason: "rule needs a name"}
	}
	re, err := regexp.Compile(expression)
	if err != nil {
		return Rule{}, &channel.FieldError{Field: "pattern", Code: channel.CodeInvalid, Reason: "pattern must be a regular expression: " + err.Error()}
	}
	if re.MatchString("") {
		return Rule{}, &channel.FieldError{Field: "pattern", Code: channel.CodeInvalid, Reason: "pattern must not match an empty text"}
	}
	group := min(re.NumSubexp(), 1)
	return Rule{Name: name, Find: func(text string) []Range {
		var found []Range
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			if m[2*group] >= 0 {
				found = append(found, Range{m[2*group], m[2*group+1]})
			}
		}
		return found
	}}, nil
}
