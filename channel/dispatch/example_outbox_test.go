package dispatch_test

import (
	"context"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A host stores receipts, and an outbox delivers them: in the order of their thread, each once,
// also with several workers on one store. Here the store is in memory; a database keeps the same
// rows.
func ExampleOutbox() {
	ctx := context.Background()
	rows := dispatch.NewMemoryOutbox(nil)
	o, err := dispatch.NewOutbox(&outboxWire{}, dispatch.OutboxConfig{
		Store: rows,
		Tell: func(_ context.Context, r dispatch.Receipt, err error) error {
			if r.Open() {
				fmt.Println(r.Key, "waits:", err)
				return nil // it is tried again by itself
			}
			fmt.Println(r.Key, "is", r.Status())
			rows.Done(r.Key) // a database does this in the transaction that shows the end to people
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer o.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	for _, text := range []string{"Your parcel has left us.", "It will be with you on Friday."} {
		r, _, _ := o.Dispatcher().Prepare("answer: "+text[:4], to, channel.Message{Text: text, By: channel.ByPerson})
		if err := rows.Put(r); err != nil {
			fmt.Println(err)
		}
	}
	err = o.DeliverThread(ctx, to) // from a job engine; o.Run(ctx) does it for every thread that is due
	fmt.Println(err)
	// Output:
	// -> ann: Your parcel has left us.
	// -> ann: It will be with you on Friday.
	// answer: Your is sent
	// answer: It w is sent
	// <nil>
}

// When a robot stops, what it has waiting is withdrawn, unless the robot itself ended its work:
// then its last words are sent.
func ExampleStopRobot() {
	waiting := []dispatch.Receipt{
		{Key: "answer", Priority: dispatch.Robot, Parts: make([]dispatch.Part, 1)},
		{Key: "notice", Priority: dispatch.Notice, Parts: make([]dispatch.Part, 1)},
	}
	fmt.Println(len(dispatch.StopRobot(waiting, channel.ByRobot)))
	for _, r := range dispatch.StopRobot(waiting, channel.ByPerson) {
		fmt.Println(r.Key, r.Status())
	}
	// Output:
	// 0
	// answer cancelled
}

// outboxWire is a platform that takes 30 characters, prints what it is sent, and can lose an
// answer.
type outboxWire struct{ losing string }

func (w *outboxWire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 30}, Ref: channel.Length{Max: 100}, EchoesRef: true, EchoesOwn: true}
}

func (w *outboxWire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("-> %s: %s\n", to.Contact, m.Text)
	if m.Text == w.losing {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: "wire", Kind: channel.ErrUncertain}
	}
	return channel.Sent{IDs: []string{"m1"}}, nil
}
