package dispatch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// outbox is a Journal over a host's table of receipts; here it is a map. A database does the same
// in a transaction.
type outbox map[string]dispatch.Receipt

func (o outbox) Note(_ context.Context, e dispatch.Entry) error {
	stored := o[e.Key]
	if e.Status == dispatch.Begun {
		if _, ok := stored.Begin(e); !ok {
			return dispatch.ErrFenced // another node has it, or it was cancelled: nothing leaves
		}
	}
	fmt.Printf("note: part %d is %s\n", e.Part, e.Status)
	o[e.Key] = stored.Apply(e)
	return nil
}

// A host resumes after a kill. The first part had left, and its outcome is unknown, so it is not
// sent again by itself.
func ExampleJournal() {
	ctx := context.Background()
	rows := outbox{}
	d, err := dispatch.New(&journalWire{}, dispatch.Config{Journal: rows})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	r, _, _ := d.Prepare("7", to, channel.Message{Text: "Your parcel has left us. It will be with you on Friday."})
	rows["7"] = r.Apply(dispatch.Entry{Key: "7", Part: 0, Try: 1, Status: dispatch.Begun}) // as the killed process left it

	if rows["7"].Open() {
		_, err = d.Deliver(ctx, rows["7"])
		fmt.Println(rows["7"].Status(), errors.Is(err, channel.ErrUncertain))
	}
	// An agent looks, sees that it never came, and sends it again.
	rows["7"] = rows["7"].Retry()
	_, err = d.Deliver(ctx, rows["7"])
	fmt.Println(rows["7"].Status(), err)
	// Output:
	// note: part 0 is uncertain
	// uncertain true
	// note: part 0 is begun
	// -> ann: Your parcel has left us.
	// note: part 0 is sent
	// note: part 1 is begun
	// -> ann: It will be with you on Friday.
	// note: part 1 is sent
	// sent <nil>
}

// Two nodes hold the same receipt, and one of them has sent it when the other begins. A third
// receipt was cancelled where it is stored.
func ExampleReceipt_Begin() {
	ctx := context.Background()
	rows := outbox{}
	d, err := dispatch.New(&journalWire{}, dispatch.Config{Journal: rows})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	mine, _, _ := d.Prepare("8", to, channel.Message{Text: "Good morning"})
	yours := mine
	rows["8"] = mine
	_, err = d.Deliver(ctx, mine)
	fmt.Println(err)
	_, err = d.Deliver(ctx, yours)
	fmt.Println(errors.Is(err, dispatch.ErrFenced))

	taken, _, _ := d.Prepare("9", to, channel.Message{Text: "Never mind"})
	rows["9"] = taken.Cancel()
	_, err = d.Deliver(ctx, taken)
	fmt.Println(errors.Is(err, dispatch.ErrFenced), rows["9"].Status())
	// Output:
	// note: part 0 is begun
	// -> ann: Good morning
	// note: part 0 is sent
	// <nil>
	// true
	// true cancelled
}

// journalWire is a platform that takes 30 characters, prints what it is sent, and can lose an
// answer.
type journalWire struct{ losing string }

func (w *journalWire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 30}, Ref: channel.Length{Max: 100}, EchoesRef: true, EchoesOwn: true}
}

func (w *journalWire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("-> %s: %s\n", to.Contact, m.Text)
	if m.Text == w.losing {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: "wire", Kind: channel.ErrUncertain}
	}
	return channel.Sent{IDs: []string{"m1"}}, nil
}
