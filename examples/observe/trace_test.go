package observe_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/observe"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// tracedNode is one node of a host, all of whose spans name it.
type tracedNode struct {
	directory *directory.Directory
	service   *conversation.Service
	webhooks  http.Handler
}

func newTracedNode(ctx context.Context, name string, spans sdktrace.SpanExporter, page *facebooktest.Server, store observe.Store) (n tracedNode, err error) {
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans), // a host exports in batches
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.instance.id", name))))
	traces := observe.NewTraces(provider)
	calls := otelhttp.NewTransport(page.Client().Transport, otelhttp.WithTracerProvider(provider), // Messenger's token is in no address
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()), // none: Meta has no use for our trace ids
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return "facebook " + path.Base(r.URL.Path) }))
	n.directory, err = directory.New(directory.Options{Drivers: []channel.Driver{facebook.Driver()}, HTTP: &http.Client{Transport: calls}})
	if err != nil {
		return n, err
	}
	if err := n.directory.Load(ctx, directorytest.Record(page)); err != nil {
		return n, err
	}
	n.service, err = conversation.New(conversation.Config{
		Store: traces.Store(store), Directory: n.directory, Node: name, Trace: traces.Text, Resume: traces.Resume,
		Dispatch: dispatch.Config{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})},
		Robot:    traces.Robot(conversation.Answering(func(_ context.Context, m channel.Message) (string, error) { return "re " + m.Text, nil })),
	})
	if err != nil {
		return n, err
	}
	n.webhooks = &directory.Handler{Directory: n.directory, Store: traces.Receive(n.service)}
	return n, nil
}

// story lets two people write to node a, and node b ask the robot and answer. It returns the spans
// of each trace, in the order in which they began.
func story(ctx context.Context, stores [2]observe.Store) (lines []string, recorded tracetest.SpanStubs, err error) {
	spans := tracetest.NewInMemoryExporter()
	page := facebooktest.New(facebooktest.Config{})
	a, err := newTracedNode(ctx, "a", spans, page, stores[0])
	if err != nil {
		return nil, nil, err
	}
	b, err := newTracedNode(ctx, "b", spans, page, stores[1])
	if err != nil {
		return nil, nil, err
	}
	for _, contact := range []string{"7771000000000001", "7771000000000002"} {
		page.Say(contact, "Where is my parcel?")
		if got := page.Deliver(a.webhooks); !slices.Equal(got, []int{http.StatusOK}) {
			return nil, nil, fmt.Errorf("node a answers %d", got)
		}
	}
	calls, err := stores[1].Calls(ctx, conversation.CallQuery{Node: "b", Lease: time.Minute, Max: 10})
	if err != nil {
		return nil, nil, err
	}
	for _, c := range calls { // as Run does; here one after the other, so that spans have an order
		if err := errors.Join(b.service.Ask(ctx, c), b.service.DeliverThread(ctx, c.Thread)); err != nil {
			return nil, nil, err
		}
	}
	recorded = spans.GetSpans()
	slices.SortStableFunc(recorded, func(x, y tracetest.SpanStub) int { return x.StartTime.Compare(y.StartTime) })
	var ids []string
	for _, s := range recorded {
		if id := s.SpanContext.TraceID().String(); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	at := func(s tracetest.SpanStub) int { return slices.Index(ids, s.SpanContext.TraceID().String()) }
	slices.SortStableFunc(recorded, func(x, y tracetest.SpanStub) int { return cmp.Compare(at(x), at(y)) })
	for _, s := range recorded {
		node, _ := s.Resource.Set().Value("service.instance.id")
		lines = append(lines, fmt.Sprintf("trace %d, node %s: %s", at(s)+1, node.AsString(), s.Name))
	}
	return lines, recorded, nil
}

// Two messages are two traces, from the webhook call on one node to the answer from another.
func TestTracesOverNodes(t *testing.T) {
	server, err := postgrestest.Start(t.Context())
	if errors.Is(err, postgrestest.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	var stores [2]observe.Store
	for i := range stores { // each node has its own connections
		pool, err := pgxpool.New(t.Context(), server.DSN("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		if err := postgres.Migrate(t.Context(), pool); err != nil {
			t.Fatal(err)
		}
		stores[i] = postgres.NewStore(pool, postgres.StoreConfig{})
	}
	got, recorded, err := story(t.Context(), stores)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for n := range 2 {
		for _, span := range []string{"a: receive", "a: decide", "b: robot", "b: decide", "b: facebook messages"} {
			want = append(want, fmt.Sprintf("trace %d, node %s", n+1, span))
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	app := facebooktest.New(facebooktest.Config{}).Config()
	for _, secret := range slices.AppendSeq([]string{"parcel", "7771000000000001", app.AppSecret}, maps.Values(app.Pages)) {
		if n := telling(recorded, secret); n > 0 {
			t.Errorf("%d spans tell %q", n, secret)
		}
	}
}

// One trace leads from a webhook call on one node to the answer that another node sends.
func Example_tracesOverNodes() {
	store := conversation.NewMemory(conversation.MemoryConfig{}) // a host of several nodes has postgres.NewStore
	spans, _, err := story(context.Background(), [2]observe.Store{store, store})
	fmt.Println(strings.Join(spans[:5], "\n"), err)
	// Output:
	// trace 1, node a: receive
	// trace 1, node a: decide
	// trace 1, node b: robot
	// trace 1, node b: decide
	// trace 1, node b: facebook messages <nil>
}
