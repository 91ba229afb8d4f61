// Package tlsconfig turns a channel.TLS, which is plain data, into the configuration of a client's
// calls: it parses certificates and keys, checks them with every complaint at once, and makes a
// transport.
//
//	transport, err := tlsconfig.NewTransport(channel.TLS{Trust: [][]byte{bundle}, ServerName: "gateway.example"})
//
// It reads no file and starts nothing.
package tlsconfig
