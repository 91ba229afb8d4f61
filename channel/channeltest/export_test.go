package channeltest

import "testing"

// Check runs one case of the suite.
func Check(t testing.TB, h Harness, name string) {
	for _, c := range all() {
		if c.name == name {
			c.run(t, h)
			return
		}
	}
	t.Fatalf("no case %q", name)
}

// Names are the names of the cases.
func Names() []string {
	var names []string
	for _, c := range all() {
		names = append(names, c.name)
	}
	return names
}

// Spans returns the text of every value in a JSON body.
func Spans(body []byte) []string {
	var found []string
	for _, v := range spans(body) {
		found = append(found, string(body[v.start:v.end]))
	}
	return found
}

// Plan returns the names of the cases that run, the notes about those that don't, and the
// complaints about the harness.
func Plan(h Harness) (run, left, faults []string) {
	cases, left, faults := plan(h)
	for _, c := range cases {
		run = append(run, c.name)
	}
	return run, left, faults
}

// HostCases returns the names of the cases of CheckHost.
func HostCases() []string {
	var names []string
	for _, c := range hostCases {
		names = append(names, c.name)
	}
	return names
}

// CheckHostCase runs one case of CheckHost.
func CheckHostCase(t testing.TB, h Host, name string) {
	for _, c := range hostCases {
		if c.name == name {
			c.run(t, h)
		}
	}
}
