package outbox_test

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/outbox"
)

// wire is a platform that prints what it is sent.
type wire struct{}

func (wire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 100}}
}

func (wire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("-> %s: %s\n", to.Contact, m.Text)
	return channel.Sent{IDs: []string{"m1"}}, nil
}

// A host decides and stores a receipt in one transaction. A worker sends it and tells the host,
// which shows the end and closes the receipt in one transaction.
func Example() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", "file:example?mode=memory&cache=shared&_txlock=immediate")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	store, err := outbox.New(ctx, db, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	transaction := func(f func(*sql.Tx) error) error {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := f(tx); err != nil {
			_ = tx.Rollback()
			return err
		}
		return tx.Commit()
	}
	worker, err := dispatch.NewOutbox(wire{}, dispatch.OutboxConfig{
		Store: store,
		Tell: func(ctx context.Context, r dispatch.Receipt, err error) error {
			if r.Open() {
				return nil // it waits, and is tried again by itself
			}
			fmt.Println(r.Key, "is", r.Status())
			return transaction(func(tx *sql.Tx) error { return store.Close(ctx, tx, r.Key) })
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer worker.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	r, _, err := worker.Dispatcher().Prepare("session 4/answer 2", to, channel.Message{Text: "Your parcel has left us.", By: channel.ByPerson})
	if err == nil {
		err = transaction(func(tx *sql.Tx) error { return store.Put(ctx, tx, r) })
	}
	if err == nil {
		err = worker.DeliverThread(ctx, to) // worker.Run delivers every thread that is due
	}
	fmt.Println(err)
	// Output:
	// -> ann: Your parcel has left us.
	// session 4/answer 2 is sent
	// <nil>
}
