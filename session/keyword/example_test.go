package keyword_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/contactkit/contactkit/session/keyword"
)

// Does this message ask for a person?
func ExampleMatcher_Match() {
	words, err := keyword.Compile(keyword.Set{
		Mode: keyword.Phrase,
		List: []keyword.Word{
			{Text: "agent"},
			{Text: "live agent"},
			{Text: "转人工"},
			{Text: "0", Mode: keyword.Exact},
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
		hit, ok := words.Match(message)
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
	var k keyword.Set
	stored := `{"list": [{"text": "Agent"}, {"text": "ＡＧＥＮＴ"}, {"text": "!!!"}, {"text": "human", "mode": "fuzzy"}]}`
	if err := json.Unmarshal([]byte(stored), &k); err != nil {
		log.Fatal(err)
	}
	_, err := keyword.Compile(k)
	fmt.Println(err)

	first, _ := errors.AsType[*keyword.Error](err)
	fmt.Println(first.Field, first.Code)
	// Output:
	// keyword: list[1].text: "ＡＧＥＮＴ" is the same as list[0]
	// list[2].text: "!!!" has nothing to match: spaces, punctuation and symbols at the ends do not count
	// list[3].mode: "fuzzy" is not exact, phrase, prefix or contains
	// list[1].text doubled
}

// Arabic and Persian keyboards write one word with different letters.
func ExampleSet_arabic() {
	k := keyword.Set{List: []keyword.Word{{Text: "کمک"}}} // as a Persian keyboard writes it
	for _, variants := range []bool{false, true} {
		k.ArabicVariants = variants
		m, err := keyword.Compile(k)
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
