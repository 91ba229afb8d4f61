package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestEveryCodeOfV11(t *testing.T) {
	tests := []struct {
		code   string
		status []int
		want   error
	}{
		{"0", []int{500}, channel.ErrUncertain}, {"67", []int{503}, channel.ErrUncertain},
		{"130", []int{503}, channel.ErrUncertain}, {"131", []int{500}, channel.ErrUncertain},
		{"17", []int{404}, channel.ErrUnreachable}, {"50", []int{404}, channel.ErrUnreachable},
		{"32", []int{401}, channel.ErrUnauthorized}, {"34", []int{404}, channel.ErrRejected}, {"38", []int{403}, channel.ErrRejected},
		{"61", []int{401, 403}, channel.ErrUnauthorized}, {"63", []int{403}, channel.ErrUnreachable}, {"64", []int{403}, channel.ErrUnauthorized},
		{"68", []int{410}, channel.ErrRejected}, {"251", []int{410}, channel.ErrRejected}, {"87", []int{403}, channel.ErrUnauthorized},
		{"88", []int{429}, channel.ErrRateLimited}, {"89", []int{401, 403}, channel.ErrUnauthorized}, {"92", []int{403}, channel.ErrRejected},
		{"93", []int{403}, channel.ErrUnauthorized}, {"99", []int{403}, channel.ErrUnauthorized}, {"108", []int{404}, channel.ErrUnreachable},
		{"135", []int{401}, channel.ErrUnauthorized}, {"136", []int{403}, channel.ErrUnreachable},
		{"144", []int{404}, channel.ErrRejected}, {"179", []int{403}, channel.ErrRejected}, {"150", []int{403}, channel.ErrUnreachable},
		{"151", []int{403}, channel.ErrUnavailable}, {"185", []int{403}, channel.ErrRateLimited}, {"186", []int{403}, channel.ErrRejected},
		{"187", []int{403}, channel.ErrRejected}, {"195", []int{403}, channel.ErrRejected}, {"200", []int{403}, channel.ErrUnauthorized},
		{"214", []int{403}, channel.ErrRejected}, {"215", []int{400}, channel.ErrUnauthorized}, {"220", []int{403}, channel.ErrUnauthorized},
		{"226", []int{403}, channel.ErrUnavailable}, {"261", []int{403}, channel.ErrUnauthorized}, {"323", []int{400}, channel.ErrRejected},
		{"324", []int{400}, channel.ErrRejected}, {"325", []int{400}, channel.ErrRejected}, {"326", []int{403}, channel.ErrUnauthorized},
		{"348", []int{401, 403}, channel.ErrUnauthorized}, {"349", []int{403}, channel.ErrUnreachable}, {"354", []int{403}, channel.ErrRejected},
		{"355", []int{409}, channel.ErrRejected}, {"356", []int{400}, channel.ErrRejected}, {"357", []int{400}, channel.ErrRejected},
		{"358", []int{400}, channel.ErrRejected}, {"360", []int{400}, channel.ErrRejected}, {"368", []int{400}, channel.ErrRejected},
		{"407", []int{400}, channel.ErrRejected}, {"415", []int{403}, channel.ErrUnauthorized}, {"416", []int{401}, channel.ErrUnauthorized},
		{"417", []int{401}, channel.ErrUnauthorized}, {"453", []int{403}, channel.ErrUnauthorized}, {"476", []int{403}, channel.ErrUnreachable},
		{"99999", []int{400}, channel.ErrRejected}, {"99999", []int{401}, channel.ErrUnauthorized},
	}
	for _, tt := range tests {
		for _, status := range tt.status {
			p := &platform{status: status, body: `{"errors":[{"code":` + tt.code + `,"message":"as X says it"}]}`}
			_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"})
			e, _ := errors.AsType[*channel.Error](err)
			if e == nil || e.Kind != tt.want || e.Code != tt.code || e.Op != channel.OpSend || !strings.Contains(e.Error(), "as X says it") {
				t.Errorf("%d, code %s: %v, want %v", status, tt.code, err, tt.want)
			}
		}
	}
}

func TestEveryAnswerOfV2(t *testing.T) {
	problem := func(kind, title, detail, more string) string {
		return fmt.Sprintf(`{"type":%q,"title":%q,"detail":%q%s}`, kind, title, detail, more)
	}
	const blank, problems = "about:blank", "https://api.twitter.com/2/problems/"
	tests := []struct {
		name   string
		status int
		body   string
		want   error
		code   string
	}{
		{"invalid request", 400, problem(problems+"invalid-request", "Invalid Request", "One or more parameters to your request was invalid.",
			`,"errors":[{"message":"no such participant","parameters":{"participant_id":["x"]}}]`), channel.ErrRejected, "invalid-request"},
		{"unauthorized", 401, problem(blank, "Unauthorized", "Unauthorized", `,"status":401`), channel.ErrUnauthorized, "401"},
		{"credits", 402, problem(problems+"credits", "CreditsDepleted", "Your enrolled account [1] does not have any credits to fulfill this request.", ""), channel.ErrCredit, "credits"},
		{"402 without a word", 402, "", channel.ErrCredit, "402"},
		{"cannot be written to", 403, problem(blank, "Forbidden", "You do not have permission to DM one or more participants.", `,"status":403`), channel.ErrUnreachable, "403"},
		{"not permitted", 403, problem(blank, "Forbidden", "This operation is not permitted.", `,"status":403`), channel.ErrUnreachable, "403"},
		{"scope missing", 403, problem(blank, "Forbidden", "Forbidden", `,"status":403`), channel.ErrUnauthorized, "403"},
		{"token kind", 403, problem(problems+"unsupported-authentication", "Unsupported Authentication", "Authenticating with …", `,"status":403`), channel.ErrUnauthorized, "unsupported-authentication"},
		{"not enrolled, other host", 403, problem("https://api.x.com/2/problems/client-forbidden", "Client Forbidden", "…", `,"client_id":"1","reason":"client-not-enrolled"`), channel.ErrUnauthorized, "client-forbidden/client-not-enrolled"},
		{"disallowed", 403, problem(problems+"disallowed-resource", "…", "…", ""), channel.ErrRejected, "disallowed-resource"},
		{"not authorized for it", 403, problem(problems+"not-authorized-for-resource", "…", "…", ""), channel.ErrRejected, "not-authorized-for-resource"},
		{"not authorized for a field", 403, problem(problems+"not-authorized-for-field", "…", "…", ""), channel.ErrUnauthorized, "not-authorized-for-field"},
		{"field", 403, problem(problems+"field-unauthorized", "…", "…", ""), channel.ErrUnauthorized, "field-unauthorized"},
		{"not found", 404, problem(problems+"resource-not-found", "Not Found Error", "…", ""), channel.ErrRejected, "resource-not-found"},
		{"gone for now", 404, problem(problems+"resource-unavailable", "…", "…", ""), channel.ErrRejected, "resource-unavailable"},
		{"conflict", 409, problem(blank, "Conflict", "…", ""), channel.ErrRejected, "409"},
		{"too many", 429, problem(blank, "Too Many Requests", "Too Many Requests", `,"status":429`), channel.ErrRateLimited, "429"},
		{"too many as of old", 420, `{"errors":[{"message":"Enhance your calm"}]}`, channel.ErrRateLimited, "420"},
		{"cap", 429, problem(problems+"usage-capped", "UsageCapExceeded", "Usage cap exceeded: Monthly product cap", ""), channel.ErrCredit, "usage-capped"},
		{"internal", 500, problem(problems+"internal-error", "…", "…", ""), channel.ErrUncertain, "internal-error"},
		{"internal, but refused", 400, problem(problems+"internal-error", "…", "…", ""), channel.ErrUnavailable, "internal-error"},
		{"gateway", 502, "<html>bad gateway</html>", channel.ErrUncertain, "502"},
		{"unavailable", 503, "", channel.ErrUncertain, "503"},
		{"gateway timeout", 504, "", channel.ErrUncertain, "504"},
		{"redirect", 301, "", channel.ErrUnavailable, "301"},
		{"success without the thing", 200, `{"errors":[{"title":"Not Found Error","detail":"Could not find user","type":"` + problems + `resource-not-found"}]}`, channel.ErrRejected, "resource-not-found"},
		{"one text", 400, `{"errors":"a text"}`, channel.ErrRejected, "400"},
		{"texts", 404, `{"errors":["Sorry, that page does not exist"]}`, channel.ErrRejected, "404"},
		{"one error", 400, `{"request":"/1.1/x.json","error":"media type unrecognized."}`, channel.ErrRejected, "400"},
		{"default form", 403, `{"code":93,"message":"…"}`, channel.ErrUnauthorized, "93"},
		{"labelled", 403, `{"errors":[{"code":99,"message":"…","label":"authenticity_token_error"}]}`, channel.ErrUnauthorized, "99"},
		{"odd kinds", 400, `{"errors":[7,null,{"code":{},"message":[]}],"title":5,"type":[]}`, channel.ErrRejected, "400"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &platform{status: tt.status, body: tt.body}
			_, err := at(t, p, v2).Send(t.Context(), toAda, channel.Message{Text: "hello"})
			e, _ := errors.AsType[*channel.Error](err)
			if e == nil || e.Kind != tt.want || e.Code != tt.code {
				t.Errorf("%v, want %v (%s)", err, tt.want, tt.code)
			}
		})
	}
}

func TestErrorSaysWhatIsWrongInParticular(t *testing.T) {
	p := &platform{status: 400, header: http.Header{"X-Transaction-Id": {"3f0c"}},
		body: `{"errors":[{"message":"text is empty"}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request"}`}
	_, err := at(t, p, v2).Send(t.Context(), toAda, channel.Message{Text: "hello"})
	const want = "twitter: send: rejected (invalid-request): answer 400: One or more parameters to your request was invalid.; text is empty (transaction 3f0c)"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// The same code says that a text was sent twice, and other things.
func TestRepeatedText(t *testing.T) {
	p := &platform{status: 403, body: `{"errors":[{"code":151,"message":"There was an error sending your message: Whoops! You already said that."}]}`}
	_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"})
	if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Kind != channel.ErrRejected || e.Code != "151" {
		t.Errorf("%v, want ErrRejected (151)", err)
	}
}

func TestAutomatedLooksWaitMinutes(t *testing.T) {
	p := &platform{status: 403, body: `{"errors":[{"code":226,"message":"This request looks like it might be automated."}]}`}
	_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"})
	if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Wait < time.Minute {
		t.Errorf("%v, want a wait of minutes", err)
	}
}

func TestClockSkewIsTold(t *testing.T) {
	p := &platform{status: 401, body: `{"errors":[{"code":135,"message":"Timestamp out of bounds."}]}`,
		header: http.Header{"Date": {time.Unix(1767323000-600, 0).UTC().Format(http.TimeFormat)}}}
	_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Text: "hello"})
	if err == nil || !strings.Contains(err.Error(), "our clock is 10m0s ahead") {
		t.Errorf("%v, want the skew in it", err)
	}
}

// A call that may be repeated is not uncertain.
func TestFailingServerAndHarmlessCalls(t *testing.T) {
	p := &platform{status: 503, free: true}
	ch := at(t, p)
	for name, tt := range map[string]struct {
		err  error
		want error
	}{
		"send":   {second(ch.Send(t.Context(), toAda, channel.Message{Text: "hello"})), channel.ErrUncertain},
		"typing": {ch.ShowTyping(t.Context(), toAda), channel.ErrUnavailable},
		"read":   {ch.MarkRead(t.Context(), toAda, "1"), channel.ErrUnavailable},
		"delete": {ch.DeleteMessage(t.Context(), toAda, "1"), channel.ErrUnavailable},
		"GET":    {ch.Call(t.Context(), "GET", "/2/users/me", nil, nil), channel.ErrUnavailable},
		"POST":   {ch.Call(t.Context(), "POST", "/2/users/1/dm/block", url.Values{}, nil), channel.ErrUncertain},
	} {
		if !errors.Is(tt.err, tt.want) {
			t.Errorf("%s: %v, want %v", name, tt.err, tt.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestErrorsHoldNoCredential(t *testing.T) {
	everything := secret + " access-secret-Wx3 " + us + "-token " + url.QueryEscape(secret)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		p    *platform
		want error
	}{
		"X repeats them":   {t.Context(), &platform{status: 401, body: `{"errors":[{"code":32,"message":"` + everything + `"}]}`}, channel.ErrUnauthorized},
		"transport fails":  {t.Context(), &platform{err: errors.New("broken at " + everything)}, channel.ErrUncertain},
		"cancelled before": {cancelled, &platform{}, channel.ErrUnavailable},
	} {
		_, err := at(t, tt.p).Send(tt.ctx, toAda, channel.Message{Text: "hello"})
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
		for _, s := range []string{secret, "access-secret", us + "-token"} {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), s) {
				t.Errorf("%s: the error shows %s: %v", name, s, err)
			}
		}
	}
	_, err := twitter.New(twitter.Config{Account: "x", APISecret: channel.NewKeys("a b" + secret), AccessToken: "a\n" + secret})
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("New: %v", err)
	}
}
