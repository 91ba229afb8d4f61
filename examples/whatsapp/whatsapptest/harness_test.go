package whatsapptest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// ask makes a call of a number's edge with the token, and returns the answer and its error code;
// zero: none.
func ask(t *testing.T, s *whatsapptest.Server, method, edge, contentType, body string) (answer map[string]any, code int) {
	t.Helper()
	address := host + "/v26.0/" + s.Config().Numbers[0] + "/" + edge
	if strings.HasPrefix(edge, "/") {
		address = host + "/v26.0" + edge
	}
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Authorization", "Bearer "+s.Config().Token)
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	if e, ok := answer["error"].(map[string]any); ok {
		if res.StatusCode < 400 {
			t.Errorf("an error with the status %d", res.StatusCode)
		}
		return answer, int(e["code"].(float64))
	}
	return answer, 0
}

func post(t *testing.T, s *whatsapptest.Server, edge, body string) (code int) {
	t.Helper()
	_, code = ask(t, s, http.MethodPost, edge, "application/json", body)
	return code
}

// upload makes an upload and returns the file's id.
func upload(t *testing.T, s *whatsapptest.Server, typ string, data []byte) (id string, code int) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range map[string]string{"messaging_product": "whatsapp", "type": typ} {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="a"`}, "Content-Type": {typ}})
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	answer, code := ask(t, s, http.MethodPost, "media", w.FormDataContentType(), b.String())
	id, _ = answer["id"].(string)
	return id, code
}

// delivered is the handler of a host that keeps bodies.
type delivered []string

func (d *delivered) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	*d = append(*d, string(data))
}
