package directory_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// generation is a certificate that ends a year from now, for a server or a client.
func generation(t *testing.T, serial int64, name string) (directory.Certificate, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: epoch, NotAfter: time.Now().AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return directory.Certificate{Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), Key: channel.Secret(pkcs8)},
		tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// Trust and identity certificates are replaced while four senders call a server that wants a
// certificate: clients trust the server's new certificate in addition to the old one first, and no
// call fails.
func TestRenewUnderTraffic(t *testing.T) {
	ctx := context.Background()
	const rounds = 12
	var serves atomic.Pointer[tls.Certificate]
	var shown sync.Map // serial numbers of clients' certificates
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 1 {
			shown.Store(r.TLS.PeerCertificates[0].SerialNumber.Int64(), true)
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":5,"date":1772442000,"chat":{"id":4401,"type":"private"}}}`)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return serves.Load(), nil }}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	gateway, now := generation(t, 1, "gateway")
	desk, _ := generation(t, 101, "desk")
	serves.Store(&now)
	server.StartTLS()
	defer server.Close()

	var mu sync.Mutex
	store := map[string]directory.Certificate{"gateway": gateway, "desk": desk}
	o := options()
	o.Dial = new(net.Dialer).DialContext
	o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		mu.Lock()
		defer mu.Unlock()
		return store[name], nil
	}
	r := bot("bot", "Sales", 71001)
	r.Settings = map[string]string{"baseUrl": server.URL}
	r.Certificates = directory.Certificates{Trust: []string{"gateway"}, Identity: "desk", ServerName: "gateway"}
	d := newDirectory(t, o, r)
	replace := func(name string, c directory.Certificate) {
		mu.Lock()
		c.Rev = store[name].Rev
		next, err := o.ChangeCertificate(store[name], c)
		store[name] = next
		mu.Unlock()
		require.NoError(t, err)
		_, err = d.Renew(ctx, "north", directory.KindCertificate, name)
		require.NoError(t, err)
	}

	stop, failed := make(chan struct{}), make(chan struct{}, 8)
	var sent [4]chan struct{}
	var senders sync.WaitGroup
	for i := range sent {
		sent[i] = make(chan struct{})
		senders.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := d.Sender().Send(ctx, customer, channel.Message{Text: "hi"}); err != nil {
					t.Errorf("send: %v", err)
					failed <- struct{}{}
					return
				}
				select {
				case sent[i] <- struct{}{}:
				default: // the calls are not counted now
				}
			}
		})
	}
	wait := func() { // until every sender has begun and ended a call since
		for i := range 2 * len(sent) {
			select {
			case <-sent[i/2]:
			case <-failed:
				failed <- struct{}{}
				return
			}
		}
	}
	for n := range int64(rounds) {
		wait()
		next, served := generation(t, n+2, "gateway")
		both := directory.Certificate{Certificate: slices.Concat(gateway.Certificate, next.Certificate)}
		replace("gateway", both)
		identity, _ := generation(t, n+102, "desk")
		replace("desk", identity)
		wait() // calls end with the channel that they began with
		serves.Store(&served)
		wait()
		gateway = directory.Certificate{Certificate: next.Certificate}
		replace("gateway", gateway)
	}
	wait()
	close(stop)
	senders.Wait()
	if _, ok := shown.Load(int64(101 + rounds)); !ok {
		t.Error("the last identity was never shown")
	}
}
