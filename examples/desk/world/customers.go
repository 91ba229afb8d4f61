package world

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// A customer is a person who writes to a platform. The methods take their time, as people do, and
// do nothing once the demonstration ends.
type customer struct {
	*Platform
	ctx     context.Context
	dice    *rand.Rand
	contact string
}

// stories are what customers come with. Together they show all that the desk can do.
var stories = []func(c *customer){
	func(c *customer) { // the robot knows the answer, and a person is asked all the same
		c.say("Hello! Is anybody there? 👋")
		c.tap("Track my order")
		c.photo("This is what the tracking page shows")
		c.tap("Talk to a person")
		c.say("My parcel has not arrived. Order 4711, it should have been here on Monday.")
		c.read()
	},
	func(c *customer) { // a person at once, and no patience
		c.say("An agent, please!")
		c.pause(10)
		c.say("Hello??")
	},
	func(c *customer) { // what a browser must not take for its own
		c.say(`<script>alert("hello")</script> <b>Is this bold?</b> <img src=x onerror=alert(1)> & more`)
		c.say("[a link](javascript:alert(1)) _and_ *stars*")
		c.tap("Opening hours")
	},
	func(c *customer) { // from right to left
		c.say("مرحبا، أين طردي؟ رقم الطلب 4711")
		c.say("أريد التحدث إلى موظف")
		c.read()
	},
	func(c *customer) { // a question for another queue
		c.say("Hi, my vase arrived broken 😢")
		c.photo("Look at it")
		c.say("I would like my money back.")
	},
	func(c *customer) { // the robot is at a loss
		c.say("Do you ship fragile things to the Faroe Islands by sea?")
		c.say("By sea, I said. By ship.")
		c.say("It is for my grandmother, she lives in Tórshavn.")
	},
	func(c *customer) { // anger
		c.say("Your shop never answers. I want to talk to a person!")
		c.pause(15)
		c.Block(c.contact)
		c.pause(60)
		c.Unblock(c.contact)
	},
	func(c *customer) { // thanks
		c.say("你好！我的包裹在哪里？")
		c.say("Where is my parcel? 我的订单号是 4711")
		c.tap("Yes, thank you")
	},
	func(c *customer) { // encrypted, where the platform has that; an answer stays encrypted
		if c.Encrypted == nil {
			c.say("Do you write to me in private?")
			return
		}
		c.secretly("Is this private? My parcel has not arrived. Order 4711.")
		c.secretly("An agent, please!")
	},
	func(c *customer) { // in public, where the platform has that
		c.pause(3)
		if c.Comment == nil || c.ctx.Err() != nil {
			return
		}
		c.Comment(c.contact, "Where is my parcel? It should have been here on Monday.")
	},
	func(c *customer) { // silence, and a return
		c.say("Good morning, when are you open?")
		c.read()
		c.pause(45)
		c.say("Sorry, I was away. And on Saturdays?")
	},
}

// names are what customers are called.
var names = []string{"Amal", "Björn", "Chiara", "Dawit", "Elif", "Fatima", "Goran", "Hana", "Ines", "João", "Kwame", "李娜"}

const (
	seats = 3                // customers at one time on each platform
	rush  = 15 * time.Minute // then customers take their time
	calm  = 90               // seconds from one customer of a seat to the next, after the rush

	// The pretended platforms forget what is older, so that a desk can be left open for days.
	remembers = 30 * time.Minute
)

// Play is Live where webhooks go to wherever the platforms' hooks lead. The seed decides who says
// what when.
func (w *World) Play(ctx context.Context, seed uint64) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range w.Platforms {
		group.Go(func() error { return quiet(p.Server.Run(ctx)) })
	}
	group.Go(func() error { return w.customers(ctx, seed) })
	return group.Wait()
}

// customers lets people write to all platforms until ctx ends. The seed decides who says what when.
func (w *World) customers(ctx context.Context, seed uint64) error {
	group, ctx := errgroup.WithContext(ctx)
	began := time.Now()
	for i, p := range w.Platforms {
		for n, name := range names {
			p.Meet(p.Customer(n), name)
		}
		group.Go(func() error { p.forget(ctx); return nil })
		for seat := range seats {
			c := &customer{Platform: p, ctx: ctx, dice: rand.New(rand.NewPCG(seed, uint64(i*seats+seat)))}
			group.Go(func() error {
				c.pause(1 + seat)
				for visit := 0; ctx.Err() == nil; visit++ {
					// Each seat has customers of its own, who come again.
					c.contact = p.Customer(seat + visit%(len(names)/seats)*seats)
					stories[(i+seat*len(w.Platforms)+visit*2)%len(stories)](c)
					c.pause(10)
					if time.Since(began) > rush {
						c.pause(calm)
					}
				}
				return nil
			})
		}
	}
	return group.Wait()
}

// forgetful is a stand-in that drops what is older than a time.
type forgetful interface {
	Now() time.Time
	Forget(before time.Time)
}

// forget lets a platform forget old things until ctx ends.
func (p *Platform) forget(ctx context.Context) {
	server, ok := p.Server.(forgetful)
	if !ok {
		return
	}
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-minute.C:
			server.Forget(server.Now().Add(-remembers))
		}
	}
}

// pause waits about so many seconds.
func (c *customer) pause(seconds int) {
	t := time.NewTimer(time.Duration((0.75 + c.dice.Float64()/2) * float64(seconds) * float64(time.Second)))
	defer t.Stop()
	select {
	case <-c.ctx.Done():
	case <-t.C:
	}
}

// say writes, as fast as people do.
func (c *customer) say(text string) {
	c.write(text)
	if c.ctx.Err() == nil {
		c.Server.Say(c.contact, text)
	}
	c.pause(4)
}

// secretly writes in the encrypted conversation, which has a thread of its own.
func (c *customer) secretly(text string) {
	c.pause(1 + min(len(text)/40, 3))
	if c.ctx.Err() == nil {
		c.Encrypted(c.contact, text)
	}
	c.pause(4)
}

// write is seen by the agent, where the platform shows it.
func (c *customer) write(text string) {
	if c.Type != nil && c.ctx.Err() == nil {
		c.Type(c.contact)
	}
	c.pause(1 + min(len(text)/40, 3))
}

func (c *customer) photo(caption string) {
	c.pause(2)
	if c.ctx.Err() == nil {
		c.Photo(c.contact, caption)
	}
	c.pause(4)
}

func (c *customer) read() {
	if c.Read != nil && c.ctx.Err() == nil {
		c.Read(c.contact)
	}
}

// tap takes up one of the quick replies that were offered last, the one with these words if it is
// there. Without any the customer writes the words.
func (c *customer) tap(words string) {
	c.pause(2)
	c.read()
	choices := c.choices()
	if len(choices) == 0 {
		c.say(words)
		return
	}
	choice := choices[c.dice.IntN(len(choices))]
	for _, offered := range choices {
		if strings.EqualFold(offered, words) {
			choice = offered
		}
	}
	if c.ctx.Err() == nil {
		c.Tap(c.contact, choice)
	}
	c.pause(5)
}

// choices are the quick replies under what the customer got last.
func (c *customer) choices() (choices []string) {
	for _, m := range c.Received() {
		if m.Contact == c.contact {
			choices = m.Choices
		}
	}
	return choices
}
