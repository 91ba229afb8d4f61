package apifabrictest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// certificates is the gateway's side of the certificates.
type certificates struct {
	server  *tls.Certificate
	issuer  *x509.Certificate // of client certificates
	key     crypto.Signer
	clients *x509.CertPool
	peers   []string
}

// Start listens on loopback with the gateway's certificate, and asks callers for one that Identity
// issued. It returns the addresses of the authentication module and of the APIs, and a function
// that stops it.
func (f *Gateway) Start() (tokenURL, businessURL string, stop func(), err error) {
	if _, err := f.serverCertificate(); err != nil {
		return "", "", nil, err
	}
	cfg := &tls.Config{
		MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			return &tls.Config{
				MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*f.tls.server}, ClientAuth: tls.RequireAndVerifyClientCert,
				ClientCAs: f.tls.clients, VerifyConnection: f.met, SessionTicketsDisabled: true,
			}, nil
		},
	}
	var servers []*http.Server
	stop = func() {
		for _, s := range servers {
			_ = s.Close()
		}
	}
	listen := func(h http.Handler) (string, error) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
		servers = append(servers, s)
		go func() { _ = s.Serve(tls.NewListener(l, cfg)) }()
		return "https://" + l.Addr().String(), nil
	}
	if tokenURL, err = listen(f.auth); err == nil {
		businessURL, err = listen(f.business)
	}
	if err != nil {
		stop()
		return "", "", nil, err
	}
	return tokenURL, businessURL, stop, nil
}

// met notes whose certificate a caller showed.
func (f *Gateway) met(cs tls.ConnectionState) error {
	if len(cs.PeerCertificates) == 0 {
		return errors.New("apifabrictest: a caller without a certificate")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tls.peers = append(f.tls.peers, cs.PeerCertificates[0].Subject.CommonName)
	return nil
}

// Peers are the names in the certificates that callers showed, one for each connection.
func (f *Gateway) Peers() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.tls.peers...)
}

// Certificate is the gateway's own certificate in DER, as the documented command (openssl s_client,
// openssl x509 -outform der) makes it: the leaf, signed by itself.
func (f *Gateway) Certificate() ([]byte, error) {
	c, err := f.serverCertificate()
	if err != nil {
		return nil, err
	}
	return append([]byte(nil), c.Certificate[0]...), nil
}

func (f *Gateway) serverCertificate() (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.tls.server != nil {
		return f.tls.server, nil
	}
	hosts := f.cfg.Hosts
	if hosts == nil {
		hosts = []string{"127.0.0.1"}
	}
	template := certificate("API Fabric")
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, h)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	f.tls.server = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return f.tls.server, f.newIssuer()
}

// newIssuer makes the authority of client certificates anew; what an older one issued is refused
// from then on.
func (f *Gateway) newIssuer() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := certificate("tenants of API Fabric")
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	if f.tls.issuer, err = x509.ParseCertificate(der); err != nil {
		return err
	}
	f.tls.key, f.tls.clients = key, x509.NewCertPool()
	f.tls.clients.AddCert(f.tls.issuer)
	return nil
}

// Identity issues a certificate for a caller, in DER, and its key in PEM.
func (f *Gateway) Identity(name string) (certificateDER, keyPEM []byte, err error) {
	if _, err := f.serverCertificate(); err != nil {
		return nil, nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := certificate(name)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if certificateDER, err = x509.CreateCertificate(rand.Reader, template, f.tls.issuer, key.Public(), f.tls.key); err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, err
	}
	return certificateDER, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// RenewIdentities refuses every certificate that was issued before, in new connections.
func (f *Gateway) RenewIdentities() error {
	if _, err := f.serverCertificate(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.newIssuer()
}

func certificate(name string) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		serial = big.NewInt(time.Now().UnixNano())
	}
	return &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
}
