package postgres_test

import (
	"context"
	"log"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/telegram"
)

// How does each of several nodes run a whole host?
func Example_host() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://desk@db.example/desk")
	if err != nil {
		log.Fatal(err)
	}
	if err := postgres.Migrate(ctx, pool); err != nil {
		log.Fatal(err)
	}
	var h *host.Host
	var seal postgres.Sealer // the host's, over its key service
	options := directory.Options{Drivers: []channel.Driver{telegram.Driver()}}
	records := postgres.NewRecords(pool, postgres.RecordsConfig{
		Options: options, Seal: seal, Changed: func(ctx context.Context, id string) error { return h.Changed(ctx, id) },
	})
	options.Load = records.Load
	h, err = host.New(ctx, host.Config{
		Store: postgres.NewStore(pool, postgres.StoreConfig{}), Recover: true,
		Directory: options, RecordStore: records, // what h.Add and h.Edit change, all nodes follow
		BaseURL: "https://desk.example",
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) {
			return "You said: " + m.Text, nil
		})},
	})
	if err != nil {
		log.Fatal(err)
	}
	go records.Follow(ctx, h.Directory, "desk-1") // each node has a name of its own
	if err := h.Serve(ctx, &http.Server{Addr: ":8080", Handler: h.Webhook}, nil); err != nil {
		log.Fatal(err)
	}
}
