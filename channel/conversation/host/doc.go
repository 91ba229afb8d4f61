// Package host joins the parts of a contact center's backend: the directory with its channels, the
// store with its conversations, the service that works on them, a router for each tenant, and the
// HTTP server with the webhooks. It is the way to begin; each part can be used without it.
//
//	status := host.Main(host.Config{
//		Open:         sqlite.File("sqlite", "host.db", sqlite.Options{}),
//		Directory:    directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}},
//		Records:      records, // the channels, with their secrets
//		Conversation: conversation.Config{Robot: conversation.Answering(answer)},
//	}, host.Listen(":8080"))
//
// A program that has more to do calls its parts:
//
//	h, err := host.New(ctx, cfg)
//	mux.Handle("/", h.Webhook) // any router; each channel at its record's CallbackPath
//	err = h.Serve(ctx, &http.Server{Addr: ":8080", Handler: mux}, nil) // or h.Run alone
//
// Agents' pages call h.Service: Do, Say, Try. They tell h.Router(tenant) which agents are ready.
// [Host.Edit] changes a channel's record while the host works. Package hosttest runs the whole host
// in a test.
//
// # What it does
//
//   - New opens the store, checks and loads the records: every complaint at once, each with its
//     channel and field.
//   - Webhook stores the events of all channels before it answers.
//   - Run reads what happened on the platforms during an outage, if Config.Recover or DownSince
//     says when the outage began. It applies, asks the robot, sends, finds agents, and asks about
//     messages that a kill left uncertain.
//   - Serve runs an HTTP server together with Run, and ends both in the right order.
//
// Pages, agents, the host's own tables and the words of answers stay with the host. See decision
// 380.
package host
