package facebook_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestEveryCodeHasAMeaning(t *testing.T) {
	auth, window, gone, owner := channel.ErrUnauthorized, channel.ErrWindowClosed, channel.ErrUnreachable, channel.ErrNotOwner
	rate, later, never, perhaps := channel.ErrRateLimited, channel.ErrUnavailable, channel.ErrRejected, channel.ErrUncertain
	tests := []struct {
		code, subcode int
		kind          error
		scope         channel.Scope
	}{
		{1, 0, later, ""}, {1, 99, later, ""}, {1, 1357046, perhaps, ""}, {1, 2018382, never, ""},
		{2, 0, later, ""}, {2, 2018344, auth, ""}, {1200, 0, later, ""},
		{3, 0, auth, ""},
		{4, 0, rate, "app"}, {4, 2018022, rate, "app"}, {4, 2018354, rate, "thread"},
		{9, 2018352, rate, ""}, {17, 0, rate, "account"}, {32, 0, rate, "account"}, {341, 0, rate, "app"},
		{613, 0, rate, "account"}, {613, 1996, rate, "account"}, {613, 2534040, rate, "account"},
		{613, 2018338, rate, "thread"}, {613, 1893016, never, ""},
		{80001, 0, rate, "account"}, {80006, 0, rate, "account"}, {80002, 0, rate, "account"}, {80005, 0, rate, "account"}, {80008, 0, rate, "account"},
		{10, 0, auth, ""}, {10, 2018278, window, ""}, {10, 2018065, window, ""}, {10, 2534022, window, ""},
		{10, 2018108, gone, ""}, {10, 1893015, gone, ""}, {10, 1893063, auth, ""}, {10, 1404170, auth, ""},
		{10, 2018336, auth, ""}, {10, 2018300, owner, ""}, {2018300, 0, owner, ""}, {27, 0, owner, ""},
		{100, 0, never, ""}, {100, 33, never, ""}, {100, 2018001, gone, ""}, {100, 2018014, never, ""},
		{100, 2018008, never, ""}, {100, 2018047, never, ""}, {100, 2018109, never, ""}, {100, 2018294, never, ""},
		{100, 2018074, never, ""}, {100, 2018164, never, ""}, {100, 1893061, never, ""}, {100, 2018218, never, ""},
		{100, 2534037, owner, ""}, {100, 2534013, never, ""}, {100, 2534014, never, ""}, {100, 2534015, never, ""},
		{100, 2534025, never, ""}, {100, 2534029, auth, ""},
		{102, 0, auth, ""}, {190, 0, auth, ""}, {190, 458, auth, ""}, {190, 459, auth, ""}, {190, 460, auth, ""},
		{190, 461, auth, ""}, {190, 462, auth, ""}, {190, 463, auth, ""}, {190, 464, auth, ""}, {190, 465, auth, ""},
		{190, 466, auth, ""}, {190, 467, auth, ""}, {190, 468, auth, ""}, {190, 492, auth, ""}, {190, 1234567, auth, ""},
		{200, 0, auth, ""}, {200, 2018028, auth, ""}, {200, 2018027, auth, ""}, {200, 2018021, auth, ""},
		{200, 1545041, gone, ""}, {200, 2534041, auth, ""}, {210, 0, auth, ""}, {299, 0, auth, ""}, {230, 0, auth, ""},
		{368, 0, auth, ""}, {506, 0, never, ""}, {551, 0, gone, ""}, {551, 1545041, gone, ""}, {2022, 0, auth, ""},
		{2018321, 0, owner, ""}, {2018247, 0, auth, ""}, {9000001, 0, never, ""}, {10303, 0, never, ""},
		{10, 777, auth, ""}, {190, 777, auth, ""}, {100, 777, never, ""}, // an unknown subcode: the code decides
	}
	for _, tt := range tests {
		want := &channel.Error{Op: "send", Platform: "facebook", Kind: tt.kind, Scope: tt.scope, Code: fmt.Sprint(tt.code)}
		if tt.subcode != 0 {
			want.Code += fmt.Sprintf("/%d", tt.subcode)
		}
		if tt.kind == rate {
			want.Wait = time.Minute
			if tt.scope == channel.ScopeThread {
				want.Wait = 15 * time.Minute
			}
		}
		numbers := fmt.Sprintf(`{"error":{"message":"m","type":"OAuthException","code":%d,"error_subcode":%d,"fbtrace_id":"T"}}`, tt.code, tt.subcode)
		texts := fmt.Sprintf(`{"error":{"message":"m","type":"OAuthException","code":"%d","error_subcode":"%d","fbtrace_id":"T"}}`, tt.code, tt.subcode)
		for _, answer := range []transport{{status: 400, body: numbers}, {status: 500, body: numbers}, {status: 200, body: numbers}, {status: 403, body: texts}} {
			_, err := sendingChannel(t, &answer, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
			got, ok := errors.AsType[*channel.Error](err)
			if !ok {
				t.Fatalf("%s: %v, want a *channel.Error", want.Code, err)
			}
			if got.Err == nil || got.Err.Error() != "m; fbtrace_id T" {
				t.Errorf("%s: cause %v", want.Code, got.Err)
			}
			plain := *got
			plain.Err = nil
			if diff := cmp.Diff(*want, plain, cmp.Comparer(func(a, b error) bool { return a == b })); diff != "" {
				t.Errorf("%s with HTTP %d (-want +got):\n%s", want.Code, answer.status, diff)
			}
		}
	}
}

func TestAnswersWithoutAKnownCode(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		want   error
	}{
		{"a page of a gateway", 502, "<html>Bad Gateway</html>", channel.ErrUncertain},
		{"nothing at all", 503, "", channel.ErrUncertain},
		{"an unknown code in a 500", 500, `{"error":{"code":77777}}`, channel.ErrUncertain},
		{"an unknown code that Meta calls transient", 500, `{"error":{"code":77777,"is_transient":true}}`, channel.ErrUnavailable},
		{"an unknown code in a 400", 400, `{"error":{"code":77777}}`, channel.ErrRejected},
		{"an unknown code in a 200", 200, `{"error":{"code":77777},"message_id":"m"}`, channel.ErrRejected},
		{"an unknown code in a 200, as a text", 200, `{"error":{"code":"77777"}}`, channel.ErrRejected},
		{"an unknown subcode alone in a 200", 200, `{"error":{"error_subcode":77777}}`, channel.ErrRejected},
		{"no code in a 200", 200, `{"error":{"message":"oops"},"message_id":"m"}`, channel.ErrUncertain},
		{"a code that is a null in a 200", 200, `{"error":{"code":null}}`, channel.ErrUncertain},
		{"a code that is a word in a 200", 200, `{"error":{"code":"E_DOWN"}}`, channel.ErrUncertain},
		{"an error that is a text in a 200", 200, `{"error":"invalid_request"}`, channel.ErrUncertain},
		{"an error that is true in a 200", 200, `{"error":true}`, channel.ErrUncertain},
		{"no code in a 400", 400, `{"error":{"message":"oops"}}`, channel.ErrRejected},
		{"an error that is false in a 200, without a message", 200, `{"error":false}`, channel.ErrUncertain},
		{"an error that is false in a 200", 200, `{"error":false,"message_id":"m"}`, nil},
		{"an error that is null in a 200", 200, `{"error":null,"message_id":"m"}`, nil},
		{"an error that is a text", 400, `{"error":"invalid_request"}`, channel.ErrRejected},
		{"401", 401, "", channel.ErrUnauthorized},
		{"403", 403, "{}", channel.ErrUnauthorized},
		{"404", 404, "no such thing", channel.ErrRejected},
		{"429", 429, "", channel.ErrRateLimited},
		{"429 that is transient", 429, `{"error":{"is_transient":true}}`, channel.ErrRateLimited},
		{"a redirect is not followed", 302, "", channel.ErrUncertain},
		{"a 200 that is no JSON", 200, "ok", channel.ErrUncertain},
		{"a 200 without a message", 200, "{}", channel.ErrUncertain},
		{"a 200 with a null", 200, `{"message_id":null,"error":null}`, channel.ErrUncertain},
	}
	for _, tt := range tests {
		f := &transport{status: tt.status, body: tt.body, header: http.Header{"Location": {"https://elsewhere.example.com"}}}
		_, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if !errors.Is(err, tt.want) || f.calls != 1 {
			t.Errorf("%s: %v after %d calls, want one matching %q", tt.name, err, f.calls, tt.want)
		}
	}
}

func TestNoErrorShowsACredential(t *testing.T) {
	secrets := []string{pageToken, appSecret, proof}
	spell := func(s string) []string {
		return []string{s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s)), hex.EncodeToString([]byte(s))}
	}
	var all []string
	for _, s := range secrets {
		all = append(all, spell(s)...)
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(strings.Join(all, " "))
	for _, f := range []*transport{
		{err: errors.New("cannot post to https://graph.facebook.com/?access_token=" + strings.Join(all, " "))},
		{status: 400, body: `{"error":{"code":190,"message":"bad token ` + quoted + `","error_user_msg":"` + quoted + `"}}`},
		{status: 400, body: `{"error":{"message":"` + strings.Repeat("x", 490) + " " + pageToken + `"}}`},
	} {
		_, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if err == nil {
			t.Fatal("no error")
		}
		text := fmt.Sprintf("%v %+v %#v", err, err, err)
		for e := err; e != nil; e = errors.Unwrap(e) {
			text += e.Error()
		}
		for _, s := range append(all, pageToken[:6]) {
			if strings.Contains(text, s) {
				t.Errorf("the error shows %q: %v", s, err)
			}
		}
	}
}

// A proof made with an app secret that Meta does not know, such as one that was entered early, is a matter of credentials: the message itself is
// right, and goes out with the former secret.
func TestWrongProofIsACredential(t *testing.T) {
	tests := []struct {
		message string
		subcode int
		kind    error
	}{
		{"Invalid appsecret_proof provided in the API argument", 0, channel.ErrUnauthorized},
		{"API calls from the server require an appsecret_proof argument", 0, channel.ErrUnauthorized},
		{"(#100) Param recipient[id] must be a valid ID string", 0, channel.ErrRejected},
		{"appsecret_proof", 2018001, channel.ErrUnreachable}, // a subcode says one thing, whatever the words
	}
	for _, tt := range tests {
		body := fmt.Sprintf(`{"error":{"message":%q,"type":"GraphMethodException","code":100,"error_subcode":%d,"fbtrace_id":"T"}}`, tt.message, tt.subcode)
		_, err := sendingChannel(t, &transport{status: 400, body: body}, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if !errors.Is(err, tt.kind) {
			t.Errorf("%s: %v, want %v", tt.message, err, tt.kind)
		}
	}
}
