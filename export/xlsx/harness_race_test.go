//go:build race

package xlsx

const canaryRows = 4_000
