package call_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const (
	platform     = "toy"
	exampleToken = "secret-token-9"
)

// How does a platform outside this module call its API? One function sends the request, one table
// says what a refusal means.
func Example() {
	api := answers{
		{200, `{"id":"7"}`},
		{403, `{"code":131,"text":"secret-token-9 may not write to this person"}`},
		{502, `<html>bad gateway</html>`},
	}
	client := call.Client(&http.Client{Transport: &api})
	for range 3 {
		id, err := send(context.Background(), client, "Hello")
		e, _ := errors.AsType[*channel.Error](err)
		switch {
		case err == nil:
			fmt.Println("sent", id)
		case errors.Is(err, channel.ErrUncertain):
			fmt.Println("perhaps sent")
		default:
			fmt.Println("refused, affects the", e.Affects)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// sent {"id":"7"}
	// refused, affects the person
	// toy: send: contact unreachable (131): [secret] may not write to this person
	// perhaps sent
	// toy: send: outcome uncertain (502): a gateway answered
}

func send(ctx context.Context, client *http.Client, text string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://api.toy.example/messages", strings.NewReader(text))
	if err != nil {
		return "", call.Rejected(platform, channel.OpSend, call.Hide(err, exampleToken))
	}
	req.Header.Set("Authorization", "Bearer "+exampleToken)
	answer, err := call.Call{Platform: platform, Op: channel.OpSend, Secrets: []string{exampleToken}}.Do(client, req)
	if err != nil {
		return "", err // the connection failed: ErrUnavailable or ErrUncertain
	}
	if answer.Status == http.StatusOK {
		return string(answer.Body), nil
	}
	return "", classify(answer)
}

// classify says what a refusal of the toy platform means.
func classify(a call.Answer) error {
	var code int
	_, text, own := strings.Cut(string(a.Body), `"text":"`)
	_, err := fmt.Sscanf(string(a.Body), `{"code":%d`, &code)
	if !own || err != nil { // not in the platform's form
		return call.Refused(platform, channel.OpSend, strconv.Itoa(a.Status), call.Foreign(a), "a gateway answered")
	}
	v := call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	if code == 131 {
		v = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	}
	text, _, _ = strings.Cut(text, `"`)
	return call.Refused(platform, channel.OpSend, strconv.Itoa(code), v, call.Redact(text, exampleToken))
}

// How is a credential kept out of the error of a library?
func ExampleHide() {
	_, err := http.NewRequest(http.MethodGet, "https://api.toy.example/bot"+exampleToken+"/%zz", nil)
	fmt.Println(strings.Contains(err.Error(), exampleToken))
	fmt.Println(call.Hide(err, exampleToken))
	// Output:
	// true
	// invalid URL escape "%zz"
}

// How does a platform refuse a message by itself, before any call?
func ExampleRejectedField() {
	err := call.RejectedField(platform, channel.OpSend, "text", channel.CodeMissing, "message needs a text")
	fmt.Println(err)
	fmt.Println(channel.FieldErrors(err)[0].Field, errors.Is(err, channel.ErrRejected))
	// Output:
	// toy: send: rejected: text: message needs a text
	// text true
}

// answers is an API that gives one answer after the other.
type answers []struct {
	status int
	body   string
}

func (a *answers) RoundTrip(req *http.Request) (*http.Response, error) {
	next := (*a)[0]
	*a = (*a)[1:]
	return &http.Response{StatusCode: next.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(next.body)), Request: req}, nil
}
