package channeltest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// flawed is a Memory with a defect.
type flawed struct {
	channel.Channel
	verify  func(channel.Webhook) error
	header  func(channel.Webhook) error
	receive func(channel.Webhook) (channel.Delivery, error)
	send    func(context.Context, channel.Thread, channel.Message) (channel.Sent, error)
	limits  func(channel.Thread) channel.Limits
	info    func() channel.Info
}

func (f *flawed) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "flawed") }

func (f *flawed) Verify(w channel.Webhook) error {
	if f.verify != nil {
		return f.verify(w)
	}
	return f.Channel.Verify(w)
}

func (f *flawed) CheckHeader(w channel.Webhook) error {
	if f.header != nil {
		return f.header(w)
	}
	return channel.CheckHeader(f.Channel, w)
}

func (f *flawed) Receive(w channel.Webhook) (channel.Delivery, error) {
	if f.receive != nil {
		return f.receive(w)
	}
	return f.Channel.Receive(w)
}

func (f *flawed) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	if f.send != nil {
		return f.send(ctx, to, m)
	}
	return f.Channel.Send(ctx, to, m)
}

func (f *flawed) Limits(to channel.Thread) channel.Limits {
	if f.limits != nil {
		return f.limits(to)
	}
	return f.Channel.Limits(to)
}

func (f *flawed) Info() channel.Info {
	if f.info != nil {
		return f.info()
	}
	return f.Channel.Info()
}

// Unwrap keeps the abilities.
func (f *flawed) Unwrap() channel.Channel { return f.Channel }

// withFlaw makes New build flawed channels.
func withFlaw(h channeltest.Harness, flaw func(f *flawed, s channeltest.Setup)) channeltest.Harness {
	build := h.New
	h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
		ch, err := build(t, s)
		if err != nil {
			return nil, err
		}
		f := &flawed{Channel: ch}
		flaw(f, s)
		return f, nil
	}
	return h
}

// onEvents makes Receive change the events.
func onEvents(change func([]channel.Event) []channel.Event) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
			f.receive = func(w channel.Webhook) (channel.Delivery, error) {
				d, err := f.Channel.Receive(w)
				d.Events = change(d.Events)
				return d, err
			}
		})
	}
}

// onEach makes Receive change each event.
func onEach(change func(*channel.Event)) func(channeltest.Harness) channeltest.Harness {
	return onEvents(func(events []channel.Event) []channel.Event {
		for i := range events {
			change(&events[i])
		}
		return events
	})
}

// onCall makes Verify and Receive look at another call.
func onCall(change func(channel.Webhook) channel.Webhook) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
			f.verify = func(w channel.Webhook) error { return f.Channel.Verify(change(w)) }
			f.receive = func(w channel.Webhook) (channel.Delivery, error) { return f.Channel.Receive(change(w)) }
		})
	}
}

// onHeader replaces CheckHeader.
func onHeader(check func(ch channel.Channel, w channel.Webhook) error) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
			f.header = func(w channel.Webhook) error { return check(f.Channel, w) }
		})
	}
}

// onSend replaces Send.
func onSend(send func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error)) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
			f.send = func(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
				return send(f.Channel, ctx, to, m)
			}
		})
	}
}

// onMessage makes Send send another message.
func onMessage(change func(*channel.Thread, *channel.Message)) func(channeltest.Harness) channeltest.Harness {
	return onSend(func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
		change(&to, &m)
		return ch.Send(ctx, to, m)
	})
}

// onError makes Send return another error.
func onError(change func(*channel.Error) error) func(channeltest.Harness) channeltest.Harness {
	return onSend(func(ch channel.Channel, ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
		sent, err := ch.Send(ctx, to, m)
		if e, ok := errors.AsType[*channel.Error](err); ok {
			return sent, change(e)
		}
		return sent, err
	})
}

// onLimits makes Limits say something else.
func onLimits(change func(*channel.Limits)) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
			f.limits = func(to channel.Thread) channel.Limits {
				l := f.Channel.Limits(to)
				change(&l)
				return l
			}
		})
	}
}

// trusting proves nothing: it signs what it is given.
func trusting(h channeltest.Harness) channeltest.Harness {
	return onCall(func(w channel.Webhook) channel.Webhook {
		signed := h.Sign(h.Keys[0], w.Body)
		signed.Method, signed.At = w.Method, w.At
		return signed
	})(h)
}

// header changes the call's headers.
func header(change func(http.Header)) func(channeltest.Harness) channeltest.Harness {
	return onCall(func(w channel.Webhook) channel.Webhook {
		if w.Header = w.Header.Clone(); w.Header == nil {
			w.Header = http.Header{}
		}
		change(w.Header)
		return w
	})
}

// transport lets the harness put something into the channel's client.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func through(wrap func(next http.RoundTripper, r *http.Request) (*http.Response, error)) func(channeltest.Harness) channeltest.Harness {
	return func(h channeltest.Harness) channeltest.Harness {
		build := h.New
		h.New = func(t testing.TB, s channeltest.Setup) (channel.Channel, error) {
			next := s.HTTP.Transport
			s.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) { return wrap(next, r) })}
			return build(t, s)
		}
		return h
	}
}

func custom(e channel.Event) bool { _, ok := e.Body.(channel.Custom); return ok }

// leaky prints its keys.
type leaky struct {
	channel.Channel
	keys channel.Keys
}

// secretive hides a text in something that can be unwrapped.
type secretive struct{ inner error }

func (s secretive) Error() string { return "nothing to see" }
func (s secretive) Unwrap() error { return s.inner }
