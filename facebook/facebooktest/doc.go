// Package facebooktest is a stand-in for the Messenger Platform of Facebook Pages, for unit tests
// and for trials without a network. It refuses what Meta refuses: tokens of other Pages, wrong
// proofs, closed windows, retired tags, values over a limit, callback addresses that are not https,
// unknown fields, messages to strangers, too many calls. It delivers signed webhooks with Meta's
// escapes, echoes included. It repeats a delivery until the host answers 200, for an hour at most.
// It can be told to misbehave.
//
//	fb := facebooktest.New(facebooktest.Config{})
//	ch, err := facebook.New(facebook.Config{
//		AppSecret: channel.NewKeys(channel.Secret(fb.Config().AppSecret)),
//		HTTP:      fb.Client(),
//		…
//	})
//	fb.Say("24001", "hello")        // a customer writes to the first Page
//	statuses := fb.Deliver(handler) // the host's webhook handler gets the event
//	fb.Sent()                       // what the host answered
//
// A Server is one app with its Pages. A contact is named by its PSID on the Page whose id sorts
// first, or by "page/psid". The package is written from Meta's documentation, independently of
// package facebook; where Meta leaves a point open, the comment says so. A Server keeps everything
// in memory and may be used concurrently. A method panics if it names a Page or an account that
// Config does not have.
//
// Config.Instagram adds Instagram accounts, with and without a Page: their messages, comments and
// mentions. A contact of such an account is "account/person". Allow and Deny play the login pages
// of Facebook and Instagram, and RemoveApp makes the call of the deauthorize callback.
package facebooktest
