package tlsconfig_test

import (
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/tlsconfig"
)

// Which servers does a channel's own client trust?
func ExampleNew() {
	_, err := tlsconfig.New(channel.TLS{Trust: [][]byte{[]byte("not a certificate")}, Pins: []string{"abc"}})
	for _, f := range channel.FieldErrors(err) {
		fmt.Println(f.Field, f.Code)
	}
	transport, err := tlsconfig.NewTransport(channel.TLS{ServerName: "gateway.example"})
	fmt.Println(transport.TLSClientConfig.ServerName, err)
	// Output:
	// tls.trust[0] invalid
	// tls.pins[0] invalid
	// gateway.example <nil>
}
