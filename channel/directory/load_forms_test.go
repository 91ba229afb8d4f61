package directory_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// clerk is an administrator at the forms of what several channels share: connectors, which hold the
// credentials of an app of Meta or of a gateway, and certificates.
type clerk struct {
	connector, certificate string // whose form is open; empty: none
	secrets                directory.Secrets
	file                   directory.Certificate
}

// fabric is a bot behind a gateway. Its credentials are those of the connector "fabric", and it
// uses two certificates.
func fabric(id string) directory.Record {
	r := bot(id, "Fabric", 71004)
	r.Connector = "fabric"
	r.Secrets = directory.Secrets{}
	r.Settings = map[string]string{"account": "71004", "gatewayUrl": "https://192.0.2.10:28090", "gatewayTokenUrl": "https://192.0.2.10:28070",
		"gatewayAppKey": "ak", "gatewayPath": "/apiaccess/x/{method}", "gatewayEncoder": "bot_api"}
	r.Certificates = directory.Certificates{Trust: []string{"authority"}, Identity: "own"}
	return r
}

// fabricSecrets are the credentials of the connector "fabric".
func fabricSecrets() directory.Secrets {
	return directory.Secrets{Keys: map[string]channel.Keys{"gatewayAppSecret": channel.NewKeys("gateway-secret"), "webhookSecret": channel.NewKeys("hook-secret")}}
}

// files are certificates with their keys, made once.
var files = sync.OnceValue(func() []directory.Certificate {
	list := make([]directory.Certificate, 8)
	for i := range list {
		list[i] = certificate(new(testing.T), int64(i+1))
	}
	return list
})

// uploaded is the file of a certificate and its key. Words before the certificate say its revision,
// so that a channel that is opened with it can tell.
func uploaded(file int, rev int64) directory.Certificate {
	c := files()[file]
	c.Rev, c.Certificate = rev, append(fmt.Appendf(nil, "revision %d\n", rev), asPEM("CERTIFICATE", c.Certificate)...)
	return c
}

// work has the clerk open or save one form. It reports whether a save won, or was told that it is
// stale. News is what nodes then hear.
func (c *clerk) work(t *testing.T, r *rand.Rand, s *shelf) (won, told bool, news func(*directory.Directory)) {
	t.Helper()
	ctx := context.Background()
	switch r.IntN(4) {
	case 0:
		c.connector = []string{"meta", "fabric"}[r.IntN(2)]
		c.secrets = s.connectors[c.connector].Clone()
	case 1:
		c.certificate = []string{"authority", "own"}[r.IntN(2)]
		c.file = s.certificates[c.certificate]
	case 2:
		name, old := c.connector, s.connectors[c.connector]
		if name == "" {
			break
		}
		c.connector = ""
		field := map[string][]string{"meta": {"appSecret", "verifyToken"}, "fabric": {"gatewayAppSecret", "webhookSecret"}}[name][r.IntN(2)]
		c.secrets.Keys[field] = channel.NewKeys(channel.Secret(fmt.Sprint(field, r.Int())))
		next, err := s.o.ChangeSecrets(old, c.secrets)
		if won, told = settled(t, name, err, c.secrets.Rev == old.Rev); won {
			s.connectors[name] = next
			s.winners[fmt.Sprint("connector ", name, "#", next.Rev)]++
			news = func(d *directory.Directory) { _, _ = d.LoadSecrets(ctx, "north", name, next) }
		}
	case 3:
		name, old := c.certificate, s.certificates[c.certificate]
		if name == "" {
			break
		}
		c.certificate = ""
		upload := uploaded(r.IntN(len(files())), old.Rev+1)
		upload.Rev = c.file.Rev
		if name == "authority" {
			upload.Key = ""
		}
		next, err := s.o.ChangeCertificate(old, upload)
		if won, told = settled(t, name, err, c.file.Rev == old.Rev); won {
			s.former[name], s.certificates[name] = old, next
			s.winners[fmt.Sprint("certificate ", name, "#", next.Rev)]++
			news = func(d *directory.Directory) { _, _ = d.Renew(ctx, "north", directory.KindCertificate, name) }
		}
	}
	return won, told, news
}

// settled checks the answer to a save: it wins on the present revision, and only there.
func settled(t *testing.T, name string, err error, fresh bool) (won, told bool) {
	t.Helper()
	if (err == nil) != fresh || err != nil && !errors.Is(err, directory.ErrStale) {
		t.Fatalf("saving %s: %v, on the present revision: %t", name, err, fresh)
	}
	return err == nil, err != nil
}

// watched are options whose gateway channels note the revisions of the certificates that they are
// opened with, and which read an older copy of a certificate now and then while late is true.
func (s *shelf) watched(t *testing.T, r *rand.Rand, late *bool, used *[2]int64) directory.Options {
	o := s.o
	o.Drivers = drivers()
	open := o.Drivers[0].Open
	o.Drivers[0].Open = func(settings channel.Settings) (channel.Channel, error) {
		if settings.Values["gatewayUrl"] != "" {
			for i, data := range [][]byte{settings.TLS.Trust[0], settings.TLS.Certificate} {
				var rev int64
				if _, err := fmt.Sscanf(string(data), "revision %d", &rev); err != nil || rev < used[i] {
					t.Errorf("a channel that had revision %d of a certificate got revision %d, %v", used[i], rev, err)
				}
				used[i] = rev
			}
		}
		return open(settings)
	}
	o.Lookup.Certificate = func(_ context.Context, _, name string) (directory.Certificate, error) {
		if former, ok := s.former[name]; ok && *late && r.IntN(3) == 0 {
			return former, nil
		}
		return s.certificates[name], nil
	}
	return o
}

// Of two clerks who have one form open, the first to save wins and the second is told.
func TestClerksForms(t *testing.T) {
	s := newShelf(t)
	r := rand.New(rand.NewPCG(1, 2))
	var first, second clerk
	won, told := 0, 0
	for range 400 {
		for _, c := range []*clerk{&first, &second} {
			w, l, _ := c.work(t, r, s)
			if w {
				won++
			}
			if l {
				told++
			}
		}
	}
	require.Positive(t, told)
	if revs := s.connectors["meta"].Rev + s.connectors["fabric"].Rev + s.certificates["authority"].Rev + s.certificates["own"].Rev; int(revs) != won+2 {
		t.Errorf("%d saves won, and the revisions are %d", won, revs)
	}
}
