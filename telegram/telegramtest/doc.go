// Package telegramtest is a stand-in for Telegram's Bot API, for unit tests and for trying things
// out without a network. It refuses what Telegram refuses (wrong tokens, values over a limit,
// broken markup, messages to strangers, too many calls), delivers updates to a host's webhook with
// the secret header, in order per chat and again until it answers 2xx, and can be told to
// misbehave.
//
//	bot := telegramtest.New(telegramtest.Config{})
//	ch, err := telegram.New(telegram.Config{
//		Token:  channel.Secret(bot.Config().Token),
//		HTTP:   bot.Client(),
//		…
//	})
//	bot.Say("7001", "hello")        // a customer writes
//	statuses := bot.Deliver(handler) // the host's webhook handler gets the update
//	bot.Sent()                      // what the host answered
//
// One Server is one bot. It is written from Telegram's documentation and from the behaviour of its
// open server (tdlib/telegram-bot-api), independently of package telegram; where neither settles a
// point, the comment says so. It keeps everything in memory and may be used concurrently. A method
// panics if an id is not a decimal number, or if it names a group or a business connection that was
// not made before.
package telegramtest
