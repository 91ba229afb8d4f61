package channel_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func post(body io.Reader, length int64) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/hook?a=%2F&b=1", body)
	r.ContentLength = length
	return r
}

func TestReadWebhookBounds(t *testing.T) {
	const limit = 1000
	full := strings.Repeat("x", limit)
	tests := []struct {
		name    string
		request *http.Request
		limit   int64
		want    int // bytes; -1: too large
	}{
		{"exactly the limit", post(strings.NewReader(full), limit), limit, limit},
		{"one over", post(strings.NewReader(full+"x"), limit+1), limit, -1},
		{"chunked, exactly the limit", post(strings.NewReader(full), -1), limit, limit},
		{"chunked, one over", post(strings.NewReader(full+"x"), -1), limit, -1},
		{"one byte at a time", post(iotest.OneByteReader(strings.NewReader(full)), -1), limit, limit},
		{"data with the end", post(iotest.DataErrReader(strings.NewReader(full)), limit), limit, limit},
		{"the length says less", post(strings.NewReader(full), 3), limit, limit},
		{"the length says less, and it is too much", post(strings.NewReader(full+"x"), 3), limit, -1},
		{"the length says more", post(strings.NewReader("abc"), limit), limit, 3},
		{"the length says too much", post(strings.NewReader("abc"), limit+1), limit, -1},
		{"empty", post(strings.NewReader(""), 0), limit, 0},
		{"no body", post(nil, 0), limit, 0},
		{"nothing is allowed and nothing comes", post(strings.NewReader(""), 0), 0, 0},
		{"nothing is allowed", post(strings.NewReader("x"), -1), 0, -1},
		{"a limit over MaxBody counts as MaxBody", post(strings.NewReader(strings.Repeat("x", channel.MaxBody+1)), -1), 1 << 40, -1},
		{"a negative limit counts as MaxBody", post(strings.NewReader(full), limit), -1, limit},
		{"a host's own bound, which is lower", post(http.MaxBytesReader(nil, io.NopCloser(strings.NewReader(full)), 10), -1), limit, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := channel.ReadWebhookMax(tt.request, tt.limit)
			if tt.want < 0 {
				if !errors.Is(err, channel.ErrTooLarge) || channel.StatusCode(err) != http.StatusRequestEntityTooLarge || w.Body != nil {
					t.Errorf("%d bytes, error %v (%d), want one matching ErrTooLarge (413)", len(w.Body), err, channel.StatusCode(err))
				}
				if f := channel.FieldErrors(err); len(f) != 1 || f[0].Field != "body" || f[0].Code != channel.CodeTooLarge || f[0].Got != f[0].Limit+1 || int64(f[0].Limit) > tt.limit {
					t.Errorf("the error %v does not tell the limit", err)
				}
				return
			}
			if err != nil || len(w.Body) != tt.want {
				t.Errorf("%d bytes, error %v, want %d", len(w.Body), err, tt.want)
			}
		})
	}
}

func TestReadWebhookTakesTheCallAsItIs(t *testing.T) {
	r := post(strings.NewReader("{\"a\":\"\xff\"}"), -1)
	r.Header.Set("X-Hub-Signature-256", "sha256=00")
	before := time.Now()
	got, err := channel.ReadWebhook(r)
	if err != nil {
		t.Fatal(err)
	}
	if got.At.Before(before) || got.At.After(time.Now()) {
		t.Errorf("At = %v, want now", got.At)
	}
	got.At = time.Time{}
	want := channel.Webhook{Method: "POST", RawQuery: "a=%2F&b=1", Header: http.Header{"X-Hub-Signature-256": {"sha256=00"}}, Body: []byte("{\"a\":\"\xff\"}")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the call (-want +got):\n%s", diff)
	}
}

func TestReadWebhookError(t *testing.T) {
	broken := errors.New("the line broke")
	_, err := channel.ReadWebhook(post(io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), -1))
	if !errors.Is(err, broken) || channel.StatusCode(err) != http.StatusServiceUnavailable {
		t.Errorf("a broken line: %v (%d), want the cause and 503, so that the platform delivers again", err, channel.StatusCode(err))
	}
}

// A header costs its sender nothing, so it must not cost us a buffer of the length that it claims.
func TestReadWebhookDoesNotBelieveTheLength(t *testing.T) {
	got, err := channel.ReadWebhook(post(strings.NewReader("abc"), channel.MaxBody))
	if err != nil {
		t.Fatal(err)
	}
	if cap(got.Body) > 1<<17 {
		t.Errorf("a call that claims %d bytes and sends 3 holds a buffer of %d", channel.MaxBody, cap(got.Body))
	}
}

func TestReadWebhookAsksItsChecksFirst(t *testing.T) {
	refuse := errors.New("no proof")
	var saw channel.Webhook
	pass := func(w channel.Webhook) error { saw = w; return nil }
	r := post(iotest.ErrReader(errors.New("the body was read")), 10)
	r.Header.Set("X-Proof", "1")
	got, err := channel.ReadWebhook(r, pass, func(channel.Webhook) error { return refuse }, func(channel.Webhook) error { t.Error("asked after a refusal"); return nil })
	if !errors.Is(err, refuse) || got.Method != "" {
		t.Errorf("ReadWebhook = %v, %v; want the check's error and nothing of the call", got, err)
	}
	if saw.Method != "POST" || saw.RawQuery == "" || saw.Header.Get("X-Proof") != "1" || saw.At.IsZero() || saw.Body != nil {
		t.Errorf("the check saw %+v; want everything but the body", saw)
	}
	if _, err := channel.ReadWebhook(post(strings.NewReader("abc"), 3), pass); err != nil {
		t.Errorf("after a check that passes: %v", err)
	}
}

// A length is the word of a stranger, also after its headers looked right.
func TestReadWebhookBelievesALittleAfterACheck(t *testing.T) {
	got, err := channel.ReadWebhook(post(strings.NewReader("abc"), channel.MaxBody), func(channel.Webhook) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if cap(got.Body) > 1<<17 {
		t.Errorf("a call that claims %d bytes and sends 3 holds a buffer of %d", channel.MaxBody, cap(got.Body))
	}
}

func TestWebhookAdmit(t *testing.T) {
	gzip := http.Header{"Content-Encoding": {"gzip"}}
	tests := []struct {
		name string
		call channel.Webhook
		want error
	}{
		{"plain", channel.Webhook{Method: "POST"}, nil},
		{"the other method", channel.Webhook{Method: "GET"}, nil},
		{"identity", channel.Webhook{Method: "POST", Header: http.Header{"content-encoding": {"Identity"}}}, nil},
		{"an empty coding", channel.Webhook{Method: "POST", Header: http.Header{"Content-Encoding": {""}}}, nil},
		{"a header of the same length", channel.Webhook{Method: "POST", Header: http.Header{"Content-Encodinh": {"gzip"}}}, nil},
		{"a full body", channel.Webhook{Method: "POST", Body: make([]byte, channel.MaxBody)}, nil},
		{"no method", channel.Webhook{}, channel.ErrMethod},
		{"lower case", channel.Webhook{Method: "post"}, channel.ErrMethod},
		{"another method", channel.Webhook{Method: "PUT", Header: gzip}, channel.ErrMethod},
		{"gzip", channel.Webhook{Method: "POST", Header: gzip}, channel.ErrEncoding},
		{"gzip in lower case", channel.Webhook{Method: "POST", Header: http.Header{"content-encoding": {"gzip"}}}, channel.ErrEncoding},
		{"gzip as the second value", channel.Webhook{Method: "POST", Header: http.Header{"Content-Encoding": {"identity", "gzip"}}}, channel.ErrEncoding},
		{"one byte too many", channel.Webhook{Method: "POST", Body: make([]byte, channel.MaxBody+1)}, channel.ErrTooLarge},
	}
	for _, tt := range tests {
		if err := tt.call.Admit("GET", "POST"); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%s: Admit = %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestWebhookOnly(t *testing.T) {
	tests := []struct {
		name   string
		header http.Header
		value  string
		ok     bool
	}{
		{"none", nil, "", false},
		{"one", http.Header{"X-Signature": {"a"}}, "a", true},
		{"one in lower case", http.Header{"x-signature": {"a"}}, "a", true},
		{"one empty value", http.Header{"X-Signature": {""}}, "", true},
		{"a name without a value", http.Header{"X-Signature": {}}, "", false},
		{"a name without a value beside one", http.Header{"X-Signature": nil, "X-SIGNATURE": {"a"}}, "a", true},
		{"two values", http.Header{"X-Signature": {"a", "b"}}, "", false},
		{"the same twice", http.Header{"X-Signature": {"a", "a"}}, "", false},
		{"two spellings", http.Header{"X-Signature": {"a"}, "x-signature": {"a"}}, "", false},
		{"a longer name", http.Header{"X-Signature-256": {"a"}}, "", false},
		{"a folded letter of another length", http.Header{"X-\u017fignature": {"a"}}, "", false}, // ſ folds to s
	}
	for _, tt := range tests {
		if value, ok := (channel.Webhook{Header: tt.header}).Only("X-Signature"); value != tt.value || ok != tt.ok {
			t.Errorf("%s: Only = %q, %v, want %q, %v", tt.name, value, ok, tt.value, tt.ok)
		}
	}
}

func TestWebhookJSONDropsCredentials(t *testing.T) {
	call := channel.Webhook{
		Method:   "GET",
		RawQuery: "crc_token=abc%2F&hub.verify_token=s3cr3t&hub.mode=subscribe&access%5Ftoken=s3cr3t&API_KEY=s3cr3t&pass%77ord=s3cr3t&%zztoken=s3cr3t&%74oken%zz=s3cr3t&empty&nonce=1",
		Header: http.Header{
			"X-Hub-Signature-256": {"sha256=00"}, "x-twitter-webhooks-signature": {"sha256=11"}, "Content-Type": {"application/json"}, "Accept": nil,
			"Authorization": {"Bearer s3cr3t"}, "proxy-authorization": {"s3cr3t"}, "Cookie": {"s3cr3t"}, "X-Telegram-Bot-Api-Secret-Token": {"s3cr3t"}, "X-API-KEY": {"s3cr3t"}, "X-Password": {"s3cr3t"},
		},
		Body: []byte("\xff\x00{}"),
		At:   noon,
	}
	data, err := json.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("s3cr3t")) {
		t.Errorf("the JSON shows a credential: %s", data)
	}
	var got channel.Webhook
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	want := call
	want.RawQuery = "crc_token=abc%2F&hub.mode=subscribe&empty&nonce=1"
	want.Header = http.Header{"X-Hub-Signature-256": {"sha256=00"}, "x-twitter-webhooks-signature": {"sha256=11"}, "Content-Type": {"application/json"}, "Accept": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("after a round trip (-want +got):\n%s", diff)
	}
	again, err := json.Marshal(got)
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("written again it is %s, %v, want %s", again, err, data)
	}
}

func TestWebhookJSONZero(t *testing.T) {
	data, err := json.Marshal(channel.Webhook{})
	if err != nil || string(data) != `{"method":""}` {
		t.Errorf("the zero call is %s, %v", data, err)
	}
	var w channel.Webhook
	if err := json.Unmarshal([]byte(`{"method":7}`), &w); err == nil {
		t.Error("a number was read as a method")
	}
}
