// Package texts holds what the notices of package session say: by language, with placeholders.
//
//	book, err := texts.New(texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{
//		"en": {session.NoticeNonWorking: "We are closed. We open at {opening}."},
//		"de": {session.NoticeNonWorking: "Wir haben geschlossen. Wir öffnen um {opening}."},
//	}})
//	for _, a := range actions {
//		if a.Kind == session.Notify {
//			text := book.Text(a, person.Locale, texts.Values{Now: now, Zone: zone})
//			// store the text with the action; if it is empty, nothing is sent
//		}
//	}
//
// The host makes the text in the transaction that decides on the notice and stores it, so that a
// second attempt says the same.
//
// # Placeholders
//
//	{opening}  when people work again        non-working, leave-message
//	{minutes}  until the announced end       still-there, window-closing
//	{place}    the place in the queue        queued, still-waiting
//	{agent}    the agent's name              notices of a session that an agent serves
//	{queue}    the queue's name              notices of a queue or of an agent
//	{contact}  the contact's name            all
//	{{         a brace
//
// A sentence with a placeholder whose value is not known is left out: of "We are closed. We open at
// {opening}." a calendar that never opens leaves "We are closed." A text for leave-message may use
// {opening}, but package session sends this notice while people work and sets no Action.Until. Then
// the sentence with {opening} is left out, unless the host sets Until. A sentence ends with its
// line, after a mark such as . ! ? if a space follows, and after 。 ！ and ？ in any case.
package texts
