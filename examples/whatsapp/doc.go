// Package whatsapp connects business phone numbers of the WhatsApp Business Platform (Cloud API) to
// package channel. It is a platform from outside: a module of its own, made of the public packages
// alone by the steps of CONTRIBUTING.md.
//
//	ch, err := whatsapp.New(whatsapp.Config{
//		AppID:       "1200000000000001",
//		AppSecret:   channel.NewKeys(secret),
//		VerifyToken: channel.NewKeys(verify),
//		BusinessID:  "3001000000000001",
//		Numbers:     []string{"4001000000000001"},
//		Token:       token,
//	})
//	got, err := ch.Receive(call) // in the handler of the callback URL, GET and POST
//	sent, err := ch.Send(ctx, event.Thread, channel.Message{
//		Text: "Hello", By: channel.ByPerson, Ref: "42", Heard: event.Time,
//	})
//
// # Threads
//
// Thread.Account is the id of the business phone number. Thread.Contact is the business-scoped user
// id of the person ("DE.1000…"), which every webhook has since April 2026, or the phone number in
// digits where there is no user id. The phone number is missing for people with a user name; where
// WhatsApp tells it, it is in Event.From.Phone. A message may be sent to a phone number: the answer
// comes in the thread of the user id. With Config.LinkNumbers a Moved event joins the two. New
// numbers and new user ids of a person are Moved events as well.
//
// # Windows and templates
//
// A business may answer for 24 hours after the person's last message (Event.Renews). Give Send the
// time in Message.Heard: it refuses a closed window before any I/O. Outside the window only an
// approved template may be sent: Options.Template, put into Message.Native by Native.
//
// # Statuses
//
// WhatsApp sends no echo of what this app sends. Delivered, Read and Failed carry Message.Ref, so
// that package dispatch settles a message whose answer was lost. Failed.Affects says whom the
// failure concerns. A message that an employee writes in the WhatsApp Business app on a phone
// arrives with OriginPerson (field smb_message_echoes).
//
// # Setting up
//
// Subscribe sets the webhook, subscribes the app to the WhatsApp Business Account and reads back
// the state of every number; its findings name what is missing. RequestCode, VerifyCode and
// Register make a number ready.
//
// # Refusals and rates
//
// One table says for each code what to do and whom it concerns (channel.Error.Affects): the
// message, the person, the number, the app, the token or the bill. Rates are data, and package
// dispatch paces by them: 80 messages a second, and one in six seconds to one person.
//
// # Not confirmed
//
// Facts that no page at hand confirms are settings with a documented default: see Config. Calls,
// groups and the building of flows are out of scope; a message in a group is received.
package whatsapp
