package admin

import (
	"crypto/rand"
	"sync"
	"time"
)

// pending keeps things between two pages of one person, for half an hour: credentials that were
// typed into a form which has other faults, so that they need not be typed again and yet are never
// in a page; and notes to be shown once. It is in memory: a restart forgets.
type pending struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	person string
	until  time.Time
	value  any
}

// most is how many things are kept at one time; the oldest go first.
const most = 1000

// keep returns a name for a value.
func (p *pending) keep(person string, value any) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept = make(map[string]kept)
	}
	now, oldest := p.now(), ""
	for token, k := range p.kept {
		if now.After(k.until) {
			delete(p.kept, token)
		} else if oldest == "" || k.until.Before(p.kept[oldest].until) {
			oldest = token
		}
	}
	if len(p.kept) >= most {
		delete(p.kept, oldest)
	}
	token := rand.Text()
	p.kept[token] = kept{person, now.Add(30 * time.Minute), value}
	return token
}

// see returns a value to the person who kept it; nil if there is none.
func (p *pending) see(person, token string) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	k, ok := p.kept[token]
	if !ok || k.person != person || p.now().After(k.until) {
		return nil
	}
	return k.value
}

// take is see, once.
func (p *pending) take(person, token string) any {
	value := p.see(person, token)
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.kept, token)
	return value
}
