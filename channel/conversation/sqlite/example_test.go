package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"

	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/session"
)

// A host keeps its queue in a table of its own, in the same commit as the decision that fills it.
func ExampleOptions() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection in memory is a database of its own
	if _, err := db.Exec(`CREATE TABLE waiting (thread TEXT PRIMARY KEY, queue TEXT NOT NULL)`); err != nil {
		fmt.Println(err)
		return
	}
	queue := func(ctx context.Context, tx *sql.Tx, _ conversation.View, c conversation.Change) error {
		for _, a := range c.Actions {
			if a.Kind != session.Enqueue {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO waiting VALUES (?, ?)`, c.Row.Thread.Key(), a.Queue); err != nil {
				return err
			}
		}
		return nil
	}
	store, err := sqlite.New(ctx, db, sqlite.Options{Also: queue})
	if err != nil {
		fmt.Println(err)
		return
	}

	ann := channel.Thread{Platform: "telegram", Account: "7001", Contact: "ann"}
	err = store.Update(ctx, ann, nil, func(v conversation.View) (conversation.Change, error) {
		v.Row.State.ID, v.Row.State.Phase = ann.Key(), session.PhaseQueued // conversation.Plan decides this
		return conversation.Change{Row: v.Row, Actions: []session.Action{{Key: session.Key{Kind: session.Enqueue}, Queue: "parcels"}}}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	var thread, name string
	err = db.QueryRow(`SELECT thread, queue FROM waiting`).Scan(&thread, &name)
	fmt.Println(thread, "waits in", name, err)
	row, err := store.Row(ctx, ann)
	fmt.Println(row.State.Phase, err)
	// Output:
	// telegram/7001/ann waits in parcels <nil>
	// queued <nil>
}
