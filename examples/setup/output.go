package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// report is what -o json prints: one object, whatever happened. README.md documents it.
type report struct {
	Command  string            `json:"command"`           // "x connect"
	Channel  string            `json:"channel,omitempty"` // id of the channel
	OK       bool              `json:"ok"`                // Exit is 0
	Exit     int               `json:"exit"`              // the exit status
	Result   any               `json:"result,omitempty"`  // of the command; perhaps also with an error: what was reached
	Findings []channel.Finding `json:"findings"`          // what an administrator should know
	Error    *failure          `json:"error,omitempty"`
}

// failure is an error in JSON.
type failure struct {
	Kind   string                `json:"kind"`           // "configuration", or a word of kinds
	Code   string                `json:"code,omitempty"` // the platform's own
	Text   string                `json:"text"`
	Wait   float64               `json:"waitSeconds,omitempty"`
	Fields []*channel.FieldError `json:"fields,omitempty"` // what is wrong with the configuration, one by one
}

// outcome is what a command brings back.
type outcome struct {
	result   any        // for JSON
	lines    [][]string // the same for people: cells of a table
	findings []channel.Finding
}

// printer writes results. Whatever a platform says, the credentials of the configuration do not get
// out.
type printer struct {
	stdout, stderr io.Writer
	json           bool
	secrets        []string
}

// isTelling reports whether output is searched for a credential. Output holds short texts and words
// such as "facebook" anyway, although a host may choose them as a verify token.
func isTelling(secret string) bool {
	word := strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_") == ""
	return len(secret) >= 16 || len(secret) >= 8 && !word
}

// hide notes credentials that must not be printed.
func (p *printer) hide(s directory.Secrets) {
	add := func(keys channel.Keys) {
		for _, k := range keys {
			if v := k.Secret.Reveal(); isTelling(v) {
				p.secrets = append(p.secrets, v, url.QueryEscape(v), url.PathEscape(v), inJSON(v))
			}
		}
	}
	for _, keys := range s.Keys {
		add(keys)
	}
	for _, accounts := range s.Tokens {
		for _, keys := range accounts {
			add(keys)
		}
	}
	for _, v := range s.Attributes {
		add(channel.NewKeys(v))
	}
	slices.SortFunc(p.secrets, func(a, b string) int { return len(b) - len(a) }) // the longer first: one may be part of another
}

// inJSON is a text as JSON writes it between quotes.
func inJSON(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string cannot fail
	return strings.Trim(b.String(), "\"\n")
}

func (p *printer) redact(text string) string {
	for _, s := range p.secrets {
		text = strings.ReplaceAll(text, s, "[secret]")
	}
	return text
}

// quotes reports whether arguments hold a credential.
func (p *printer) quotes(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return p.redact(arg) != arg })
}

// print writes a report and returns the exit status.
func (p *printer) print(r report, out outcome, err error, strict bool) int {
	r.Result = out.result
	r.Findings = append(r.Findings, out.findings...)
	switch {
	case err != nil:
		r.Error = failureOf(err)
		_, r.Exit = classify(err)
	case hasFatal(r.Findings, strict):
		r.Exit = exitFindings
	}
	r.OK = r.Exit == exitOK
	if err != nil {
		for i, line := range strings.Split("setup: "+err.Error(), "\n") {
			fmt.Fprintln(p.stderr, strings.Repeat("  ", min(i, 1))+p.redact(visible(line)))
		}
	}
	if p.json {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			fmt.Fprintln(p.stderr, "setup:", err)
			return exitRefused
		}
		fmt.Fprint(p.stdout, p.redact(b.String()))
		return r.Exit
	}
	fmt.Fprint(p.stdout, p.redact(table(out.lines)))
	for _, f := range r.Findings {
		fmt.Fprintln(p.stdout, p.redact(visible(sentence(f))))
	}
	return r.Exit
}

func failureOf(err error) *failure {
	f := &failure{Text: err.Error(), Fields: channel.FieldErrors(err)}
	f.Kind, _ = classify(err)
	if e, ok := errors.AsType[*channel.Error](err); ok {
		f.Code, f.Wait = e.Code, e.Wait.Seconds()
	}
	return f
}

// sentence is a finding for people.
func sentence(f channel.Finding) string {
	mark := "note"
	if f.Fatal {
		mark = "MEND"
	}
	about := ""
	if f.Account != "" {
		about = f.Account + ": "
	}
	return mark + "  " + about + f.Text + " (" + f.Code + ")"
}

// table aligns cells.
func table(lines [][]string) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	for _, cells := range lines {
		for i, cell := range cells {
			fmt.Fprint(w, strings.Repeat("\t", min(i, 1)), visible(cell))
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // a Builder takes everything
	var trimmed strings.Builder
	for line := range strings.Lines(b.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}

// visible takes out what would steer a terminal: names and texts come from other people.
func visible(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c) {
			return '\uFFFD'
		}
		return c
	}, text)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
