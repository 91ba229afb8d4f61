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

// printer writes results. Whatever a platform says, the credentials of the configuration do not get out.
type printer struct {
	stdout, stderr io.Writer
	json           bool
	secrets        []string
}

// leastSecret is how long a credential is at least to be looked for in what is printed. Shorter ones stand in many a word.
const leastSecret = 8

// hide notes credentials that must not be printed.
func (p *printer) hide(s directory.Secrets) {
	add := func(keys channel.Keys) {
		for _, k := range keys {
			if v := k.Secret.Reveal(); len(v) >= leastSecret {
				p.secrets = append(p.secrets, v, url.QueryEscape(v), url.PathEscape(v))
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

func (p *printer) redact(text string) string {
	for _, s := range p.secrets {
		text = strings.ReplaceAll(text, s, "[secret]")
	}
	return text
}

// quotes reports whether a credential stands in arguments.
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
		fmt.Fprintln(p.stderr, p.redact("setup: "+strings.ReplaceAll(err.Error(), "\n", "\n  ")))
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
		fmt.Fprintln(p.stdout, p.redact(sentence(f)))
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
		fmt.Fprintln(w, channel.Clean(strings.Join(cells, "\t")))
	}
	_ = w.Flush() // a Builder takes everything
	var trimmed strings.Builder
	for line := range strings.Lines(b.String()) {
		trimmed.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return trimmed.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
