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
	"github.com/contactkit/contactkit/facebook"
)

// The table of additions: each code and subcode, what to do, and whom it concerns.
func TestEveryCodeHasAMeaning(t *testing.T) {
	auth, window, gone, owner := channel.ErrUnauthorized, channel.ErrWindowClosed, channel.ErrUnreachable, channel.ErrNotOwner
	rate, later, never, perhaps := channel.ErrRateLimited, channel.ErrUnavailable, channel.ErrRejected, channel.ErrUncertain
	const (
		message, person, account = channel.AffectsMessage, channel.AffectsPerson, channel.AffectsAccount
		app, token, unknown      = channel.AffectsApp, channel.AffectsCredentials, channel.AffectsUnknown
	)
	tests := []struct {
		code, subcode int
		kind          error
		affects       channel.Affects
		scope         channel.Scope
	}{
		{-1, 0, perhaps, unknown, ""}, {1, 0, later, unknown, ""}, {1, 99, later, unknown, ""}, {1, 1357046, perhaps, unknown, ""}, {1, 2018382, never, message, ""},
		{2, 0, later, unknown, ""}, {2, 2018344, auth, account, ""}, {1200, 0, later, unknown, ""},
		{3, 0, auth, app, ""},
		{4, 0, rate, app, "app"}, {4, 2018022, rate, app, "app"}, {4, 2018354, rate, person, "thread"},
		{9, 0, rate, unknown, ""}, {9, 2018352, rate, person, "thread"}, {17, 0, rate, account, "account"}, {32, 0, rate, account, "account"}, {341, 0, rate, app, "app"},
		{613, 0, rate, account, "account"}, {613, 1996, rate, account, "account"}, {613, 2534040, rate, account, "account"},
		{613, 2018338, rate, person, "thread"}, {613, 1893016, never, message, ""},
		{80001, 0, rate, account, "account"}, {80006, 0, rate, account, "account"}, {80002, 0, rate, account, "account"},
		{80005, 0, rate, account, "account"}, {80008, 0, rate, account, "account"},
		{10, 0, auth, app, ""}, {10, 2018278, window, person, ""}, {10, 2018065, window, person, ""}, {10, 2534022, window, person, ""},
		{508, 2534122, later, message, ""},
		{10, 2018108, gone, person, ""}, {10, 1893015, gone, person, ""}, {10, 1893063, later, account, ""}, {10, 1404170, never, message, ""},
		{10, 2018336, gone, person, ""}, {10, 2018300, owner, person, ""}, {2018300, 0, owner, person, ""}, {27, 0, owner, person, ""},
		{100, 0, never, message, ""}, {100, 33, auth, token, ""}, {100, 2018001, gone, person, ""}, {100, 2018014, never, message, ""},
		{100, 2018008, never, message, ""}, {100, 2018047, never, message, ""}, {100, 2018109, never, message, ""}, {100, 2018294, never, message, ""},
		{100, 2018074, never, message, ""}, {100, 2018164, never, message, ""}, {100, 1893061, never, message, ""}, {100, 2018218, never, person, ""},
		{100, 2534037, owner, person, ""}, {100, 2534013, auth, account, ""}, {100, 2534014, gone, person, ""}, {100, 2534015, never, message, ""},
		{100, 2534025, never, message, ""}, {100, 2534029, later, account, ""},
		{102, 0, auth, token, ""}, {104, 0, auth, token, ""}, {190, 0, auth, token, ""}, {190, 458, auth, token, ""}, {190, 459, auth, token, ""}, {190, 460, auth, token, ""},
		{190, 461, auth, token, ""}, {190, 462, auth, token, ""}, {190, 463, auth, token, ""}, {190, 464, auth, token, ""}, {190, 465, auth, token, ""},
		{190, 466, auth, token, ""}, {190, 467, auth, token, ""}, {190, 468, auth, token, ""}, {190, 492, auth, token, ""}, {190, 1234567, auth, token, ""},
		{200, 0, auth, app, ""}, {200, 2018028, gone, person, ""}, {200, 2018027, auth, app, ""}, {200, 2018021, auth, app, ""},
		{200, 1545041, gone, person, ""}, {200, 2534041, auth, account, ""}, {210, 0, gone, person, ""}, {299, 0, auth, app, ""}, {230, 0, auth, app, ""},
		{368, 0, auth, account, ""}, {368, 1346003, never, message, ""}, {506, 0, never, message, ""}, {551, 0, gone, person, ""}, {551, 1545041, gone, person, ""},
		{2022, 0, never, message, ""}, {10900, 0, never, message, ""}, {10903, 0, never, message, ""},
		{2018321, 0, owner, person, ""}, {2018247, 0, never, person, ""}, {9000001, 0, never, message, ""}, {10303, 0, never, message, ""},
		{10, 777, auth, app, ""}, {190, 777, auth, token, ""}, {100, 777, never, message, ""}, // an unknown subcode: the code decides
		{10, 4, auth, app, ""}, {100, 190, never, message, ""}, // a small subcode is no code
	}
	for _, tt := range tests {
		want := &channel.Error{Op: "send", Platform: "facebook", Kind: tt.kind, Affects: tt.affects, Scope: tt.scope, Code: fmt.Sprint(tt.code)}
		if tt.subcode != 0 {
			want.Code += fmt.Sprintf("/%d", tt.subcode)
		}
		switch {
		case tt.kind == rate && tt.affects == person, tt.kind == later && tt.affects == account:
			want.Wait = 15 * time.Minute
		case tt.kind == rate:
			want.Wait = time.Minute
		}
		switch tt.subcode {
		case 2018008, 2018047, 2018109, 2018294, 2018074:
			want.StaleFile = true
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

// Where Meta gives one code several meanings, the text, a flag or the subject of the call decides.
func TestOneCodeOfSeveralMeanings(t *testing.T) {
	to := func(contact string) func(*facebook.Channel) error {
		return func(ch *facebook.Channel) error {
			_, err := ch.Send(t.Context(), thread(contact), channel.Message{Text: "x"})
			return err
		}
	}
	profile := func(ch *facebook.Channel) error {
		_, err := ch.FetchProfile(t.Context(), thread(personID))
		return err
	}
	none := errors.New("no error")
	for _, tt := range []struct {
		name, error string
		do          func(*facebook.Channel) error
		kind        error
		affects     channel.Affects
	}{
		{"1 that is transient", `{"code":1,"is_transient":true}`, to(personID), channel.ErrUnavailable, ""},
		{"1 that is not", `{"code":1,"is_transient":false}`, to(personID), channel.ErrUncertain, ""},
		{"1/99 that is not", `{"code":1,"error_subcode":99,"is_transient":false}`, to(personID), channel.ErrUncertain, ""},
		{"-1 that is transient", `{"code":-1,"is_transient":true}`, to(personID), channel.ErrUncertain, ""},
		{"a question may be asked again", `{"code":1,"is_transient":false}`, profile, channel.ErrUnavailable, ""},
		{"230: the person", `{"code":230,"message":"(#230) Permission disallows message to user"}`, to(personID), channel.ErrUnreachable, channel.AffectsPerson},
		{"230: a permission", `{"code":230,"message":"(#230) Requires pages_messaging permission to manage the object"}`, to(personID), channel.ErrUnauthorized, channel.AffectsApp},
		{"230: a profile", `{"code":230,"message":"(#230) User consent is required to access user profile"}`, profile, none, ""},
		{"2018247: a profile", `{"code":100,"error_subcode":2018247}`, profile, none, ""},
		{"33: the token or the Page", `{"code":100,"error_subcode":33}`, to(personID), channel.ErrUnauthorized, channel.AffectsCredentials},
		{"33: a comment is gone", `{"code":100,"error_subcode":33}`, to("comment:77_88"), channel.ErrRejected, channel.AffectsMessage},
		{"33: a post is gone", `{"code":100,"error_subcode":33}`, to("comment:" + pageID + "_77"), channel.ErrRejected, channel.AffectsMessage},
		{"33: a profile of nobody", `{"code":100,"error_subcode":33}`, profile, channel.ErrUnreachable, channel.AffectsPerson},
	} {
		for _, status := range []int{200, 400, 403, 500} {
			f := &transport{status: status, body: `{"error":` + tt.error + `}`}
			err := tt.do(newChannel(t, func(c *facebook.Config) { c.HTTP, c.HistoryGap = &http.Client{Transport: f}, time.Nanosecond }))
			e, _ := errors.AsType[*channel.Error](err)
			if tt.kind == none && err == nil {
				continue
			}
			if !errors.Is(err, tt.kind) || e.Affects != tt.affects {
				t.Errorf("%s with HTTP %d: %v affects %q, want %v and %q", tt.name, status, err, e.Affects, tt.kind, tt.affects)
			}
		}
	}
}

// A bare 429 asks for a minute, and a header for more.
func TestBareLimit(t *testing.T) {
	for _, tt := range []struct {
		body, after string
		want        time.Duration
	}{
		{"", "", time.Minute}, {"<html>", "", time.Minute}, {"{}", "", time.Minute}, {`{"error":{"code":77777}}`, "", time.Minute},
		{"", "90", 90 * time.Second}, {`{"error":{"code":77777}}`, "90", 90 * time.Second}, {`{"error":{"code":613}}`, "90", 90 * time.Second},
	} {
		f := &transport{status: 429, body: tt.body, header: http.Header{}}
		if tt.after != "" {
			f.header.Set("Retry-After", tt.after)
		}
		_, err := sendingChannel(t, f, nil).Send(t.Context(), thread(personID), channel.Message{Text: "x"})
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrRateLimited || e.Wait != tt.want {
			t.Errorf("%q with Retry-After %q: %v, want to wait %v", tt.body, tt.after, err, tt.want)
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
		{"a page of a proxy that wants a login", 401, "<html>", channel.ErrUnavailable},
		{"a page of a proxy that forbids", 403, "<html>", channel.ErrUnavailable},
		{"JSON of a gateway that forbids", 403, `{"message":"Forbidden"}`, channel.ErrUnavailable},
		{"an unknown code in a 401", 401, `{"error":{"code":77777}}`, channel.ErrUnauthorized},
		{"a page of a proxy that knows no such thing", 404, "no such thing", channel.ErrUnavailable},
		{"429", 429, "", channel.ErrRateLimited},
		{"429 that is transient", 429, `{"error":{"is_transient":true}}`, channel.ErrRateLimited},
		{"a redirect is not followed", 302, "", channel.ErrUnavailable},
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

// A proof made with an app secret that Meta does not know, such as one that was entered early, is a
// matter of credentials: the message itself is right, and goes out with the former secret.
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
