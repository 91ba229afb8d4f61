package dispatch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// wire is a platform that takes 30 characters, prints what it is sent, and can lose an answer.
type wire struct{ losing string }

func (w *wire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 30}, Ref: channel.Length{Max: 100}, EchoesRef: true, EchoesOwn: true}
}

func (w *wire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Printf("-> %s: %s\n", to.Contact, m.Text)
	if m.Text == w.losing {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: "wire", Kind: channel.ErrUncertain}
	}
	return channel.Sent{IDs: []string{"m1"}}, nil
}

func ExampleDispatcher_Deliver() {
	ctx := context.Background()
	d, err := dispatch.New(&wire{}, dispatch.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	r, changes, _ := d.Prepare("session 4/answer 2", to, channel.Message{Text: "Your parcel has left us. It will be with you on Friday.", By: channel.ByPerson})
	for _, c := range changes {
		fmt.Println(c)
	}
	r, err = d.Deliver(ctx, r)
	fmt.Println(r.Status(), len(r.Parts), err)
	// Output:
	// text: divided (too_long, limit 30, got 55)
	// -> ann: Your parcel has left us.
	// -> ann: It will be with you on Friday.
	// sent 2 <nil>
}

// After a restart, what is stored and open is accepted in one call: whatever happens to the first
// message, the customer does not read the second before it.
func ExampleDispatcher_AcceptAll() {
	ctx := context.Background()
	d, err := dispatch.New(&wire{}, dispatch.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	var stored []dispatch.Receipt
	for _, text := range []string{"Hello Ann.", "How can I help?"} {
		r, _, _ := d.Prepare("session 4/"+text, to, channel.Message{Text: text, By: channel.ByPerson})
		stored = append(stored, r)
	}
	pending, err := d.AcceptAll(ctx, stored)
	if err != nil {
		fmt.Println(err)
	}
	last, err := pending[1].Wait()
	fmt.Println(last.Status(), err)
	// Output:
	// -> ann: Hello Ann.
	// -> ann: How can I help?
	// sent <nil>
}

// The answer of the first part is lost, so nothing more is sent. The echo that the platform
// delivers settles it, on whatever node it arrives, and the rest goes.
func ExampleReceipt_Settle() {
	ctx := context.Background()
	d, err := dispatch.New(&wire{losing: "Your parcel has left us."}, dispatch.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.Close(ctx)

	to := channel.Thread{Platform: "wire", Account: "1", Contact: "ann"}
	r, _, _ := d.Prepare("session 4/answer 2", to, channel.Message{Text: "Your parcel has left us. It will be with you on Friday."})
	r, err = d.Deliver(ctx, r)
	fmt.Println(r.Status(), errors.Is(err, channel.ErrUncertain))

	echo := channel.Event{Thread: to, Origin: channel.OriginUs, Body: channel.Message{ID: "m7", Text: "Your parcel has left us.", Ref: r.Parts[0].Message.Ref}}
	r, ok := r.Settle(echo)
	fmt.Println(r.Status(), ok, r.IDs())

	r, err = d.Deliver(ctx, r)
	fmt.Println(r.Status(), err)
	// Output:
	// -> ann: Your parcel has left us.
	// uncertain true
	// begun true [m7]
	// -> ann: It will be with you on Friday.
	// sent <nil>
}
