package directory_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// An administrator uploads a certificate, sees what is in it, and replaces it while the channels
// that use it run.
func ExampleOptions_ChangeCertificate() {
	ctx := context.Background()
	store := map[string]directory.Certificate{} // of the tenant
	o := certificateOptions()
	o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		c, ok := store[name]
		if !ok {
			return c, directory.ErrNotFound
		}
		return c, nil
	}
	upload := func(name string, files ...[]byte) {
		c, err := directory.ReadCertificate(files...)
		if err == nil {
			c.Rev = store[name].Rev // the revision that the form showed
			c, err = o.ChangeCertificate(store[name], c)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		store[name] = c
		infos, rep := o.CheckCertificate(c)
		for _, i := range infos {
			fmt.Println(i.Subject, "until", i.Until.Format(time.DateOnly))
		}
		for _, w := range rep.Warnings {
			fmt.Println("warning:", w.Reason)
		}
	}
	upload("fabric", certificateOf("CN=gateway", certificateEpoch.AddDate(0, 0, 20)))
	d, err := directory.New(o)
	if err != nil {
		fmt.Println(err)
		return
	}
	r := certificateBot("sales", "Sales", 71001)
	r.Certificates.Trust = []string{"fabric"}
	fmt.Println(d.Load(ctx, r))
	upload("fabric", []byte("-----BEGIN CERTIFICATE-----\nMIIB"))
	upload("fabric", certificateOf("CN=gateway", certificateEpoch.AddDate(2, 0, 0)))
	ids, err := d.Renew(ctx, "north", directory.KindCertificate, "fabric")
	fmt.Println(ids, err, "revision", store["fabric"].Rev)
	// Output:
	// CN=gateway until 2026-03-22
	// warning: the certificate of CN=gateway expires on 2026-03-22
	// <nil>
	// files[0]: block 1 (CERTIFICATE, line 1): the block has no END mark: a part of the file is missing
	// CN=gateway until 2028-03-02
	// [sales] <nil> revision 2
}

// certificateEpoch is the instant at which the tests' clocks begin.
var certificateEpoch = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func certificateDrivers() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}
}

func certificateOptions() directory.Options {
	return directory.Options{Drivers: certificateDrivers(), Now: func() time.Time { return certificateEpoch }}
}

// certificateDesk gives a record what every channel needs.
func certificateDesk(platform, id, name string) directory.Record {
	r := directory.Default(platform)
	r.Tenant, r.ID, r.Name, r.State = "north", id, name, directory.Active
	r.Service.Robot = "greeter"
	r.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}, {Text: "person"}}}
	r.Routing.Queue = "first-line"
	return r
}

// certificateBot is a Telegram channel.
func certificateBot(id, name string, account int) directory.Record {
	r := certificateDesk("telegram", id, name)
	r.Secrets.Keys = map[string]channel.Keys{
		"token":         channel.NewKeys(channel.Secret(fmt.Sprintf("%d:%s", account, strings.Repeat("t", 35)))),
		"webhookSecret": channel.NewKeys(channel.Secret("webhook-" + id)),
	}
	return r
}

// certificateOf makes a self-signed one without its key, for examples.
func certificateOf(subject string, until time.Time) []byte {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return selfSigned(key, 1, strings.TrimPrefix(subject, "CN="), until)
}

func selfSigned(key *ecdsa.PrivateKey, serial int64, name string, until time.Time) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: certificateEpoch, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return der
}
