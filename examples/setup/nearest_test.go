package main

import (
	"strings"
	"testing"
)

func TestNearestCommand(t *testing.T) {
	for line, want := range map[string]string{
		"x chekc":               "did you mean: setup x check? See: setup help x",
		"telegram conect -o x":  "did you mean: setup telegram connect? See: setup help telegram",
		"telegarm check":        "did you mean: setup telegram check? See: setup help",
		"docter":                "did you mean: setup doctor? See: setup help",
		"twiter check -channel": "did you mean: setup twitter check? See: setup help",
		"facebook fly":          "there is no such command; see: setup help facebook",
		"fax":                   "there is no such command; see: setup help",
	} {
		exit, _, stderr := says(t, nil, strings.Fields(line)...)
		if exit != exitUsage || !strings.Contains(stderr, want) || strings.Contains(want, "see:") && strings.Contains(stderr, "mean") {
			t.Errorf("setup %s: exit status %d, %s, want %q", line, exit, stderr, want)
		}
	}
}
