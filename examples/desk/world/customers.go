package world

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// script is what a simulated customer does, one step every few seconds.
var script = []func(p *Platform, who string){
	func(p *Platform, who string) { p.Server.Say(who, "Hello! Is anybody there? 👋") },
	func(p *Platform, who string) {
		p.Server.Say(who, "My parcel has not arrived. Order 4711, it should have been here on Monday.")
	},
	func(p *Platform, who string) { p.Photo(who, "This is what the tracking page shows") },
	func(p *Platform, who string) { p.Tap(who, "Track my order") },
	func(p *Platform, who string) {
		p.Server.Say(who, "شكرا جزيلا، 谢谢！ That helped a lot.")
	},
}

// customers lets three people write to a platform, one after the other, until ctx ends.
func customers(ctx context.Context, p *Platform, offset int) error {
	base, err := strconv.ParseInt(p.Contact, 10, 64)
	if err != nil {
		return fmt.Errorf("contact of %s: %w", p.Name, err)
	}
	pause := time.NewTimer(time.Duration(offset+1) * time.Second)
	defer pause.Stop()
	for turn := 0; ; turn++ {
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
		who := strconv.FormatInt(base+int64(turn/len(script)%3), 10)
		script[turn%len(script)](p, who)
		pause.Reset(7 * time.Second)
	}
}
