package texts_test

import (
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// The desk is closed on Monday evening. Each contact is told in their own language, and when the
// desk opens by its own clock. A calendar that never opens leaves the sentence out.
func ExampleBook_Text() {
	book, err := texts.New(texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
		"en":      {session.NoticeNonWorking: "We are closed. We open at {opening}."},
		"de":      {session.NoticeNonWorking: "Wir haben geschlossen. Wir öffnen um {opening}."},
		"zh-Hant": {session.NoticeNonWorking: "我們已下班。{opening} 上班。"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC)
	v := texts.Values{Now: now, Zone: time.FixedZone("CET", 3600)}
	closed := session.Action{Key: session.Key{Kind: session.Notify, Notice: session.NoticeNonWorking}}
	closed.Until = session.InstantOf(now.Add(13 * time.Hour))
	for _, locale := range []string{"en_US", "de_AT", "zh_TW", "fr_FR"} {
		fmt.Println(book.Text(closed, locale, v))
	}
	closed.Until = 0
	fmt.Println(book.Text(closed, "en_US", v))
	// Output:
	// We are closed. We open at 2026-03-03 09:00.
	// Wir haben geschlossen. Wir öffnen um 2026-03-03 09:00.
	// 我們已下班。2026-03-03 09:00 上班。
	// We are closed. We open at 2026-03-03 09:00.
	// We are closed.
}

// A form shows every complaint with its field.
func ExampleTexts_Check() {
	fmt.Println(texts.Texts{Default: "fr", Say: map[string]map[session.Notice]string{
		"en": {session.NoticeQueued: "We open at {opening}, number {place}."},
	}}.Check())
	// Output:
	// Default: must be a language of Say, not "fr"
	// Say[en][queued]: must be a text with no placeholder but {place}, {queue}, {contact}, not {opening}
}

// Does every text fit the platform, even with long names?
func ExampleBook_Longest() {
	book, err := texts.New(texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": texts.English()}})
	if err != nil {
		log.Fatal(err)
	}
	length, language, notice := book.Longest(nil)
	fmt.Println(length, language, notice)
	// Output:
	// 87 en queued
}

// The host writes times in the manner of the language.
func ExampleValues() {
	book, err := texts.New(texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
		"en": {session.NoticeLeaveMessage: "Leave a message for {queue}. We read it on {opening}."},
	}})
	if err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 19, 0, 0, 0, time.UTC)
	a := session.Action{Key: session.Key{Kind: session.Notify, Notice: session.NoticeLeaveMessage}}
	a.Until = session.InstantOf(now.Add(14 * time.Hour))
	fmt.Println(book.Text(a, "en", texts.Values{Now: now, Queue: "Claims", Opening: func(at time.Time, _ string) string {
		return at.Format("Monday at 3:04 PM")
	}}))
	// Output:
	// Leave a message for Claims. We read it on Tuesday at 9:00 AM.
}
