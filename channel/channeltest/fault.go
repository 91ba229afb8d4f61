package channeltest

import (
	"context"
	"errors"
	"net/http"

	"github.com/contactkit/contactkit/channel"
)

var faultCases = []testCase{
	{name: "dropped before acting", check: dropped,
		promise: "A call that surely did not reach the platform yields ErrUnavailable: safe to retry."},
	{name: "lost answer", check: lostAnswer,
		promise: "When the answer is lost the message may have arrived: ErrUncertain, and Send does not repeat the call: a person would see it twice."},
	{name: "garbled answer", check: garbledAnswer,
		promise: "An acceptance that cannot be understood is never reported as safe to retry."},
	{name: "server error", check: serverError,
		promise: "A 5xx may come after the platform acted: ErrUncertain, and no second call."},
	{name: "cancelled before", check: cancelledBefore,
		promise: "With a context that is over already nothing leaves: ErrUnavailable, matching the context's own error."},
	{name: "cancelled during", check: cancelledDuring,
		promise: "When the caller gives up while the call runs, the message may have arrived: ErrUncertain, matching the context's own error."},
}

// failed sends a text into the fault and checks the kind of error and that there was one call.
func (s *suite) failed(what string, ctx context.Context, ch channel.Channel, w *wire, kind error, calls int) error {
	s.Helper()
	w.count()
	sent, err := ch.Send(ctx, s.h.Thread, s.text("Hello"))
	if !errors.Is(err, kind) {
		s.Errorf("%s: Send = %v, want an error matching %q", what, err, kind)
	}
	if n := w.count(); n != calls {
		s.Errorf("%s: %d calls, want %d", what, n, calls)
	}
	if len(sent.IDs) > 0 {
		s.Errorf("%s: failed, and still sent as %q", what, sent.IDs)
	}
	if e, ok := errors.AsType[*channel.Error](err); err != nil && (!ok || e.Op != channel.OpSend || e.Platform != s.h.Thread.Platform) {
		s.Errorf("%s: %#v is no *channel.Error of %s: send", what, err, s.h.Thread.Platform)
	}
	s.guard(what, err)
	return err
}

func dropped(s *suite) {
	ch, w := s.link()
	w.fail(refuse)
	s.failed("connection refused", s.Context(), ch, w, channel.ErrUnavailable, 1)
	if _, err := ch.Send(s.Context(), s.h.Thread, s.text("Hello again")); err != nil {
		s.Errorf("the next message: %v", err)
	}
}

func lostAnswer(s *suite) {
	ch, w := s.link()
	w.fail(loseAnswer)
	s.failed("lost answer", s.Context(), ch, w, channel.ErrUncertain, 1)
	w.fail(cutAnswer)
	s.failed("answer cut short", s.Context(), ch, w, channel.ErrUncertain, 1)
}

func garbledAnswer(s *suite) {
	for _, body := range []string{"", "<html>OK</html>", "{", "null", "[]", `"ok"`, "\xff\x00"} {
		ch, w := s.link()
		w.fail(answer(http.StatusOK, http.Header{"Content-Type": {"application/json"}}, body))
		_, err := ch.Send(s.Context(), s.h.Thread, s.text("Hello"))
		if !errors.Is(err, channel.ErrUncertain) && !errors.Is(err, channel.ErrMalformed) {
			s.Errorf("200 %q: Send = %v, want an error matching %q or %q", body, err, channel.ErrUncertain, channel.ErrMalformed)
		}
		if n := w.count(); n != 1 {
			s.Errorf("200 %q: %d calls, want 1", body, n)
		}
		s.guard("a garbled answer", err)
	}
}

func serverError(s *suite) {
	for _, status := range []int{500, 502, 504} {
		ch, w := s.link()
		w.fail(answer(status, http.Header{"Content-Type": {"text/html"}}, "<html>something went wrong</html>"))
		s.failed(http.StatusText(status), s.Context(), ch, w, channel.ErrUncertain, 1)
	}
}

func cancelledBefore(s *suite) {
	ch, w := s.link()
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	if err := s.failed("cancelled before", ctx, ch, w, channel.ErrUnavailable, 0); !errors.Is(err, context.Canceled) {
		s.Errorf("%v does not match context.Canceled", err)
	}
}

func cancelledDuring(s *suite) {
	ch, w := s.link()
	ctx, cancel := context.WithCancel(s.Context())
	defer cancel()
	w.fail(cancelDuring(cancel))
	if err := s.failed("cancelled during", ctx, ch, w, channel.ErrUncertain, 1); !errors.Is(err, context.Canceled) {
		s.Errorf("%v does not match context.Canceled", err)
	}

	slow := expiring{s.Context(), make(chan struct{})}
	w.fail(cancelDuring(func() { close(slow.over) }))
	if err := s.failed("no answer in time", slow, ch, w, channel.ErrUncertain, 1); !errors.Is(err, context.DeadlineExceeded) {
		s.Errorf("%v does not match context.DeadlineExceeded", err)
	}
}
