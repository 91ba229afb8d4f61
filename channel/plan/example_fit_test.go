package plan_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// A long answer with choices, for a platform that takes 60 characters and two quick replies.
func ExampleFit() {
	limits := channel.Limits{
		Text:         channel.Length{Max: 60, Unit: channel.UTF16},
		QuickReplies: channel.ChoiceLimit{Max: 2, Text: channel.Length{Max: 10}},
	}
	parts, changes, err := plan.Fit(channel.Message{
		Text:         "Your parcel left our house this morning. It should be with you on Friday. Shall we call?",
		QuickReplies: []channel.QuickReply{{Text: "Yes"}, {Text: "No, thank you"}, {Text: "Later"}},
	}, limits, plan.Split)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, p := range parts {
		fmt.Printf("%d %q", i+1, p.Text)
		for _, q := range p.QuickReplies {
			fmt.Printf(" [%s]", q.Text)
		}
		fmt.Println()
	}
	for _, c := range changes {
		fmt.Println(c)
	}
	// Output:
	// 1 "Your parcel left our house this morning."
	// 2 "It should be with you on Friday. Shall we call?\n\n• Later" [Yes] [No, thank…]
	// quickReplies[1].text: shortened (too_long, limit 10, got 13)
	// quickReplies[2]: listed (too_many, limit 2, got 3)
	// text: divided (too_long, limit 60 utf16, got 97)
}

func ExampleShorten() {
	fmt.Println(plan.Shorten("Change my delivery address", channel.Length{Max: 20}))
	// Output: Change my delivery…
}
