package fetch_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/fetch"
)

// How is a file read whose address came with a customer's message? The client reaches public
// addresses over https alone, so a link into the host's own network is refused before a byte
// leaves.
func Example() {
	get := fetch.Get{Client: fetch.Client(fetch.Options{}), Platform: "toy", Op: "open media", Most: 25 << 20}
	for _, address := range []string{"http://files.example/a.png", "https://127.0.0.1/admin", "https://[::1]:8443/", "https://169.254.169.254/latest/meta-data"} {
		file, err := get.Open(context.Background(), address)
		if err == nil {
			_ = file.Body.Close()
		}
		fmt.Println(address, errors.Is(err, channel.ErrRejected))
	}
	// Output:
	// http://files.example/a.png true
	// https://127.0.0.1/admin true
	// https://[::1]:8443/ true
	// https://169.254.169.254/latest/meta-data true
}
