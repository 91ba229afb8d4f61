package twitter_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
)

// meaning is what a host acts on.
type meaning struct {
	Kind    error
	Affects channel.Affects
	Scope   channel.Scope
	Wait    time.Duration
}

func meaningOf(err error) meaning {
	e, _ := errors.AsType[*channel.Error](err)
	if e == nil {
		return meaning{}
	}
	return meaning{e.Kind, e.Affects, e.Scope, e.Wait}
}

// isStale reports whether an error asks for a fresh upload.
func isStale(err error) bool {
	e, _ := errors.AsType[*channel.Error](err)
	return e != nil && e.StaleFile
}

func sameKind(a, b error) bool { return a == b }

// Whom does a refusal concern? What concerns a message or a person must not stop the account.
func TestWhomARefusalConcerns(t *testing.T) {
	code := func(n string) string { return `{"errors":[{"code":` + n + `,"message":"as X says it"}]}` }
	problem := func(kind, detail string) string {
		return `{"title":"Forbidden","type":"https://api.x.com/2/problems/` + kind + `","detail":"` + detail + `"}`
	}
	blank := func(detail string) string {
		return `{"title":"Forbidden","type":"about:blank","status":403,"detail":"` + detail + `"}`
	}
	message := meaning{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	person := meaning{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	account := meaning{Kind: channel.ErrUnauthorized, Affects: channel.AffectsAccount}
	app := meaning{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}
	credentials := meaning{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	credit := meaning{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}
	unlisted := meaning{Kind: channel.ErrUnauthorized, Affects: channel.AffectsMessage}
	minute := meaning{Kind: channel.ErrRateLimited, Scope: channel.ScopeAccount, Wait: time.Minute}
	tests := []struct {
		name   string
		status int
		body   string
		want   meaning
	}{
		{"349", 403, code("349"), person}, {"150", 403, code("150"), person}, {"136", 403, code("136"), person},
		{"108", 404, code("108"), person}, {"476", 403, code("476"), person}, {"17", 404, code("17"), person}, {"63", 403, code("63"), person},
		{"may not DM", 403, blank("You do not have permission to DM one or more participants."), person},
		{"not permitted", 403, blank("This operation is not permitted."), person},
		{"64", 403, code("64"), account}, {"326", 403, code("326"), account},
		{"93", 403, code("93"), credentials}, {"220", 403, code("220"), credentials}, {"89", 401, code("89"), credentials},
		{"32", 401, code("32"), credentials}, {"261", 403, code("261"), credentials}, {"no code", 401, `{"title":"Unauthorized","type":"about:blank"}`, credentials},
		{"empty 401", 401, "", credentials}, {"token kind", 403, problem("unsupported-authentication", "…"), credentials},
		{"135", 401, code("135"), credentials}, {"just forbidden", 403, blank("Forbidden"), credentials},
		{"87", 403, code("87"), app}, {"453", 403, code("453"), app}, {"416", 401, code("416"), app}, {"enrolment", 403, problem("client-forbidden", "…"), app},
		{"402", 402, "", credit}, {"credits", 402, problem("credits", "…"), credit}, {"cap", 429, problem("usage-capped", "…"), credit},
		{"spending", 403, `{"title":"SpendCapReached","type":"about:blank","detail":"Your spending cap is reached until 2026-12-01."}`, credit},
		{"gateway page on 402", 402, "<html>", meaning{Kind: channel.ErrUnavailable}},
		{"reply not allowed", 403, blank("Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author"), message},
		{"quote not allowed", 403, blank("Quoting this post is not allowed"), message},
		{"433", 403, code("433"), message}, {"186", 403, code("186"), message}, {"187", 403, code("187"), message}, {"354", 403, code("354"), message}, {"invalid", 400, problem("invalid-request", "…"), message},
		{"not found", 404, problem("resource-not-found", "…"), message}, {"conflict", 409, `{"title":"Conflict"}`, message},
		{"a 403 that nobody described", 403, blank("You have reached a restriction of the new kind."), unlisted},
		{"a code that nobody described", 403, code("98765"), unlisted},
		{"a problem that nobody described", 403, problem("brand-new", "…"), unlisted},
		{"empty 403", 403, "", unlisted},
		{"too many", 429, `{"title":"Too Many Requests","type":"about:blank"}`, minute}, {"bare 429", 429, "", minute}, {"420", 420, "", minute},
		{"automated", 403, code("226"), meaning{Kind: channel.ErrUnavailable, Wait: 5 * time.Minute}},
		{"internal", 400, code("131"), meaning{Kind: channel.ErrUnavailable}}, {"may have been sent", 500, code("131"), meaning{Kind: channel.ErrUncertain}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := at(t, &platform{status: tt.status, body: tt.body}).Send(t.Context(), toAda, channel.Message{Text: "hello"})
			if diff := cmp.Diff(tt.want, meaningOf(err), cmp.Comparer(sameKind)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

// The page of a gateway or proxy is not X's word. A proxy that refuses a call has not passed it on;
// one that fails may have.
func TestPageOfAGateway(t *testing.T) {
	const page = "<!DOCTYPE html>\n<title>Sign in to the network</title>"
	for status, want := range map[int]error{
		401: channel.ErrUnavailable, 403: channel.ErrUnavailable, 404: channel.ErrUnavailable, 407: channel.ErrUnavailable, 302: channel.ErrUnavailable,
		429: channel.ErrRateLimited, 413: channel.ErrRejected, 500: channel.ErrUncertain, 502: channel.ErrUncertain, 504: channel.ErrUncertain, 200: channel.ErrUncertain,
	} {
		p := &platform{status: status, body: page}
		ch := at(t, p)
		_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "hello"})
		if got := meaningOf(err); got.Kind != want || want == channel.ErrRateLimited && got.Wait != time.Minute {
			t.Errorf("%d on a send: %v, want %v", status, err, want)
		}
		if want == channel.ErrUncertain {
			want = channel.ErrUnavailable
		}
		if err := ch.ShowTyping(t.Context(), toAda); meaningOf(err).Kind != want || strings.Contains(err.Error(), "Sign in") {
			t.Errorf("%d on a call that may be repeated: %v, want %v", status, err, want)
		}
	}
}

// The media of a message that X calls bad must be uploaded anew: the next Send does that if the
// message has a file.
func TestBadMedia(t *testing.T) {
	const body = `{"errors":[{"code":151,"message":"There was an error sending your message: Bad Media."}]}`
	p := &platform{status: 403, body: body}
	_, err := at(t, p).Send(t.Context(), toAda, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "77"}}})
	if got := meaningOf(err); got.Kind != channel.ErrRejected || got.Affects != channel.AffectsMessage || !isStale(err) {
		t.Errorf("with the id of an earlier upload: %v, want ErrRejected for this message, and StaleFile", err)
	}
	x := fresh()
	x.Say(ada, "Show me")
	ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) {
		c.Files = func(context.Context, string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(strings.NewReader(jpegStart)), Size: int64(len(jpegStart))}, nil
		}
	})
	x.Fail(standin.Status(403, body).On("/events/new"), 1)
	m := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "f"}}}
	if _, err := ch.Send(t.Context(), toAda, m); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("with a file: %v, want ErrUnavailable", err)
	}
	if _, err := ch.Send(t.Context(), toAda, m); err != nil {
		t.Errorf("sent again: %v", err)
	}
}

// X has a word of its own for each way in which the handle of a file is of no use.
func TestStaleFile(t *testing.T) {
	image := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "77"}}}
	for body, want := range map[string]bool{
		`{"errors":[{"code":151,"message":"There was an error sending your message: Bad Media."}]}`:              true,
		`{"errors":[{"code":151,"message":"There was an error sending your message."}]}`:                         false,
		`{"errors":[{"code":324,"message":"The validation of media ids failed."}]}`:                              true,
		`{"errors":[{"code":325,"message":"A media id was not found."}]}`:                                        true,
		`{"errors":[{"code":354,"message":"The text of your direct message is over the max character limit."}]}`: false,
		`{"type":"https://api.x.com/2/problems/invalid-request","title":"Invalid Request","detail":"One or more parameters to your request was invalid.",` +
			`"errors":[{"message":"no","parameters":{"attachments.media_id":["77"]}}]}`: true,
		`{"type":"https://api.x.com/2/problems/invalid-request","title":"Invalid Request","detail":"One or more parameters to your request was invalid.",` +
			`"errors":[{"message":"no","parameters":{"participant_id":["77"]}}]}`: false,
	} {
		_, err := at(t, &platform{status: 400, body: body}).Send(t.Context(), toAda, image)
		if got := isStale(err); got != want {
			t.Errorf("StaleFile is %t with %s", got, body)
		}
	}
}

// A change that X does not confirm was not made.
func TestUnconfirmedChanges(t *testing.T) {
	calls := map[string]func(*twitter.Channel) error{
		"subscribe":       func(ch *twitter.Channel) error { return ch.SubscribeAccount(t.Context(), "1") },
		"unsubscribe":     func(ch *twitter.Channel) error { return ch.UnsubscribeAccount(t.Context(), "1", "2") },
		"delete webhook":  func(ch *twitter.Channel) error { return ch.DeleteWebhook(t.Context(), "1") },
		"delete activity": func(ch *twitter.Channel) error { return ch.DeleteActivity(t.Context(), "1") },
		"delete message":  func(ch *twitter.Channel) error { return ch.DeleteMessage(t.Context(), toAda, "1") },
	}
	answers := map[string]bool{
		"":                            true,
		`{"data":{}}`:                 true,
		`{"data":{"deleted":true}}`:   true,
		`{"data":{"deleted":false}}`:  false,
		`<html>`:                      false,
		`{"data":{"deleted":`:         false,
		`{"errors":[{"title":"No"}]}`: false,
	}
	for name, change := range calls {
		for body, done := range answers {
			switch name {
			case "subscribe":
				body = strings.ReplaceAll(body, "deleted", "subscribed")
			case "unsubscribe":
				body = strings.NewReplacer("deleted", "subscribed", "true", "false", "false", "true").Replace(body)
			}
			cfg := config()
			cfg.Bearer, cfg.API, cfg.HTTP = "AAAA-bearer", twitter.V2, &http.Client{Transport: answering(body)}
			if err := change(open(t, cfg)); (err == nil) != done || errors.Is(err, channel.ErrUncertain) {
				t.Errorf("%s is answered %s: %v", name, body, err)
			}
		}
	}
}

// A missing subscription is success only if X says so.
func TestPageOfAGatewayIsNoMissingSubscription(t *testing.T) {
	for body, want := range map[string]error{"": nil, "<html>not found": channel.ErrUnavailable} {
		cfg := config()
		cfg.Bearer, cfg.Product = "AAAA-bearer", twitter.Enterprise
		cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := answering(body).RoundTrip(r)
			resp.StatusCode = http.StatusNotFound
			return resp, err
		})}
		if err := open(t, cfg).UnsubscribeAccount(t.Context(), "1", "2"); !errors.Is(err, want) {
			t.Errorf("404 with %q: %v, want %v", body, err, want)
		}
	}
}

// A refusal that X does not document is told from another one by its code and text, and is the same
// for two people: only then may a second thread stop the account.
func TestUnlistedRefusalsAreToldApart(t *testing.T) {
	blank := func(title, detail string) string {
		return `{"title":"` + title + `","type":"about:blank","status":403,"detail":"` + detail + `"}`
	}
	numbered := func(code, text string) string { return `{"errors":[{"code":` + code + `,"message":"` + text + `"}]}` }
	for name, tt := range map[string]struct {
		a, b string
		same bool
	}{
		"two people":            {blank("Forbidden", "You may not write to user 2001 (@ada) today."), blank("Forbidden", "You may not write to user 2002 (@bo) today."), true},
		"another text":          {blank("Forbidden", "You may not write to user 2001 today."), blank("Forbidden", "Your app is under review."), false},
		"another title":         {blank("Forbidden", "Not now."), blank("Under Review", "Not now."), false},
		"a title alone":         {blank("Paused", ""), blank("Under Review", ""), false},
		"a number":              {numbered("98765", "Not for user 2001."), numbered("98765", "Not for user 2002."), true},
		"a number, other texts": {numbered("98765", "Not for user 2001."), numbered("98765", "Your app is under review."), false},
		"other numbers":         {numbered("98765", "Not now."), numbered("98766", "Not now."), false},
		"nothing said":          {"", "", true},
		"nothing and something": {"", blank("Forbidden", "Not now."), false},
	} {
		codes := make([]string, 2)
		for i, body := range []string{tt.a, tt.b} {
			_, err := at(t, &platform{status: 403, body: body}, v2).Send(t.Context(), toAda, channel.Message{Text: "hello"})
			e, _ := errors.AsType[*channel.Error](err)
			if e == nil || e.Kind != channel.ErrUnauthorized || e.Affects != channel.AffectsMessage {
				t.Fatalf("%s: %v, want ErrUnauthorized for this message", name, err)
			}
			codes[i] = e.Code
		}
		if (codes[0] == codes[1]) != tt.same {
			t.Errorf("%s: codes %q, the same: want %t", name, codes, tt.same)
		}
	}
}
