package routing

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// Bounds of a configuration.
const (
	MaxMedia    = 6                   // media of a Config; each doubles the number of lists of agents that a Board keeps
	MaxQueues   = 10_000              // queues of a Config
	MaxStages   = 10                  // stages of a queue
	MaxNeeds    = 10                  // needs of a stage
	MaxPriority = 10                  // of a request
	MaxWait     = 30 * 24 * time.Hour // for Stage.After, Queue.TTL and Config.Answer
	MaxPoint    = 24 * time.Hour      // for Config.Point
)

// FieldError is one complaint about a [Config] or a [Request]: fielderror.Error, as everywhere in
// this module. Its Field is the Go name, such as "Queues[1].Stages[0].After".
type FieldError = fielderror.Error

func mustBe(code, field, limit, got string) *FieldError {
	return &FieldError{Field: field, Code: code, Reason: "must be " + limit + ", not " + got}
}

// Check reports everything that is wrong with the configuration, as one error that joins a
// [*FieldError] for each complaint, or nil.
func (c Config) Check() error {
	var k checker
	k.count("Media", len(c.Media), MaxMedia)
	for i, m := range c.Media {
		k.id(fmt.Sprintf("Media[%d]", i), m, slices.Index(c.Media, m) < i)
	}
	k.count("Queues", len(c.Queues), MaxQueues)
	seen := make(map[string]bool, len(c.Queues))
	for i, q := range c.Queues {
		field := fmt.Sprintf("Queues[%d]", i)
		k.id(field+".ID", q.ID, seen[q.ID])
		seen[q.ID] = true
		k.queue(field, q)
	}
	k.span("Point", c.Point, 0, MaxPoint)
	k.span("Answer", c.Answer, 0, MaxWait)
	return errors.Join(k.all...)
}

type checker struct{ all []error }

func (k *checker) add(field, limit, got string) {
	k.all = append(k.all, mustBe(fielderror.Invalid, field, limit, got))
}

func (k *checker) count(field string, n, most int) {
	if n > most {
		k.add(field, fmt.Sprintf("at most %d", most), fmt.Sprint(n))
	}
}

func (k *checker) id(field, id string, twice bool) {
	switch {
	case id == "":
		k.add(field, "a name", "empty")
	case twice:
		k.add(field, "unique", fmt.Sprintf("%.40q again", id))
	}
}

func (k *checker) span(field string, d, low, high time.Duration) {
	if d < low || d > high {
		k.add(field, fmt.Sprintf("%v to %v", low, high), d.String())
	}
}

func (k *checker) queue(field string, q Queue) {
	if int(q.Select) >= len(selections()) {
		k.add(field+".Select", fmt.Sprintf("one of %v", selections()), q.Select.String())
	}
	k.span(field+".TTL", q.TTL, 0, MaxWait)
	k.count(field+".Stages", len(q.Stages), MaxStages)
	var before time.Duration
	for i, s := range q.Stages {
		stage := fmt.Sprintf("%s.Stages[%d]", field, i)
		if i == 0 {
			k.span(stage+".After", s.After, 0, 0)
		} else {
			k.span(stage+".After", s.After, before, MaxWait)
		}
		before = s.After
		k.count(stage+".Needs", len(s.Needs), MaxNeeds)
		for j, n := range s.Needs {
			twice := slices.IndexFunc(s.Needs, func(o Need) bool { return o.Skill == n.Skill }) < j
			k.id(fmt.Sprintf("%s.Needs[%d].Skill", stage, j), n.Skill, twice)
		}
	}
}
