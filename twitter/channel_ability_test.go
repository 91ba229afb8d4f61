package twitter_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestAbilities(t *testing.T) {
	tests := []struct {
		name   string
		v2     bool
		status int
		do     func(context.Context, *twitter.Channel) error
		want   request
	}{
		{"typing", false, 204, func(ctx context.Context, ch *twitter.Channel) error { return channel.ShowTyping(ctx, ch, toAda) },
			request{"POST", "https://api.x.com/1.1/direct_messages/indicate_typing.json", formType, "recipient_id=" + ada}},
		{"mark read", false, 204, func(ctx context.Context, ch *twitter.Channel) error {
			return channel.MarkRead(ctx, ch, toAda, "2007000000000000101")
		},
			request{"POST", "https://api.x.com/1.1/direct_messages/mark_read.json", formType, "last_read_event_id=2007000000000000101&recipient_id=" + ada}},
		{"delete", false, 204, func(ctx context.Context, ch *twitter.Channel) error {
			return channel.DeleteMessage(ctx, ch, toAda, "2007000000000000104")
		},
			request{"DELETE", "https://api.x.com/1.1/direct_messages/events/destroy.json?id=2007000000000000104", "", ""}},
		{"delete with v2", true, 200, func(ctx context.Context, ch *twitter.Channel) error {
			return channel.DeleteMessage(ctx, ch, toAda, "2007000000000000104")
		},
			request{"DELETE", "https://api.x.com/2/dm_events/2007000000000000104", "", ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{status: tt.status}
			ch := at(t, p, func(c *twitter.Config) {
				if tt.v2 {
					c.API = twitter.V2
				}
			})
			require.NoError(t, tt.do(t.Context(), ch))
			if diff := cmp.Diff([]request{tt.want}, p.seen); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAbilitiesRefuse(t *testing.T) {
	p := &platform{}
	old, young := at(t, p), at(t, p, v2)
	other := toAda
	other.Account = ada
	group := toAda
	group.Via = "1850000000000000001"
	for name, err := range map[string]error{
		"typing with v2":    channel.ShowTyping(t.Context(), young, toAda),
		"mark read with v2": channel.MarkRead(t.Context(), young, toAda, "1"),
		"typing in a group": channel.ShowTyping(t.Context(), old, group),
		"delete in a group": channel.DeleteMessage(t.Context(), old, group, "1"),
	} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", name, err)
		}
	}
	for name, err := range map[string]error{
		"typing elsewhere":  channel.ShowTyping(t.Context(), old, other),
		"read elsewhere":    channel.MarkRead(t.Context(), old, other, "1"),
		"read nothing":      channel.MarkRead(t.Context(), old, toAda, ""),
		"delete elsewhere":  channel.DeleteMessage(t.Context(), old, other, "1"),
		"delete a path":     channel.DeleteMessage(t.Context(), young, toAda, "../1"),
		"call without path": old.Call(t.Context(), http.MethodGet, "2/users/me", nil, nil),
		"call a host":       old.Call(t.Context(), http.MethodGet, "//evil.example/", nil, nil),
		"call with a query": old.Call(t.Context(), http.MethodGet, "/2/users/me?a=b", nil, nil),
		"repeated":          old.Call(t.Context(), http.MethodGet, "/2/users", url.Values{"id": {"1", "2"}}, nil),
		"not JSON":          old.Call(t.Context(), http.MethodPost, "/2/users", func() {}, nil),
		"no such method":    old.Call(t.Context(), "a b", "/2/users", nil, nil),
	} {
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want ErrRejected", name, err)
		}
	}
	if len(p.seen) > 0 {
		t.Errorf("X was called: %+v", p.seen)
	}
}
