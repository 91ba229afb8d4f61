package xlsx

import (
	"testing"
)

func TestText(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"plain", "a b", "a b"},
		{"markup", `<a href="x">&'`, `&lt;a href="x"&gt;&amp;'`},
		{"line breaks", "a\r\nb\rc\nd\te", "a&#13;\nb&#13;c\nd\te"},
		{"control characters are escaped", "\x00a\x01\x1fb\x7f", "_x0000_a_x0001__x001F_b\x7f"},
		{"noncharacters are escaped", "a\uFFFE\uFFFFb", "a_xFFFE__xFFFF_b"},
		{"an escape", "_x000D_", "_x005F_x000D_"},
		{"an escape of an escape", "_x005F_x000D_", "_x005F_x005F_x005F_x000D_"},
		{"two that share an underscore", "_x000D_x000A_", "_x005F_x000D_x005F_x000A_"},
		{"half a pair", "_xD83D_", "_x005F_xD83D_"},
		{"small letters", "_xabcd_", "_x005F_xabcd_"},
		{"almost", "_x00_ _xGGGG_ _X000D_ x000D_ _x000D", "_x00_ _xGGGG_ _X000D_ x000D_ _x000D"},
		{"a control character inside what would be an escape", "_x00\x000D_", "_x00_x0000_0D_"},
		{"an underscore that a control character lends", "_x0041\x00", "_x005F_x0041_x0000_"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(appendText(nil, tt.text)); got != tt.want {
				t.Errorf("wrote %q, want %q", got, tt.want)
			}
		})
	}
}
