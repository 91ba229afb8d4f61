package engine

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// loaded is a person with the conversations that take the person's room.
type loaded struct {
	store.Person
	busy, rooms map[string]int // by platform
	sum         int
}

// Waits says of each customer who waits what is in the way of an agent, in words that pages
// translate.
func (e *Engine) Waits(t *store.Tx, waiting []store.Waiting) (map[channel.Thread]string, error) {
	if len(waiting) == 0 {
		return nil, nil
	}
	people, err := t.People()
	if err != nil {
		return nil, err
	}
	list := make([]loaded, len(people))
	for i, p := range people {
		list[i].Person = p
		if list[i].busy, err = t.Loads(p.ID); err != nil {
			return nil, err
		}
		if list[i].rooms, err = t.Rooms(p.ID); err != nil {
			return nil, err
		}
		for _, n := range list[i].busy {
			list[i].sum += n
		}
	}
	levels := make(map[string][]store.Stage)
	says := make(map[channel.Thread]string, len(waiting))
	for _, w := range waiting {
		stages, known := levels[w.Queue]
		if !known && w.Queue != "" {
			if stages, err = t.Stages(w.Queue); err != nil {
				return nil, err
			}
			levels[w.Queue] = stages
		}
		says[w.Thread] = e.hindrance(w, list, level(stages, e.stamp().Sub(w.Since.Time())))
	}
	return says, nil
}

// level is what a queue asks of an agent for a customer who has waited so long.
func level(stages []store.Stage, waited time.Duration) (level uint8) {
	for _, s := range stages {
		if s.After <= waited {
			level = s.Level
		}
	}
	return level
}

// hindrance is the last thing that is in the way of every agent.
func (e *Engine) hindrance(w store.Waiting, list []loaded, level uint8) string {
	if e.record(w.Channel).Routing.Mode == directory.Pull {
		return locale.Mark("Agents take it themselves.")
	}
	excluded := w.Exclude.Slice()
	says := locale.Mark("No agent serves this queue.")
	far := 0 // how far the best agent comes
	for _, p := range list {
		most, limited := p.rooms[w.Thread.Platform]
		now, text := 0, ""
		switch {
		case !p.Serves(w.Queue):
			continue
		case !p.Ready:
			now, text = 1, locale.Mark("All agents of this queue are on a break.")
		case w.Queue != "" && p.Level(w.Queue) < level:
			now, text = 2, locale.Mark("Only the most experienced agents are asked so far.")
		case p.sum >= p.Room, limited && p.busy[w.Thread.Platform] >= most:
			now, text = 3, locale.Mark("All agents of this queue who are ready are busy.")
		case slices.Contains(excluded, p.ID):
			now, text = 4, locale.Mark("The agents who are free were asked already.")
		default:
			return locale.Mark("It is about to be offered.")
		}
		if now > far {
			far, says = now, text
		}
	}
	return says
}
