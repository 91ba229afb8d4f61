package observe

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// Traces makes one trace of a webhook call and all that comes of it: the decision, the question to
// the robot, and the messages, on whichever nodes. No span holds a text or a name of a contact.
type Traces struct{ tracer trace.Tracer }

// NewTraces returns traces whose spans a provider gets: the host's.
func NewTraces(provider trace.TracerProvider) Traces {
	return Traces{provider.Tracer("github.com/contactkit/contactkit/examples/observe")}
}

// traceparent is the name of a trace context in a carrier.
const traceparent = "traceparent"

// Text returns the trace context of ctx as a traceparent of W3C: for conversation.Config.Trace.
func (t Traces) Text(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[traceparent]
}

// Resume returns ctx with such a trace context: for conversation.Config.Resume.
func (t Traces) Resume(ctx context.Context, text string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{traceparent: text})
}

// end ends a span, and marks it if what it is about failed.
func end(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, "failed") // the error is in the log: it may name a contact
	}
	span.End()
}

// Receive stores events in a span, with which their trace begins: for directory.Handler.Store.
func (t Traces) Receive(service *conversation.Service) func(context.Context, directory.Received) error {
	return func(ctx context.Context, got directory.Received) (err error) {
		ctx, span := t.tracer.Start(ctx, "receive", trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.Int("contactkit.events", len(got.Events))))
		defer func() { end(span, err) }()
		return service.Receive(ctx, got.Events)
	}
}

// Robot asks a robot in a span, which goes on in the robot's own calls.
func (t Traces) Robot(robot conversation.Robot) conversation.Robot {
	return func(ctx context.Context, c conversation.Call) (said conversation.Said, err error) {
		ctx, span := t.tracer.Start(ctx, "robot", trace.WithSpanKind(trace.SpanKindClient))
		defer func() { end(span, err) }()
		return robot(ctx, c)
	}
}

// A Store is what every store of the library is.
type Store interface {
	conversation.Store
	conversation.Waiter
	conversation.DoubtLister
}

// Store returns a store that makes a span of each decision about inputs: for
// conversation.Config.Store. A decision that the database makes anew has a span for each time.
func (t Traces) Store(store Store) Store { return tracedStore{store, t} }

type tracedStore struct {
	Store
	traces Traces
}

// Update decides in a span of the newest input that has a trace. Inputs of other traces are linked.
func (s tracedStore) Update(ctx context.Context, thread channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	return s.Store.Update(ctx, thread, in, func(v conversation.View) (c conversation.Change, err error) {
		newest := ""
		var links []trace.Link
		for _, one := range v.Inputs {
			if one.Trace == "" || one.Trace == newest {
				continue
			}
			if newest != "" {
				links = append(links, trace.LinkFromContext(s.traces.Resume(context.Background(), newest)))
			}
			newest = one.Trace
		}
		if newest == "" {
			return plan(v)
		}
		_, span := s.traces.tracer.Start(s.traces.Resume(ctx, newest), "decide", trace.WithLinks(links...), trace.WithAttributes(
			attribute.String("contactkit.platform", thread.Platform), attribute.Int("contactkit.inputs", len(v.Inputs))))
		defer func() {
			span.SetAttributes(attribute.Int("contactkit.messages", len(c.New)), attribute.Int("contactkit.questions", len(c.Calls)))
			end(span, err)
		}()
		return plan(v)
	})
}
