package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/examples/internal/config"
)

// unknown is the error about a command that there is not. It names the nearest one, if a few
// letters make it.
func unknown(args []string, platform string) error {
	typed := args[0]
	var known []string
	for _, c := range commands() {
		if c.platform == platform {
			known = append(known, c.name)
		}
	}
	if platform == "" {
		known = append(known, "init", "doctor", "sample", "help")
		for _, p := range platforms() {
			known = append(known, config.Word(p), p)
		}
	}
	help := strings.TrimSpace("setup help " + config.Word(platform))
	near := nearest(typed, known)
	if near == "" {
		return fmt.Errorf("there is no such command; see: %s", help)
	}
	words := append([]string{near}, args[1:]...)
	if at := slices.IndexFunc(words, func(s string) bool { return strings.HasPrefix(s, "-") }); at >= 0 {
		words = words[:at]
	}
	if platform != "" {
		words = append([]string{config.Word(platform)}, words[0])
	}
	return fmt.Errorf("there is no such command; did you mean: setup %s? See: %s", strings.Join(words, " "), help)
}

// nearest is the word that the fewest changed letters make of what was typed, if that is at most a
// third of them.
func nearest(typed string, known []string) string {
	best, least := "", max(1, len(typed)/3)+1
	for _, word := range known {
		if d := distance(typed, word); d < least {
			best, least = word, d
		}
	}
	return best
}

// distance counts the letters to insert, to drop, to replace, or to exchange with the next, that
// make b of a.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
