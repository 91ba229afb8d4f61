// Package host joins the parts of a contact center's backend: the directory with its channels, the
// store with its conversations, the service that works on them, a router for each tenant, and the
// HTTP server with the webhooks. It is the way to begin; each part can be used without it.
//
//	store, err := sqlite.Open(ctx, "sqlite", "host.db", sqlite.Options{})
//	h, err := host.New(ctx, host.Config{
//		Store:        store,
//		Directory:    directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver()}},
//		Records:      records, // the channels, with their secrets
//		Conversation: conversation.Config{Robot: robot},
//	})
//	mux.Handle("/", h.Webhook) // any router; each channel at its record's CallbackPath
//	err = h.Serve(ctx, &http.Server{Addr: ":8080", Handler: mux}, nil)
//
// [Main] does all of it for the main function of a program.
//
// Agents' pages call h.Service: Do, Say, Try. They tell h.Router(tenant) which agents are ready.
// When a record changes while the host works, change it in h.Directory and call [Host.Changed].
//
// # What it does
//
//   - New checks and loads the records: every complaint at once, each with its channel and field.
//   - Webhook stores the events of all channels before it answers.
//   - Run reads what happened on the platforms during an outage, if Config.DownSince says when the
//     outage began. It applies, asks the robot, sends, finds agents, and asks about messages that a
//     kill left uncertain.
//   - Serve runs an HTTP server together with Run, and ends both in the right order.
//
// Pages, agents, the host's own tables and the words of answers stay with the host. See decision
// 380.
package host
