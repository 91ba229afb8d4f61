// Package metrics turns what sessions did into the figures of a desk: waiting times, first
// response, handling, service level. It folds: the actions of one Step of package session go in,
// and a [Sheet] of counts and histograms comes out. It has no clock, no goroutine and no store.
//
//	state, actions := policy.Step(state, event, now)
//	span = span.Fold(sheet, "telegram/4711", state, actions, session.InstantOf(now))
//
// A [Span] is a small comparable value that the host stores together with the State, in the
// transaction of the step; it knows what the open session waits for, and since when. A sheet is
// what the host collects, such as a sheet for each node and minute: sheets of other threads, nodes
// and days are merged in any order, to the same bytes. A step that is folded twice counts twice, so
// store the sheet in the same commit as the actions.
//
// # What is counted
//
// Every figure belongs to a [Dimensions]: measure, reason, channel, queue, agent, and the quarter
// hour in which the measured thing ended. All times are real time, not working time. A measure of
// package routing or of the host, such as [Declined] or [Ready], is added with [Sheet.Add].
//
// # What a report asks
//
//	first := sheet.Total(metrics.Filter{Measure: metrics.FirstAnswer, Queue: "claims"})
//	metrics.Duration(first.Quantile(0.9)) // nine of ten had their first answer within this time
//	share, ok := sheet.ServiceLevel(metrics.Filter{Queue: "claims"}, 30*time.Second)
//
// A chat has no signal for "abandoned". [Given] counts every wait that ended without an agent, by
// reason, such as contact-left, unreachable or no-agent. A report adds up the reasons that its desk
// calls abandoned.
package metrics
