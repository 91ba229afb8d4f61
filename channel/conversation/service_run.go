package conversation

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Run applies what is due, asks robots and sends, until ctx ends. With Config.Doubt or
// Config.Resend it also asks the platforms about uncertain messages, and with Config.Keep it
// deletes what is over. These loops do not wait for each other: a slow robot holds up no send. It
// returns nil when what was under way has ended, or the error of dispatch.Outbox.Run. A service
// runs once.
func (s *Service) Run(ctx context.Context) error {
	var lanes sync.WaitGroup
	lanes.Go(func() { s.sweep(ctx) })
	lanes.Go(func() { s.askRobots(ctx) })
	if s.cfg.Doubt != nil {
		lanes.Go(func() { s.askPlatforms(ctx) })
	}
	if s.cfg.Keep > 0 {
		lanes.Go(func() { s.prune(ctx) })
	}
	if w, ok := s.cfg.Store.(Waiter); ok {
		lanes.Go(func() { s.wait(ctx, w) })
	}
	err := s.outbox.Run(ctx)
	lanes.Wait()
	return err
}

// wait wakes all lanes whenever the store says so.
func (s *Service) wait(ctx context.Context, w Waiter) {
	for ctx.Err() == nil {
		if err := w.Wait(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("conversation: the store cannot tell what is due, and is polled", "error", err)
			newPoker().sleep(ctx, s.cfg.Poll)
			continue
		}
		s.sweeps.poke()
		s.asks.poke()
		s.outbox.Wake()
	}
}

// sweep applies threads that are due.
func (s *Service) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Warn("conversation: what is due is not known", "error", err)
		}
		s.sweeps.sleep(ctx, s.cfg.Poll)
	}
}

// Sweep applies all threads that are due, once. Run does so whenever something may be due; a host
// with a job engine of its own calls it from a job, and a test after it has moved its clock. A
// thread that cannot be applied is logged and waits for a later sweep. The error is that of
// Store.Due.
func (s *Service) Sweep(ctx context.Context) error {
	const page, pages = 64, 8
	for {
		// The store decides which threads are due: see decision 214.
		threads, err := s.cfg.Store.Due(ctx, DueQuery{Max: page * pages, Skip: s.failed.now()})
		if err != nil {
			return err
		}
		more := len(threads) > page
		if more { // by chance, so that nodes that sweep at once take others: see decision 401
			rand.Shuffle(len(threads), func(i, j int) { threads[i], threads[j] = threads[j], threads[i] })
			threads = threads[:page]
		}
		s.applyAll(ctx, threads)
		if !more || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (s *Service) applyAll(ctx context.Context, threads []channel.Thread) {
	var working sync.WaitGroup
	free := make(chan struct{}, s.cfg.Workers)
	for _, t := range threads {
		free <- struct{}{}
		working.Go(func() {
			defer func() { <-free }()
			s.tryApply(ctx, t)
		})
	}
	working.Wait()
}

// askRobots asks the questions that are there, a bounded number at one time.
func (s *Service) askRobots(ctx context.Context) {
	var working sync.WaitGroup
	defer working.Wait()
	free := make(chan struct{}, s.cfg.Robots)
	for ctx.Err() == nil {
		room := s.cfg.Robots - len(free)
		var calls []Call
		if room > 0 {
			var err error
			calls, err = s.cfg.Store.Calls(ctx, CallQuery{Node: s.cfg.Node, Lease: s.cfg.RobotTime + robotMargin, Max: room})
			if err != nil && ctx.Err() == nil {
				s.cfg.Log.Warn("conversation: questions to robots are not known", "error", err)
			}
		}
		for _, c := range calls {
			free <- struct{}{}
			working.Go(func() {
				defer s.asks.poke() // the next question of the thread
				defer func() { <-free }()
				if err := s.Ask(ctx, c); err != nil && ctx.Err() == nil {
					s.cfg.Log.Warn("conversation: a robot's answer was not stored, and the robot is asked again", "thread", c.Thread.Key(), "error", err)
				}
			})
		}
		if len(calls) == 0 || len(calls) < room {
			s.asks.sleep(ctx, s.cfg.Poll)
		}
	}
}

// robotMargin is how much longer a claim of a call lasts than the call: for the answer to be
// stored.
const robotMargin = 10 * time.Second

// errOver says that a question was answered, or the robot stopped, before its answer came.
var errOver = errors.New("conversation: the question is over")

// Ask asks the robot one question and stores its answer. Run does so for the calls that it claims;
// a host with a job engine of its own claims them with Store.Calls. A question that is over
// meanwhile is no error. If ctx ends before the robot answers, the question stays.
func (s *Service) Ask(ctx context.Context, c Call) error {
	ctx = s.resume(ctx, c.Trace)
	said, err := s.answer(ctx, c)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	said.Agent, said.Call = "", c.Key
	// The call makes the answer unique. Its key alone would not: after Erase a thread counts from
	// the beginning, and the ids of its former inputs stay known.
	in := Input{ID: "call/" + c.Key + "/" + cryptorand.Text(), Thread: c.Thread, Said: &said, Trace: c.Trace}
	if err == nil {
		err = in.Check()
	}
	if err != nil {
		s.cfg.Log.Warn("conversation: the robot failed", "thread", c.Thread.Key(), "error", err)
		said = Said{Call: c.Key, Failed: true}
	}
	if said.Saw == "" && c.Event != nil {
		said.Saw = c.Event.ID
	}
	_, err = s.updateIf(ctx, c.Thread, []Input{in}, func(v View) error {
		for _, waits := range v.Calls {
			if waits.Key == c.Key {
				return nil
			}
		}
		return errOver // nothing is stored, also not what the robot wanted to say
	}, nil)
	if errors.Is(err, errOver) {
		return nil
	}
	return err
}

// answer asks the robot within its time, and survives its panic.
func (s *Service) answer(ctx context.Context, c Call) (said Said, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RobotTime)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			said, err = Said{}, errPanicked
		}
	}()
	return s.cfg.Robot(ctx, c)
}

var errPanicked = errors.New("conversation: the robot panicked")
