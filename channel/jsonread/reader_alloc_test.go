package jsonread_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
)

func TestAllocations(t *testing.T) {
	all := bodies(t)
	whole := func(body []byte) {
		r, err := jsonread.New(body)
		if err != nil {
			t.Fatal(err)
		}
		walkAll(&r)
	}
	one := func(read func(r *jsonread.Reader)) func(body []byte) {
		return func(body []byte) {
			r, err := jsonread.New(body)
			if err != nil {
				t.Fatal(err)
			}
			read(&r)
		}
	}
	text := one(func(r *jsonread.Reader) { r.Text() })
	tests := []struct {
		name string
		body []byte
		read func(body []byte)
		want float64
	}{
		{"walk a text message", all["telegram_text"], whole, 0},
		{"walk a batch", all["facebook_batch"], whole, 0},
		{"walk a direct message", all["x_direct_message"], whole, 0},
		{"skip", all["x_direct_message"], one((*jsonread.Reader).Skip), 0},
		{"raw and sub", all["x_direct_message"], one(func(r *jsonread.Reader) {
			sub := jsonread.Sub(r.Raw())
			walkAll(&sub)
		}), 0},
		{"break", all["facebook_batch"], one(func(r *jsonread.Reader) {
			for range r.Object {
				break
			}
		}), 0},
		{"integer", []byte(`1768003200123.0`), one(func(r *jsonread.Reader) { r.Int() }), 0},
		{"integer in a string", []byte(`"1768003200123"`), one(func(r *jsonread.Reader) { r.Int() }), 0},
		{"float", []byte(`-33.8567844`), one(func(r *jsonread.Reader) { r.Float() }), 0},
		{"bool", []byte(`"true"`), one(func(r *jsonread.Reader) { r.Bool() }), 0},
		{"mismatch", []byte(`["x"]`), one(func(r *jsonread.Reader) { r.Int() }), 0},
		{"id", []byte(`9007199254740993`), one(func(r *jsonread.Reader) { r.ID() }), 1},
		{"text", []byte(`"some text, not short"`), text, 1},
		{"text beyond ASCII", []byte(`"Grüße, 💡"`), text, 1},
		{"text with escapes", []byte(`"Gr\u00fc\u00dfe, \ud83d\udca1\n\ud83d"`), text, 1},
		{"text of wrong UTF-8", []byte("\"\xff\xff\xff\xff\xff\xff\xff\xff\""), text, 1},
		{"update", all["telegram_text"], func(body []byte) {
			if _, err := readUpdate(body); err != nil {
				t.Fatal(err)
			}
		}, 8}, // five names and words of people and chat, the text, the list of entities, one type
	}
	for _, tt := range tests {
		if got := testing.AllocsPerRun(100, func() { tt.read(tt.body) }); got != tt.want {
			t.Errorf("%s: %v allocations, want %v", tt.name, got, tt.want)
		}
	}
}
