package main

import "testing"

func TestPlatformsOpen(t *testing.T) {
	for _, name := range platformNames() {
		if ch, err := platforms[name].open(); err != nil || ch == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
