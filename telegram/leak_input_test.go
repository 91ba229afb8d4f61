package telegram_test

import (
	"context"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// each makes a call on every kind of channel, each in its own thread with the customer.
func each(w *world, call func(*telegram.Channel, channel.Thread) any) (all []any) {
	for _, ch := range []*telegram.Channel{w.direct, w.local, w.through, w.decoded} {
		w.knows(true, ch == w.through || ch == w.decoded, false)
		in := private
		in.Account = ch.Info().App
		switch v := call(ch, in).(type) {
		case []any:
			all = append(all, v...)
		default:
			all = append(all, v)
		}
	}
	return all
}

// done makes calls, of which only the errors are looked at: an answer is handed on as it is.
func done(ctx context.Context, c *apifabric.Client) []any {
	_, err := c.Do(ctx, apifabric.Call{Op: "x", Path: "/apiaccess/x"})
	_, bad := c.Do(ctx, apifabric.Call{Op: "x", Path: "/%" + leakApp.Reveal()})
	return []any{err, bad}
}

// judged asks what an answer means when another token may be in use.
func judged(ctx context.Context, c *apifabric.Client) []any {
	a, err := c.Do(ctx, apifabric.Call{Op: "x", Path: "/apiaccess/x"})
	_ = c.CheckToken(ctx)
	return []any{err, c.Refused("x", a)}
}

func pair[T any](v T, err error) []any { return []any{v, err} }

// parsed hands a parser what holds credentials, and returns its errors.
func parsed[T any](w *world, kind string, parse func(channel.Custom) (T, error)) (all []any) {
	for _, call := range w.calledWith() {
		_, err := parse(channel.Custom{Kind: kind, Data: call.Body})
		all = append(all, err)
	}
	return all
}

// opened opens channels from forms that are not in order, and from one that is.
func opened(d channel.Driver, w *world) (all []any) {
	for _, s := range []channel.Settings{
		{Keys: map[string]channel.Keys{"token": channel.NewKeys(leakHook), "webhookSecret": channel.NewKeys(leakApp), "gatewayAppSecret": channel.NewKeys(leakApp)},
			Values: map[string]string{"gatewayUrl": "http://x/" + leakApp.Reveal(), "local": leakHook.Reveal(), "gatewayEncoder": leakHook.Reveal(), "account": leakToken.Reveal()}},
		{Keys: map[string]channel.Keys{"token": channel.NewKeys(leakToken), "webhookSecret": channel.NewKeys(leakHook)}, HTTP: &http.Client{Transport: w.Wire}},
	} {
		ch, err := d.Open(s)
		all = append(all, ch, err, s.Keys)
	}
	return all
}

// calledWith are webhook calls that fail, with credentials where they do not belong.
func (w *world) calledWith() (all []channel.Webhook) {
	good := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal()}}
	wrong := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal() + "x"}}
	twice := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal(), leakHook.Reveal()}}
	odd := http.Header{"Content-Type": {leakToken.Reveal()}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal()}}
	for _, h := range []http.Header{good, wrong, twice, odd, nil} {
		for _, body := range []string{"", "{", `{"update_id":1,"message":{"text":"` + leakToken.Reveal(), leakApp.Reveal(), `"` + leakToken.Reveal() + `"`} {
			all = append(all, channel.Webhook{Method: http.MethodPost, Header: h, Body: []byte(body)},
				channel.Webhook{Method: leakToken.Reveal(), Header: h, Body: []byte(body), RawQuery: leakToken.Reveal()})
		}
	}
	return all
}
