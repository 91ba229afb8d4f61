package metrics_test

import (
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/metrics"
)

// How long did a customer wait, and how long did the first answer take? The host folds every step.
func ExampleSpan_Fold() {
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode, policy.Queue = session.AgentOnly, "claims"
	state, span := session.State{ID: "t1"}, metrics.Span{}
	var sheet metrics.Sheet
	step := func(now time.Time, e session.Event) {
		var actions []session.Action
		state, actions = policy.Step(state, e, now)
		span = span.Fold(&sheet, "telegram/4711", state, actions, session.InstantOf(now))
	}
	step(start, session.Event{Kind: session.ContactMessage, ID: "m1"})
	step(start.Add(20*time.Second), session.Event{Kind: session.AgentFound, ID: "f1", Agent: "ann"})
	step(start.Add(25*time.Second), session.Event{Kind: session.AgentAccepted, ID: "a1", Agent: "ann", Offer: state.Part})
	step(start.Add(60*time.Second), session.Event{Kind: session.AgentMessage, ID: "m2", Agent: "ann"})
	for _, m := range []metrics.Measure{metrics.Wait, metrics.FirstAnswer} {
		total := sheet.Total(metrics.Filter{Measure: m, Queue: "claims", Agent: "ann"})
		fmt.Println(m, metrics.Duration(total.Max()))
	}
	// Output:
	// wait 25s
	// first-answer 1m0s
}

// How many customers were served within 30 seconds? A customer who left after 10 seconds does not
// count; one who left after a minute does.
func ExampleSheet_ServiceLevel() {
	sheet, err := metrics.NewSheet(30*time.Second, 2*time.Minute)
	if err != nil {
		log.Fatal(err)
	}
	found := metrics.Dimensions{Measure: metrics.Wait, Queue: "claims"}
	for _, wait := range []time.Duration{5 * time.Second, 29 * time.Second, 30 * time.Second, 90 * time.Second} {
		sheet.Add(found, start, wait)
	}
	left := metrics.Dimensions{Measure: metrics.Given, Queue: "claims", Reason: session.ReasonContactLeft}
	sheet.Add(left, start, 10*time.Second)
	sheet.Add(left, start, time.Minute)
	share, ok := sheet.ServiceLevel(metrics.Filter{Queue: "claims"}, 30*time.Second)
	fmt.Printf("%.0f %% %v\n", 100*share, ok)
	// Output:
	// 60 % true
}

// Each node counts for itself; the report merges their sheets, in any order.
func ExampleSheet_Merge() {
	var night, day, all metrics.Sheet
	night.Add(metrics.Dimensions{Measure: metrics.Handling, Agent: "ann"}, start.Add(-8*time.Hour), 10*time.Minute)
	day.Add(metrics.Dimensions{Measure: metrics.Handling, Agent: "ann"}, start, 20*time.Minute)
	day.Add(metrics.Dimensions{Measure: metrics.Handling, Agent: "bob"}, start, 5*time.Minute)
	for _, sheet := range []*metrics.Sheet{&day, &night} {
		if err := all.Merge(sheet); err != nil {
			log.Fatal(err)
		}
	}
	ann := all.Total(metrics.Filter{Measure: metrics.Handling, Agent: "ann"})
	fmt.Println(ann.N(), "conversations,", metrics.Duration(ann.Mean()), "each")
	// Output:
	// 2 conversations, 15m0s each
}

// How many customers gave up, and why? A report adds up the reasons that its desk calls abandoned.
func ExampleSheet_Rows() {
	var sheet metrics.Sheet
	given := metrics.Dimensions{Measure: metrics.Given, Queue: "claims"}
	for reason, n := range map[session.Reason]int{session.ReasonContactLeft: 2, session.ReasonNoAgent: 3} {
		given.Reason = reason
		for range n {
			sheet.Add(given, start, time.Minute)
		}
	}
	for row := range sheet.Rows(metrics.Filter{Measure: metrics.Given}) {
		fmt.Println(row.Slot.Format("15:04"), row.Queue, row.Reason, row.N)
	}
	// Output:
	// 09:00 claims contact-left 2
	// 09:00 claims no-agent 3
}

// The host adds the measures of package routing and of its own pages, such as wrap-up codes.
func ExampleSheet_Add() {
	var sheet metrics.Sheet
	wrapped := metrics.Dimensions{Measure: metrics.Wrapped, Channel: "telegram/4711", Agent: "ann"}
	for _, code := range []string{"complaint", "complaint", "question"} {
		wrapped.Code = code
		sheet.Add(wrapped, start, 45*time.Second)
	}
	for row := range sheet.Rows(metrics.Filter{Measure: metrics.Wrapped}) {
		fmt.Println(row.Code, row.N, metrics.Duration(row.Sum))
	}
	// Output:
	// complaint 2 1m30s
	// question 1 45s
}

// start is a Monday.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
