// Package postgres keeps in PostgreSQL what several nodes of a host share: conversations, channel
// records with their credentials, the inbox of events, the outbox of receipts with a line for each
// thread, the journal by which only one node sends a message (see package dispatch), rate limits
// and refresh tokens.
//
// Each part can be used alone. Call [Migrate] once at each start, then make the parts that you
// need:
//
//	pool, err := pgxpool.New(ctx, dsn)
//	err = postgres.Migrate(ctx, pool)
//	limiter := postgres.NewLimiter(pool)                 // a pace.Limiter
//	outbox := postgres.NewOutbox(pool, postgres.OutboxConfig{}) // a dispatch.OutboxStore
//	store := postgres.NewStore(pool, postgres.StoreConfig{})    // a conversation.Store
//	tokens := postgres.NewTokens(pool, seal)             // a twitter.TokenStore
//
// All tables and functions begin with "contactkit_" and live in the first schema of the
// connection's search_path. [PutEvents] and [PutReceipts] write in a transaction of the host, so
// that an event, the decision about it and the messages that follow from it are stored together or
// not at all.
//
// All times are the database's: no clock of a node decides when a claim ends or a limit is free
// again. A call has no deadline of its own. Give it one with its context, so that a webhook is
// answered with 503 while the database hangs.
package postgres
