package telegram_test

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/methods.json
var methodsJSON []byte

// bots is the Bot API as its reference lists it: the parameters of each method that is called, and
// the members of the objects in them.
var bots = func() (api struct{ Methods, Objects map[string][]string }) {
	if err := json.Unmarshal(methodsJSON, &api); err != nil {
		panic(err)
	}
	return api
}()

// checked is a transport that looks up every request to the Bot API in that table: the server
// ignores what it does not know, so no answer shows a parameter that does nothing.
type checked struct {
	tb   testing.TB
	next http.RoundTripper
}

func (c checked) RoundTrip(r *http.Request) (*http.Response, error) {
	r, err := lookUp(c.tb, r)
	if err != nil {
		return nil, err // the body is the client's
	}
	return c.next.RoundTrip(r)
}

// checking is checked on the side of the server, for clients that a test does not make itself:
// those of the conformance suite, and those that dial.
func checking(tb testing.TB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, err := lookUp(tb, r)
		if err != nil {
			return // the client went away
		}
		next.ServeHTTP(w, r)
	})
}

// lookUp reads the body of a request, looks it up, and returns a request that has it still. A
// request through the gateway of these tests has the method in its path, too.
func lookUp(tb testing.TB, r *http.Request) (*http.Request, error) {
	_, method, found := strings.Cut(r.URL.Path, "/bot") // a bot's token follows
	if found {
		_, method, found = strings.Cut(method, "/")
	}
	if before, after, _ := strings.Cut(relayPath, "{method}"); !found && strings.HasPrefix(r.URL.Path, before) {
		method, found = strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, before), after), true
	}
	if !found || method == "sendLater" || // which a test makes up
		strings.HasPrefix(r.URL.Path, "/file/") || r.Body == nil {
		return r, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	_ = r.Body.Close()
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	for _, wrong := range misfits(strings.TrimPrefix(method, "test/"), r.Header.Get("Content-Type"), body) {
		tb.Errorf("request: %s", wrong)
	}
	return r, nil
}

// misfits names what of a request is not in the table.
func misfits(method, contentType string, body []byte) (wrong []string) {
	params, files, err := parameters(contentType, body)
	known, ok := bots.Methods[method]
	switch {
	case err != nil:
		return []string{method + ": " + err.Error()}
	case !ok:
		return []string{method + " is not in testdata/methods.json"}
	}
	for name, value := range params {
		switch {
		case !slices.Contains(known, name):
			wrong = append(wrong, method+" has no parameter "+name)
		case name == "media":
			wrong = append(wrong, media(value)...)
		default:
			wrong = append(wrong, members(name, value)...)
		}
	}
	for _, name := range files {
		if !slices.Contains(known, name) && !bytes.Contains(body, []byte("attach://"+name)) {
			wrong = append(wrong, method+" has a file that no parameter names: "+name)
		}
	}
	return wrong
}

func parameters(contentType string, body []byte) (params map[string]json.RawMessage, files []string, err error) {
	kind, attributes, err := mime.ParseMediaType(contentType)
	if kind == "application/json" {
		return params, nil, json.Unmarshal(body, &params)
	}
	params = make(map[string]json.RawMessage)
	parts := multipart.NewReader(bytes.NewReader(body), attributes["boundary"])
	for err == nil {
		var part *multipart.Part
		if part, err = parts.NextRawPart(); err != nil {
			break
		}
		if part.FileName() != "" {
			files = append(files, part.FormName())
			continue
		}
		params[part.FormName()], err = io.ReadAll(part)
	}
	if err == io.EOF {
		err = nil
	}
	return params, files, err
}

// media looks at InputMedia, one or several, whose type decides.
func media(value []byte) (wrong []string) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		items = []json.RawMessage{value}
	}
	for _, item := range items {
		var of struct{ Type string }
		_ = json.Unmarshal(item, &of)
		if bots.Objects["media/"+of.Type] == nil {
			wrong = append(wrong, fmt.Sprintf("media of type %q", of.Type))
			continue
		}
		wrong = append(wrong, members("media/"+of.Type, item)...)
	}
	return wrong
}

// members looks at an object, or at those in a list.
func members(name string, value []byte) (wrong []string) {
	known := bots.Objects[name]
	if known == nil {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(value, &list) == nil {
		for _, one := range list {
			wrong = append(wrong, members(name, one)...)
		}
		return wrong
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(value, &object); err != nil {
		return []string{name + " is no object: " + string(value)}
	}
	for member, inner := range object {
		if !slices.Contains(known, member) {
			wrong = append(wrong, name+" has no member "+member)
		}
		wrong = append(wrong, members(member, inner)...)
	}
	return wrong
}

func TestRequestsAreCheckedAgainstTheTable(t *testing.T) {
	for body, want := range map[string]string{
		`{"chat_id":1,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`: "",
		`{"chat_id":1,"message_id":2}`:                                        "sendMessage has no parameter message_id",
		`{"reply_parameters":{"message_id":1,"anyway":true}}`:                 "reply_parameters has no member anyway",
		`{"reply_markup":{"inline_keyboard":[[{"text":"a","payload":"b"}]]}}`: "inline_keyboard has no member payload",
		`{"entities":[{"type":"bold","start":1}]}`:                            "entities has no member start",
		`{"media":{"type":"photo","media":"x","duration":1}}`:                 "sendMessage has no parameter media",
	} {
		if got := strings.Join(misfits("sendMessage", "application/json", []byte(body)), "; "); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
	if got := misfits("editMessageMedia", "application/json", []byte(`{"media":{"type":"photo","media":"x","duration":1}}`)); len(got) != 1 {
		t.Errorf("a picture with a duration: %q", got)
	}
	if got := misfits("sendmessage", "application/json", []byte(`{}`)); len(got) != 1 {
		t.Errorf("an unknown method: %q", got)
	}
}
