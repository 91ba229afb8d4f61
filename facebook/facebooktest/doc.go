// Package facebooktest is a stand-in for the Messenger Platform of Facebook Pages: for unit tests and for trying things out
// without a network. It refuses what Meta refuses (tokens of other Pages, wrong proofs, closed windows, retired tags, limits,
// strangers, rates), delivers signed webhooks with Meta's escapes to a host, echoes included, again until it answers 200 and
// not for more than an hour, and can be told to misbehave.
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
// One Server is one app with its Pages. Where a method takes a contact, it is a PSID of the Page whose id sorts first, or
// "page/psid". The package is written from Meta's documentation, independently of package facebook; where Meta leaves a point
// open, the comment says so. A Server keeps everything in memory and may be used concurrently.
package facebooktest
