package keyword

import (
	"fmt"
	"strings"
	"testing"
)

// A thousand keywords of several scripts, in one mode.
func manyWords(b *testing.B, mode Mode) *Matcher {
	b.Helper()
	k := Set{Mode: mode}
	for i := range 250 {
		k.List = append(k.List,
			Word{Text: fmt.Sprintf("agent number %d", i)}, Word{Text: fmt.Sprintf("转人工%d号", i)},
			Word{Text: fmt.Sprintf("%d humans", i)}, Word{Text: fmt.Sprintf("ask for person %d", i)})
	}
	return compiled(b, k)
}

// Messages of about 1 KB that hit nothing before their end, where they say who they want.
func longMessages() map[string]string {
	return map[string]string{
		"ascii": strings.Repeat("I ordered two chairs last week and the agent said number 9 would ask. ", 15),
		"han":   strings.Repeat("我上周订了两把椅子，客服说会转人工处理，可是没有人联系我。", 12),
		"mixed": strings.Repeat("Café Ünïversität: ich möchte die Straße 12 ändern, 转人工 bitte! ", 14),
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, mode := range []Mode{Exact, Phrase, Prefix, Contains} {
		m := manyWords(b, mode)
		for name, text := range longMessages() {
			b.Run(fmt.Sprintf("%s/%s", mode, name), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if h, ok := m.Match(text); ok {
						b.Fatal(h)
					}
				}
			})
		}
	}
}

func BenchmarkMatchHit(b *testing.B) {
	k := words(Phrase, "agent", "human", "转人工")
	k.Deny = []string{"travel agent"}
	m := compiled(b, k)
	for _, text := range []string{"I want an agent", "我要转人工服务"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := m.Match(text); !ok {
					b.Fatal("no hit")
				}
			}
		})
	}
}

// The worst message: keywords that nearly match everywhere.
func BenchmarkMatchHostile(b *testing.B) {
	k := Set{Mode: Contains, MaxKeywords: -1, MaxScan: -1}
	for n := 1; n <= 63; n++ {
		k.List = append(k.List, Word{Text: strings.Repeat("a", n) + "b"})
	}
	k.Deny = []string{"a a", "a"}
	m := compiled(b, k)
	for _, size := range []int{1 << 10, 1 << 14} {
		text := strings.Repeat("a", size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if h, ok := m.Match(text); ok {
					b.Fatal(h)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		manyWords(b, Phrase)
	}
}
