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

	first, _ := errors.AsType[*keyword.FieldError](err)
	fmt.Println(first.Field, first.Code)
	// Output:
	// keyword: list[1].text: "ＡＧＥＮＴ" is the same as list[0]
	// list[2].text: "!!!" has nothing to match: spaces, punctuation and symbols at the ends do not count
	// list[3].mode: "fuzzy" is not exact, phrase, prefix or contains
	// list[1].text duplicate
}

// Keyboards write one word with different letters, and programs make quotation marks curly.
func Example_exchangedLetters() {
	words, err := keyword.Compile(keyword.Set{List: []keyword.Word{
		{Text: "کمک"}, // as a Persian keyboard writes it
		{Text: "parler à quelqu'un"}, {Text: "संपर्क"}, {Text: "オペレーター"}, {Text: "1"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	for _, message := range []string{"كمك", "Parler à quelqu’un !", "सम्पर्क", "ｵﾍﾟﾚｰﾀ", "1️⃣"} {
		hit, ok := words.Match(message)
		fmt.Println(ok, hit.Word.Text)
	}
	// Output:
	// true کمک
	// true parler à quelqu'un
	// true संपर्क
	// true オペレーター
	// true 1
}

// An administrator who takes letters for different keeps them so.
func ExampleSet_strict() {
	k := keyword.Set{List: []keyword.Word{{Text: "sınır"}}} // a border
	for _, strict := range []bool{false, true} {
		k.Strict = strict
		words, err := keyword.Compile(k)
		if err != nil {
			log.Fatal(err)
		}
		_, ok := words.Match("sinir") // a nerve
		fmt.Println(ok)
	}
	// Output:
	// true
	// false
}

// Warn tells an administrator of a pasted Cyrillic letter, of symbols that cannot count, and of a
// digit typed for a letter.
func ExampleWarn() {
	for _, w := range keyword.Warn(keyword.Set{List: []keyword.Word{{Text: "аgent"}, {Text: "*0"}, {Text: ".net"}, {Text: "0perator"}, {Text: "c++"}}}) {
		fmt.Printf("%s: %s\n", w.Field, w.Reason)
	}
	// Output:
	// list[0].text: in "аgent" the letter "а" is Cyrillic (U+0430) and looks like the Latin "a": customers will not type it
	// list[1].text: in "*0" the symbol "*" does not count, so that it is the same as "0"
	// list[2].text: in ".net" the symbol "." does not count, so that it is the same as "net"
	// list[3].text: in "0perator" the digit "0" (U+0030) looks like the letter "o": customers will not type it
}

// Why did this message reach people, and why did that one stay with the robot?
func ExampleMatcher_Explain() {
	words, err := keyword.Compile(keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}, Deny: []string{"travel agent"}})
	if err != nil {
		log.Fatal(err)
	}
	for _, message := range []string{"AGENT!!", "Do you sell reagents?", "I am a travel agent", "a gent", "àgent"} {
		fmt.Println(words.Explain(message))
	}
	// Output:
	// Hits the keyword "agent": the message reads "agent", and it is there as words of its own.
	// Hits no keyword: the message reads "do you sell reagents", and it contains the keyword "agent", but as part of a longer word.
	// Hits no keyword: the message reads "i am a travel agent", and it contains the keyword "agent", but within a denied phrase.
	// Hits no keyword: it looks like the keyword "agent", but is written with other spaces, hyphens or signs.
	// Hits no keyword: it looks like the keyword "agent", but is written with other accents or marks.
}
