package telegram_test

import (
	"fmt"
	"os"
)

// A day at a desk that talks to Telegram: a deep link, buttons, a phone number, an edit, an album, refusals, a block.
func Example_journey() {
	d, err := directDesk(os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	journey(d)
	// Output:
	// Ada Byron starts, by the link "order_100-abc"
	// desk: Welcome, is it about order 100? -> 1 sent
	// Ada Byron presses Yes
	// desk: How can we reach you? -> 1 sent
	// Ada Byron: [number +4755501234, own true]
	// Ada Byron: The lamp 💡 is brokn
	// Ada Byron corrects: The lamp 💡 is broken
	// Ada Byron: See here [image] [image]
	//   kept 5 bytes
	//   kept 4 bytes
	// Ada Byron: [at 59.9 10.7]
	// desk: Sorry! A new one is on its way. -> 1 sent
	// desk: wrong window -> 1 sent
	// desk: [at 59.9 10.8] -> 1 sent
	// desk: one -> rate limited, wait 3s
	// desk: two -> outcome uncertain
	// desk: (4097 characters) -> rejected
	// Ada Byron: blocked
	// desk: three -> contact unreachable
	// Ada Byron: unblocked
	// desk: Welcome back -> 1 sent
}

// The same day through Huawei's API Fabric: certificates of both sides, an app key and secret, a token from a port of its own.
func Example_journeyThroughAGateway() {
	d, err := gatewayDesk(os.Stdout)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer d.stop()
	journey(d)
	// Output:
	// Ada Byron starts, by the link "order_100-abc"
	// desk: Welcome, is it about order 100? -> 1 sent
	// Ada Byron presses Yes
	// desk: How can we reach you? -> 1 sent
	// Ada Byron: [number +4755501234, own true]
	// Ada Byron: The lamp 💡 is brokn
	// Ada Byron corrects: The lamp 💡 is broken
	// Ada Byron: See here [image] [image]
	//   kept 5 bytes
	//   kept 4 bytes
	// Ada Byron: [at 59.9 10.7]
	// desk: Sorry! A new one is on its way. -> 1 sent
	// desk: wrong window -> 1 sent
	// desk: [at 59.9 10.8] -> 1 sent
	// desk: one -> rate limited, wait 3s
	// desk: two -> outcome uncertain
	// desk: (4097 characters) -> rejected
	// Ada Byron: blocked
	// desk: three -> contact unreachable
	// Ada Byron: unblocked
	// desk: Welcome back -> 1 sent
}
