package apifabrictest_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func fabric(cfg apifabrictest.Config) *apifabrictest.Gateway {
	cfg.Now = func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	return apifabrictest.New(cfg)
}

// ask makes one call; headers are name, value, name, value.
func ask(t *testing.T, client *http.Client, method, url, body string, headers ...string) (*http.Response, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if json.Unmarshal(raw, &got) != nil {
		got = map[string]any{"raw": string(raw)}
	}
	return resp, got
}

// frozen makes a bot whose clock does not move.
func frozen(cfg telegramtest.Config) *telegramtest.Server {
	cfg.Now = func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	return telegramtest.New(cfg)
}

const tokenPath = "/apigovernance/api/oauth/tokenByAkSk"

// login gets a token and returns the headers of a call.
func login(t *testing.T, f *apifabrictest.Gateway) []string {
	t.Helper()
	resp, got := ask(t, f.Client(), "POST", apifabrictest.TokenURL+tokenPath, `{"app_key":"example-app-key","app_secret":"example-app-secret-0123456789"}`, "X-Token-Expire", "600")
	if resp.StatusCode != 200 {
		t.Fatalf("token: %d %v", resp.StatusCode, got)
	}
	return []string{"x-app-key", "example-app-key", "Authorization", "Bearer " + got["AccessToken"].(string)}
}

// The kit's faults and log hold for a gateway, which posts no webhooks.
func TestGatewayIsAStandIn(t *testing.T) {
	standintest.RunCalls(t, standintest.CallHarness[*apifabrictest.Gateway]{
		New: func() *apifabrictest.Gateway {
			bot := telegramtest.New(telegramtest.Config{})
			bot.Say("7001", "hi")
			return apifabrictest.New(apifabrictest.Config{Bot: bot})
		},
		Send: func(f *apifabrictest.Gateway, client *http.Client) error {
			return standintest.Post(client, apifabrictest.BusinessURL+"/apiaccess/example/telegram/sendMessage", "application/json", `{"chat_id":7001,"text":"hello"}`, login(t, f)...)
		},
		Sent: func(f *apifabrictest.Gateway) int { return len(f.Config().Bot.Sent()) },
		Secrets: func(f *apifabrictest.Gateway) []string {
			return []string{f.Config().AppSecret, f.Config().Bot.Config().Token}
		},
	})
}

func TestGatewayTokens(t *testing.T) {
	f := fabric(apifabrictest.Config{})
	good := `{"app_key":"example-app-key","app_secret":"example-app-secret-0123456789"}`
	for _, tt := range []struct {
		method, path, body, life string
		want                     int
	}{
		{"POST", tokenPath, good, "600", 200}, {"POST", tokenPath, good, "", 200}, {"POST", tokenPath, good, "3600", 200}, {"POST", tokenPath, good, "3601", 400},
		{"POST", tokenPath, good, "0", 400}, {"POST", tokenPath, good, "x", 400}, {"GET", tokenPath, "", "600", 400}, {"POST", tokenPath, "x", "600", 400},
		{"POST", tokenPath, `{"app_key":"example-app-key","app_secret":"wrong"}`, "600", 401}, {"POST", "/apiaccess/x", good, "600", 404},
	} {
		resp, got := ask(t, f.Client(), tt.method, apifabrictest.TokenURL+tt.path, tt.body, "X-Token-Expire", tt.life)
		if resp.StatusCode != tt.want {
			t.Errorf("%s %s %s for %q: %d %v, want %d", tt.method, tt.path, tt.body, tt.life, resp.StatusCode, got, tt.want)
		}
	}
	_, got := ask(t, f.Client(), "POST", apifabrictest.TokenURL+tokenPath, good, "X-Token-Expire", "60")
	value := got["AccessToken"]
	delete(got, "AccessToken")
	want := map[string]any{"ApplyType": "Bearer", "CreateTime": "1781006400", "Expires": "60", "Scope": "", "AppKey": "example-app-key", "UserID": "Anonymous"}
	if diff := cmp.Diff(want, got); diff != "" || value == "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
	for _, c := range f.TokenCalls() {
		if strings.Contains(c.Body, "example-app-secret") {
			t.Errorf("the log shows the secret: %s", c.Body)
		}
	}
}

func TestGatewayWantsAGoodToken(t *testing.T) {
	bot := frozen(telegramtest.Config{})
	bot.Say("7001", "hi")
	f := fabric(apifabrictest.Config{Bot: bot, One: true})
	address := apifabrictest.BusinessURL + "/apiaccess/example/telegram/sendMessage"
	body := `{"chat_id":7001,"text":"hello"}`
	first := login(t, f)
	status := func(headers ...string) int {
		resp, _ := ask(t, f.Client(), "POST", address, body, headers...)
		return resp.StatusCode
	}
	if got := status(first...); got != 200 || len(bot.Sent()) != 1 || bot.Sent()[0].Text != "hello" {
		t.Errorf("a good call: %d, sent %+v", got, bot.Sent())
	}
	for name, headers := range map[string][]string{
		"none": nil, "no key": first[2:], "another key": {"x-app-key", "other", "Authorization", first[3]}, "no scheme": {"x-app-key", "example-app-key", "Authorization", first[3][7:]},
		"another token": {"x-app-key", "example-app-key", "Authorization", "Bearer x"},
	} {
		if got := status(headers...); got != 401 {
			t.Errorf("%s: %d, want 401", name, got)
		}
	}
	second := login(t, f)
	if status(first...) != 401 || status(second...) != 200 {
		t.Error("a new token ends the old one")
	}
	f.Advance(600 * time.Second)
	if status(second...) != 401 {
		t.Error("a token lives on")
	}
	third := login(t, f)
	f.Expire()
	if status(third...) != 401 || f.Tokens() != 3 {
		t.Errorf("a token that was ended, %d in all", f.Tokens())
	}
	if resp, _ := ask(t, f.Client(), "POST", apifabrictest.BusinessURL+"/apiaccess/other", body, login(t, f)...); resp.StatusCode != 404 {
		t.Errorf("another API: %d", resp.StatusCode)
	}
}

func TestGatewayTakesUpdates(t *testing.T) {
	f := fabric(apifabrictest.Config{})
	update := `{ "update_id" : 7 }`
	f.RefuseUpdates(1)
	if _, got := ask(t, f.Client(), "POST", f.InboundURL(), update); got["resultMsg"] != "500" || len(f.Taken()) != 0 {
		t.Errorf("refused: %v, %d taken", got, len(f.Taken()))
	}
	for _, url := range []string{f.InboundURL(), strings.Replace(f.InboundURL(), "/apiaccess/", "/apiaccess/api/", 1)} {
		if _, got := ask(t, f.Client(), "POST", url, update); got["resultMsg"] != "200" {
			t.Errorf("%s: %v", url, got)
		}
	}
	if diff := cmp.Diff([][]byte{[]byte(update), []byte(update)}, f.Taken()); diff != "" {
		t.Errorf("Taken (-want +got):\n%s", diff)
	}
	if resp, _ := ask(t, f.Client(), "POST", f.InboundURL()+"x", update); resp.StatusCode != 404 {
		t.Errorf("another channel: %d", resp.StatusCode)
	}
}

func TestGatewaySignatures(t *testing.T) {
	// The request and its signature were computed by hand from the signing guide, with this key and
	// secret.
	f := apifabrictest.New(apifabrictest.Config{Sign: true, AppSecret: "test-secret-not-real", Now: func() time.Time { return time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC) }})
	body := `{"messages":[],"note":"café"}`
	headers := func(signature string) []string {
		return []string{"X-Sdk-Date", "20240102T030405Z", "Authorization", "SDK-HMAC-SHA256 Access=example-app-key, SignedHeaders=content-type;host;x-sdk-date, Signature=" + signature}
	}
	const good = "4fce8cedb6ceb5e61a0e361f584031236f49a49910b233584d7c577a89fcf069"
	for _, tt := range []struct {
		name, url, body, signature string
		want                       int
	}{
		{"good", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=1", body, good, 404}, // proved; there is no such API
		{"another body", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=1", body + " ", good, 401},
		{"another query", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=2", body, good, 401},
		{"another path", "https://10.0.0.10:28090/apiaccess/demo2?b=%20x~&a=1", body, good, 401},
		{"another host", "https://10.0.0.11:28090/apiaccess/demo?b=%20x~&a=1", body, good, 401},
		{"another signature", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=1", body, strings.Repeat("0", 64), 401},
	} {
		if resp, _ := ask(t, f.Client(), "POST", tt.url, tt.body, headers(tt.signature)...); resp.StatusCode != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, resp.StatusCode, tt.want)
		}
	}
	f.Advance(16 * time.Minute)
	if resp, _ := ask(t, f.Client(), "POST", "https://10.0.0.10:28090/apiaccess/demo?b=%20x~&a=1", body, headers(good)...); resp.StatusCode != 401 {
		t.Errorf("a quarter of an hour later: %d", resp.StatusCode)
	}
}

func TestGatewayWebClient(t *testing.T) {
	f := fabric(apifabrictest.Config{})
	base := apifabrictest.BusinessURL + "/apiaccess/ccmessaging/"
	auth := login(t, f)
	_, got := ask(t, f.Client(), "POST", base+"applyToken", `{"userId":"tg7001","userName":"Ada","channelId":"example-channel-id","locale":"en"}`, auth...)
	token, _ := got["token"].(string)
	if got["resultCode"] != "0" || token == "" {
		t.Fatalf("applyToken %v", got)
	}
	if _, got := ask(t, f.Client(), "POST", base+"applyToken", `{"userId":"","channelId":"example-channel-id"}`, auth...); got["resultCode"] != "1" {
		t.Errorf("nobody: %v", got)
	}
	auth = append(auth, "ccmessaging-token", token)
	send := func(change string) string {
		body := `{"channel":"WEB","content":"Hello","controlType":"CHAT","from":"tg7001","mediaType":"TEXT","senderNickname":"Ada","sourceType":"CUSTOMER","timestamp":1781006400000,"to":"example-channel-id"}`
		if old, new, ok := strings.Cut(change, "=>"); ok {
			body = strings.Replace(body, old, new, 1)
		}
		_, got := ask(t, f.Client(), "POST", base+"send", body, auth...)
		code, _ := got["resultCode"].(string)
		return code
	}
	for change, want := range map[string]string{
		"": "0", "WEB=>APP": "1", "CUSTOMER=>AGENT": "1", "example-channel-id=>other": "1", "tg7001=>tg7002": "1", "CHAT=>SING": "1", "TEXT=>SONG": "1",
		"Hello=>" + strings.Repeat("x", 1025): "1", "TEXT=>IMAGE": "1", "1781006400000=>0": "1",
	} {
		if code := send(change); code != want {
			t.Errorf("%.40q: %s, want %s", change, code, want)
		}
	}
	want := []apifabrictest.WebHeard{{Channel: "WEB", Content: "Hello", ControlType: "CHAT", From: "tg7001", MediaType: "TEXT", SenderNickname: "Ada", SourceType: "CUSTOMER", To: "example-channel-id", Timestamp: 1781006400000}}
	if diff := cmp.Diff(want, f.Heard()); diff != "" {
		t.Errorf("Heard (-want +got):\n%s", diff)
	}
	f.AgentSays(apifabrictest.WebDown{User: "tg7001", Content: "Good morning", Nickname: "Agent 1"})
	poll := base + "poll?receiverId=tg7001&channel=WEB"
	_, got = ask(t, f.Client(), "GET", poll, "", auth...)
	if list, _ := got["downlinkMessages"].([]any); len(list) != 1 || list[0].(map[string]any)["content"] != "Good morning" {
		t.Errorf("poll %v", got)
	}
	if _, got = ask(t, f.Client(), "GET", poll, "", auth...); len(got["downlinkMessages"].([]any)) != 0 {
		t.Errorf("polled twice: %v", got)
	}
	_, got = ask(t, f.Client(), "POST", base+"uploadFileStream", `{"fileType":"PNG","fileStream":"`+base64.StdEncoding.EncodeToString([]byte("PNG"))+`"}`, auth...)
	key, _ := got["objectKey"].(string)
	if _, got = ask(t, f.Client(), "POST", base+"downloadFileStream", `{"fileType":"PNG","channel":"WEB","fileId":"`+key+`"}`, auth...); got["fileStream"] != "UE5H" {
		t.Errorf("download %v", got)
	}
	if _, got = ask(t, f.Client(), "POST", base+"uploadFileStream", `{"fileType":"EXE","fileStream":"UE5H"}`, auth...); got["resultCode"] != "1" {
		t.Errorf("a program: %v", got)
	}
	f.Advance(31 * time.Minute)
	auth = append(login(t, f), "ccmessaging-token", token)
	resp, _ := ask(t, f.Client(), "GET", poll, "", auth...)
	if fresh := resp.Header.Get("ccmessaging-token"); resp.StatusCode != 200 || fresh == "" || fresh == token {
		t.Errorf("half an hour later: %d, new token %q", resp.StatusCode, fresh)
	}
	f.ExpireWeb()
	if resp, _ := ask(t, f.Client(), "GET", poll, "", auth...); resp.StatusCode != 401 {
		t.Errorf("with a token that was ended: %d", resp.StatusCode)
	}
}

func TestGatewayCertificates(t *testing.T) {
	f := apifabrictest.New(apifabrictest.Config{})
	tokenURL, businessURL, stop, err := f.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	leaf, err := f.Certificate()
	if err != nil {
		t.Fatal(err)
	}
	server, err := x509.ParseCertificate(leaf)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server)
	call := func(url string, own ...tls.Certificate) error {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: own}, DisableKeepAlives: true}}
		resp, err := client.Post(url, "application/json", bytes.NewReader(nil))
		if err == nil {
			resp.Body.Close()
		}
		return err
	}
	identity := func(name string) tls.Certificate {
		der, key, err := f.Identity(name)
		if err != nil {
			t.Fatal(err)
		}
		pair, err := tls.X509KeyPair(pemOf(der), key)
		if err != nil {
			t.Fatal(err)
		}
		return pair
	}
	first := identity("first")
	for _, url := range []string{tokenURL, businessURL} {
		if call(url) == nil {
			t.Errorf("%s: a call without a certificate", url)
		}
		if err := call(url, first); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	if err := f.RenewIdentities(); err != nil {
		t.Fatal(err)
	}
	if call(businessURL, first) == nil {
		t.Error("a certificate of before the renewal")
	}
	if err := call(businessURL, identity("second")); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"first", "first", "second"}, f.Peers()); diff != "" {
		t.Errorf("Peers (-want +got):\n%s", diff)
	}
}

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
