// Package channel is the portable interface to a messaging platform: X (Twitter) direct messages,
// Telegram, Facebook Messenger, or one of your own. It defines what a host sees of them all:
// webhook calls, events, messages, limits and errors.
//
// The host keeps HTTP serving and storage. [Handler] is an http.Handler for any router:
//
//	mux.Handle("/hook", &channel.Handler{
//		Channel: ch,
//		Store:   store, // func(ctx, []channel.Event) error: the host's own; unique on Event.ID
//	})
//
// It stores events that come with an error too: ErrMalformed comes with one that holds the bytes.
// If it were refused, the platform would deliver it again for days, and Meta would stop delivering
// at all. An answer is one call:
//
//	if _, ok := event.Body.(channel.Message); ok && event.Origin == channel.OriginContact {
//		sent, err := ch.Send(ctx, event.Thread, channel.Message{Text: "Hello", By: channel.ByPerson, Heard: event.Time})
//	}
//
// A host that answers every Message answers itself for ever: platforms deliver our own messages
// too. Event.Origin tells them apart.
//
// Neither Meta, X nor Telegram signs the time of a call, so a recorded call can be played again:
// Event.ID is the defence. Store it unique, for longer than the platforms redeliver (X replays five
// days).
//
// # Bodies and platforms
//
// The table says which Body an Event has. Everything else becomes Custom with its bytes.
//
//	body        Telegram                              Facebook Messenger, Instagram         X
//	Message     message, business_message             message, message echo                 direct message, own message as echo
//	Edited      edited message, live location         message_edit                          –
//	Deleted     deleted_business_messages             message taken back (Instagram)        –
//	Press       callback_query, web_app_data          postback                              –
//	Reacted     message_reaction                      reaction                              –
//	Delivered   –                                     delivery                              –
//	Read        –                                     read, seen                            mark_read, dm.read
//	Typing      –                                     –                                     indicate_typing, dm.indicate_typing
//	Started     /start, write access allowed          referral, opt-in                      –
//	Blocked     my_chat_member kicked, left or muted  opt-in stopped                        block
//	Unblocked   my_chat_member back                   opt-in resumed                        unblock
//	Handover    –                                     pass, take, request, app roles        –
//	Post        channel post                          feed comment or post                  post: mention, reply, quote, repost, own, deleted
//	Failed      –                                     –                                     –
//	Moved       supergroup migration                  prior_message (guest became person)   –
//	Revoked     business connection ended             policy enforcement                    revoked permission
//
// Failed and the dashes are there for platforms outside this module too.
//
// # Keys and secrets
//
// A credential that proves calls is a list of Keys: the first signs, all that are valid at the time
// of the call verify, so a rotation loses nothing. A Secret shows "[secret]" in every printed and
// serialised form.
package channel
