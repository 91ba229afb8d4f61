package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// quietServer does not log the calls that end because of its certificate.
func quietServer(h http.Handler) *httptest.Server {
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	return s
}

// public is a client of the outside world, in which a server has every name.
func public(s *httptest.Server) *http.Client {
	client := s.Client()
	transport := client.Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dial(ctx, network, s.Listener.Addr().String())
	}
	return &http.Client{Transport: transport}
}

// diagnosis runs the doctor over a file.
func diagnosis(t *testing.T, w *world, file string, outside *http.Client) (exit int, findings []string, channels []examined) {
	t.Helper()
	var out, errs bytes.Buffer
	a := &app{stdin: strings.NewReader(""), stdout: &out, stderr: &errs, now: time.Now, client: func(platform string) *http.Client {
		if platform == "" {
			return outside
		}
		return w.client(platform)
	}}
	exit = a.run(t.Context(), []string{"doctor", "-credentials", file, "-o", "json"})
	for _, s := range w.secrets() {
		if s != "" && strings.Contains(out.String()+errs.String(), s) {
			t.Error("the doctor prints a credential")
		}
	}
	var r struct {
		Result   []examined
		Findings []struct{ Code, Account string }
	}
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v\n%s%s", err, out.String(), errs.String())
	}
	for _, f := range r.Findings {
		findings = append(findings, f.Account+" "+f.Code)
	}
	return exit, findings, r.Result
}

func TestDoctor(t *testing.T) {
	w, err := newWorld(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	yaml, err := os.ReadFile(w.file)
	if err != nil {
		t.Fatal(err)
	}
	yaml = bytes.ReplaceAll(yaml, []byte("https://desk.example"), []byte("https://example.com")) // the name in the certificate of httptest
	// Channels that are not connected yet, and one whose variable is not set.
	file := filepath.Join(t.TempDir(), "desk.yaml")
	text := string(yaml) + "  - {id: other, platform: telegram, name: Other, secrets: {token: {env: NOT_SET_ANYWHERE}, webhookSecret: abcdefgh}}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := quietServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/"+telegram.Platform):
			rw.WriteHeader(http.StatusUnauthorized)
		case strings.HasPrefix(r.URL.Path, "/"+facebook.Platform):
			rw.WriteHeader(http.StatusOK) // takes whatever comes
		case strings.HasPrefix(r.URL.Path, "/"+twitter.Platform):
			rw.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	exit, found, channels := diagnosis(t, w, file, public(s))
	if exit != exitFindings {
		t.Errorf("exit status %d", exit)
	}
	for _, want := range []string{"pages " + codeUnproved, "handle " + codeElsewhere, "other " + codeBroken} {
		if !strings.Contains(strings.Join(found, "\n"), want) {
			t.Errorf("the findings lack %q:\n%s", want, strings.Join(found, "\n"))
		}
	}
	var answers []string
	for _, c := range channels {
		answers = append(answers, fmt.Sprint(c.ID, " ", c.Answers))
	}
	if diff := cmp.Diff([]string{"handle false", "handle-activity false", "bot true", "pages false", "shop false", "other true"}, answers); diff != "" {
		t.Errorf("who refuses a call without a proof (-want +got):\n%s", diff)
	}
	if channels[2].Active {
		t.Error("the bot is said to be connected")
	}

	// A connected channel whose host refuses strangers has nothing to mend.
	quiet := strings.Split(string(yaml), "channels:")[0] + "channels:\n" + string(yaml)[strings.Index(string(yaml), "  - id: bot"):strings.Index(string(yaml), "  - id: pages")]
	if err := os.WriteFile(file, []byte(quiet), 0o600); err != nil {
		t.Fatal(err)
	}
	w.file = file
	tr := &trial{world: w, format: "json"}
	if exit := tr.do(t.Context(), "telegram connect"); exit != exitOK {
		t.Fatalf("telegram connect: %d\n%s", exit, tr.stderr.String())
	}
	exit, found, channels = diagnosis(t, w, file, public(s))
	if exit != exitOK || len(found) > 0 || !channels[0].Active || !channels[0].Answers {
		t.Errorf("a healthy channel: exit status %d, %v, %+v", exit, found, channels)
	}
}

// The finding says in words why the public address fails: the name, the certificate chain, or no
// server.
func TestPublicAddress(t *testing.T) {
	s := quietServer(http.NotFoundHandler())
	defer s.Close()
	root := newAuthority(t, nil)
	between := newAuthority(t, root)
	now := time.Now()
	ended := root.serve(t, now.Add(-time.Hour))
	short := between.serve(t, now.Add(90*24*time.Hour))
	full := between.serve(t, now.Add(90*24*time.Hour), between.certificate.Raw)
	expired, rooted := root.client(), root.client()
	healthy := &app{now: time.Now, client: func(string) *http.Client { return rooted }}
	if found := healthy.outside(t.Context(), full.URL); len(found) != 1 || found[0].Code != codeElsewhere {
		t.Errorf("a whole chain: %+v, want %s alone", found, codeElsewhere)
	}
	for name, tt := range map[string]struct {
		client *http.Client
		url    string
		code   string
		text   string
	}{
		"a certificate of its own": {&http.Client{}, s.URL, codeCertificate, "no authority that the platforms trust"},
		"for another name":         {public(s), "https://other.test/x", codeCertificate, "for another name"},
		"no such name":             {&http.Client{}, "https://no-such-name.invalid/x", codeName, "does not resolve"},
		"a certificate that ended": {expired, ended.URL, codeCertificate, "has expired"},
		"no certificate between":   {rooted, short.URL, codeCertificate, "lacks a certificate between"},
		"nobody there":             {&http.Client{}, "https://127.0.0.1:1/x", codeUnreachable, "nothing answers"},
		"another program":          {s.Client(), s.URL, codeElsewhere, "404"},
	} {
		a := &app{now: time.Now, client: func(string) *http.Client { return tt.client }}
		found := a.outside(t.Context(), tt.url)
		if len(found) == 0 || found[0].Code != tt.code || !strings.Contains(found[0].Text, tt.text) || !found[0].Fatal {
			t.Errorf("%s: %+v, want %s with %q", name, found, tt.code, tt.text)
		}
	}
	// A certificate that ends soon is a note.
	a := &app{now: func() time.Time { return s.Certificate().NotAfter.Add(-24 * time.Hour) }, client: func(string) *http.Client { return s.Client() }}
	found := a.outside(t.Context(), s.URL)
	if len(found) != 2 || found[1].Code != codeExpires || found[1].Fatal {
		t.Errorf("a certificate that ends soon: %+v", found)
	}
}

// authority signs certificates of servers at 127.0.0.1.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// newAuthority makes a root, or an authority that another one signed.
func newAuthority(t *testing.T, by *authority) *authority {
	t.Helper()
	a := new(authority)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority " + rand.Text()}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(365 * 24 * time.Hour),
	}
	a.certificate, a.key = issue(t, template, by)
	return a
}

// serve starts a server whose certificate ends at a time. It shows the certificates of chain too.
func (a *authority) serve(t *testing.T, end time.Time, chain ...[]byte) *httptest.Server {
	t.Helper()
	certificate, key := issue(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: end,
	}, a)
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: append([][]byte{certificate.Raw}, chain...), PrivateKey: key}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// client trusts the authority alone.
func (a *authority) client() *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(a.certificate)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

// issue makes a certificate. Without an authority it signs itself.
func issue(t *testing.T, template *x509.Certificate, by *authority) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, key
}
