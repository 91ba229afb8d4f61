// Package channeltest checks implementations of channel.Channel, and offers Memory, a channel for
// the unit tests of hosts.
//
// A platform's package passes the suite in one conformance_test.go:
//
//	func TestConformance(t *testing.T) {
//		channeltest.Run(t, channeltest.Harness{
//			Keys:     [2]channel.Secret{"first", "second"},
//			New:      func(t testing.TB, s channeltest.Setup) (channel.Channel, error) { … },
//			Sign:     func(key channel.Secret, body []byte) channel.Webhook { … },
//			Message:  func(in channeltest.Incoming) []byte { … },
//			Platform: func(t testing.TB, s channeltest.Setup) http.Handler { … },
//			…
//			Lacks:    map[string]string{"standby": "this platform has one app for each account"},
//		})
//	}
//
// Each case is a subtest with a name and a promise; the promise is printed when the case fails. A
// case that needs what the platform does not have is named in Harness.Lacks with the reason:
// nothing is left out silently.
//
// If Send refuses a message before any call of the API, its error must be a channel.FieldError for
// "thread.platform", "thread.account", "thread.contact", "notAfter" or "native", and for the fields
// that channel.Limits.Check names. Faults are put between the channel and Harness.Platform, in the
// transport of Setup.HTTP: connections that fail, lost and cut answers, redirects, answers of a
// proxy.
//
// The packages below this one have more for the tests of a platform: golden (recorded bodies),
// hostile (answers and bodies that no page describes) and leak (the search for credentials).
//
// A host's own unit test needs no platform:
//
//	ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
//	call := ch.Webhook(channel.Event{Body: channel.Message{Text: "Hello"}}) // what the customer did, signed
//	got, err := ch.Receive(call)                                           // as from any platform
//	…
//	ch.Sent() // what the host answered
package channeltest
