//go:build race

package xlsx

// The race detector makes each of these tests many times slower.
const (
	canaryRows = 4_000
	recordRows = 400
)
