// Package twitter connects an X (Twitter) account's direct messages to package channel. It proves
// and decodes webhook calls of all three products that deliver them (Account Activity v1.1 and v2,
// X Activity API), answers X's challenge-response check, sends with v1.1 or v2 of the API, uploads
// and opens media, manages webhooks, and walks past messages. Calls are signed with OAuth 1.0a, or,
// in v2 alone, carry a user token of OAuth 2.0.
//
//	ch, err := twitter.New(twitter.Config{
//		Account:      "1603419180975409153",          // the user id of the account, digits
//		APIKey:       "…",                            // "Consumer Keys" of the app in the developer portal
//		APISecret:    channel.NewKeys(secret),        // signs requests, proves webhook calls
//		AccessToken:  token,                          // of the account, made after the app was given
//		AccessSecret: tokenSecret,                    //   the permission "Read, Write and Direct Messages"
//		AppID:        "29820954",                     // numeric: tells our own echoes from a colleague's answers
//	})
//	http.Handle("/x", &channel.Handler{Channel: ch, Store: store}) // GET and POST go to the same handler
//	sent, err := ch.Send(ctx, event.Thread, channel.Message{Text: "Hello"})
//
// Titles in brackets, such as [Webhooks], are those of the page in X's documentation that states
// the rule.
//
// # Setting up
//
// LookupAccount finds the user id, CheckAccess tells what the credentials are good for,
// RegisterAndSubscribe (channel.Subscribe) makes X deliver: Config.Product says by which product.
// The X Activity API wants a user token of OAuth 2.0 for that: Config.OAuth2, Login and Exchange.
// Its refresh tokens are good for one use, so TokenStore keeps them for all nodes of a host.
//
// NewOAuth1Login and NewOAuth2Login are flows for package channel/login: the account's owner agrees
// on X's login page, and no credentials are copied by hand. With OAuth2 and without AccessToken,
// the user token makes every call that acts for the account, by v2.
//
// # What differs between the two ways of sending
//
// Quick replies, buttons, locations, the typing sign, read receipts and welcome messages exist in
// v1.1 only; group conversations in v2 only (the Contact is "group:" and the conversation's id).
// Limits reports what the configured API can send. An app whose access level lacks v1.1 gets
// ErrUnauthorized with code "453": set Config.API to V2 then.
//
// X has no reply window, but counts messages: see Config.Rates. Our messages come back as events
// (echoes) that have the message's id and no reference of ours. X offers no idempotency key: after
// ErrUncertain wait for the echo before sending again.
//
// # Posts
//
// A post that mentions, answers or quotes the account arrives as a channel.Post in the public
// thread of its author ("post:" and the user id), apart from the direct messages with the same
// person. channel.ReplyToPost answers in public and HidePost hides a reply; Config.Posts holds the
// length of an answer, its prices and whether the app may like posts. Mentions polls for what no
// event told, and ReadPost reads a post again before a late answer. Send to the public thread is
// the private answer: a direct message.
//
// Subscribe does not ask the X Activity API for posts. With Product Activity, call
// SubscribeActivity for each of the event types "post.mention.create", "post.reply.create" and
// "post.quote.create", and for "post.create" to see the account's own posts.
//
// # Custom kinds
//
// An event without a body of its own is a channel.Custom with X's element as its Data. Its Kind is
// X's word: in the Account Activity API the type of a relation ("follow", "mute") or the name of
// the list ("favorite_events", "replay_job_status"), in the X Activity API the event type
// ("follow.follow", "like.create"). DecodeChat reads those whose kind begins with "chat.".
//
// # Encrypted conversations
//
// X moves people from direct messages to end-to-end encrypted conversations ("XChat"). A moved
// conversation vanishes from every other product: only the chat.* events of the X Activity API tell
// of it. Set Config.OAuth2 and Config.Chat, and Subscribe asks for them. Such a conversation is a
// thread of its own, apart from the plain one with the same person: its Contact is "chat:" and the
// user id, or "group:g…" for a group. Limits and Send tell from the thread which kind of
// conversation it is.
//
// With the account's private keys (Config.Chat.Keys) messages are read and answered: text, replies,
// reactions, edits, deletions and files. Without a key, or where a message cannot be read, it
// arrives as a Message with one attachment of kind channel.MediaOther whose name is KindEncrypted,
// so that an agent sees that a customer wrote. A message whose signature is wrong has an attachment
// named KindUnverified. Package xchat holds the protocol; none of it was tried against X's live
// service.
package twitter
