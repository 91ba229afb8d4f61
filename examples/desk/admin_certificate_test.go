package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// anIdentity is a certificate with its key, of a server or of the desk.
type anIdentity struct {
	certificate, key string // PEM
	tls              tls.Certificate
}

func newIdentity(t *testing.T, serial int64, name string) anIdentity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	x := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, x, x, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, data []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
	}
	return anIdentity{block("CERTIFICATE", der), block("PRIVATE KEY", pkcs8), tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
}

// secret is a line of the key that is in no other.
func (c anIdentity) secret() string { return strings.Split(c.key, "\n")[2] }

// An administrator uploads the certificate that a server shows and the desk's own, a channel uses
// both, and both are replaced while it is called. A key is in no page, no export and no log.
func TestCertificateUnderTraffic(t *testing.T) {
	d := newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC))
	d.close()
	d.options.Dial = new(net.Dialer).DialContext
	d.open()
	p := d.platform("telegram")
	var shows atomic.Pointer[tls.Certificate]
	var seen atomic.Int64 // serial number of the desk's certificate in the last call
	var hold atomic.Pointer[chan struct{}]
	held := make(chan struct{}, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.Store(r.TLS.PeerCertificates[0].SerialNumber.Int64())
		if wait := hold.Swap(nil); wait != nil {
			held <- struct{}{}
			<-*wait
		}
		p.Server.(http.Handler).ServeHTTP(w, r)
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return shows.Load(), nil }}
	gateway, gateway2 := newIdentity(t, 1, "gateway.example"), newIdentity(t, 2, "gateway.example")
	own, own2 := newIdentity(t, 101, "desk.example"), newIdentity(t, 102, "desk.example")
	shows.Store(&gateway.tls)
	server.StartTLS()
	defer server.Close()

	root := d.signIn("root")
	upload := func(path string, form url.Values, files string) string {
		t.Helper()
		got := root.postFiles(path, form, "certificate.pem", []byte(files))
		if got.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %s: %s", path, got.Status, parse(t, d.body(got)).text())
		}
		return root.source(got.Header.Get("Location"))
	}
	replace := func(name, files string) string {
		t.Helper()
		rev := sentRev(root.page("/admin/certificates/" + name))
		return upload("/admin/certificates/"+name, url.Values{"rev": {rev}}, files)
	}
	pages := upload("/admin/certificates/new", url.Values{"name": {"gateway"}}, gateway.certificate)
	pages += upload("/admin/certificates/new", url.Values{"name": {"own"}}, own.key+own.certificate)

	const edit = "/admin/channels/bot/edit"
	form := sent(t, root.source(edit), "channel")
	form.Set("kind", "server")
	form.Set("settings.baseUrl", server.URL)
	form.Set("certificates.trust", "gateway")
	form.Set("certificates.identity", "own")
	form.Set("certificates.serverName", "gateway.example")
	form.Set("do", "save")
	page, _ := root.submit(edit, form)
	if got := d.record("bot").Certificates; len(got.Trust) != 1 || got.Trust[0] != "gateway" || got.Identity != "own" {
		t.Fatalf("the channel names %+v: %v", got, wrong(t, page))
	}
	if got := sent(t, root.source(edit), "channel"); got.Get("certificates.trust") != "gateway" || got.Get("certificates.identity") != "own" {
		t.Errorf("the form shows %v and %v", got["certificates.trust"], got["certificates.identity"])
	}
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	p.Server.Say(p.Contact, "hello")
	send := func() error {
		_, err := d.Directory.Sender().Send(t.Context(), thread, channel.Message{Text: "hi"})
		return err
	}
	if err := send(); err != nil || seen.Load() != 101 {
		t.Fatalf("%v; the server saw the certificate %d", err, seen.Load())
	}

	wait, ended := make(chan struct{}), make(chan error, 1)
	hold.Store(&wait)
	go func() { ended <- send() }()
	<-held
	pages += replace("own", own2.certificate+own2.key)
	if err := send(); err != nil || seen.Load() != 102 {
		t.Errorf("after the replacement: %v; the server saw the certificate %d", err, seen.Load())
	}
	close(wait)
	if err := <-ended; err != nil {
		t.Errorf("the call that was under way: %v", err)
	}
	shows.Store(&gateway2.tls)
	server.CloseClientConnections()
	if err := send(); err == nil {
		t.Error("a certificate that nobody trusts was accepted")
	}
	pages += replace("gateway", gateway2.certificate)
	if err := send(); err != nil {
		t.Errorf("after the replacement: %v", err)
	}

	audit := root.source("/admin/audit")
	root.submit("/admin/exports", url.Values{"what": {"channels"}, "format": {"jsonl"}, "parts": {"robot", "channel", "policies"}})
	d.export()
	pages += audit + root.source("/admin/certificates") + root.source("/admin/certificates/own") + root.source(edit) + root.source("/admin/exports") + d.log.String()
	for _, c := range []anIdentity{gateway, gateway2, own, own2} {
		for _, form := range []string{c.secret(), url.QueryEscape(c.secret()), base64.StdEncoding.EncodeToString([]byte(c.key))} {
			if strings.Contains(pages, form) {
				t.Error("a private key is in a page or in the log")
			}
		}
	}
	for _, want := range []string{"certificate gateway added", "certificate own added", "certificate own replaced", "CN=desk.example", "[secret, replaced]", "2120-01-01 00:00"} {
		if !strings.Contains(parse(t, audit).text(), want) && !strings.Contains(audit, want) {
			t.Errorf("the audit lacks %q", want)
		}
	}
}

// sentRev is the revision that a form of a page sends.
func sentRev(page *node) string {
	for _, n := range page.all(func(n *node) bool { return n.attr("name") == "rev" }) {
		return n.attr("value")
	}
	return ""
}

// A certificate that a channel names cannot be removed, and one without its key cannot take the
// place of one that a channel shows. Of two who change one, the second is told. A faulty upload is
// named at its field.
func TestCertificateRefusals(t *testing.T) {
	d := stillDesk(t)
	root := d.signIn("root")
	own, other := newIdentity(t, 1, "desk.example"), newIdentity(t, 2, "other.example")
	post := func(path string, form url.Values, file string) (status int, text string) {
		t.Helper()
		var got *http.Response
		if file == "" {
			got = root.post(path, form)
		} else {
			got = root.postFiles(path, form, "c.pem", []byte(file))
		}
		if got.StatusCode == http.StatusSeeOther {
			return got.StatusCode, root.page(got.Header.Get("Location")).text()
		}
		body := d.body(got)
		if strings.Contains(body, own.secret()) || strings.Contains(body, other.secret()) {
			t.Errorf("%s shows a key", path)
		}
		return got.StatusCode, parse(t, body).text()
	}
	for name, tt := range map[string]struct {
		name, file, pasted, want string
	}{
		"no name":            {"", own.certificate, "", "1 to 64 letters"},
		"a name for a path":  {"new", own.certificate, "", "1 to 64 letters"},
		"nothing":            {"own", "", "", "A certificate is needed."},
		"a key alone":        {"own", own.key, "", "A certificate is needed."},
		"a picture":          {"own", dot, "", "It is neither PEM nor DER."},
		"the key of another": {"own", own.certificate, other.key, "The key does not belong to the certificate."},
		"two keys":           {"own", own.certificate + own.key, other.key, "Another file holds a certificate, or a key, already."},
		"a lost end":         {"own", own.certificate[:200], "", "the block has no END mark"},
		"an old one":         {"own", string(certificateUntil(t, "old.example", d.now().Add(-time.Hour))), "", "expired on"},
	} {
		status, text := post("/admin/certificates/new", url.Values{"name": {tt.name}, "key": {tt.pasted}}, tt.file)
		if status != http.StatusOK || !strings.Contains(strings.ToLower(text), strings.ToLower(tt.want)) {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	soon := string(certificateUntil(t, "soon.example", d.now().Add(10*24*time.Hour)))
	if _, text := post("/admin/certificates/new", url.Values{"name": {"soon"}}, soon); !strings.Contains(text, "expires on 2026-11-30") {
		t.Errorf("the warning is missing: %s", text)
	}
	if _, text := post("/admin/certificates/new", url.Values{"name": {"own"}, "certificate": {own.certificate}, "key": {own.key}}, ""); !strings.Contains(text, "own is saved") {
		t.Fatalf("pasted: %s", text)
	}
	if status, text := post("/admin/certificates/new", url.Values{"name": {"own"}}, other.certificate); status != http.StatusOK || !strings.Contains(text, "There is a certificate of this name") {
		t.Errorf("the same name again: %d %s", status, text)
	}
	r := d.record("bot")
	r.Certificates.Identity = "own"
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	list := root.page("/admin/certificates")
	if text := list.id("certificates").text(); !strings.Contains(text, "own shown by the desk Support_bot CN=desk.example") || !strings.Contains(text, "soon trusted –") {
		t.Errorf("the list: %s", text)
	}
	remove := func(name, rev string) string {
		t.Helper()
		source, _ := root.submit("/admin/certificates/"+name+"/remove", url.Values{"rev": {rev}})
		return parse(t, source).text()
	}
	if text := remove("own", "1"); !strings.Contains(text, "Channels use the certificate own: Support_bot.") {
		t.Errorf("removed while in use: %s", text)
	}
	own.certificate = other.certificate
	if status, text := post("/admin/certificates/own", url.Values{"rev": {"1"}}, other.certificate); status != http.StatusOK || !strings.Contains(text, "The key does not belong to the certificate.") {
		t.Errorf("without its key: %d %s", status, text)
	}
	if status, _ := post("/admin/certificates/own", url.Values{"rev": {"1"}}, other.certificate+other.key); status != http.StatusSeeOther {
		t.Errorf("with its key: %d", status)
	}
	if status, text := post("/admin/certificates/own", url.Values{"rev": {"1"}}, other.certificate+other.key); status != http.StatusOK || !strings.Contains(text, "Somebody else changed this certificate meanwhile.") {
		t.Errorf("the second of two: %d %s", status, text)
	}
	if status, _ := post("/admin/certificates/none", url.Values{"rev": {"1"}}, other.certificate); status != http.StatusNotFound {
		t.Errorf("one that is not there: %d", status)
	}
	r = d.record("bot")
	r.Certificates.Identity = ""
	if _, err := d.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	if text := remove("own", "1"); !strings.Contains(text, "Somebody else changed this certificate meanwhile.") {
		t.Errorf("a former revision: %s", text)
	}
	if text := remove("own", "2"); !strings.Contains(text, "The certificate own is removed.") {
		t.Errorf("not removed: %s", text)
	}
	d.view(func(tx *store.Tx) error {
		c, err := tx.Certificate("own")
		if len(c.Certificate) > 0 || c.Key != "" || c.Rev != 3 {
			t.Errorf("removed, and yet of revision %d with %d bytes", c.Rev, len(c.Certificate))
		}
		return err
	})
	if status, _ := post("/admin/certificates/new", url.Values{"name": {"own"}}, other.certificate); status != http.StatusSeeOther {
		t.Errorf("the name is not free again: %d", status)
	}
}

// A certificate that is uploaded at one node is used by the channels of the other, and neither node
// removes one that the other's channel names.
func TestCertificateOfTwoNodes(t *testing.T) {
	if testing.Short() {
		t.Skip("a database for two nodes: the long form")
	}
	first, second := newIdentity(t, 1, "gateway.example"), newIdentity(t, 2, "gateway.example")
	a := newDeskOn(t, postgrestest.Open(t), time.Time{})
	a.close()
	a.options.Dial = new(net.Dialer).DialContext
	a.open()
	p := a.platform("telegram")
	server := httptest.NewUnstartedServer(p.Server.(http.Handler))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{second.tls}}
	server.StartTLS()
	defer server.Close()
	b := &testDesk{t: t, database: a.database, world: a.world, options: a.options}
	b.options.Folder, b.options.Now = t.TempDir(), b.now
	b.open()
	t.Cleanup(b.close)
	a.run()
	b.run()
	put := func(d *testDesk, c anIdentity, rev int64) {
		t.Helper()
		err := d.Engine.PutCertificate(t.Context(), "root", store.Certificate{Name: "gateway", Certificate: directory.Certificate{Rev: rev, Certificate: []byte(c.certificate)}}, rev == 0)
		if err != nil {
			t.Fatal(err)
		}
	}
	put(a, first, 0)
	r := b.record("bot")
	r.Certificates = directory.Certificates{Trust: []string{"gateway"}, ServerName: "gateway.example"}
	r.Settings = map[string]string{"baseUrl": server.URL}
	if _, err := b.Engine.Save(t.Context(), "root", r); err != nil {
		t.Fatal(err)
	}
	if err := a.Engine.RemoveCertificate(t.Context(), "root", "gateway", 1); err == nil {
		t.Error("a certificate was removed that a channel of the other node names")
	}
	a.until("the record at the other node", func() bool {
		entry, found := a.Directory.Find("bot")
		return found && len(entry.Record().Certificates.Trust) == 1
	})
	p.Server.Say(p.Contact, "hello")
	thread := channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
	send := func() error {
		_, err := a.Directory.Sender().Send(t.Context(), thread, channel.Message{Text: "hi"})
		return err
	}
	if send() == nil {
		t.Error("the gateway shows a certificate that is not trusted yet, and was called")
	}
	put(b, second, 1)
	a.until("a call of the other node with the new certificate", func() bool { return send() == nil })
}
