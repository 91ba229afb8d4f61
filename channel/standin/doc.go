// Package standin is what the stand-in platforms share: a clock that tests move, an HTTP server with faults and a log of
// its calls, a client that reaches it without sockets, three kinds of rate limit, and a queue that delivers webhooks and
// redelivers them on a platform's schedule. It knows no platform; the rules of one are in its own package:
//
//	s.core = standin.New(standin.Platform{
//		Name:  "telegramtest",
//		Serve: s.serve,  // the API
//		Post:  s.post,   // a queued body as the platform's webhook call
//		After: s.after,  // when a call that failed is made again
//	})
//	s.core.Queue(standin.Hook{Body: body})
//	statuses := s.core.Deliver(ctx, standin.Handler(h))
package standin
