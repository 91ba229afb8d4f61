package channel_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

var kinds = []error{
	channel.ErrForged, channel.ErrMethod, channel.ErrEncoding, channel.ErrMalformed, channel.ErrTooLarge, channel.ErrUnauthorized, channel.ErrRateLimited, channel.ErrUnavailable,
	channel.ErrUncertain, channel.ErrUnreachable, channel.ErrWindowClosed, channel.ErrNotOwner, channel.ErrRejected,
}

func TestErrorText(t *testing.T) {
	tests := []struct {
		err  *channel.Error
		want string
	}{
		{&channel.Error{}, "failed"},
		{&channel.Error{Op: "send"}, "send: failed"},
		{&channel.Error{Platform: "telegram", Err: errors.New("why")}, "telegram: failed: why"},
		{&channel.Error{Op: "send", Platform: "facebook", Kind: channel.ErrWindowClosed, Code: "10/2018278", Err: errors.New("outside of allowed window")},
			"facebook: send: reply window closed (10/2018278): outside of allowed window"},
		{&channel.Error{Op: "send", Platform: "telegram", Kind: channel.ErrRateLimited, Code: "429", Scope: channel.ScopeThread, Wait: 1500 * time.Millisecond}, "telegram: send: rate limited (429), wait 1.5s"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("Error() = %q, want %q", got, tt.want)
		}
	}
}

func TestErrorMatches(t *testing.T) {
	for _, kind := range kinds {
		e := &channel.Error{Op: "send", Kind: kind, Err: fmt.Errorf("wrapped: %w", context.Canceled)}
		outer := fmt.Errorf("while answering: %w", e)
		for _, other := range kinds {
			if got := errors.Is(outer, other); got != (kind == other) {
				t.Errorf("an error of kind %q matches %q: %v", kind, other, got)
			}
		}
		if !errors.Is(outer, context.Canceled) {
			t.Errorf("an error of kind %q hides its cause", kind)
		}
		if found, ok := errors.AsType[*channel.Error](outer); !ok || found != e {
			t.Errorf("an error of kind %q is not found", kind)
		}
	}
	if got := (&channel.Error{}).Unwrap(); len(got) != 0 {
		t.Errorf("an error without kind and cause unwraps to %v", got)
	}
}

func TestStatusCode(t *testing.T) {
	of := func(op string, kind error) error { return &channel.Error{Op: op, Kind: kind} }
	tests := []struct {
		err  error
		want int
	}{
		{nil, 200},
		{of(channel.OpReceive, channel.ErrForged), 401}, {of(channel.OpHandshake, channel.ErrForged), 403}, {channel.ErrForged, 401},
		{fmt.Errorf("hook: %w", of(channel.OpHandshake, channel.ErrForged)), 403},
		{errors.Join(errors.New("first"), of(channel.OpReceive, channel.ErrForged)), 401},
		{of(channel.OpReceive, channel.ErrMethod), 405}, {of(channel.OpReceive, channel.ErrTooLarge), 413}, {of(channel.OpReceive, channel.ErrEncoding), 415}, {of(channel.OpReceive, channel.ErrMalformed), 400},
		{of(channel.OpReceive, channel.ErrUnauthorized), 503}, {of(channel.OpReceive, channel.ErrUnavailable), 503}, {of(channel.OpReceive, channel.ErrRejected), 503},
		{errors.New("the database is down"), 503}, {context.DeadlineExceeded, 503}, {&channel.Error{}, 503},
	}
	for _, tt := range tests {
		if got := channel.StatusCode(tt.err); got != tt.want {
			t.Errorf("StatusCode(%v) = %d, want %d", tt.err, got, tt.want)
		}
	}
}

func TestFieldError(t *testing.T) {
	tests := []struct {
		err  channel.FieldError
		want string
	}{
		{channel.FieldError{Field: "token", Code: channel.CodeMissing, Reason: "is needed"}, "token: is needed"},
		{channel.FieldError{Field: "text", Code: channel.CodeTooLong, Reason: "too long", Limit: 2000, Got: 2001, Unit: string(channel.UTF16)}, "text: too long (limit 2000 utf16, got 2001)"},
		{channel.FieldError{Field: "buttons", Code: channel.CodeTooMany, Reason: "too many", Limit: 3, Got: 4}, "buttons: too many (limit 3, got 4)"},
		{channel.FieldError{Field: "text", Reason: "too long", Got: 1}, "text: too long (limit 0, got 1)"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("Error() = %q, want %q", got, tt.want)
		}
	}
}

func TestFieldErrors(t *testing.T) {
	f := func(name string) *channel.FieldError { return &channel.FieldError{Field: name} }
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"none", nil, ""}, {"another error", errors.New("x"), ""}, {"one", f("a"), "a"}, {"wrapped", fmt.Errorf("x: %w", f("a")), "a"},
		{"joined in order", errors.Join(f("a"), errors.New("x"), f("b")), "ab"},
		{"a tree", fmt.Errorf("x: %w", errors.Join(errors.Join(f("a"), f("b")), &channel.Error{Kind: channel.ErrRejected, Err: errors.Join(f("c"))}, fmt.Errorf("%w and %w", f("d"), f("e")))), "abcde"},
	}
	for _, tt := range tests {
		got := ""
		for _, e := range channel.FieldErrors(tt.err) {
			got += e.Field
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
