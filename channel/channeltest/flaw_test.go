package channeltest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/channeltest/flaw"
)

// For each case there is a defect that it finds.
func TestSuiteFindsDefects(t *testing.T) {
	const token = "memory-token-9+/=&?7"
	var n atomic.Int64
	tests := []struct {
		defect string
		find   string // the case
		make   func(channeltest.Harness) channeltest.Harness
	}{
		{"the text is lost", "genuine", onEach(func(e *channel.Event) {
			if m, ok := e.Body.(channel.Message); ok {
				m.Text = ""
				e.Body = m
			}
		})},
		{"the time is local", "genuine", onEach(func(e *channel.Event) { e.Time = e.Time.In(time.FixedZone("here", 3600)) })},
		{"the window is not renewed", "genuine", onEach(func(e *channel.Event) { e.Renews = false })},
		{"the thread is the account's own", "genuine", onEach(func(e *channel.Event) { e.Thread.Contact = e.Thread.Account })},
		{"nothing is proved", "forged", trusting},
		{"nothing is proved", "tampered proof", trusting},
		{"nothing is proved", "tampered", trusting},
		{"nothing is proved", "truncated", trusting},
		{"nothing is proved", "re-encoded", trusting},
		{"nothing is proved", "missing header", trusting},
		{"a shortened proof suffices", "tampered proof", func(h channeltest.Harness) channeltest.Harness {
			return onCall(func(w channel.Webhook) channel.Webhook {
				signed := h.Sign(h.Keys[0], w.Body)
				if right := signed.Header.Get("X-Memory-Signature"); w.Header != nil && strings.HasPrefix(right, w.Header.Get("X-Memory-Signature")) {
					w.Header = signed.Header
				}
				return w
			})(h)
		}},
		{"the first of two values decides", "two values", header(func(h http.Header) {
			if v := h["X-Memory-Signature"]; len(v) > 1 {
				h["X-Memory-Signature"] = v[:1]
			}
		})},
		{"two spellings count as one", "two values", header(func(h http.Header) {
			if upper := strings.ToUpper("X-Memory-Signature"); len(h[upper]) > 0 {
				delete(h, "x-memory-signature")
			}
		})},
		{"headers only in canonical case", "header case", header(func(h http.Header) {
			for name := range h {
				if name != http.CanonicalHeaderKey(name) {
					delete(h, name)
				}
			}
		})},
		{"any method will do", "method", onCall(func(w channel.Webhook) channel.Webhook { w.Method = "POST"; return w })},
		{"encodings pass", "content encoding", header(func(h http.Header) { h.Del("Content-Encoding") })},
		{"encodings pass in lower case", "content encoding", header(func(h http.Header) { delete(h, "content-encoding") })},
		{"a lower bound on bodies", "oversized", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				f.verify = func(w channel.Webhook) error {
					if len(w.Body) > 1<<20 {
						return &channel.Error{Op: channel.OpReceive, Kind: channel.ErrTooLarge}
					}
					return f.Channel.Verify(w)
				}
			})
		}},
		{"headers are not looked at", "header check", onHeader(func(channel.Channel, channel.Webhook) error { return nil })},
		{"the header check wants the body", "header check", onHeader(func(ch channel.Channel, w channel.Webhook) error { return ch.Verify(w) })},
		{"the header check answers otherwise", "header check", onHeader(func(ch channel.Channel, w channel.Webhook) error {
			if channel.CheckHeader(ch, w) != nil {
				return &channel.Error{Op: channel.OpReceive, Kind: channel.ErrMalformed}
			}
			return nil
		})},
		{"the header check refuses what Receive takes", "header check", onHeader(func(ch channel.Channel, w channel.Webhook) error {
			if v := w.Header.Get("X-Memory-Signature"); v != "" && v[len(v)-1]&1 == 0 { // half of all signatures
				return &channel.Error{Op: channel.OpReceive, Kind: channel.ErrEncoding}
			}
			return channel.CheckHeader(ch, w)
		})},
		{"an empty key is replaced", "empty secret", func(h channeltest.Harness) channeltest.Harness {
			build := h.New
			h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
				if s.Keys.First() == "" {
					s.Keys = channel.NewKeys("default-secret")
				}
				return build(t, s)
			}
			return h
		}},
		{"keys never end", "rotated keys", func(h channeltest.Harness) channeltest.Harness {
			build := h.New
			h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
				s.Keys = slices.Clone(s.Keys)
				for i := range s.Keys {
					s.Keys[i].Until = time.Time{}
				}
				return build(t, s)
			}
			return h
		}},
		{"only the first key proves", "rotated keys", func(h channeltest.Harness) channeltest.Harness {
			build := h.New
			h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
				s.Keys = s.Keys[:1]
				return build(t, s)
			}
			return h
		}},
		{"the handshake goes unproved", "forged handshake", greeting(func(channeltest.Harness, channel.Webhook) (string, error) { return "ping", nil })},
		{"the handshake is answered otherwise", "handshake", greeting(func(h channeltest.Harness, w channel.Webhook) (string, error) {
			text, err := right(h, w)
			return text + "\n", err
		})},
		{"the handshake knows the first key alone", "handshake during a rotation", greeting(func(h channeltest.Harness, w channel.Webhook) (string, error) {
			h.Keys[1] = h.Keys[0]
			return right(h, w)
		})},
		{"ids are made anew", "redelivered", onEach(func(e *channel.Event) { e.ID += fmt.Sprint(n.Add(1)) })},
		{"ids are made of the text", "redelivered", onEach(func(e *channel.Event) {
			if m, ok := e.Body.(channel.Message); ok {
				e.ID = channel.EventID("memory", e.Thread.Account, m.Text)
			}
		})},
		{"only the first of a batch", "batch", onEvents(func(e []channel.Event) []channel.Event { return e[:min(1, len(e))] })},
		{"the batch is turned round", "batch", onEvents(func(e []channel.Event) []channel.Event { slices.Reverse(e); return e })},
		{"everything goes to one account", "batch", onEach(func(e *channel.Event) { e.Thread.Account = "desk" })},
		{"odd elements are dropped", "odd element", onEvents(func(e []channel.Event) []channel.Event { return slices.DeleteFunc(e, custom) })},
		{"an odd element ends the batch", "odd element", onEvents(func(e []channel.Event) []channel.Event {
			if i := slices.IndexFunc(e, custom); i >= 0 {
				return e[:i+1]
			}
			return e
		})},
		{"unknown kinds are dropped", "unknown kind", onEvents(func(e []channel.Event) []channel.Event { return slices.DeleteFunc(e, custom) })},
		{"malformed bodies are lost", "malformed", onEvents(func(e []channel.Event) []channel.Event { return slices.DeleteFunc(e, custom) })},
		{"an empty body is malformed", "empty", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				f.receive = func(w channel.Webhook) (channel.Delivery, error) {
					if len(w.Body) == 0 {
						return channel.Delivery{}, &channel.Error{Op: channel.OpReceive, Kind: channel.ErrMalformed}
					}
					return f.Channel.Receive(w)
				}
			})
		}},
		{"U+0000 in a name", "clean strings", onEach(func(e *channel.Event) { e.From.Name = "a\x00b" })},
		{"invalid UTF-8 in a name", "clean strings", onEach(func(e *channel.Event) { e.From.Name = "a\xff" })},
		{"strings alias the body", "own strings", onEach(func(e *channel.Event) { e.From.Name = unsafe.String(&e.Raw[0], 5) })},
		{"Raw is a copy", "raw", onEach(func(e *channel.Event) { e.Raw = bytes.Clone(e.Raw) })},
		{"echoes are anybody's", "echo", onEach(func(e *channel.Event) { e.Origin = channel.OriginContact })},
		{"echoes renew", "echo", onEach(func(e *channel.Event) { e.Renews = true })},
		{"standby is lost", "standby", onEach(func(e *channel.Event) { e.Standby = false })},
		{"ids of another account", "samples", onEach(func(e *channel.Event) { e.ID = "memory/other/" + e.ID })},
		{"ids without an end", "samples", onEach(func(e *channel.Event) { e.ID += strings.Repeat("/x", channel.MaxEventID/2) })},
		{"one id for all", "batch", onEach(func(e *channel.Event) { e.ID = channel.EventID("memory", e.Thread.Account, "1") })},
		{"a body by pointer", "samples", onEach(func(e *channel.Event) {
			if _, ok := e.Body.(channel.Typing); ok {
				e.Body = &channel.Typing{}
			}
		})},
		{"a date that cannot be written", "samples", onEach(func(e *channel.Event) { e.Time = time.Unix(1<<40, 0).UTC() })},
		{"live events are late", "samples", onEach(func(e *channel.Event) { e.Late = true })},
		{"Verify is content with everything", "verify agrees", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) { f.verify = func(channel.Webhook) error { return nil } })
		}},
		{"the call is changed", "call untouched", onCall(func(w channel.Webhook) channel.Webhook {
			w.Header.Set("X-Seen", "yes")
			return w
		})},
		{"one send at a time", "concurrent", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				var busy atomic.Int64
				f.send = func(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
					if busy.Add(1) > 5 { // as if the sixth met another in a shared buffer
						return channel.Sent{}, errors.New("busy")
					}
					return f.Channel.Send(ctx, to, m)
				}
			})
		}},
		{"odd things are dropped", "odd values", onEvents(func(e []channel.Event) []channel.Event {
			return slices.DeleteFunc(e, func(e channel.Event) bool { c, ok := e.Body.(channel.Custom); return ok && c.Kind == channel.KindOdd })
		})},
		{"unknown members are kinds of their own", "unknown members", onEach(func(e *channel.Event) {
			if bytes.Contains(e.Raw, []byte("channeltest_")) {
				e.Body = channel.Custom{Kind: "new", Data: e.Raw}
			}
		})},
		{"a deep body is the host's fault", "deep nesting", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				f.receive = func(w channel.Webhook) (channel.Delivery, error) {
					if bytes.Contains(w.Body, []byte("[[[[")) {
						return channel.Delivery{}, errors.New("too deep")
					}
					return f.Channel.Receive(w)
				}
			})
		}},
		{"accounts in any order", "info", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				f.info = func() channel.Info { return channel.Info{Platform: "memory", Accounts: []string{"sales", "desk"}} }
			})
		}},
		{"accounts that can be overwritten", "info", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
				i := f.Channel.Info()
				f.info = func() channel.Info { return i }
			})
		}},
		{"a credential as app id", "info", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, s channeltest.Setup) {
				f.info = func() channel.Info {
					i := f.Channel.Info()
					i.App = s.Keys.First().Reveal()
					return i
				}
			})
		}},
		{"fields are printed", "no credential printed", func(h channeltest.Harness) channeltest.Harness {
			build := h.New
			h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
				ch, err := build(t, s)
				return &leaky{ch, s.Keys}, err
			}
			return h
		}},
		{"Limits asks the platform", "no I/O before it is needed", func(h channeltest.Harness) channeltest.Harness {
			return withFlaw(h, func(f *flawed, s channeltest.Setup) {
				f.limits = func(to channel.Thread) channel.Limits {
					if resp, err := s.HTTP.Get("https://memory.invalid/limits"); err == nil {
						resp.Body.Close()
					}
					return f.Channel.Limits(to)
				}
			})
		}},
		{"an empty name", "send", onSend(func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
			_, err := ch.Send(ctx, to, m)
			return channel.Sent{IDs: []string{""}}, err
		})},
		{"nothing is sent", "send", onSend(func(channel.Channel, context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
			return channel.Sent{IDs: []string{"1"}}, nil
		})},
		{"a thread that cannot be answered", "answer an event", onEach(func(e *channel.Event) { e.Thread.Contact = "" })},
		{"any account is ours", "foreign thread", onMessage(func(to *channel.Thread, _ *channel.Message) { to.Account = "desk" })},
		{"any platform is ours", "foreign thread", onMessage(func(to *channel.Thread, _ *channel.Message) { to.Platform = "memory" })},
		{"native parts are dropped", "foreign native part", onMessage(func(_ *channel.Thread, m *channel.Message) { m.Native = channel.Native{} })},
		{"useless messages are sent", "too late", onMessage(func(_ *channel.Thread, m *channel.Message) { m.NotAfter = time.Time{} })},
		{"a nanosecond too long", "too late", onMessage(func(_ *channel.Thread, m *channel.Message) {
			if !m.NotAfter.IsZero() {
				m.NotAfter = m.NotAfter.Add(1)
			}
		})},
		{"windows are open", "closed window", onMessage(func(_ *channel.Thread, m *channel.Message) { m.Heard = time.Time{} })},
		{"everybody is a person", "closed window", onMessage(func(_ *channel.Thread, m *channel.Message) { m.By = channel.ByPerson })},
		{"redirects are followed", "redirect", through(func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err == nil && resp.StatusCode/100 == 3 {
				again := r.Clone(r.Context())
				again.URL, _ = url.Parse(resp.Header.Get("Location"))
				again.Body = nil
				return next.RoundTrip(again)
			}
			return resp, err
		})},
		{"the transport's words are repeated", "no credential in a URL of an error", onError(func(e *channel.Error) error {
			e.Err = fmt.Errorf("Post https://memory.invalid/%s: broken", url.PathEscape(token))
			return e
		})},
		{"the cause holds the token", "no credential in a URL of an error", onError(func(e *channel.Error) error {
			return &channel.Error{Op: e.Op, Platform: e.Platform, Kind: e.Kind, Err: secretive{errors.New("token " + token)}}
		})},
		{"nothing is surely unsent", "dropped before acting", onError(func(e *channel.Error) error { e.Kind = channel.ErrUncertain; return e })},
		{"a lost answer is tried again", "lost answer", onSend(func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
			sent, err := ch.Send(ctx, to, m)
			if errors.Is(err, channel.ErrUncertain) {
				_, _ = ch.Send(ctx, to, m)
			}
			return sent, err
		})},
		{"a garbled answer is unsent", "garbled answer", onError(func(e *channel.Error) error { e.Kind = channel.ErrUnavailable; return e })},
		{"a server error is unsent", "server error", onError(func(e *channel.Error) error { e.Kind = channel.ErrUnavailable; return e })},
		{"the context is ignored", "cancelled before", onSend(func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
			return ch.Send(context.WithoutCancel(ctx), to, m)
		})},
		{"the context's error is lost", "cancelled during", onError(func(e *channel.Error) error { e.Err = nil; return e })},
		{"the wait is lost", "rate limited", onError(func(e *channel.Error) error { e.Wait = 0; return e })},
		{"the scope is lost", "rate limited", onError(func(e *channel.Error) error { e.Scope = channel.ScopeUnknown; return e })},
		{"a refused token is a refused message", "unauthorized", onError(func(e *channel.Error) error { e.Kind = channel.ErrRejected; return e })},
		{"the code is lost", "answers", onError(func(e *channel.Error) error { e.Code = ""; return e })},
		{"a plain error", "answers", onError(func(*channel.Error) error { return channel.ErrUnreachable })},
		{"the description is repeated", "repeated credential", func(h channeltest.Harness) channeltest.Harness {
			var text []byte
			h = through(func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
				resp, err := next.RoundTrip(r)
				if err == nil {
					text, _ = io.ReadAll(resp.Body)
					resp.Body = io.NopCloser(bytes.NewReader(text))
				}
				return resp, err
			})(h)
			return onError(func(e *channel.Error) error { e.Err = fmt.Errorf("the platform says %s", text); return e })(h)
		}},
		{"an ability that is not there", "abilities", func(h channeltest.Harness) channeltest.Harness {
			build := h.New
			h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
				ch, err := build(t, s)
				return struct{ channel.Channel }{ch}, err // no Unwrap: Limits offers what is gone
			}
			return h
		}},
		{"an ability that is not offered", "unsupported abilities", onLimits(func(l *channel.Limits) { l.Abilities.Typing = false })},
		{"a wrapper in which an ability is something else", "wrapper", onLimits(func(l *channel.Limits) { l.Abilities.MarkRead = false })},
		{"longer texts are cut", "text at the limit", onMessage(func(_ *channel.Thread, m *channel.Message) { m.Text = m.Text[:min(4000, len(m.Text))] })},
		{"the limit is another than told", "text at the limit", onLimits(func(l *channel.Limits) { l.Text.Max++ })},
		{"the unit is another than told", "text at the limit", onLimits(func(l *channel.Limits) { l.Text.Unit = channel.UTF16 })},
		{"the platform takes fewer buttons than told", "full messages", func(h channeltest.Harness) channeltest.Harness {
			platform := h.Platform
			h.Platform = func(t testing.TB, s channeltest.Setup) http.Handler {
				next := platform(t, s)
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body, _ := io.ReadAll(r.Body)
					if r.Body = io.NopCloser(bytes.NewReader(body)); bytes.Count(body, []byte(`"payload"`)) > 4 {
						w.WriteHeader(400)
						return
					}
					next.ServeHTTP(w, r)
				})
			}
			return h
		}},
		{"foreign formatting is dropped", "over the limits", onMessage(func(_ *channel.Thread, m *channel.Message) { m.Spans = nil })},
		{"one quick reply more", "over the limits", onMessage(func(_ *channel.Thread, m *channel.Message) {
			m.QuickReplies = m.QuickReplies[:min(10, len(m.QuickReplies))]
		})},
		{"sizes are not looked at", "over the limits", onMessage(func(_ *channel.Thread, m *channel.Message) {
			for i := range m.Attachments {
				m.Attachments[i].Size = 0
			}
		})},
		{"only the first complaint", "all complaints at once", onError(func(e *channel.Error) error {
			if all := channel.FieldErrors(e); len(all) > 0 {
				e.Err = all[0]
			}
			return e
		})},
		{"a length without a unit", "limits", onLimits(func(l *channel.Limits) { l.Buttons.Text.Unit = "" })},
		{"a rate without a number", "limits", onLimits(func(l *channel.Limits) { l.Rates = []channel.Rate{{Scope: channel.ScopeAccount, Per: time.Second}} })},
	}
	found := make(map[string]bool)
	for _, tt := range tests {
		found[tt.find] = true
		t.Run(tt.find+"/"+tt.defect, func(t *testing.T) {
			failed, said := flaw.Found(t, func(t testing.TB) { channeltest.Check(t, tt.make(harness()), tt.find) })

			if !failed {
				t.Errorf("the suite's case %q does not see that %s", tt.find, tt.defect)
			}
			if last := said[len(said)-1]; !strings.HasPrefix(last, "the promise: ") {
				t.Errorf("the case ends with %q, and not with its promise", last)
			}
		})
	}
	for _, name := range channeltest.Names() {
		if !found[name] {
			t.Errorf("no defect shows what the case %q finds", name)
		}
	}
}
