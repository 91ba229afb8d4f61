package facebook

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// loginRefusal says what the answer to a login call means. Instagram's token address has a form of
// its own: error_type, code and error_message. A code that was used or is too old comes as code 100
// from Facebook and as code 400 from Instagram: only a new login helps then.
func loginRefusal(a call.Answer, secrets []string) error {
	if a.Status < 300 {
		return refusal(opLogin, aboutOther, a, secrets)
	}
	r, err := jsonread.New(a.Body)
	if err == nil {
		var typ, text, code string
		for key := range r.Object {
			switch string(key) {
			case "error_type":
				typ = r.Text()
			case "error_message":
				text = r.Text()
			case "code":
				code = strconv.FormatInt(r.Int(), 10)
			}
		}
		if typ != "" && a.Status < http.StatusInternalServerError {
			return call.Refused(Platform, opLogin, code, call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}, call.Redact(text, secrets...))
		}
	}
	refused := refusal(opLogin, aboutOther, a, secrets)
	if e, ok := refused.(*channel.Error); ok && e.Kind == channel.ErrRejected && (e.Code == "100" || strings.HasPrefix(e.Code, "100/36")) {
		e.Kind, e.Affects = channel.ErrUnauthorized, channel.AffectsCredentials
	}
	return refused
}

func splitWords(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}
