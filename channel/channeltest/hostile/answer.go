// Package hostile is for the tests of platform packages: answers and webhook bodies that no
// platform documents, as an attacker, a broken gateway or a new version sends them, and what must
// hold for each of them.
//
//	for a := range hostile.Answers(token, secret) {
//		transport.answer = a // a RoundTripper of the test, which returns a.Response
//		_, err := ch.Send(ctx, to, channel.Message{Text: "x"})
//		if err := a.Check(err, "toy", hostile.Message, token, secret); err != nil {
//			t.Errorf("send after %d with %s: %v", a.Status, a.Name, err)
//		}
//	}
//
// Package channeltest has the suite for everything else that a platform package must do. See
// decision 370.
package hostile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

// Answer is an answer to a call of a platform's API that no page of the platform describes.
type Answer struct {
	Name   string // of the body: "broken off"
	Status int    // 200 to 599, documented or not
	Header http.Header
	Body   string
	// Refuses says that the body is a refusal in a platform's own form. Its code then decides, not
	// the status.
	Refuses bool
}

// Answers yields every pair of a status and one of this package's bodies, such as HTML, broken JSON
// and refusals, in a fixed order. None of them confirms a message: it has neither an id of a
// message nor the form of one. Some of them repeat the secrets, as a gateway does that shows the
// request.
func Answers(secrets ...string) iter.Seq[Answer] {
	all := bodies(strings.Join(secrets, " "))
	return func(yield func(Answer) bool) {
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for i, status := range statuses {
				a := Answer{
					Name: name, Status: status, Header: headers[(i+len(name))%len(headers)].Clone(), Body: all[name],
					Refuses: slices.Contains(refusing, name),
				}
				if !yield(a) {
					return
				}
			}
		}
	}
}

// Response is the answer to a request, for a RoundTripper of a test. It reads the request's body.
func (a Answer) Response(r *http.Request) *http.Response {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: a.Status, Header: a.Header.Clone(), Request: r, Body: io.NopCloser(strings.NewReader(a.Body)), ContentLength: int64(len(a.Body))}
}

// Effect is what a call does at the platform.
type Effect int

// The effects of a call.
const (
	Repeatable Effect = iota // a question, or an act that may be done twice: typing, a reaction. It is never uncertain.
	Act                      // changes something, such as a subscription: it may be uncertain
	Message                  // sends a message: it may be uncertain, and never succeeds, because no answer confirms it
)

// Check returns what is wrong with the outcome of an operation that got the answer, or nil. The
// error of an operation must be a channel.Error of the platform that fits the status, waits for at
// most a day (call.LongestWait) and an hour more for clocks that differ, is short and without
// control characters, and holds none of the secrets. An operation that the platform lacks
// (errors.ErrUnsupported) is in order.
func (a Answer) Check(outcome error, platform string, effect Effect, secrets ...string) error {
	if errors.Is(outcome, errors.ErrUnsupported) {
		return nil
	}
	if outcome == nil {
		switch {
		case effect == Message:
			return errors.New("nothing confirms the message")
		case a.Status/100 != 2:
			return errors.New("the status refuses")
		}
		return nil
	}
	e, ok := errors.AsType[*channel.Error](outcome)
	if !ok {
		return fmt.Errorf("no channel.Error: %w", outcome)
	}
	if fault := cmp.Or(a.misjudged(e, platform, effect), unfit(outcome.Error(), secrets)); fault != "" {
		return fmt.Errorf("%s: %.300q", fault, outcome)
	}
	return nil
}

// misjudged returns what of the error does not fit the answer, or "".
func (a Answer) misjudged(e *channel.Error, platform string, effect Effect) string {
	uncertain := errors.Is(e, channel.ErrUncertain)
	switch {
	case e.Platform != platform || e.Op == "":
		return "no platform or operation"
	case a.Status/100 == 2 && effect == Message && !uncertain && !a.Refuses:
		return "the message may have been sent"
	case a.Status/100 == 3 && !errors.Is(e, channel.ErrUnavailable):
		return "a redirect is unavailable"
	case a.Status >= 500 && effect == Message && !a.Refuses && !uncertain && !errors.Is(e, channel.ErrUnavailable) && !errors.Is(e, channel.ErrRateLimited):
		return "a failing server has refused for good"
	case uncertain && effect == Repeatable:
		return "a call that may be repeated is not uncertain"
	case e.Wait < 0 || e.Wait > longestWait:
		return "a wait of " + e.Wait.String()
	}
	return ""
}

// longestWait is a day, and an hour for clocks that differ.
const longestWait = 25 * time.Hour

// unfit returns what of a text no log or screen may show, or "".
func unfit(text string, secrets []string) string {
	control := func(r rune) bool { return r < ' ' || r == 0x7F }
	switch {
	case len(text) > 2000:
		return "a long text"
	case !utf8.ValidString(text):
		return "a text that is not UTF-8"
	case strings.ContainsFunc(text, control):
		return "control characters"
	case slices.ContainsFunc(secrets, func(secret string) bool { return strings.Contains(text, secret) }):
		return "a credential"
	}
	return ""
}
