//go:build !race

package xlsx

const (
	canaryRows = 100_000
	recordRows = 1_000
)
