package directory_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/session"
	wording "github.com/contactkit/contactkit/session/texts"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/worktime"
)

// A customer writes on Christmas Eve in the afternoon. The record has the hours, a half holiday and
// a whole one; the notice names the next opening, and the message is kept for that day.
func ExampleHours() {
	ctx := context.Background()
	bot := telegramtest.New(telegramtest.Config{})
	record := directorytest.Record(bot)
	record.Service.Mode = directory.Agent
	day, err := worktime.ParseSegments("09:00-12:00,13:00-18:00")
	if err != nil {
		log.Fatal(err)
	}
	holidays, err := worktime.ParseHolidays("2026-12-24 09:00-12:00 Christmas Eve\n12-25 closed Christmas Day")
	if err != nil {
		log.Fatal(err)
	}
	record.Hours = directory.Hours{Zone: "Europe/Paris", Schedule: worktime.Schedule{Workday: day}, Holidays: holidays}
	record.Offline.On = true // on other platforms Options.OfflineOn must list the platform
	record.Notices.NonWorking = "We are closed. We open at {opening}."

	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}, HTTP: bot.Client()})
	if err != nil {
		log.Fatal(err)
	}
	if err := d.Load(ctx, record); err != nil {
		log.Fatal(err)
	}
	entry, _ := d.Find(record.ID)
	ann := channel.Thread{Platform: telegram.Platform, Account: entry.Channel().Info().Accounts[0], Contact: "7001"}
	policy, err := entry.PolicyFor(ctx, ann)
	if err != nil {
		log.Fatal(err)
	}
	texts, err := wording.New(record.Notices.Texts())
	if err != nil {
		log.Fatal(err)
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2026, 12, 24, 15, 0, 0, 0, paris)
	_, actions := policy.Step(session.State{ID: ann.Key()}, session.Event{Kind: session.ContactMessage, ID: "m1"}, at)
	for _, a := range actions { // channel/conversation does this for a host
		switch a.Kind {
		case session.Notify:
			fmt.Println(a.Notice, "→", texts.Text(a, "en", wording.Values{Now: at, Zone: paris}))
		case session.StoreOffline:
			fmt.Println("the message is kept")
		}
	}
	// Output:
	// non-working → We are closed. We open at 2026-12-28 09:00.
	// the message is kept
}
