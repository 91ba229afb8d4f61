package conversation

import "context"

// longestTrace bounds what is stored of a trace context. A traceparent has 55 bytes, and a
// tracestate should have 512 at most.
const longestTrace = 1024

// traced gives an input the trace context of ctx, unless it has one.
func (s *Service) traced(ctx context.Context, in Input) Input {
	if s.cfg.Trace == nil || in.Trace != "" {
		return in
	}
	if trace := s.cfg.Trace(ctx); len(trace) <= longestTrace {
		in.Trace = trace
	}
	return in
}

// resume returns ctx with a stored trace context, if there is one.
func (s *Service) resume(ctx context.Context, trace string) context.Context {
	if s.cfg.Resume == nil || trace == "" {
		return ctx
	}
	return s.cfg.Resume(ctx, trace)
}
