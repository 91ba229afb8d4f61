package session_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/session"
)

// Does this message ask for a person?
func ExampleMatcher_Match() {
	keywords, err := session.Compile(session.Keywords{
		Mode: session.MatchPhrase,
		List: []session.Keyword{
			{Text: "agent"},
			{Text: "live agent"},
			{Text: "转人工"},
			{Text: "0", Mode: session.MatchExact},
		},
		Deny: []string{"travel agent"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, message := range []string{
		"Ａｇｅｎｔ!!",
		"I'd like a live  agent, not an agent",
		"我要转人工服务",
		"0.",
		"Are reagents sold by your travel agent?",
		"It costs 10 euros",
	} {
		hit, ok := keywords.Match(message)
		if !ok {
			fmt.Println("stays with the robot")
			continue
		}
		fmt.Println(hit)
	}
	// Output:
	// "agent" (phrase) at 0 to 5 of "agent"
	// "live agent" (phrase) at 11 to 21 of "i'd like a live agent, not an agent"
	// "转人工" (phrase) at 6 to 15 of "我要转人工服务"
	// "0" (exact) at 0 to 1 of "0"
	// stays with the robot
	// stays with the robot
}

// Every mistake at once, each with its field, so that a form can show them in place.
func ExampleCompile() {
	var k session.Keywords
	stored := `{"list": [{"text": "Agent"}, {"text": "ＡＧＥＮＴ"}, {"text": "!!!"}, {"text": "human", "mode": "fuzzy"}]}`
	if err := json.Unmarshal([]byte(stored), &k); err != nil {
		log.Fatal(err)
	}
	_, err := session.Compile(k)
	fmt.Println(err)

	first, _ := errors.AsType[*session.KeywordError](err)
	fmt.Println(first.Field, first.Code)
	// Output:
	// session: keywords: list[1].text: "ＡＧＥＮＴ" is the same as list[0]
	// list[2].text: "!!!" has nothing to match: spaces, punctuation and symbols at the ends do not count
	// list[3].mode: "fuzzy" is not exact, phrase, prefix or contains
	// list[1].text doubled
}

// Arabic and Persian keyboards write one word with different letters.
func ExampleKeywords_arabic() {
	k := session.Keywords{List: []session.Keyword{{Text: "کمک"}}} // as a Persian keyboard writes it
	for _, variants := range []bool{false, true} {
		k.ArabicVariants = variants
		m, err := session.Compile(k)
		if err != nil {
			log.Fatal(err)
		}
		_, ok := m.Match("كمك") // as an Arabic one does
		fmt.Println(ok)
	}
	// Output:
	// false
	// true
}
