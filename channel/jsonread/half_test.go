package jsonread_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
)

func TestHalfCharacter(t *testing.T) {
	for text, want := range map[string]bool{
		``: false, `"plain"`: false, `"\ud83d\ude00"`: false, `"\uD83D\uDE00 \u00e9"`: false, `"\ufffd"`: false,
		`"\\ud83d"`: false, `"\\\\ud83d"`: false, `"\"\n\/"`: false, `{"\ud83d\ude00":1}`: false,
		`"\ud83d"`: true, `"\ude00"`: true, `"\ude00\ud83d"`: true, `"\ud83d\ud83d\ude00"`: true, `"\ud83d x"`: true,
		`"\ud83d\n"`: true, `"\\\ud83d"`: true, `"\ud83d\ufffd"`: true, `{"\ud83d":1}`: true,
		`\`: false, `"\`: false, `"\u`: false, `"\ud8`: false, `"\ud83d\u`: true, `"\uzzzz"`: false, // broken: the decoder refuses it
	} {
		if got := jsonread.HalfCharacter([]byte(text)); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func ExampleHalfCharacter() {
	fmt.Println(jsonread.HalfCharacter([]byte(`{"name":"\ud83d\ude00"}`)), jsonread.HalfCharacter([]byte(`{"name":"\ud83d"}`)))
	// Output: false true
}
