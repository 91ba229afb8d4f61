package postgres_test

import (
	"context"
	"fmt"
	"log"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/telegram"
)

// How does a node follow the records that any node stores?
func ExampleRecords_Follow() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://desk@db.example/desk")
	if err != nil {
		log.Fatal(err)
	}
	options := directory.Options{Drivers: []channel.Driver{telegram.Driver()}}
	var seal postgres.Sealer // the host's, over its key service
	records := postgres.NewRecords(pool, postgres.RecordsConfig{Options: options, Seal: seal})
	options.Load = records.Load
	d, err := directory.New(options)
	if err != nil {
		log.Fatal(err)
	}
	go records.Follow(ctx, d, "desk-1")

	// An administrator's form, at any node:
	saved, err := records.Save(ctx, directory.Record{ /* as it was read and edited */ })
	if err != nil {
		log.Fatal(err) // directory.ErrStale: another administrator was first
	}
	nodes, err := records.Nodes(ctx, saved[0].ID)
	fmt.Println(nodes, err) // wait for all before the platform gets a new credential
}
