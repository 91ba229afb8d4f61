package xlsx

import (
	"testing"
)

func TestUnescape(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a_x000D_b", "a\rb"},
		{"_x005F_x000D_", "_x000D_"},
		{"_x005F_x000D_x005F_x000A_", "_x000D_x000A_"},
		{"_xD83D__xDE00_", "\U0001F600"},
		{"_xD83D_", "\uFFFD"},
		{"_xD83D_x", "\uFFFDx"},
		{"_xDE00__xD83D_", "\uFFFD\uFFFD"},
		{"_x_x0041_", "_xA"},
		{"none", "none"},
	}
	for _, tt := range tests {
		if got := unescape(tt.text); got != tt.want {
			t.Errorf("unescape(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}
