package jsonread_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// The same update by encoding/json into the same structs.
func BenchmarkUpdate(b *testing.B) {
	all := bodies(b)
	for _, name := range []string{"telegram_text", "telegram_nested"} {
		body := all[name]
		b.Run(name+"/jsonread", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := readUpdate(body); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/jsonread, New only", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := jsonread.New(body); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/encoding-json", func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				var u update
				if err := json.Unmarshal(body, &u); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Reading must be linear: the small and the large body of each pair should have the same speed.
func BenchmarkSize(b *testing.B) {
	shapes := []struct {
		name string
		make func(n int) string
	}{
		{"brackets", func(n int) string {
			nest := strings.Repeat("[", 500) + strings.Repeat("]", 500)
			return "[" + strings.Repeat(nest+",", n/len(nest)) + "1]"
		}},
		{"string", func(n int) string { return `"` + strings.Repeat("a", n) + `"` }},
		{"quotes", func(n int) string { return `"` + strings.Repeat(`\"`, n/2) + `"` }},
		{"backslashes", func(n int) string { return `"` + strings.Repeat(`\\`, n/2) + `"` }},
		{"escapes", func(n int) string { return `"` + strings.Repeat(`\u0635`, n/6) + `"` }},
		{"surrogates", func(n int) string { return `"` + strings.Repeat(`\ud83d`, n/6) + `"` }},
		{"digits", func(n int) string { return strings.Repeat("1", n) + "e-1" }},
		{"zeros", func(n int) string { return "0." + strings.Repeat("0", n) + "1" }},
		{"members", func(n int) string { return `{` + strings.Repeat(`"id":123,`, n/9) + `"id":0}` }},
	}
	for _, shape := range shapes {
		for _, size := range []struct {
			name  string
			bytes int
		}{{"16KiB", 16 << 10}, {"1MiB", 1 << 20}} {
			body := []byte(shape.make(size.bytes))
			b.Run(shape.name+"/"+size.name, func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					r, err := jsonread.New(body)
					if err != nil {
						b.Fatal(err)
					}
					again := r
					again.Skip()
					switch r.Kind() {
					case jsonread.String:
						r.Text()
					case jsonread.Number:
						r.Int()
					default:
						walkAll(&r)
					}
				}
			})
		}
	}
}

// walkAll reads everything and keeps nothing.
func walkAll(r *jsonread.Reader) {
	switch r.Kind() {
	case jsonread.Object:
		for range r.Object {
			walkAll(r)
		}
	case jsonread.Array:
		for range r.Array {
			walkAll(r)
		}
	case jsonread.Number:
		r.Int()
		return
	}
	r.Skip()
}
