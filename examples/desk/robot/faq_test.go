package robot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

const shop = `
greeting: {say: [Welcome], choices: [Orders]}
unsure: {say: ["Pardon?"]}
patience: 2
answers:
  - {when: [order], say: ["Which one?"]}
  - {when: [cancel my order, storno], say: [Done., "Anything else?"], choices: ["Yes", "No"]}
  - {when: [refund], say: [One moment], handoff: true, queue: billing}
  - {when: [bye], say: ["Bye!"], done: true}
`

func text(texts ...string) (list []channel.Message) {
	for _, t := range texts {
		list = append(list, channel.Message{Text: t})
	}
	return list
}

func TestAnswers(t *testing.T) {
	faq, err := ParseFAQ([]byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	choices := func(m channel.Message, choices ...string) channel.Message {
		for _, c := range choices {
			m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: c})
		}
		return m
	}
	anna := channel.Thread{Platform: "telegram", Account: "1", Contact: "anna"}
	bert := channel.Thread{Platform: "telegram", Account: "1", Contact: "bert"}
	ask := func(t channel.Thread, session uint32, words string) Question {
		return Question{Thread: t, Session: session, Message: channel.Message{Text: words}}
	}
	unsure := Reply{Messages: text("Pardon?")}
	for _, c := range []struct {
		what string
		q    Question
		want Reply
	}{
		{"it begins", Question{Thread: anna, Begins: true}, Reply{Messages: []channel.Message{choices(channel.Message{Text: "Welcome"}, "Orders")}}},
		{"came by a link", Question{Thread: anna, Message: channel.Message{Text: "▸ start", Referral: &channel.Started{Source: "start"}}}, Reply{Messages: []channel.Message{choices(channel.Message{Text: "Welcome"}, "Orders")}}},
		{"a word of its own, in any case", ask(anna, 1, "My ORDER, please!"), Reply{Messages: text("Which one?"), Sure: true}},
		{"the longest words win", ask(anna, 1, "please cancel my order"), Reply{Messages: []channel.Message{{Text: "Done."}, choices(channel.Message{Text: "Anything else?"}, "Yes", "No")}, Sure: true}},
		{"hands over to a queue", ask(anna, 1, "I want a refund"), Reply{Messages: text("One moment"), Handoff: true, Queue: "billing", Sure: true}},
		{"ends", ask(anna, 1, "bye"), Reply{Messages: text("Bye!"), Done: true, Sure: true}},
		{"part of a word is no word", ask(anna, 1, "bordering"), unsure},
		{"another customer has his own patience", ask(bert, 1, "hm"), unsure},
		{"the second miss hands over", ask(anna, 1, "bordering"), Reply{Handoff: true}},
		{"and the count begins anew", ask(anna, 1, "hm"), unsure},
		{"as in another session", ask(anna, 2, "hm"), unsure},
		{"and after an answer", ask(anna, 2, "order"), Reply{Messages: text("Which one?"), Sure: true}},
		{"so", ask(anna, 2, "hm"), unsure},
		{"a photo without words is a miss", ask(bert, 1, ""), Reply{Handoff: true}},
	} {
		got, err := faq.Answer(t.Context(), c.q)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}

// The example that the desk starts with can be read; what cannot be is refused, every fault at
// once.
func TestParseFAQ(t *testing.T) {
	if _, err := ParseFAQ(Example); err != nil {
		t.Errorf("the example: %v", err)
	}
	for file, want := range map[string][]string{
		"unsure: {say: [x]}\nanswers: [{when: [a]}, {say: [b]}]": {"answers[0]", "answers[1]"},
		"answers: []":                   {"unsure"},
		"unsure: {say: [x]}\nsurely: 1": {"surely"},
		"unsure: [":                     {"FAQ"},
	} {
		_, err := ParseFAQ([]byte(file))
		for _, w := range want {
			if err == nil || !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %v, want something about %s", file, err, w)
			}
		}
	}
}
