package erase_test

import (
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/erase"
)

// A host with events in memory deletes one contact.
func ExamplePlan() {
	ada := channel.Thread{Platform: "telegram", Account: "7100000001", Contact: "7001"}
	group := channel.Thread{Platform: "telegram", Account: "7100000001", Contact: "group:-100"}
	stored := []channel.Event{
		{ID: "1", Thread: ada, From: channel.Person{ID: "7001"}},
		{ID: "2", Thread: group, From: channel.Person{ID: "7002"}},
		{ID: "3", Thread: group, From: channel.Person{ID: "7001"}},
	}
	plan, err := erase.New(erase.Request{Platform: "telegram", IDs: []string{"7001"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	left := func(s erase.Step) (n int, err error) {
		if s.Data == erase.Events {
			for _, ev := range stored {
				if plan.Event(ev) {
					n++
				}
			}
		}
		return n, nil
	}
	fmt.Println(plan.Verify(left))
	stored = slices.DeleteFunc(stored, plan.Event)
	fmt.Println(len(stored), plan.Verify(left))
	// Output:
	// events: data of the contact is left: 2
	// 1 <nil>
}

// The private reply to a comment is in the thread of the comment, which has the comment's name.
func ExamplePlan_Comment() {
	comment := channel.Thread{Platform: "facebook", Account: "5001", Contact: "comment:77_991"}
	stored := []channel.Event{{ID: "1", Thread: comment, From: channel.Person{ID: "3001"}, Body: channel.Post{ID: "77_991", Text: "price?"}}}
	plan, err := erase.New(erase.Request{Platform: "facebook", IDs: []string{"3001"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(plan.Thread(comment))
	for _, ev := range stored {
		if thread, ok := plan.Comment(ev); ok {
			plan = plan.With(thread)
		}
	}
	fmt.Println(plan.Thread(comment))
	// Output:
	// false
	// true
}
