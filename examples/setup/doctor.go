package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/internal/config"
)

// Codes of the doctor's findings, in addition to those of the platforms.
const (
	codeNoAddress   = "no_address"       // the file has no baseUrl
	codeName        = "name_unknown"     // the public name does not resolve
	codeUnreachable = "unreachable"      // nothing answers at the public address
	codeCertificate = "certificate"      // the certificate is not one that everybody trusts
	codeExpires     = "expires_soon"     // the certificate ends within thirty days
	codeUnproved    = "unproved_taken"   // a call without a proof was not refused
	codeElsewhere   = "not_the_webhook"  // another program answers at the webhook's path
	codeBroken      = "channel_broken"   // the channel's configuration is wrong
	codeRefused     = "platform_refused" // the platform refused to be asked
)

// examined is what the doctor says of one channel.
type examined struct {
	ID       string `json:"id"`
	Platform string `json:"platform"`
	Callback string `json:"callback"`
	Active   bool   `json:"active"`  // the platform delivers
	Answers  bool   `json:"answers"` // the public address refuses a call without a proof with 401
}

// doctor checks every channel of a file, and the public address of each as the platforms see it.
// What is wrong with one channel does not keep the others from being checked.
func (a *app) doctor(ctx context.Context, args []string) int {
	in := input{timeout: time.Minute, output: "text"}
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.StringVar(&in.credentials, "credentials", "", "")
	fs.StringVar(&in.output, "o", "text", "")
	fs.BoolVar(&in.strict, "strict", false, "")
	fs.DurationVar(&in.timeout, "timeout", time.Minute, "")
	if err := fs.Parse(args); err != nil || fs.NArg() > 0 || in.output != "text" && in.output != "json" {
		return a.usage(errors.New("setup doctor takes -credentials FILE, -o text or json, -strict and -timeout, and nothing else"))
	}
	r := report{Command: "doctor", Findings: []channel.Finding{}}
	p := printer{stdout: a.stdout, stderr: a.stderr, json: in.output == "json"}
	cfg, err := a.load(in, func(directory.Record) bool { return false })
	if err != nil {
		return p.print(r, outcome{}, configError{err}, in.strict)
	}
	out := outcome{lines: [][]string{{"CHANNEL", "PLATFORM", "DELIVERS", "ANSWERS", "CALLBACK"}}}
	if cfg.BaseURL == "" {
		out.findings = append(out.findings, channel.Finding{Code: codeNoAddress, Fatal: true, Text: "The file needs baseUrl, your public address."})
	}
	var all []examined
	for _, record := range cfg.Records {
		one, found := a.examine(ctx, in, cfg, record.ID, &p)
		all = append(all, one)
		out.findings = append(out.findings, found...)
		out.lines = append(out.lines, []string{one.ID, config.Word(one.Platform), yes(one.Active), yes(one.Answers), one.Callback})
	}
	out.result = all
	return p.print(r, out, nil, in.strict)
}

// examine checks one channel, with its own credentials alone.
func (a *app) examine(ctx context.Context, in input, cfg config.Config, id string, p *printer) (one examined, found []channel.Finding) {
	note := func(code, text string) {
		found = append(found, channel.Finding{Code: code, Account: id, Fatal: true, Text: text})
	}
	mine := func(r directory.Record) bool { return r.ID == id }
	ctx, stop := context.WithTimeout(ctx, in.timeout)
	defer stop()
	own, err := a.load(in, mine)
	for _, r := range own.Records {
		if mine(r) {
			one = examined{ID: id, Platform: r.Platform, Callback: cfg.BaseURL + r.CallbackPath()}
			p.hide(r.Secrets)
			if err == nil {
				one.Active, found = a.ask(ctx, own, r)
			}
		}
	}
	if err != nil {
		note(codeBroken, "The configuration is wrong: "+strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	if cfg.BaseURL != "" {
		outside := a.outside(ctx, one.Callback)
		one.Answers = len(outside) == 0 || !outside[0].Fatal
		for _, f := range outside {
			f.Account = id
			found = append(found, f)
		}
	}
	return one, found
}

// ask opens a channel and asks its platform about the webhook.
func (a *app) ask(ctx context.Context, cfg config.Config, r directory.Record) (active bool, found []channel.Finding) {
	options := directory.Options{Drivers: drivers(r, ""), HTTP: a.client(r.Platform), Dial: dial, Now: a.now}
	options.Lookup.Certificate = cfg.Certificate
	ch, err := options.Open(ctx, r)
	if err != nil {
		return false, []channel.Finding{{Code: codeBroken, Account: r.ID, Fatal: true, Text: "The channel cannot be opened: " + err.Error()}}
	}
	s, err := channel.CheckSubscription(ctx, ch)
	found = s.Findings
	if want := cfg.BaseURL + r.CallbackPath(); err == nil && s.URL != "" && cfg.BaseURL != "" && s.URL != want {
		found = append(found, channel.Finding{Code: codeOtherURL, Account: r.ID, Fatal: true, Text: "The platform calls " + s.URL + ", and by the configuration it should be " + want + "."})
	}
	if err != nil {
		found = append(found, channel.Finding{Code: codeRefused, Account: r.ID, Fatal: true, Text: "The platform was asked and refused: " + err.Error()})
	}
	return s.Active, found
}

// outside calls a webhook as the platforms do, by its name and with the roots that everybody
// trusts, and without a proof. A host that keeps strangers out answers 401.
func (a *app) outside(ctx context.Context, address string) []channel.Finding {
	fatal := func(code, format string, args ...any) []channel.Finding {
		return []channel.Finding{{Code: code, Fatal: true, Text: fmt.Sprintf(format, args...)}}
	}
	u, err := url.Parse(address)
	if err != nil {
		return fatal(codeUnreachable, "The public address cannot be read.")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		return fatal(codeUnreachable, "The public address cannot be called.")
	}
	req.Header.Set("Content-Type", "application/json")
	client := *a.client("")
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	if err != nil {
		return fatal(codeOf(err), "%s: %s", u.Host, plainly(err))
	}
	defer resp.Body.Close()
	var found []channel.Finding
	switch resp.StatusCode {
	case http.StatusUnauthorized:
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		found = fatal(codeElsewhere, "%s answers %d: no webhook is at this path.", address, resp.StatusCode)
	case http.StatusOK, http.StatusNoContent, http.StatusAccepted:
		found = fatal(codeUnproved, "%s took an unsigned call: anyone could write in a customer's name.", address)
	default:
		found = fatal(codeElsewhere, "%s answers %d to a call without a proof, and 401 is needed.", address, resp.StatusCode)
	}
	if resp.TLS != nil && len(resp.TLS.PeerCertificates) > 0 {
		if end := resp.TLS.PeerCertificates[0].NotAfter; end.Sub(a.now()) < tlsconfig.ExpirySoon {
			found = append(found, channel.Finding{Code: codeExpires, Text: fmt.Sprintf("The certificate of %s ends on %s.", u.Host, end.UTC().Format(time.DateOnly))})
		}
	}
	return found
}

// codeOf is the finding that an error of a call is.
func codeOf(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return codeName
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return codeCertificate
	}
	return codeUnreachable
}

// plainly says what is wrong with a public address.
func plainly(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "the name does not resolve"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "no authority that the platforms trust signed the certificate, or the chain lacks a certificate between"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate is for another name"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return "the certificate has expired, or is not valid yet"
		}
		return "the certificate is not valid"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate cannot be verified"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "nothing answers in time"
	}
	return "nothing answers"
}
