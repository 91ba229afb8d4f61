package robot

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session/keyword"
)

// Example is the FAQ of a pretended shop.
//
//go:embed faq.yaml
var Example []byte

// FAQ answers from a list of questions. Start from ReadFAQ or ParseFAQ.
type FAQ struct {
	greeting answer
	unsure   answer
	answers  []answer
	patience int // misses in a row before a person is asked

	mu     sync.Mutex
	missed map[channel.Thread]misses
}

// misses are of one session; the next one begins anew.
type misses struct {
	session uint32
	n       int
}

// answer is one entry of the file.
type answer struct {
	When    []string `yaml:"when"`    // words or phrases of the question
	Say     []string `yaml:"say"`     // one message each
	Choices []string `yaml:"choices"` // quick replies under the last one
	Handoff bool     `yaml:"handoff"` // then a person goes on
	Queue   string   `yaml:"queue"`   // of these
	Done    bool     `yaml:"done"`    // then the conversation has ended

	matcher *keyword.Matcher
}

// ReadFAQ reads a file.
func ReadFAQ(path string) (*FAQ, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ParseFAQ(data)
}

// ParseFAQ reads a FAQ in YAML. It joins all that is wrong with it.
func ParseFAQ(data []byte) (*FAQ, error) {
	var file struct {
		Greeting answer   `yaml:"greeting"`
		Unsure   answer   `yaml:"unsure"`
		Patience int      `yaml:"patience"`
		Answers  []answer `yaml:"answers"`
	}
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("FAQ: %w", err)
	}
	f := &FAQ{greeting: file.Greeting, unsure: file.Unsure, answers: file.Answers, patience: max(file.Patience, 1), missed: make(map[channel.Thread]misses)}
	var errs []error
	if len(f.unsure.Say) == 0 {
		errs = append(errs, errors.New("FAQ: unsure: it needs something to say"))
	}
	for i := range f.answers {
		a := &f.answers[i]
		k := keyword.Set{Mode: keyword.Phrase}
		for _, w := range a.When {
			k.List = append(k.List, keyword.Word{Text: w})
		}
		m, err := keyword.Compile(k)
		if err != nil {
			errs = append(errs, fmt.Errorf("FAQ: answers[%d]: when: %w", i, err))
		}
		if len(k.List) == 0 || len(a.Say) == 0 {
			errs = append(errs, fmt.Errorf("FAQ: answers[%d]: it needs when and say", i))
		}
		a.matcher = m
	}
	return f, errors.Join(errs...)
}

// Answer looks for the entry whose words the question holds; the longest words count.
func (f *FAQ) Answer(_ context.Context, q Question) (Reply, error) {
	if q.Begins || q.Referral != nil {
		return f.greeting.reply(false), nil
	}
	var best *answer
	longest := 0
	for i := range f.answers {
		if hit, ok := f.answers[i].matcher.Match(q.Text); ok && hit.End-hit.Start > longest {
			best, longest = &f.answers[i], hit.End-hit.Start
		}
	}
	if best != nil {
		f.forget(q.Thread)
		return best.reply(true), nil
	}
	if f.miss(q.Thread, q.Session) >= f.patience {
		f.forget(q.Thread)
		return Reply{Handoff: true}, nil
	}
	return f.unsure.reply(false), nil
}

func (f *FAQ) miss(t channel.Thread, session uint32) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	m := f.missed[t]
	if m.session != session {
		m = misses{session: session}
	}
	m.n++
	if len(f.missed) >= 100_000 { // rather forget who was misunderstood than grow without end
		clear(f.missed)
	}
	f.missed[t] = m
	return m.n
}

func (f *FAQ) forget(t channel.Thread) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.missed, t)
}

func (a *answer) reply(sure bool) Reply {
	r := Reply{Handoff: a.Handoff, Queue: a.Queue, Done: a.Done, Sure: sure}
	for _, text := range a.Say {
		r.Messages = append(r.Messages, channel.Message{Text: text})
	}
	if n := len(r.Messages); n > 0 {
		for _, c := range a.Choices {
			r.Messages[n-1].QuickReplies = append(r.Messages[n-1].QuickReplies, channel.QuickReply{Text: c})
		}
	}
	return r
}
