package telegram_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

var errEnough = errors.New("enough")

// said polls until so many texts have come, and returns them with the error of Poll.
func said(ctx context.Context, ch *telegram.Channel, n int) (texts []string, err error) {
	err = ch.Poll(ctx, func(_ context.Context, w channel.Webhook) error {
		got, err := ch.Receive(w)
		if err != nil {
			return err
		}
		for _, ev := range got.Events {
			texts = append(texts, ev.Body.(channel.Message).Text)
		}
		if len(texts) >= n {
			return errEnough
		}
		return nil
	})
	return texts, err
}

// Time does not move in a bubble unless all wait: Poll and the stand-in share its clock.
func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, server := hired(t, telegramtest.Config{Fresh: true, Now: time.Now}, func(c *telegram.Config) { c.Now = time.Now })
		server.Say(ada, "two")
		// The first call brings both; the second text is not accepted, and comes again.
		got, err := said(t.Context(), ch, 2)
		if diff := cmp.Diff([]string{"Hei", "two"}, got); diff != "" || !errors.Is(err, errEnough) {
			t.Errorf("first: %v (-want +got):\n%s", err, diff)
		}
		time.AfterFunc(3*time.Minute, func() { server.Say(ada, "three") }) // longer than Telegram holds a call
		got, err = said(t.Context(), ch, 3)
		if diff := cmp.Diff([]string{"Hei", "two", "three"}, got); diff != "" || !errors.Is(err, errEnough) {
			t.Errorf("second: %v (-want +got):\n%s", err, diff)
		}
		// A confirmed number is not asked for any more, since lower ones may follow.
		var offsets []int
		for _, c := range server.Calls() {
			offsets = append(offsets, offsetOf(t, c.Body))
		}
		if last := offsets[len(offsets)-1]; last != 0 || !slices.ContainsFunc(offsets, func(n int) bool { return n > 0 }) {
			t.Errorf("offsets %v: one to confirm, then none", offsets)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if got, err = said(ctx, ch, 9); !errors.Is(err, context.DeadlineExceeded) || len(got) != 1 {
			t.Errorf("ended by its context: %v, %v", got, err)
		}
	})
}

func offsetOf(t *testing.T, body string) int {
	t.Helper()
	var p struct{ Offset int }
	unmarshal(t, body, &p)
	return p.Offset
}

// Outages are waited out; what no waiting mends is reported.
func TestPollOutages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, server := hired(t, telegramtest.Config{Fresh: true, Now: time.Now}, func(c *telegram.Config) { c.Now = time.Now })
		for _, tt := range []struct {
			fault standin.Fault
			times int
			want  time.Duration
		}{
			{standin.Refuse(), 3, 1 + 2 + 4},
			{standin.Drop(), 1, 1},
			{standin.Status(404, "<html>"), 2, 1 + 2}, // a proxy's page says nothing of the token
			{standin.Status(401, "<html>"), 1, 1},
			{standin.Status(429, "<html>"), 1, 60},
			{standin.Status(502, "<html>"), 7, 1 + 2 + 4 + 8 + 16 + 30 + 30},
			{standin.Status(429, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 100","parameters":{"retry_after":100}}`), 2, 200},
		} {
			start := time.Now()
			server.Fail(tt.fault, tt.times)
			got, err := said(t.Context(), ch, 1) // not accepted, so it comes each time
			if waited := time.Since(start); len(got) != 1 || !errors.Is(err, errEnough) || waited != tt.want*time.Second {
				t.Errorf("%+v: %v, %v after %v, want %v", tt.fault, got, err, waited, tt.want*time.Second)
			}
		}
		server.Fail(standin.Status(401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`), 1)
		if _, err := said(t.Context(), ch, 1); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("refused: %v", err)
		}
		if _, err := ch.Subscribe(t.Context(), callback); err != nil {
			t.Fatal(err)
		}
		_, err := said(t.Context(), ch, 1)
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Code != "409" {
			t.Errorf("while a webhook is set: %v", err)
		}
	})
}

// Two that poll with one token take each other's updates: the older is told.
func TestPollTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ch, server := hired(t, telegramtest.Config{Fresh: true, Now: time.Now}, func(c *telegram.Config) { c.Now = time.Now })
		if _, err := said(t.Context(), ch, 1); !errors.Is(err, errEnough) {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		older := make(chan error)
		accept := func(context.Context, channel.Webhook) error { return nil }
		go func() { older <- ch.Poll(ctx, accept) }()
		synctest.Wait()
		younger := make(chan error)
		go func() { younger <- ch.Poll(ctx, accept) }()
		e, ok := errors.AsType[*channel.Error](<-older)
		if !ok || e.Code != "409" {
			t.Errorf("the older: %v", e)
		}
		server.Say(ada, "still heard")
		synctest.Wait()
		cancel()
		if err := <-younger; !errors.Is(err, context.Canceled) {
			t.Errorf("the younger: %v", err)
		}
	})
}

// An update whose number cannot be confirmed would come for ever.
func TestPollOfANumberlessUpdate(t *testing.T) {
	for _, number := range []string{``, `"update_id":0,`, `"update_id":-5,`, `"update_id":9223372036854775807,`, `"update_id":92233720368547758070,`, `"update_id":9007199254740992,`} {
		ch, f := sending(t, nil)
		f.answer = `{"ok":true,"result":[{` + number + `"message":{}}]}`
		err := ch.Poll(t.Context(), func(context.Context, channel.Webhook) error { t.Error("accepted"); return nil })
		if !errors.Is(err, channel.ErrMalformed) || f.calls != 1 {
			t.Errorf("%s: %v after %d calls", number, err, f.calls)
		}
	}
}

// A server that holds no call, answers what cannot be read or does not hear a confirmation is not
// asked over and over.
func TestPollIsNeverHot(t *testing.T) {
	const update = `{"update_id":910,"message":{"message_id":71,"from":{"id":6804410077},"chat":{"id":6804410077,"type":"private"},"date":1781000700,"text":"en"}}`
	for name, tt := range map[string]struct {
		answer       string
		calls, heard int // within the first minute
	}{
		"nothing":                {`{"ok":true,"result":[]}`, 60, 0},
		"null":                   {`{"ok":true,"result":null}`, 6, 0}, // after 1, 2, 4, 8, 16 and 30 seconds
		"no result":              {`{"ok":true}`, 6, 0},
		"an object":              {`{"ok":true,"result":{}}`, 6, 0},
		"blank":                  {` `, 6, 0},
		"the same update always": {`{"ok":true,"result":[` + update + `]}`, 61, 61},
	} {
		synctest.Test(t, func(t *testing.T) {
			ch, f := sending(t, nil)
			f.answer = tt.answer
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute-time.Millisecond)
			defer cancel()
			heard := 0
			err := ch.Poll(ctx, func(context.Context, channel.Webhook) error { heard++; return nil })
			if !errors.Is(err, context.DeadlineExceeded) || f.calls != tt.calls || heard != tt.heard {
				t.Errorf("%s: %d calls and %d updates in a minute, want %d and %d; %v", name, f.calls, heard, tt.calls, tt.heard, err)
			}
		})
	}
}

// One answer may carry updates of several kinds, and none at all.
func TestAnswersOfGetUpdates(t *testing.T) {
	const from = `"from":{"id":6804410077,"is_bot":false,"first_name":"Mira"}`
	const chat = `"chat":{"id":6804410077,"first_name":"Mira","type":"private"}`
	ctx, cancel := context.WithCancelCause(t.Context())
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":[{"update_id":910,"message":{"message_id":71,` + from + `,` + chat + `,"date":1781000700,"text":"en"}},` +
		`{"update_id":912,"callback_query":{"id":"48000777","chat_instance":"-5",` + from + `,"message":{"message_id":70,` + chat + `,"date":1781000600},"data":"ja"}}]}`
	var ids []string
	err := ch.Poll(ctx, func(_ context.Context, w channel.Webhook) error {
		got, err := ch.Receive(w)
		for _, ev := range got.Events {
			ids = append(ids, ev.ID)
		}
		f.answer = `{"ok":true,"result":[]}`
		f.on = map[string]func(){"getUpdates": func() { cancel(errEnough) }} // of the next call
		return err
	})
	want := []string{"telegram/7310000042/6804410077/71", "telegram/7310000042/48000777"}
	if diff := cmp.Diff(want, ids); diff != "" || !errors.Is(err, errEnough) || offsetOf(t, f.body) != 913 {
		t.Errorf("Poll: %v, then asked %s (-want +got):\n%s", err, f.body, diff)
	}
}
