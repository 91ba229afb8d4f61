package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// step is one command and the exit status that it should have. "{id}" is the id in the last result
// that had one, "{dir}" the folder of the world.
type step struct {
	line string
	exit int
}

// steps take an administrator through every command of every platform.
var steps = []step{
	{"channels", 0},

	{"x account -channel handle", 0},
	{"x account @mustertelecom -channel handle", 0},
	{"x access -channel handle -probe", 0},
	{"x check -channel handle", 3},
	{"x subscribe -channel handle", 1},
	{"x connect -channel handle", 0},
	{"x check -channel handle", 0},
	{"x subscriptions -channel handle", 0},
	{"x unsubscribe -channel handle", 0},
	{"x check -channel handle", 3},
	{"x webhooks -channel handle", 0},
	{"x subscribe -channel handle", 0},
	{"x check -channel handle -webhook {id}", 0},
	{"x recheck -channel handle", 0},
	{"x unsubscribe -channel handle -webhook {id}", 0},
	{"x delete-webhook -channel handle -webhook {id}", 0},
	{"x register -channel handle -url https://desk.example/twitter/handle-activity", 0},
	{"x activity-add -channel handle-activity -event post.create -tag posts", 0},
	{"x activity -channel handle-activity", 0},
	{"x activity-delete -channel handle-activity -id {id}", 0},
	{"x login -channel handle-activity -redirect https://desk.example/back -tokens {dir}/tokens.json", 0},
	{"x connect -channel handle-activity -tokens {dir}/tokens.json", 0},
	{"x check -channel handle-activity", 0},
	{"x chat -channel handle-activity -tokens {dir}/tokens.json", 0},
	{"x chat -channel handle-activity -keys {dir}/keys.yml -save {dir}/chat-keys", 0},
	{"x chat -channel handle-activity -keys {dir}/chat-keys", 0},
	{"x chat -channel handle-activity -keys {dir}/other-key", 3},
	{"x chat -channel handle-activity -keys {dir}/desk.yaml", 2},
	{"x chat -channel handle-activity -register-new-key", 2}, // where would the key be kept?
	{"x login-account -channel handle -save {dir}/login-x.yaml", 0},
	{"x login-account -channel handle -save {dir}/login-x.yaml", 1}, // a file that exists is not replaced
	{"x login-account -channel handle -redirect https://desk.example/back -save {dir}/login-x-back.yaml", 0},
	{"x connect -channel handle -url https://elsewhere.example/x", 1},
	{"x connect -channel handle -url https://desk.example:8443/x", 2},
	{"x check", 2},

	{"telegram info", 0},
	{"telegram check", 3},
	{"telegram connect", 0},
	{"telegram check", 0},
	{"telegram set-webhook -url https://desk.example/telegram/other -drop-pending -max-connections 10 -ip 203.0.113.7 -allowed message,callback_query", 0},
	{"telegram webhook", 3}, // it is not the address of the file
	{"telegram delete-webhook", 0},
	{"telegram delete-webhook -drop-pending", 0},
	{"telegram webhook", 3},
	{"telegram connect -url https://desk.example:9000/telegram", 2},

	{"whatsapp form", 0},
	{"whatsapp check", 3},
	{"whatsapp register", 4}, // the code comes first
	{"whatsapp request-code -language de", 0},
	{"whatsapp verify-code", 0},
	{"whatsapp request-code -voice", 1}, // it is verified
	{"whatsapp register", 0},
	{"whatsapp number", 0},
	{"whatsapp number -number 404", 2},
	{"whatsapp connect", 0},
	{"whatsapp check", 0},
	{"whatsapp unsubscribe", 0},
	{"whatsapp check", 3},
	{"whatsapp connect -url http://desk.example/", 2},

	{"facebook form", 0},
	{"facebook check", 3},
	{"facebook app", 3},
	{"facebook connect", 0},
	{"facebook check", 0},
	{"facebook app", 0},
	{"facebook pages", 0},
	{"facebook page -page " + shopPage, 0},
	{"facebook token", 0},
	{"facebook unsubscribe -page " + shopPage, 0},
	{"facebook pages", 3},
	{"facebook subscribe -page " + shopPage, 0},
	{"facebook unsubscribe -all", 0},
	{"facebook app", 3},
	{"facebook set-app -fields messages,messaging_postbacks", 0},
	{"facebook delete-app", 0},
	{"facebook connect -page " + shopPage, 0},
	{"facebook page -page 404", 2},
	{"facebook login -redirect https://desk.example/back -save {dir}/login-pages.yaml", 0},
	{"facebook login-instagram -redirect https://desk.example/back -save {dir}/login-instagram.yaml", 0},
	{"facebook login -redirect http://desk.example/back -save {dir}/login-http.yaml", 2}, // the code would go over the network in the open
}

// trial runs commands in a world and keeps what they printed.
type trial struct {
	*world
	format string // -o
	id     string // the last one in a result

	stdout, stderr bytes.Buffer
	report         report
}

// Read is the administrator: one who types the code or the PIN of a phone number, or whose browser
// is at a login page, agrees, and comes back with an address, or with a PIN.
func (t *trial) Read(b []byte) (int, error) {
	switch asked := t.stderr.String(); {
	case strings.Contains(asked, "Type the code"):
		return copy(b, cmp.Or(t.wa.Code(t.wa.Config().Numbers[0]), "000000")+"\n"), io.EOF
	case strings.Contains(asked, "PIN of two-step"):
		return copy(b, shopPIN+"\n"), io.EOF
	}
	address := regexp.MustCompile(`https://(api\.)?(x|www\.facebook|www\.instagram)\.com/\S+`).FindString(t.stderr.String())
	var back string
	var err error
	if strings.Contains(address, "x.com/") {
		back, err = t.x.Allow(address)
	} else {
		back, err = t.meta.Allow(address)
	}
	if err != nil {
		return 0, err
	}
	return copy(b, back+"\n"), io.EOF
}

// do runs a command line.
func (t *trial) do(ctx context.Context, line string) (exit int) {
	line = strings.NewReplacer("{id}", t.id, "{dir}", filepath.ToSlash(t.dir)).Replace(line)
	args := append(strings.Fields(line), "-credentials", t.file, "-o", t.format)
	t.bot.Advance(2 * time.Second) // Telegram takes one change of the webhook a second
	t.stdout.Reset()
	t.stderr.Reset()
	a := &app{stdin: t, stdout: &t.stdout, stderr: &t.stderr, now: t.now, client: t.client}
	exit = a.run(ctx, args)
	t.report = report{}
	if json.Unmarshal(t.stdout.Bytes(), &t.report) == nil {
		t.id = idOf(t.report.Result, t.id)
	}
	return exit
}

// idOf finds the id in a result: an object, or the last of a list.
func idOf(result any, old string) string {
	if list, ok := result.([]any); ok && len(list) > 0 {
		result = list[len(list)-1]
	}
	if object, ok := result.(map[string]any); ok {
		if id, ok := object["id"].(string); ok {
			return id
		}
	}
	return old
}

// leak names a credential that the output holds in any of its forms. It is empty if there is none.
func (t *trial) leak() string {
	printed := t.stdout.String() + t.stderr.String()
	for i, s := range t.secrets() {
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s)), hex.EncodeToString([]byte(s))} {
			if form != "" && strings.Contains(printed, form) {
				return fmt.Sprintf("credential %d", i)
			}
		}
	}
	return ""
}

// selftest runs every command, and a failure of each kind on each platform.
func selftest(ctx context.Context, stdout, stderr io.Writer) int {
	held, failed := 0, 0
	note := func(what, problem string) {
		if problem == "" {
			held++
			return
		}
		failed++
		fmt.Fprintf(stderr, "%s: %s\n", what, problem)
	}
	try := func(t *trial, line string, exit int) {
		got := t.do(ctx, line)
		problem := t.leak()
		switch {
		case got != exit:
			problem = fmt.Sprintf("exit status %d, want %d\n%s%s", got, exit, t.stdout.String(), t.stderr.String())
		case problem != "":
			problem += " is printed"
		case t.report.Exit != exit || t.report.OK != (exit == 0):
			problem = "the report says another exit status"
		}
		note("setup "+line, problem)
	}
	dir, err := os.MkdirTemp("", "setup-selftest")
	if err != nil {
		fmt.Fprintln(stderr, "setup:", err)
		return exitRefused
	}
	defer os.RemoveAll(dir)
	w, err := newWorld(dir, time.Now)
	if err != nil {
		fmt.Fprintln(stderr, "setup:", err)
		return exitRefused
	}
	t := &trial{world: w, format: "json"}
	for _, s := range steps {
		try(t, s.line, s.exit)
	}
	for _, f := range faults {
		for _, line := range []string{"x check -channel handle", "telegram check", "facebook check", "whatsapp check"} {
			t.x.Fail(f.fault, -1)
			t.bot.Fail(f.fault, -1)
			t.meta.Fail(f.fault, -1)
			t.wa.Fail(f.fault, -1)
			try(t, line, f.exit)
			t.x.Heal()
			t.bot.Heal()
			t.meta.Heal()
			t.wa.Heal()
		}
	}
	fmt.Fprintf(stdout, `{"ok":%t,"held":%d,"failed":%d}`+"\n", failed == 0, held, failed)
	if failed > 0 {
		return exitRefused
	}
	return exitOK
}

// faults are ways in which any platform may fail. The stand-ins share one type of them.
var faults = []struct {
	name  string
	fault standin.Fault
	exit  int
}{
	{"401", standin.Status(401, `{"errors":[{"code":89,"message":"Invalid or expired token."}],"error":{"code":190,"message":"Invalid OAuth access token."},"ok":false,"error_code":401,"description":"Unauthorized"}`), exitCredentials},
	{"500", standin.Status(500, "<html>down</html>"), exitLater},
	{"refused connection", standin.Refuse(), exitLater},
}
