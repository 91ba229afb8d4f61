package main

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/examples/internal/config"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// question is a field that init asks for, or makes.
type question struct {
	name   string // of the driver's field
	ask    string
	usual  string // taken for an empty answer; empty: an answer is needed
	secret bool
	made   bool // a secret of the host's own choice, which init makes
}

// questions are what a channel of each platform cannot do without.
var questions = map[string][]question{
	telegram.Platform: {
		{name: "token", ask: "Bot token from @BotFather", secret: true},
		{name: "webhookSecret", secret: true, made: true},
	},
	facebook.Platform: {
		{name: "appId", ask: "App ID (App settings, Basic)"},
		{name: "appSecret", ask: "App secret", secret: true},
		{name: "verifyToken", secret: true, made: true},
	},
	whatsapp.Platform: {
		{name: "appId", ask: "App ID (App settings, Basic)"},
		{name: "appSecret", ask: "App secret", secret: true},
		{name: "verifyToken", secret: true, made: true},
		{name: "businessId", ask: "ID of the WhatsApp Business Account"},
		{name: "numbers", ask: "ID of the phone number (not the number itself)"},
		{name: "token", ask: "Access token of a system user", secret: true},
	},
	twitter.Platform: {
		{name: "account", ask: "Numeric id of the account"},
		{name: "product", ask: "Product: auto (v2 until there is a clientId for OAuth 2.0, then activity), v2, activity, enterprise or premium", usual: "auto"},
		{name: "apiKey", ask: "API key (Consumer Keys)"},
		{name: "apiSecret", ask: "API key secret", secret: true},
		{name: "accessToken", ask: "Access token of the account", secret: true},
		{name: "accessSecret", ask: "Access token secret", secret: true},
	},
}

// errNoAnswer ends init before anything is written.
var errNoAnswer = errors.New("the answers ended too early; nothing was written")

// interview asks on one stream and reads answers from another.
type interview struct {
	in  *bufio.Reader
	out io.Writer
}

// ask returns an answer that is taken. Check, if not nil, says what is wrong with one.
func (v *interview) ask(text, usual string, check func(string) string) (string, error) {
	for {
		if usual != "" {
			fmt.Fprintf(v.out, "%s [%s]: ", text, usual)
		} else {
			fmt.Fprintf(v.out, "%s: ", text)
		}
		line, err := v.in.ReadString('\n')
		answer := strings.TrimSpace(line)
		if answer == "" && err != nil {
			return "", errNoAnswer
		}
		if answer == "" {
			answer = usual
		}
		switch reason := ""; {
		case answer == "":
			fmt.Fprintln(v.out, "  An answer is needed.")
		case check != nil && check(answer) != "":
			reason = check(answer)
			fmt.Fprintln(v.out, " ", reason)
		default:
			return answer, nil
		}
	}
}

// init asks for what each platform needs, makes the secrets that the host may choose, and writes
// the file.
func (a *app) init(args []string) int {
	fs := flag.NewFlagSet("init", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	file := fs.String("credentials", "desk.yaml", "")
	if err := fs.Parse(args); err != nil || fs.NArg() > 0 {
		return a.usage(errors.New("setup init takes -credentials FILE alone: the file to write, desk.yaml if it is left out"))
	}
	if _, err := os.Lstat(*file); err == nil {
		return a.usage(fmt.Errorf("%s exists and is not replaced: name another file with -credentials", *file))
	}
	fmt.Fprint(a.stderr, "A credential may be env:NAME or file:PATH in place of the text itself; what you type can be seen on the screen.\n\n")
	text, err := (&interview{bufio.NewReader(a.stdin), a.stderr}).file()
	if err != nil {
		return a.usage(err)
	}
	if err := writeNew(*file, text); err != nil {
		return a.usage(err)
	}
	fmt.Fprintf(a.stdout, "%s is written, for you alone (mode 0600).\nNext: start your host, then: setup doctor -credentials %s\n", *file, *file)
	if _, err := config.Load(*file, allDrivers()...); err != nil {
		fmt.Fprintln(a.stderr, "setup:", err)
		return exitUsage
	}
	return exitOK
}

// writeNew writes a file that only its owner may read, and replaces none.
func writeNew(name, text string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the file cannot be written: %w", err)
	}
	return nil
}

// file asks for a whole file.
func (v *interview) file() (string, error) {
	base, err := v.ask("Public address of your host, such as https://desk.example.com", "", func(s string) string {
		if u, err := url.Parse(s); err != nil || u.Scheme != "https" || u.Host == "" {
			return "An address with https is needed: the platforms call no other."
		}
		return ""
	})
	if err != nil {
		return "", err
	}
	var platforms []string
	if _, err = v.ask("Platforms, with commas between: x, telegram, facebook, whatsapp", "telegram", func(s string) string {
		platforms = nil
		for word := range strings.SplitSeq(s, ",") {
			p, ok := platformOf(strings.TrimSpace(word))
			if !ok || slices.Contains(platforms, p) {
				return "Each of x, telegram, facebook and whatsapp may be named once."
			}
			platforms = append(platforms, p)
		}
		return ""
	}); err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Keep this file to yourself: it holds credentials.\nbaseUrl: %s\nchannels:\n", quoted(strings.TrimRight(base, "/")))
	for _, p := range platforms {
		if err := v.channel(&b, p); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// channel asks for one channel and writes it.
func (v *interview) channel(b *strings.Builder, platform string) error {
	word := config.Word(platform)
	fmt.Fprintf(v.out, "\n%s\n", word)
	id, err := v.ask("  Id of the channel, which never changes", word, nil)
	if err != nil {
		return err
	}
	name, err := v.ask("  Name: letters, digits and _", strings.ToUpper(word[:1])+word[1:], nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "  - id: %s\n    platform: %s\n    name: %s\n", quoted(id), word, quoted(name))
	settings, secrets := "", ""
	for _, q := range questions[platform] {
		answer := rand.Text()
		if !q.made {
			if answer, err = v.ask("  "+q.ask, q.usual, nil); err != nil {
				return err
			}
		}
		if q.secret {
			secrets += fmt.Sprintf("      %s: %s\n", q.name, credential(answer))
		} else {
			settings += fmt.Sprintf("      %s: %s\n", q.name, quoted(answer))
		}
	}
	if settings != "" {
		b.WriteString("    settings:\n" + settings)
	}
	b.WriteString("    secrets:\n" + secrets)
	if platform == facebook.Platform {
		return v.page(b)
	}
	return nil
}

// page asks for the Page of a Facebook channel.
func (v *interview) page(b *strings.Builder) error {
	id, err := v.ask("  Id of the Page", "", nil)
	if err != nil {
		return err
	}
	token, err := v.ask("  Access token of the Page", "", nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "    pages:\n      - {id: %s, token: %s}\n", quoted(id), credential(token))
	return nil
}

// credential is an answer as the file has it: env:NAME and file:PATH say where to find it.
func credential(answer string) string {
	if name, ok := strings.CutPrefix(answer, "env:"); ok {
		return "{env: " + quoted(name) + "}"
	}
	if path, ok := strings.CutPrefix(answer, "file:"); ok {
		return "{file: " + quoted(path) + "}"
	}
	return quoted(answer)
}

// quoted is a text in quotes, as JSON and so YAML has it.
func quoted(s string) string {
	data, _ := json.Marshal(s) // a text has a JSON form
	return string(data)
}
