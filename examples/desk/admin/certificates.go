package admin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// A certificate is one of a file that channels name or that an administrator uploaded. A file with
// several has as many rows.
type certificate struct {
	Name, Channels string
	Use            string // trust, or identity: the desk shows it
	Missing        bool   // the file is not there, or cannot be read
	tlsconfig.Info        // Problem is also why the file cannot be read
	Ended, Early   bool   // its time is over, or has not begun
	Soon           bool   // its time is over within tlsconfig.ExpirySoon
	First          bool   // it is the first of its file, whose row has the buttons
	Uploaded       bool   // it can be replaced here; else the configuration has its file
	Rev            int64
}

// certificateUse is what channels do with a file.
type certificateUse struct{ use, name string }

var certificatesPage = page("certificates.html")

// certificates lists what the channels trust and show, and what was uploaded, with the ends.
func (a *Admin) certificates(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List []certificate
	}{frame: a.frame(r, "certificates")}
	var records []directory.Record // also those that a missing certificate keeps from being served
	var uploaded []store.Certificate
	if !a.view(w, r, func(t *store.Tx) (err error) {
		if records, err = t.Records(); err == nil {
			uploaded, err = t.Certificates()
		}
		return err
	}) {
		return
	}
	channels := certificateUses(records)
	revs := make(map[string]int64)
	for _, c := range uploaded {
		revs[c.Name] = c.Rev
		trust, identity := certificateUse{"trust", c.Name}, certificateUse{"identity", c.Name}
		if unused := channels[trust] == nil && channels[identity] == nil; unused && c.Key != "" {
			channels[identity] = []string{}
		} else if unused {
			channels[trust] = []string{}
		}
	}
	for f, names := range channels {
		for i, c := range a.inFile(r.Context(), f.name) {
			c.Name, c.Use, c.Channels = f.name, f.use, strings.Join(slices.Compact(names), ", ")
			c.Rev, c.Uploaded = revs[f.name]
			c.First = i == 0
			data.List = append(data.List, c)
		}
	}
	slices.SortFunc(data.List, func(x, y certificate) int {
		return cmp.Or(x.Until.Compare(y.Until), strings.Compare(x.Name, y.Name), strings.Compare(x.Use, y.Use), strings.Compare(x.SHA256, y.SHA256))
	})
	a.site.Render(w, r, certificatesPage, data)
}

// certificateUses are the names of the channels that use each file.
func certificateUses(records []directory.Record) map[certificateUse][]string {
	channels := make(map[certificateUse][]string)
	add := func(use, name, channel string) {
		f := certificateUse{use, name}
		channels[f] = append(channels[f], channel)
	}
	for _, record := range records {
		for _, name := range record.Certificates.Trust {
			add("trust", name, record.Name)
		}
		if name := record.Certificates.Identity; name != "" {
			add("identity", name, record.Name)
		}
	}
	return channels
}

// inFile reads the certificates of a file. It does not look at their private key.
func (a *Admin) inFile(ctx context.Context, name string) []certificate {
	missing := certificate{Missing: true}
	find := a.directory.Options().Lookup.Certificate
	if find == nil {
		return []certificate{missing}
	}
	found, err := find(ctx, "", name)
	var infos []tlsconfig.Info
	if err == nil {
		if infos, err = tlsconfig.Read(found.Certificate); err != nil {
			missing.Problem = err.Error()
		}
	} else if unreadable := channel.FieldErrors(err); len(unreadable) > 0 {
		missing.Problem = unreadable[0].Reason
	}
	if err != nil {
		return []certificate{missing}
	}
	list := make([]certificate, len(infos))
	for i, info := range infos {
		now := a.now()
		left := info.Until.Sub(now)
		list[i] = certificate{Info: info, Ended: left < 0, Early: now.Before(info.From), Soon: left >= 0 && left < tlsconfig.ExpirySoon}
	}
	return list
}

// removeCertificate takes a certificate out that no channel names.
func (a *Admin) removeCertificate(w http.ResponseWriter, r *http.Request) {
	rev := int64(0)
	_, _ = fmt.Sscan(r.PostFormValue("rev"), &rev) // a text that is no number leaves 0, which is no revision
	name := r.PathValue("name")
	err := a.engine.RemoveCertificate(r.Context(), web.Who(r.Context()).ID, name, rev)
	l := web.Words(r)
	used, inUse := errors.AsType[*engine.InUseError](err)
	switch {
	case err == nil:
		a.tell(w, r, "/admin/certificates", note{Good: l.T("The certificate {name} is removed.", "name", name)})
	case inUse:
		a.tell(w, r, "/admin/certificates", note{Bad: l.T("Channels use the certificate {name}: {channels}. Choose another certificate there first.", "name", name, "channels", strings.Join(used.Channels, ", "))})
	case errors.Is(err, directory.ErrStale):
		a.tell(w, r, "/admin/certificates/"+url.PathEscape(name), note{Bad: locale.Mark("Somebody else changed this certificate meanwhile. Nothing was saved.")})
	default:
		a.site.Fail(w, r, err)
	}
}
