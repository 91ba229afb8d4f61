package facebook_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// graphMethod is a call of the Graph API that this package makes, as Meta's pages describe it.
type graphMethod struct {
	verb, path string // of the path, {id} is a number or another id
	query      string // names of parameters
	body       string // members as path:type. Types: s text, n number, b bool, * anything; s=A|B one of these texts
}

// graphMethods is the table of the calls that this package makes, made from Meta's pages: Send API
// Reference, Saving assets, Attachment Upload API, Message Templates, Quick replies, Sender
// Actions, Send a utility message, Conversation Routing, User Profile API, Conversations API,
// Messenger Profile API, Personas, Page Subscribed Apps, Subscriptions Edge, debug_token, Get a
// Page Access Token.
var graphMethods = []graphMethod{
	{"POST", "{id}/messages", "", `recipient.id:s recipient.user_ref:s recipient.comment_id:s recipient.post_id:s recipient.notification_messages_token:s
		messaging_type:s=RESPONSE|UPDATE|MESSAGE_TAG|UTILITY tag:s=HUMAN_AGENT notification_type:s=REGULAR|SILENT_PUSH|NO_PUSH persona_id:s reply_to.mid:s
		thread_control.control_type:s=pass|release thread_control.app_id:s
		sender_action:s=typing_on|typing_off|mark_seen|react|unreact payload.message_id:s payload.reaction:s
		message.text:s message.metadata:s message.sticker_id:n
		message.quick_replies[].content_type:s=text|user_phone_number|user_email message.quick_replies[].title:s message.quick_replies[].payload:s message.quick_replies[].image_url:s
		message.attachment.type:s=image|audio|video|file|template message.attachment.payload.url:s message.attachment.payload.attachment_id:s
		message.attachments[].type:s=image message.attachments[].payload.url:s message.attachments[].payload.attachment_id:s
		message.attachment.payload.template_type:s=button|generic|media|receipt|coupon|customer_feedback|product message.attachment.payload.text:s
		message.attachment.payload.buttons[]:* message.attachment.payload.elements[].title:s message.attachment.payload.elements[].subtitle:s message.attachment.payload.elements[].image_url:s
		message.attachment.payload.elements[].default_action:* message.attachment.payload.elements[].buttons[]:* message.attachment.payload.elements[].media_type:s=image|video
		message.attachment.payload.elements[].attachment_id:s message.attachment.payload.elements[].url:s message.attachment.payload.elements[].id:s
		message.attachment.payload.elements[].quantity:n message.attachment.payload.elements[].price:n message.attachment.payload.elements[].currency:s
		message.attachment.payload.recipient_name:s message.attachment.payload.order_number:s message.attachment.payload.currency:s message.attachment.payload.payment_method:s
		message.attachment.payload.order_url:s message.attachment.payload.timestamp:s message.attachment.payload.address:* message.attachment.payload.summary:* message.attachment.payload.adjustments[]:*
		message.attachment.payload.coupon_code:s message.attachment.payload.title:s
		message.template.name:s message.template.language.code:s message.template.components[]:*`},
	{"POST", "{id}/message_attachments", "", `platform:s=instagram message.attachment.type:s=image|audio|video|file message.attachment.payload.url:s message.attachment.payload.is_reusable:b`},
	{"POST", "{id}/pass_thread_control", "", `recipient.id:s target_app_id:n metadata:s`},
	{"POST", "{id}/take_thread_control", "", `recipient.id:s metadata:s`},
	{"POST", "{id}/release_thread_control", "", `recipient.id:s metadata:s`},
	{"POST", "{id}/request_thread_control", "", `recipient.id:s metadata:s`},
	{"POST", "{id}/extend_thread_control", "", `recipient.id:s duration:n`},
	{"GET", "{id}/thread_owner", "recipient", ""},
	{"GET", "{id}/conversations", "platform user_id fields limit after", ""},
	{"GET", "{id}", "fields", ""}, // a person, or a conversation
	{"POST", "{id}/personas", "", `name:s profile_picture_url:s`},
	{"GET", "{id}/personas", "limit after", ""},
	{"DELETE", "{id}", "", ""},                 // a persona, or a comment
	{"POST", "{id}", "", "is_hidden:b hide:b"}, // a comment, on Facebook and on Instagram
	{"POST", "{id}/comments", "", "message:s attachment_id:s attachment_url:s"},
	{"POST", "{id}/photos", "", "published:s=false"},
	{"POST", "{id}/replies", "", "message:s"},
	{"POST", "{id}/mentions", "", "message:s media_id:s comment_id:s"},
	{"POST", "{id}/likes", "", ""},
	{"DELETE", "{id}/likes", "", ""},
	{"GET", "me/messenger_profile", "fields", ""},
	{"POST", "me/messenger_profile", "", `get_started.payload:s greeting[].locale:s greeting[].text:s ice_breakers[].locale:s ice_breakers[].call_to_actions[].question:s ice_breakers[].call_to_actions[].payload:s
		persistent_menu[].locale:s persistent_menu[].composer_input_disabled:b persistent_menu[].call_to_actions[].type:s=web_url|postback persistent_menu[].call_to_actions[].title:s
		persistent_menu[].call_to_actions[].payload:s persistent_menu[].call_to_actions[].url:s persistent_menu[].call_to_actions[].webview_height_ratio:s=compact|tall|full`},
	{"DELETE", "me/messenger_profile", "", `fields[]:s=get_started|greeting|ice_breakers|persistent_menu`},
	{"GET", "{id}/subscribed_apps", "", ""},
	{"POST", "{id}/subscribed_apps", "subscribed_fields", `subscribed_fields:s`}, // with Instagram Login in the query
	{"DELETE", "{id}/subscribed_apps", "", ""},
	{"GET", "{id}/subscriptions", "", ""},
	{"POST", "{id}/subscriptions", "", `object:s=page|instagram callback_url:s verify_token:s fields:s include_values:b`},
	{"DELETE", "{id}/subscriptions", "object", ""},
	{"POST", "debug_token", "", `method:s=get input_token:s`},
	{"POST", "oauth/access_token", "", "client_id:s client_secret:s redirect_uri:s code:s grant_type:s=fb_exchange_token|authorization_code fb_exchange_token:s"},
	{"GET", "access_token", "grant_type client_secret access_token", ""},
	{"GET", "refresh_access_token", "grant_type access_token", ""},
	{"GET", "me", "fields", ""},
	{"DELETE", "{id}/permissions", "", ""},
	{"GET", "me/accounts", "fields limit after", ""},
}

// called collects the methods that were called by any test, as verb and path.
var called sync.Map

// referenced wraps a transport: every request must be in the table, with parameters that the table
// names, of its types.
type referenced struct {
	t    testing.TB
	next http.RoundTripper
}

var versionedPath = regexp.MustCompile(`/(v\d+\.\d+)/(.+)$`)

func (c referenced) RoundTrip(r *http.Request) (*http.Response, error) {
	if host := r.URL.Hostname(); strings.Contains(host, "cdn") { // files are no part of the Graph API
		return c.next.RoundTrip(r)
	}
	kept := &keeper{}
	seen := *r
	if r.Body != nil {
		kept.ReadCloser = r.Body
		seen.Body = kept
	}
	resp, err := c.next.RoundTrip(&seen)
	if err == nil { // else the body may be half of one
		if err := referencedRequest(r, kept.start); err != nil {
			c.t.Errorf("%s %s with %s: %v", r.Method, r.URL, kept.start, err)
		}
	}
	return resp, err
}

// keeper keeps the start of a body that is read: files are streamed, and come last.
type keeper struct {
	io.ReadCloser
	start []byte
}

func (k *keeper) Read(p []byte) (int, error) {
	n, err := k.ReadCloser.Read(p)
	k.start = append(k.start, p[:min(n, 64<<10-len(k.start))]...)
	return n, err
}

// referencedRequest looks a request up in the table.
func referencedRequest(r *http.Request, body []byte) error {
	m := versionedPath.FindStringSubmatch(r.URL.Path)
	if m == nil && strings.HasSuffix(r.URL.Path, "access_token") && strings.HasSuffix(r.URL.Host, ".instagram.com") { // no version there
		m = []string{"", "", strings.Trim(r.URL.Path, "/")}
	}
	if m == nil {
		return fmt.Errorf("the path has no version")
	}
	method, ok := findMethod(r.Method, m[2])
	if !ok {
		return fmt.Errorf("the call is not in the table")
	}
	called.Store(method.verb+" "+method.path, true)
	for name, values := range r.URL.Query() {
		if name == "appsecret_proof" || name == "appsecret_time" {
			continue
		}
		if !slices.Contains(strings.Fields(method.query), name) || len(values) != 1 {
			return fmt.Errorf("the query has the parameter %s, %d times", name, len(values))
		}
	}
	params, err := bodyParams(r, body)
	if err != nil {
		return err
	}
	delete(params, "access_token")
	known := map[string]string{}
	for _, f := range strings.Fields(method.body) {
		path, typ, _ := strings.Cut(f, ":")
		known[path] = typ
	}
	return checkMembers(known, "", params)
}

func findMethod(verb, path string) (graphMethod, bool) {
	for _, m := range graphMethods { // fixed paths are compared as they are
		want, got := strings.Split(m.path, "/"), strings.Split(path, "/")
		if m.verb != verb || len(want) != len(got) {
			continue
		}
		fits := true
		for i := range want {
			fits = fits && (want[i] == got[i] || want[i] == "{id}" && got[i] != "me" && got[i] != "debug_token" && !strings.HasSuffix(got[i], "access_token") && got[i] != "")
		}
		if fits {
			return m, true
		}
	}
	return graphMethod{}, false
}

// bodyParams reads the parameters of a body: JSON, or a form whose objects are JSON.
func bodyParams(r *http.Request, body []byte) (map[string]any, error) {
	params := map[string]any{}
	if len(body) == 0 {
		return params, nil
	}
	typ, attrs, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	if typ == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		for name := range form {
			params[name] = form.Get(name)
		}
		return params, err
	}
	if typ == "application/json" {
		return params, json.Unmarshal(body, &params)
	}
	for parts := multipart.NewReader(bytes.NewReader(body), attrs["boundary"]); ; {
		p, err := parts.NextPart()
		if err == io.EOF {
			return params, nil
		}
		if err != nil {
			return nil, err
		}
		if p.FormName() == "filedata" || p.FormName() == "source" { // the last part
			return params, nil
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		var v any = string(text)
		if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
			if err := json.Unmarshal(text, &v); err != nil {
				return nil, err
			}
		}
		params[p.FormName()] = v
	}
}

// checkMembers compares what a body has with what the table knows.
func checkMembers(known map[string]string, path string, v any) error {
	if typ, ok := known[path]; ok {
		return checkType(path, typ, v)
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if err := checkMembers(known, strings.TrimPrefix(path+"."+name, "."), member); err != nil {
				return err
			}
		}
	case []any:
		for _, item := range v {
			if err := checkMembers(known, path+"[]", item); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("the body has the parameter %s", path)
	}
	return nil
}

func checkType(path, typ string, v any) error {
	typ, words, limited := strings.Cut(typ, "=")
	ok := typ == "*"
	switch v := v.(type) {
	case string:
		ok = ok || typ == "s" && v != "" && (!limited || slices.Contains(strings.Split(words, "|"), v))
	case float64:
		ok = ok || typ == "n"
	case bool:
		ok = ok || typ == "b"
	}
	if !ok {
		return fmt.Errorf("%s is %v, want %s %s", path, v, typ, words)
	}
	return nil
}

// The check itself notices what does not belong.
func TestReferenceRefuses(t *testing.T) {
	for _, tt := range []struct{ verb, address, body, want string }{
		{"POST", "/v26.0/1/messages", `{"recipient":{"id":"7"},"message":{"text":"x"}}`, ""},
		{"POST", "/1/messages", `{}`, "no version"},
		{"POST", "/v26.0/1/notes", `{}`, "not in the table"},
		{"GET", "/v26.0/1/messages", ``, "not in the table"},
		{"POST", "/v26.0/1/messages?access_token=t", `{}`, "parameter access_token"},
		{"POST", "/v26.0/1/messages", `{"message":{"txt":"x"}}`, "parameter message.txt"},
		{"POST", "/v26.0/1/messages", `{"message":{"attachment":{"type":"image","payload":{"attachment_id":7}}}}`, "attachment_id"},
		{"POST", "/v26.0/1/messages", `{"messaging_type":"PROMOTION"}`, "messaging_type"},
		{"POST", "/v26.0/1/extend_thread_control", `{"duration":"60"}`, "duration"},
	} {
		u, err := url.Parse("https://graph.facebook.com" + tt.address)
		if err != nil {
			t.Fatal(err)
		}
		err = referencedRequest(&http.Request{Method: tt.verb, URL: u, Header: http.Header{"Content-Type": {"application/json"}}}, []byte(tt.body))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s %s: %v, want %q", tt.verb, tt.address, tt.body, err, tt.want)
		}
	}
}
