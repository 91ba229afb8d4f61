// Package standin is the kit that pretended platforms are made of. It holds all that does not
// depend on the platform: a clock that tests move, an HTTP server with faults and a log of its
// calls, a client that reaches it without sockets, three kinds of rate limit, the parameters of a
// call, and a queue that delivers webhooks and delivers them again on the platform's schedule. A
// pretended platform adds its rules:
//
//	type Server struct {
//		*standin.Controls // Client, Advance, Deliver, Fail, Calls …: for the tests of hosts
//
//		core *standin.Core
//	}
//
//	s.core = standin.New(standin.Platform{
//		Name:  "telegramtest",
//		Serve: s.serve, // the API
//		Post:  s.post,  // a queued body as the platform's webhook call, signed
//		After: s.after, // when a call that failed is made again
//	})
//	s.Controls = s.core.Controls()
//	s.core.Queue(standin.Hook{Body: body})
//
// It knows no channel and no client, so that a stand-in cannot share the mistakes of the code it
// tests.
package standin
