// Package contactkit is the front page of a library for contact-center backends that serve
// customers over X (Twitter) direct messages, Telegram, Facebook Messenger and Instagram. It has no
// code of its own; start with the package for your task.
//
// # Talk to a platform
//
// Package [github.com/contactkit/contactkit/channel] has one interface for all platforms: webhook
// calls become verified events, and messages are sent within each platform's limits. A channel is
// made by [github.com/contactkit/contactkit/telegram], [github.com/contactkit/contactkit/facebook]
// or [github.com/contactkit/contactkit/twitter].
//
// # Send reliably
//
// Package [github.com/contactkit/contactkit/channel/dispatch] sends in order, within rate limits,
// and goes on after a crash. [github.com/contactkit/contactkit/channel/plan] fits a message to its
// thread.
//
// # Run a service desk
//
// Package [github.com/contactkit/contactkit/session] decides what happens next in a conversation:
// robot, queue, agent, silence, transfer, offline messages.
// [github.com/contactkit/contactkit/worktime] knows the business hours,
// [github.com/contactkit/contactkit/session/routing] chooses the agent, and
// [github.com/contactkit/contactkit/channel/conversation] joins them over a store.
//
// # Keep and export channels
//
// Package [github.com/contactkit/contactkit/channel/directory] keeps the channels of many tenants.
// [github.com/contactkit/contactkit/export] writes long results as files.
//
// # Test without a network
//
// Packages [github.com/contactkit/contactkit/telegram/telegramtest],
// [github.com/contactkit/contactkit/facebook/facebooktest] and
// [github.com/contactkit/contactkit/twitter/twittertest] are pretended platforms that refuse what
// the real ones refuse. [github.com/contactkit/contactkit/channel/channeltest] checks a channel of
// your own.
//
// README.md shows a whole host in twenty lines, ARCHITECTURE.md where to find what, and
// docs/glossary.md what the words of this module mean. A comment that ends in "See decision 187"
// names a file in docs/decisions that says why the code is so; no comment needs it to be
// understood.
package contactkit
