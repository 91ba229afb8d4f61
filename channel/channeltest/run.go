package channeltest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A testCase is one promise and the check that it is kept.
type testCase struct {
	name    string
	promise string
	check   func(*suite)

	has      func(Harness) bool // whether the harness has the data that the case needs; nil: it needs none
	optional bool               // a harness may leave it out if it says why
}

// suite is what a running case works with.
type suite struct {
	testing.TB
	h   Harness
	now time.Time
	// mutated: the bodies are not what the platform would send, so that two things in one may have
	// one name. usual are the events of the body before: what has not changed need not be checked
	// again.
	mutated bool
	usual   []channel.Event
}

// all returns the cases in the order in which they run.
func all() []testCase {
	return slices.Concat(proofCases, admitCases, headerCases, keyCases, handshakeCases, eventCases, bytesCases, hostileCases, identityCases, sendCases, limitCases, faultCases, answerCases, abilityCases)
}

// Run checks the channel that the harness builds. Each case is a subtest; those that the platform
// lacks are named in the log with their reason.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if missing := h.missing(); len(missing) > 0 {
		t.Fatalf("the harness lacks what every platform has: %v", missing)
	}
	run, left, faults := plan(h)
	for _, text := range left {
		t.Log(text)
	}
	for _, text := range faults {
		t.Error(text)
	}
	for _, c := range run {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

// plan says which cases run, which are left out and why, and what is wrong with the harness in
// that.
func plan(h Harness) (run []testCase, left, faults []string) {
	unknown := maps.Clone(h.Lacks)
	for _, c := range all() {
		delete(unknown, c.name)
		reason, lacks := h.Lacks[c.name]
		switch {
		case lacks && !c.optional:
			faults = append(faults, fmt.Sprintf("%s: no platform may leave this case out: %s", c.name, c.promise))
		case lacks && c.has != nil && c.has(h):
			faults = append(faults, fmt.Sprintf("%s: the harness has the data, and says that the platform lacks it (%q)", c.name, reason))
		case lacks && reason == "":
			faults = append(faults, fmt.Sprintf("%s: the harness leaves the case out and does not say why", c.name))
		case lacks:
			left = append(left, fmt.Sprintf("%s: not run: %s", c.name, reason))
		case c.has != nil && !c.has(h):
			faults = append(faults, fmt.Sprintf("%s: the harness has neither the data nor, in Lacks, a reason. The promise: %s", c.name, c.promise))
		default:
			run = append(run, c)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(unknown)) {
		faults = append(faults, fmt.Sprintf("%s: the harness says that the platform lacks it, and there is no such case", name))
	}
	return run, left, faults
}

func (c testCase) run(t testing.TB, h Harness) {
	defer func() {
		if t.Failed() {
			t.Logf("the promise: %s", c.promise)
		}
	}()
	c.check(&suite{TB: t, h: h, now: time.Now().UTC().Truncate(time.Second)})
}

// missing returns the members that no platform can be without.
func (h Harness) missing() []string {
	var missing []string
	for name, there := range map[string]bool{
		"Keys":     h.Keys[0] != "" && h.Keys[1] != "" && h.Keys[0] != h.Keys[1],
		"New":      h.New != nil,
		"Sign":     h.Sign != nil,
		"Proof":    len(h.Proof) > 0,
		"Message":  h.Message != nil,
		"Unknown":  h.Unknown != nil,
		"Accounts": len(h.Accounts) > 0,
		"Thread":   h.Thread.Platform != "" && h.Thread.Account != "" && h.Thread.Contact != "",
		"Platform": h.Platform != nil,
	} {
		if !there {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}
