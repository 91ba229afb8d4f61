package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// Gateway reaches Telegram through API Fabric, which keeps the bot's token. Huawei's pages name the
// APIs for it, but not their path and body. Path and Encode must say both; without them Send fails
// with an error that names the missing field. The host's files cannot be uploaded through a
// gateway: send a file id or a URL.
type Gateway struct {
	// Fabric is how the gateway is reached.
	Fabric apifabric.Config
	// Path is the path below BusinessURL by which a method of the Bot API is called, beginning with
	// a slash. "{method}" is replaced by the method, "{account}" by the account of the bot. If Path
	// has no "{method}", messages can be sent, but no other method can be called.
	Path string
	// Encode makes the body of such a call; EncodeBotAPI is one. If nil, nothing can be sent.
	Encode Encoder
	// Decode turns an answer of the gateway into one of the Bot API. If nil, the gateway answers as
	// the Bot API does.
	Decode func(status int, body []byte) ([]byte, error)
	// FilePath is the path by which a received file is read, with "{file_id}" and, if need be,
	// "{account}"; empty: OpenMedia is not supported.
	FilePath string
	// Subscribed are the APIs that the app has subscribed to, as the console of API Fabric shows
	// them, for CheckSubscription; nil: they are not checked.
	Subscribed []string
}

// Format writes the gateway's address for every verb: with a verb that does not fit a field, such
// as %d, fmt would print the secret in Fabric.
func (g Gateway) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "telegram.Gateway("+g.Fabric.BusinessURL+")")
}

// Encoder makes the body of a call out of a method of the Bot API and its parameters, a JSON
// object.
type Encoder func(method string, params []byte) (contentType string, body []byte, err error)

// EncodeBotAPI is the Encoder of a gateway that hands the Bot API's own parameters on as they are.
func EncodeBotAPI(_ string, params []byte) (contentType string, body []byte, err error) {
	return "application/json", params, nil
}

// check returns every complaint.
func (g Gateway) check() error {
	var errs []error
	complain := func(field, reason string) {
		errs = append(errs, &channel.FieldError{Field: "gateway." + field, Code: channel.CodeInvalid, Reason: reason})
	}
	if _, err := apifabric.New(g.Fabric); err != nil {
		for _, e := range channel.FieldErrors(err) {
			if !strings.HasPrefix(e.Field, "tls.") {
				e.Field = "gateway." + e.Field
			}
			errs = append(errs, e)
		}
	}
	if g.Path != "" && !isTemplate(g.Path, "{method}", "{account}") {
		complain("path", `a path begins with a slash and holds no placeholders but "{method}" and "{account}"`)
	}
	if g.FilePath != "" && (!isTemplate(g.FilePath, "{file_id}", "{account}") || !strings.Contains(g.FilePath, "{file_id}")) {
		complain("filePath", `a path begins with a slash and holds "{file_id}", perhaps "{account}"`)
	}
	return errors.Join(errs...)
}

// isTemplate reports whether s is a path with no other placeholders than these.
func isTemplate(s string, placeholders ...string) bool {
	for _, p := range placeholders {
		s = strings.ReplaceAll(s, p, "x")
	}
	u, err := url.Parse(s)
	return err == nil && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && !strings.ContainsAny(s, "{}#\\ ") && u.Host == "" && !strings.Contains(u.Path, "/../")
}

// sends and does report what is set up.
func (g *Gateway) sends() bool { return g.Path != "" && g.Encode != nil }
func (g *Gateway) does() bool  { return g.sends() && strings.Contains(g.Path, "{method}") }

// gate is a gateway in use.
type gate struct {
	*Gateway
	client  *apifabric.Client
	account string
}

func (g gate) fill(template, name, value string) string {
	return strings.NewReplacer(name, url.PathEscape(value), "{account}", url.PathEscape(g.account)).Replace(template)
}

// post calls a method through the gateway.
func (g gate) post(ctx context.Context, slow bool, op, method string, params any, files []upload) (call.Answer, error) {
	missing := func(field, reason string) (call.Answer, error) {
		return call.Answer{}, call.Unauthorized(Platform, op, &channel.FieldError{Field: field, Code: channel.CodeMissing, Reason: reason})
	}
	switch {
	case g.Path == "":
		return missing("gateway.path", "how the gateway is told to send is not configured: its path is missing")
	case g.Encode == nil:
		return missing("gateway.encode", "how the gateway is told to send is not configured: its encoder is missing")
	case len(files) > 0:
		return call.Answer{}, call.RejectedField(Platform, op, files[0].field, channel.CodeUnsupported, "files cannot be uploaded through the gateway")
	}
	body, err := json.Marshal(params)
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, call.Hide(err))
	}
	kind, body, err := g.Encode(method, body)
	if err != nil {
		return call.Answer{}, call.Rejected(Platform, op, call.Hide(err))
	}
	answer, err := g.client.Do(ctx, apifabric.Call{Op: op, Path: g.fill(g.Path, "{method}", method), Type: kind, Body: body, Slow: slow})
	if err != nil {
		return call.Answer{}, err
	}
	if answer.Status == http.StatusUnauthorized { // the gateway's, twice: an answer of Telegram's would say 200 here, or be decoded
		return call.Answer{}, g.client.Refused(op, answer)
	}
	if g.Decode != nil {
		if answer.Body, err = g.Decode(answer.Status, answer.Body); err != nil {
			return call.Answer{}, call.Failed(Platform, op, channel.ErrUncertain, call.Hide(err))
		}
	}
	return call.Answer(answer), nil
}

// open reads a received file through the gateway. There is a path for it.
func (g gate) open(ctx context.Context, op, id string) (channel.File, error) {
	f, err := g.client.Open(ctx, apifabric.Call{Op: op, Method: http.MethodGet, Path: g.fill(g.FilePath, "{file_id}", id)}, mostDownload)
	f.Name = "" // that of the path
	return f, err
}

// Codes of findings about a gateway.
const (
	FindingGateway = "gateway"        // it gives no token
	FindingPath    = "gateway_path"   // how to send through it is not configured
	FindingOwnBot  = "gateway_no_bot" // the webhook is set by hand, since the bot's token is not known
)

// findings are what can be said of the gateway before the first message.
func (g gate) findings(ctx context.Context, redact func(string) string) (found []channel.Finding) {
	add := func(code, text string) {
		found = append(found, channel.Finding{Code: code, Fatal: true, Text: text})
	}
	if err := g.client.CheckToken(ctx); err != nil {
		add(FindingGateway, "The gateway gives no token: "+redact(err.Error()))
	}
	if !g.sends() {
		add(FindingPath, "How to send through the gateway is not configured: path and encoder are needed.")
	}
	if g.Subscribed != nil {
		found = append(found, apifabric.CheckAPIs(g.Subscribed)...)
	}
	return found
}
