package directory_test

import (
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	wording "github.com/contactkit/contactkit/session/texts"
)

// A channel's texts in two languages, as an administrator's form has them.
func ExampleNotices() {
	n := directory.Default("telegram").Notices
	n.Language, n.NonWorking = "en", "We are closed. We open at {opening}."
	n.Translations = []directory.Translation{{Language: "de", Notice: "non-working", Text: "Wir haben geschlossen. Wir öffnen um {opening}."}}
	book, err := wording.New(n.Texts())
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	closed := session.Action{Key: session.Key{Notice: session.NoticeNonWorking}, Until: session.InstantOf(now.Add(time.Hour))}
	fmt.Println(book.Text(closed, "de_CH", wording.Values{Now: now}))
	fmt.Println(book.Text(closed, "it", wording.Values{Now: now}))
	// Output:
	// Wir haben geschlossen. Wir öffnen um 09:00.
	// We are closed. We open at 09:00.
}
