package observe_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// roundTrip is a function as an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// wholeURL is the key of the address that a call really goes to, in its context.
type wholeURL struct{}

// botToken is a bot's token in the path of a call or a file.
var botToken = regexp.MustCompile(`/bot[0-9]+:[^/]*`)

// hideToken shows the transport that watch makes a request without the token in its address, and
// gives base, below it, the address back. A filter of finished spans would come too late for a
// processor that looks at them earlier, and would have to know every attribute that holds an
// address.
func hideToken(base http.RoundTripper, watch func(http.RoundTripper) http.RoundTripper) http.RoundTripper {
	watched := watch(roundTrip(func(r *http.Request) (*http.Response, error) {
		if whole, ok := r.Context().Value(wholeURL{}).(*url.URL); ok {
			r = r.Clone(r.Context())
			r.URL = whole
		}
		return base.RoundTrip(r)
	}))
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		shown := r.Clone(context.WithValue(r.Context(), wholeURL{}, r.URL))
		shown.URL.Path = botToken.ReplaceAllLiteralString(r.URL.Path, "/bot")
		shown.URL.RawPath = "" // the token could be in it, too
		resp, err := watched.RoundTrip(shown)
		if resp != nil {
			resp.Request = r
		}
		return resp, err
	})
}

// telling are the spans in which a secret is found, whether in their name, their status, their
// attributes or those of their events.
func telling(spans tracetest.SpanStubs, secret string) int {
	n := 0
	for _, s := range spans {
		texts := []string{s.Name, s.Status.Description}
		attrs := s.Attributes
		for _, e := range s.Events {
			texts = append(texts, e.Name)
			attrs = append(attrs[:len(attrs):len(attrs)], e.Attributes...)
		}
		for _, a := range attrs {
			texts = append(texts, string(a.Key), a.Value.String())
		}
		all := strings.Join(texts, "\n")
		if strings.Contains(all, secret) || strings.Contains(all, url.PathEscape(secret)) {
			n++
		}
	}
	return n
}

// Each call is a span, and a child of the one in the context of Deliver. Telegram wants the bot's
// token in the path of a call, and otelhttp records the address, so the token is cut from what
// otelhttp sees.
func Example_tracing() {
	ctx := context.Background()
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)) // a host exports in batches
	defer func() { _ = provider.Shutdown(ctx) }()
	otel := func(base http.RoundTripper) http.RoundTripper {
		return otelhttp.NewTransport(base,
			otelhttp.WithTracerProvider(provider),
			otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()), // none: Telegram has no use for our trace ids
			otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
				if strings.HasPrefix(r.URL.Path, "/bot/") {
					return "telegram " + path.Base(r.URL.Path) // the method of the Bot API
				}
				return "telegram " + r.Method // a file
			}))
	}

	bot := telegramtest.New(telegramtest.Config{})
	bot.Say("7001", "Where is my parcel?")
	base := bot.Client().Transport // a host's is http.DefaultTransport
	send := func(transport http.RoundTripper) error {
		ch, err := telegram.New(telegram.Config{
			Token:         channel.Secret(bot.Config().Token),
			WebhookSecret: channel.NewKeys(channel.Secret(bot.Config().WebhookSecret)),
			HTTP:          &http.Client{Transport: transport},
		})
		if err != nil {
			return err
		}
		d, err := dispatch.New(ch, dispatch.Config{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})})
		if err != nil {
			return err
		}
		defer d.Close(ctx)
		ctx, answer := provider.Tracer("host").Start(ctx, "answer")
		defer answer.End()
		to := channel.Thread{Platform: "telegram", Account: ch.Info().Accounts[0], Contact: "7001"}
		r, _, _ := d.Prepare("session 4/answer 1", to, channel.Message{Text: "It will be with you on Friday."})
		_, err = d.Deliver(ctx, r)
		return err
	}

	fmt.Println(send(hideToken(base, otel)), len(bot.Sent()))
	recorded := spans.GetSpans()
	for _, s := range recorded {
		fmt.Println(s.Name, s.SpanKind, s.Parent.IsValid())
		for _, a := range s.Attributes {
			if a.Key == "url.full" {
				fmt.Println(a.Value.String())
			}
		}
	}
	fmt.Println("spans that tell the token:", telling(recorded, bot.Config().Token))

	// otelhttp alone tells it to everybody who may look at traces.
	spans.Reset()
	fmt.Println(send(otel(base)))
	fmt.Println("without hideToken:", telling(spans.GetSpans(), bot.Config().Token))
	// Output:
	// <nil> 1
	// telegram sendMessage client true
	// https://api.telegram.org/bot/sendMessage
	// answer internal false
	// spans that tell the token: 0
	// <nil>
	// without hideToken: 1
}
