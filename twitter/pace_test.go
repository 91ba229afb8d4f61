package twitter_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

// A reset that no period of X reaches, such as one in milliseconds, does not silence an account for
// years.
func TestResetOutOfReach(t *testing.T) {
	for _, name := range []string{"X-Rate-Limit", "X-User-Limit-24hour", "X-App-Limit-24hour"} {
		header := http.Header{name + "-Remaining": {"0"}, name + "-Reset": {"1767323000000"}}
		ch := at(t, &platform{status: http.StatusTooManyRequests, header: header, body: `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`})
		_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "Hello"})
		e, ok := err.(*channel.Error)
		if !ok || e.Kind != channel.ErrRateLimited || e.Wait != 24*time.Hour {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

func TestPause(t *testing.T) {
	tests := []struct {
		name   string
		header http.Header
		scope  channel.Scope
		wait   time.Duration
	}{
		{"no header", nil, channel.ScopeAccount, time.Minute},
		{"short limit", http.Header{"X-Rate-Limit-Remaining": {"0"}, "X-Rate-Limit-Reset": {"1767323100"}}, channel.ScopeAccount, 100 * time.Second},
		{"reset alone", http.Header{"X-Rate-Limit-Reset": {"1767323100"}}, channel.ScopeAccount, 100 * time.Second},
		{"user's day used up", http.Header{"X-Rate-Limit-Remaining": {"0"}, "X-Rate-Limit-Reset": {"1767323100"},
			"X-User-Limit-24hour-Remaining": {"0"}, "X-User-Limit-24hour-Reset": {"1767326600"}}, channel.ScopeAccount, time.Hour},
		{"app's day used up", http.Header{"X-App-Limit-24hour-Remaining": {"0"}, "X-App-Limit-24hour-Reset": {"1767326600"},
			"X-User-Limit-24hour-Remaining": {"5"}, "X-User-Limit-24hour-Reset": {"1767326700"}}, channel.ScopeApp, time.Hour},
		{"day not used up", http.Header{"X-Rate-Limit-Remaining": {"0"}, "X-Rate-Limit-Reset": {"1767323100"},
			"X-User-Limit-24hour-Remaining": {"5"}, "X-User-Limit-24hour-Reset": {"1767326600"}}, channel.ScopeAccount, 100 * time.Second},
		{"reset is over", http.Header{"X-Rate-Limit-Remaining": {"0"}, "X-Rate-Limit-Reset": {"1767322000"}}, channel.ScopeAccount, time.Second},
		{"nonsense", http.Header{"X-Rate-Limit-Remaining": {"none"}, "X-Rate-Limit-Reset": {"soon"}}, channel.ScopeAccount, time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{status: 429, header: tt.header, body: `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`}
			_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"})
			e, _ := errors.AsType[*channel.Error](err)
			if e == nil || e.Kind != channel.ErrRateLimited {
				t.Fatalf("%v, want ErrRateLimited", err)
			}
			if diff := cmp.Diff([]any{tt.scope, tt.wait}, []any{e.Scope, e.Wait}); diff != "" {
				t.Errorf("scope and wait (-want +got):\n%s", diff)
			}
		})
	}
}
