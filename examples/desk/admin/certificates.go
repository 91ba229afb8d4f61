package admin

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// soon is how long before its end a certificate is warned of.
const soon = 30 * 24 * time.Hour

// A certificate is one that channels name.
type certificate struct {
	Name, Channels string
	Use            string // trusted, or the identity of the desk
	Subject        string
	Ends           time.Time // zero: unknown
	Missing        bool
	Ended, Soon    bool
}

var certificatesPage = page("certificates.html")

// certificates lists what the channels trust and show, with the ends.
func (a *Admin) certificates(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List []certificate
	}{frame: a.frame(r, "certificates")}
	known := make(map[string]int)
	note := func(name, use, channel string) {
		if name == "" {
			return
		}
		i, ok := known[use+name]
		if !ok {
			i = len(data.List)
			known[use+name] = i
			data.List = append(data.List, a.certificate(r.Context(), name, use))
		}
		c := &data.List[i]
		c.Channels = strings.TrimPrefix(c.Channels+", "+channel, ", ")
	}
	var records []directory.Record // also those that a missing certificate keeps from being served
	if !a.view(w, r, func(t *store.Tx) (err error) { records, err = t.Records(); return err }) {
		return
	}
	for _, record := range records {
		for _, name := range record.Certificates.Trust {
			note(name, "trust", record.Name)
		}
		note(record.Certificates.Identity, "identity", record.Name)
	}
	slices.SortFunc(data.List, func(x, y certificate) int { return x.Ends.Compare(y.Ends) })
	a.site.Render(w, r, certificatesPage, data)
}

// certificate reads one. Its private key is not looked at.
func (a *Admin) certificate(ctx context.Context, name, use string) certificate {
	c := certificate{Name: name, Use: use, Missing: true}
	find := a.directory.Options().Lookup.Certificate
	if find == nil {
		return c
	}
	found, err := find(ctx, "", name)
	if err != nil {
		return c
	}
	if leaf := firstOf(found); leaf != nil {
		c.Missing, c.Subject, c.Ends = false, leaf.Subject.String(), leaf.NotAfter
		left := leaf.NotAfter.Sub(a.now())
		c.Ended, c.Soon = left <= 0, left > 0 && left < soon
	}
	return c
}

// firstOf is the certificate of a chain that ends first; nil if there is none.
func firstOf(c directory.Certificate) (first *x509.Certificate) {
	if x, err := x509.ParseCertificate(c.Certificate); err == nil {
		return x // DER
	}
	for rest := c.Certificate; ; {
		block, more := pem.Decode(rest)
		if block == nil {
			return first
		}
		rest = more
		x, err := x509.ParseCertificate(block.Bytes)
		if err == nil && (first == nil || x.NotAfter.Before(first.NotAfter)) {
			first = x
		}
	}
}
