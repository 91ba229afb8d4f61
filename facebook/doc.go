// Package facebook connects a Meta app, with its Facebook Pages and the Instagram accounts linked
// to them, to package channel. It verifies webhook calls, turns them into events, and sends within
// the rules of the Messenger Platform. HTTP serving and storage are left to the host.
//
//	ch, err := facebook.New(facebook.Config{
//		AppID:       "1200000000000001",
//		AppSecret:   channel.NewKeys(secret),
//		VerifyToken: channel.NewKeys(verify),
//		Pages:       facebook.PageMap{"100000000000001": {Token: token}},
//	})
//	http.Handle("/facebook", &channel.Handler{Channel: ch, Store: store}) // the callback URL, GET and POST
//	sent, err := ch.Send(ctx, event.Thread, channel.Message{
//		Text: "Hello", By: channel.ByPerson, Ref: "42", Heard: event.Time,
//	})
//
// Titles in quotation marks or brackets, such as "Conversation Routing", are those of the page in
// Meta's documentation that states the rule.
//
// # Threads
//
// Thread.Account is the id of the Page or of the Instagram account. Thread.Contact is the
// page-scoped id of the person, or one of:
//
//	ref:…      a guest of a plug-in, known by a reference only; Moved tells when the guest became a person
//	comment:…  a comment, or a visitor's post, to be answered privately, once
//	token:…    a permission to notify: the token of a marketing message
//
// # Windows
//
// A Page may answer for 24 hours after the customer did something (Event.Renews). If the app has
// Meta's Human Agent feature (Config.HumanAgent), a person may answer for seven days. Give Send the
// time in Message.Heard and the author in Message.By: it chooses the messaging type and the tag,
// and refuses a closed window before any I/O.
//
// # Setting up
//
// Connect sets up one Page: it checks the token, sets the app's webhook, subscribes the Page and
// reads both back. Subscribe does the same for all Pages. CheckSubscription reports every missing
// setting, also a Page for which Meta switched the webhook off after an hour of failures. Connect
// repairs that Page, and History reads what was missed. Use a PageTable, or your own Pages, if
// Pages come and go.
//
// # Login
//
// NewBusinessLogin and NewInstagramLogin are flows for package channel/login: a person agrees on
// Meta's login page, and no tokens are copied by hand. An account of Instagram Login has no Page:
// Page.InstagramLogin and Config.Instagram let it work in the same Channel.
//
// # Files and templates
//
// A file is sent by Attachment.File (streamed with the message), by URL, or by the handle that
// Upload returns. OpenMedia reads a received file. Templates, personas and thread control after a
// message are Options, which Native puts into Message.Native.
//
// # Refusals
//
// One table says for each of Meta's codes what to do and whom it concerns (channel.Error.Affects):
// the message, the person, the Page, a permission of the app, or the token. The channel keeps no
// memory of refusals: package dispatch pauses and retries.
//
// # Deliveries
//
// Meta repeats deliveries, in batches of up to 1,000 updates, and out of order after failures.
// Event.ID is the same each time, also twice within one call. channel.SortEvents puts events in the
// order of their time. Message ids (mid) are only promised to be unique within a Page, so the
// account is part of the ID.
//
// While another app controls a thread, its messages come with Event.Standby. If such a message
// comes live as well, both events have the same ID: let the live one replace the other
// (Event.Replaces). A press on standby lacks its payload, so it has an ID of its own and never
// hides the press itself.
//
// # Public posts
//
// A comment, visitor's post, mention or rating, on a Page or on Instagram, is a channel.Post in the
// thread of its private answers ("comment:…"), if the fields feed, mention, ratings, comments or
// mentions are subscribed. Meta documents a private answer to comments and to visitors' posts on
// the Page, and none to a post elsewhere that only mentions the Page. channel.ReplyToPost answers
// in public, channel.HidePost, DeletePost and LikePost do what they say, and ReadComment asks what
// is allowed. Own comments come back as events of kind PostOwn.
package facebook
