package limitertest

import (
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// cases are the promises of pace.Limiter.
var cases = []struct {
	name, promise string
	run           func(s *suite)
}{
	{"count", "a limit of N in Per is N permits; one more must wait, and is told for which key", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		s.granted(l)
		s.waits(thread, time.Second, l)
		s.granted(pace.Limit{Bucket: other, N: 1, Per: time.Second})
	}},
	{"in use", "a permit in use may be given back any moment, so it makes nobody wait longer than Per", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: 100 * time.Millisecond}
		g, err := s.l.Acquire(s.t.Context(), []pace.Limit{l}, time.Hour)
		if err != nil || g.Wait > 0 {
			s.t.Fatal(g, err)
		}
		s.waits(thread, 100*time.Millisecond, l)
		s.h.Advance(time.Second)
		s.waits(thread, 100*time.Millisecond, l)
	}},
	{"answered", "after an answer a permit stays taken for Return.After(Per), counted from the answer", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		r := pace.Return{Answered: true, Fastest: 100 * time.Millisecond}
		g := s.granted(l)
		s.h.Advance(200 * time.Millisecond)
		s.giveBack(g, r)
		s.h.Advance(r.After(time.Second) - 100*time.Millisecond)
		s.waits(thread, 100*time.Millisecond, l)
		s.h.Advance(100*time.Millisecond + s.h.Slack)
		s.granted(l)
	}},
	{"ago", "a permit that is given back late counts from the answer all the same", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		g := s.granted(l)
		s.h.Advance(300 * time.Millisecond)
		s.giveBack(g, pace.Return{Answered: true, Ago: 300 * time.Millisecond})
		s.waits(thread, 701*time.Millisecond, l)
		s.h.Advance(701*time.Millisecond + s.h.Slack)
		s.granted(l)
	}},
	{"unanswered", "without an answer a permit stays taken for the whole Per", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		s.giveBack(s.granted(l), pace.Return{Fastest: 500 * time.Millisecond})
		s.h.Advance(900 * time.Millisecond)
		s.waits(thread, 100*time.Millisecond, l)
		s.h.Advance(100*time.Millisecond + s.h.Slack)
		s.granted(l)
	}},
	{"unused", "a permit of a call that was not made is free at once", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		s.giveBack(s.granted(l), pace.Return{Unused: true})
		s.granted(l)
	}},
	{"twice", "a grant that is given back twice, or is not known, changes nothing", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 2, Per: 2 * time.Second, Cost: 1}
		l.N = 1
		g := s.granted(l)
		s.giveBack(g, pace.Return{Unused: true})
		s.granted(l)
		s.giveBack(g, pace.Return{Unused: true})
		s.giveBack(g+1_000_000, pace.Return{Unused: true})
		s.waits(thread, 2*time.Second, l)
	}},
	{"expiry", "a permit that is not given back is free after hold and Per", func(s *suite) {
		l := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		s.granted(l)
		s.h.Advance(hold + 900*time.Millisecond)
		s.waits(thread, 100*time.Millisecond, l)
		s.h.Advance(100*time.Millisecond + s.h.Slack)
		s.granted(l)
	}},
	{"all or none", "where one limit is used up, nothing of the others is taken, whatever the order", func(s *suite) {
		wide := pace.Limit{Bucket: account, N: 1, Per: 2 * time.Hour}
		narrow := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		g := s.granted(pace.Limit{Bucket: account}, narrow)
		s.waits(thread, time.Second, wide, narrow)
		s.granted(wide, pace.Limit{Bucket: other, N: 1, Per: time.Second})
		s.giveBack(g, pace.Return{Unused: true})
		s.waits(account, 2*time.Hour, wide, narrow)
		s.granted(pace.Limit{Bucket: account}, narrow)
	}},
	{"worst", "of several limits that make a call wait, the one that makes it wait longest is named", func(s *suite) {
		s.pause(account, 2*time.Second)
		s.pause(thread, time.Second)
		s.waits(account, 2*time.Second, pace.Limit{Bucket: account}, pace.Limit{Bucket: thread})
	}},
	{"same key", "limits of one key over different times are different limits", func(s *suite) {
		second := pace.Limit{Bucket: thread, N: 1, Per: time.Second}
		hours := pace.Limit{Bucket: thread, N: 2, Per: 2 * time.Hour}
		s.giveBack(s.granted(hours, second), pace.Return{})
		s.h.Advance(time.Second + s.h.Slack)
		s.giveBack(s.granted(hours, second), pace.Return{})
		s.h.Advance(time.Second + s.h.Slack)
		if wait := s.waits(thread, 2*time.Hour, hours, second); wait < time.Hour {
			s.t.Errorf("the wait is %v, want nearly two hours", wait)
		}
	}},
	{"cost", "a call may take several permits of a limit; more than there are count as all", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 3, Per: 2 * time.Hour, Cost: 2}
		s.granted(l)
		s.waits(account, 2*time.Hour, l)
		l.Cost = 1
		s.granted(l)
		s.granted(pace.Limit{Bucket: other, N: 3, Per: 2 * time.Hour, Cost: 100})
	}},
	{"spacing", "within up to a minute, calls are spread as Limit.Spacing says", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 20, Per: 2 * time.Second}
		s.giveBack(s.granted(l), pace.Return{Answered: true})
		s.giveBack(s.granted(l), pace.Return{Answered: true})
		s.waits(account, 100*time.Millisecond, l)
		s.h.Advance(100*time.Millisecond + s.h.Slack)
		s.granted(l)
	}},
	{"burst", "over more than a minute, calls may come in a burst", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 50, Per: time.Hour}
		for range 50 {
			s.giveBack(s.granted(l), pace.Return{Answered: true})
		}
		s.waits(account, time.Hour+time.Millisecond, l)
	}},
	{"pause", "a paused key makes every call with it wait, also one without a limit, and no other", func(s *suite) {
		s.pause(thread, time.Second)
		s.waits(thread, time.Second, pace.Limit{Bucket: account}, pace.Limit{Bucket: thread})
		s.granted(pace.Limit{Bucket: account}, pace.Limit{Bucket: other})
		s.h.Advance(time.Second + s.h.Slack)
		s.granted(pace.Limit{Bucket: account}, pace.Limit{Bucket: thread})
	}},
	{"pause is not shortened", "a shorter pause changes nothing, a longer one counts", func(s *suite) {
		s.pause(thread, time.Second)
		s.pause(thread, 100*time.Millisecond)
		s.h.Advance(200 * time.Millisecond)
		s.waits(thread, 800*time.Millisecond, pace.Limit{Bucket: thread})
		s.pause(thread, 2*time.Second)
		if wait := s.waits(thread, 2*time.Second, pace.Limit{Bucket: thread}); wait < time.Second {
			s.t.Errorf("the wait is %v, want two seconds", wait)
		}
	}},
	{"caps lower", "a platform's word on what is left counts until its reset, with or without a limit of ours", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 100, Per: time.Hour}
		s.giveBack(s.granted(l), pace.Return{Answered: true, Caps: []pace.Cap{
			{Bucket: account, Remaining: 1, Reset: time.Second}, {Bucket: other, Remaining: 0, Reset: 2 * time.Second}}})
		s.granted(l)
		s.waits(account, time.Second, l)
		s.waits(other, 2*time.Second, pace.Limit{Bucket: other})
		s.h.Advance(time.Second + s.h.Slack)
		s.granted(l)
		s.waits(other, time.Second, pace.Limit{Bucket: other})
	}},
	{"caps never raise", "what a platform says never makes more of our own limit, nor of what it said before", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 2, Per: time.Hour}
		g := s.granted(l)
		s.giveBack(g, pace.Return{Answered: true, Caps: []pace.Cap{{Bucket: account, Remaining: 50, Reset: time.Minute}}})
		s.giveBack(s.granted(l), pace.Return{Answered: true})
		s.waits(account, time.Hour+time.Millisecond, l)

		free := pace.Limit{Bucket: thread}
		s.giveBack(s.granted(free), pace.Return{Answered: true, Caps: []pace.Cap{{Bucket: thread, Remaining: 1, Reset: 2 * time.Second}}})
		s.giveBack(s.granted(free), pace.Return{Answered: true, Caps: []pace.Cap{{Bucket: thread, Remaining: 9, Reset: 2 * time.Second}}})
		s.waits(thread, 2*time.Second, free)
	}},
	{"caps and calls under way", "a call under way may not be in what the platform says is left", func(s *suite) {
		free := pace.Limit{Bucket: account}
		first := s.granted(free)
		s.granted(free)
		s.giveBack(first, pace.Return{Answered: true, Caps: []pace.Cap{{Bucket: account, Remaining: 1, Reset: time.Second}}})
		s.waits(account, time.Second, free)
	}},
	{"concurrency", "of many that ask at once, exactly as many are granted as there are permits", func(s *suite) {
		if got := s.each(50, pace.Limit{Bucket: account, N: 7, Per: time.Hour}, pace.Limit{Bucket: thread, N: 20, Per: time.Hour}); got != 7 {
			s.t.Errorf("%d grants, want 7", got)
		}
		if got := s.each(50, pace.Limit{Bucket: thread, N: 20, Per: time.Hour}); got != 13 {
			s.t.Errorf("%d grants of the other limit, want 13", got)
		}
	}},
	{"a wait is worth waiting", "who asks again after the wait that it was told is granted in the end", func(s *suite) {
		l := pace.Limit{Bucket: account, N: 5, Per: time.Second}
		granted := 0
		for asked := 0; granted < 12; asked++ {
			if asked > 200 {
				s.t.Fatalf("asked %d times for %d grants", asked, granted)
			}
			g, err := s.l.Acquire(s.t.Context(), []pace.Limit{l}, hold)
			if err != nil {
				s.t.Fatal(err)
			}
			if g.Wait > 0 {
				s.h.Advance(g.Wait)
				continue
			}
			granted++
			s.giveBack(g.ID, pace.Return{Answered: true})
		}
	}},
}
