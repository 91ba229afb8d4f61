package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// An authentic call never panics, never loses an event, fails only as ErrMalformed; and an event
// can be stored.
func FuzzReceive(f *testing.F) {
	for _, body := range bodies(f) {
		f.Add(body)
	}
	f.Add([]byte(`{"update_id":1,"message":null,"callback_query":{"id":"2","from":{"id":3}}}`))
	ch := newChannel(f, nil)
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := ch.Receive(webhook(body))
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || len(got.Events) != 1) {
			t.Fatalf("%d events, %v", len(got.Events), err)
		}
		if n := elements(body); err == nil && len(got.Events) < n {
			t.Errorf("%d events of %d elements", len(got.Events), n)
		}
		for _, ev := range got.Events {
			if ev.ID == "" || ev.Body == nil || ev.Thread.Platform != "telegram" || ev.Thread.Account != bot {
				t.Errorf("incomplete: %+v", ev)
			}
			if !bytes.Contains(body, ev.Raw) {
				t.Errorf("Raw is no part of the body: %s", ev.Raw)
			}
			data, err := json.Marshal(ev)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(data, []byte(`\u0000`)) && !bytes.Contains(body, []byte("u0000")) || !utf8.Valid(data) {
				t.Errorf("not clean: %s", data)
			}
			var again channel.Event
			if err := json.Unmarshal(data, &again); err != nil || again.ID != ev.ID || again.Thread != ev.Thread {
				t.Errorf("%v: %s", err, data)
			}
			m, _ := ev.Body.(channel.Message)
			for _, s := range m.Spans {
				if s.Start < 0 || s.Start >= s.End || s.End > len(m.Text) || !utf8.ValidString(m.Text[s.Start:s.End]) {
					t.Errorf("span %+v of %q", s, m.Text)
				}
			}
		}
	})
}

// Whatever a server answers, no call panics, and what is no success is a *channel.Error without the
// token.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		sentOK, `{"ok":true,"result":[{"message_id":1,"date":2},{"message_id":3}]}`, `{"ok":true,"result":true}`, `{"ok":false,"error_code":429,"parameters":{"retry_after":-1}}`,
		`{"ok":false,"error_code":400,"description":"x","parameters":{"migrate_to_chat_id":-100}}`, `{"ok":true,"result":{"file_path":"/a/../b","file_size":-1}}`, `[]`, `<html>`, ``,
		`{"ok":true,"result":{"url":"x","allowed_updates":[1,null],"pending_update_count":"x"}}`, `{"ok":true,"result":{"id":7310000042,"photo":{"big_file_id":"A"}}}`,
	} {
		f.Add(200, []byte(s))
	}
	calls := []func(context.Context, *telegram.Channel) error{
		func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.Send(ctx, private, channel.Message{Text: "a"})
			return err
		},
		func(ctx context.Context, ch *telegram.Channel) error {
			return ch.EditMessage(ctx, private, "1", channel.Message{Text: "a"})
		},
		func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.FetchProfile(ctx, private)
			return err
		},
		func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.CheckSubscription(ctx)
			return err
		},
		func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.FetchConnection(ctx, "a")
			return err
		},
		func(ctx context.Context, ch *telegram.Channel) error {
			file, err := ch.OpenMedia(ctx, private, channel.Attachment{ID: "A"})
			if err == nil {
				file.Body.Close()
			}
			return err
		},
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		ch, server := sending(t, nil)
		server.status, server.answer = 100+(status%500+500)%500, string(body)
		for i, call := range calls {
			err := call(t.Context(), ch)
			if _, ok := errors.AsType[*channel.Error](err); err != nil && !ok || err != nil && strings.Contains(err.Error(), token.Reveal()) {
				t.Errorf("call %d: %v", i, err)
			}
		}
	})
}

// elements counts the members of an update other than its number.
func elements(body []byte) int {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return 0
	}
	delete(members, "update_id")
	n := 0 // nulls count where there is nothing else
	for _, value := range members {
		if string(value) != "null" {
			n++
		}
	}
	if n == 0 {
		return len(members)
	}
	return n
}
