//go:build race

package contactkit_test

const raceDetector = true
