package contactkit_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/channeltest/hostile"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// hostileSecrets are the credentials of the channels that connected makes.
var hostileSecrets = map[string][]string{
	telegram.Platform: {strings.Repeat("t", 35), "secret-of-the-tests"},
	facebook.Platform: {"token-of-the-page", "secret-of-the-tests"},
	twitter.Platform:  {"77-token-of-x", "secret-of-x", "secret-of-the-tests"},
}

// Each operation of each platform with each body and each status that no page describes: it ends
// with a typed error that fits the status, holds no credential and is short; and no body that
// confirms nothing is taken for a message that was sent.
func TestHostileAnswers(t *testing.T) { synctest.Test(t, testHostileAnswers) }

func testHostileAnswers(t *testing.T) {
	sends := map[string]operation{"send": send, "open media": openMedia}
	answers, calls := 0, 0
	answer := &said{}
	channels := connected(t, answer)
	for a := range hostile.Answers(slices.Concat(slices.Collect(maps.Values(hostileSecrets))...)...) {
		if answers++; testing.Short() && answers%7 != 0 {
			continue
		}
		answer.status, answer.body, answer.header = a.Status, a.Body, a.Header
		for ch, thread := range channels {
			for _, set := range []map[string]operation{acts, questions, sends} {
				for op, do := range set {
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a walk through history waits
					outcome := do(ctx, ch, thread)
					cancel()
					calls++
					secrets := hostileSecrets[thread.Platform]
					if thread.Platform == facebook.Platform && op == "check subscription" {
						// A call of the app does not have the token, so no answer can repeat it.
						secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "token-of-the-page" })
					}
					effect := hostile.Repeatable
					if op == "send" {
						effect = hostile.Message
					}
					if err := a.Check(outcome, thread.Platform, effect, secrets...); err != nil {
						t.Errorf("%s: %s after %d with %s: %v", thread.Platform, op, a.Status, a.Name, err)
					}
				}
			}
		}
	}
	t.Logf("%d calls", calls)
	if calls < 29*60*3*8 && !testing.Short() || calls < 29*8*3*8 {
		t.Errorf("only %d calls", calls)
	}
}

// An answer without an end is read up to a bound.
func TestEndlessAnswerIsBounded(t *testing.T) {
	for ch, thread := range connected(t, endless{}) {
		for _, set := range []map[string]operation{acts, questions, {"send": send}} {
			for op, do := range set {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := do(t.Context(), ch, thread)
				runtime.ReadMemStats(&after)
				if errors.Is(err, errors.ErrUnsupported) {
					continue
				}
				if err == nil {
					t.Errorf("%s: %s: no error", thread.Platform, op)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 200<<20 {
					t.Errorf("%s: %s took %d MiB", thread.Platform, op, took>>20)
				}
			}
		}
	}
}

// endless answers with an object that does not end.
type endless struct{}

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, ContentLength: -1,
		Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"ok":true,"result":"`), blanks{}))}, nil
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
