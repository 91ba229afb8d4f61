// Package filekinds holds the test that all platforms send the same file as the same kind, whatever
// its labels say. It needs every platform, and so is in none of their packages.
package filekinds
