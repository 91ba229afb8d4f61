// Package pace keeps calls within the rate limits of a platform.
//
// A limit of N calls in Per is N permits. A call takes one of each limit that it falls under, or
// none at all, and gives them back with the instant of its answer:
//
//	g, err := limiter.Acquire(ctx, limits, timeout)
//	if g.Wait > 0 {
//		// nothing was taken: ask again after g.Wait
//	}
//	… // the call
//	err = limiter.Return(ctx, g.ID, pace.Return{Answered: true})
//
// A platform counts a call between its start and its answer, at an instant that it alone knows.
// That is why a permit becomes free Per after the answer, and not Per after the start: with a plain
// token bucket one call in five was refused at a latency of 20 to 80 ms.
//
// [Memory] serves one node. Several nodes share limits through a [Limiter] over a database; package
// limitertest checks one. Package dispatch uses a Limiter for its messages; a host that makes other
// calls under the same limits can use the same Limiter.
package pace
