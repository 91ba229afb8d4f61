package dispatch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// outbox is a Journal over a host's table of receipts; here it is a map. A database does the same in a transaction.
type outbox map[string]dispatch.Receipt

func (o outbox) Note(_ context.Context, e dispatch.Entry) error {
	fmt.Printf("note: part %d is %s\n", e.Part, e.Status)
	o[e.Key] = o[e.Key].Apply(e)
	return nil
}

// A host resumes after a kill. The first part had left, and nobody knows more, so it is not sent again by itself.
func ExampleJournal() {
	ctx := context.Background()
	rows := outbox{}
	d, err := dispatch.New(&wire{}, dispatch.Config{Journal: rows})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	r, _ := d.Prepare("7", to, channel.Message{Text: "Your parcel has left us. It will be with you on Friday."})
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
