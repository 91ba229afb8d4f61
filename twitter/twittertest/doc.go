// Package twittertest is a stand-in for the direct messages of X (Twitter): for unit tests and for
// trying things out without a network. It verifies OAuth 1.0a from the bytes on the wire, refuses
// what X refuses (wrong signatures, replayed nonces, values over a limit, messages to strangers,
// unknown environment labels, too many calls), delivers signed webhooks of the Account Activity API
// or the X Activity API, makes challenge-response checks, and can be told to misbehave.
//
//	x := twittertest.New(twittertest.Config{})
//	ch, err := twitter.New(twitter.Config{
//		APIKey:    x.Config().APIKey,
//		APISecret: channel.NewKeys(channel.Secret(x.Config().APISecret)),
//		HTTP:      x.Client(),
//		…
//	})
//	x.Say("2001", "hello")         // a customer writes
//	statuses := x.Deliver(handler) // the host's webhook handler gets the event
//	x.Sent()                       // what the host answered
//
// One Server is one app with one account. It is written from X's documentation and published
// verifier, independently of package twitter; where they leave a point open, the comment says so.
//
// A Server has two clocks. The wall clock (Config.Now) is the one that host and platform share.
// OAuth timestamps are compared with it, and the instants that a host compares with its own clock
// (Date, the reset of a rate limit, expires_at) are told by it. Windows, retries, expiry and ids
// follow the platform's clock (Server.Now), which Advance moves ahead.
//
// A Server keeps everything in memory and may be used concurrently. A method panics if a user id is
// not a decimal number.
package twittertest
