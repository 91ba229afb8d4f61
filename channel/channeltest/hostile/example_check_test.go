package hostile_test

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
)

// odd is a transport that gives one answer.
type odd struct{ answer hostile.Answer }

func (o *odd) RoundTrip(r *http.Request) (*http.Response, error) { return o.answer.Response(r), nil }

// Which answers does a client misjudge? This toy trusts any answer below 400 and shows the body of
// the others.
func ExampleAnswer_Check() {
	transport := &odd{}
	client := &http.Client{Transport: transport}
	send := func() error {
		resp, err := client.Get("https://toy.example/send")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode < 400 {
			return nil
		}
		return &channel.Error{Op: channel.OpSend, Platform: "toy", Kind: channel.ErrRejected, Err: errors.New(transport.answer.Body)}
	}
	for a := range hostile.Answers("token-of-the-toy") {
		if a.Name != "XML" || a.Status != 200 && a.Status != 404 && a.Status != 503 {
			continue
		}
		transport.answer = a
		fmt.Println(a.Status, a.Check(send(), "toy", hostile.Message, "token-of-the-toy"))
	}
	// Output:
	// 200 nothing confirms the message
	// 404 a credential: "toy: send: rejected: <?xml version=\"1.0\"?><error>token-of-the-toy</error>"
	// 503 a failing server has refused for good: "toy: send: rejected: <?xml version=\"1.0\"?><error>token-of-the-toy</error>"
}
