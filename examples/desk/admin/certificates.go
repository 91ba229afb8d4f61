package admin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/tlsconfig"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// A certificate is one of a file that channels name. A file with several has as many rows.
type certificate struct {
	Name, Channels string
	Use            string // trusted, or the identity of the desk
	Missing        bool   // the file is not there, or cannot be read
	tlsconfig.Info        // Problem is also why the file cannot be read
	Ended, Early   bool   // its time is over, or has not begun
	Soon           bool   // its time is over within tlsconfig.ExpirySoon
}

var certificatesPage = page("certificates.html")

// certificates lists what the channels trust and show, with the ends.
func (a *Admin) certificates(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List []certificate
	}{frame: a.frame(r, "certificates")}
	var records []directory.Record // also those that a missing certificate keeps from being served
	if !a.view(w, r, func(t *store.Tx) (err error) { records, err = t.Records(); return err }) {
		return
	}
	type file struct{ use, name string }
	channels := make(map[file][]string)
	for _, record := range records {
		for _, name := range record.Certificates.Trust {
			f := file{"trust", name}
			channels[f] = append(channels[f], record.Name)
		}
		if name := record.Certificates.Identity; name != "" {
			f := file{"identity", name}
			channels[f] = append(channels[f], record.Name)
		}
	}
	for f, names := range channels {
		for _, c := range a.inFile(r.Context(), f.name) {
			c.Name, c.Use, c.Channels = f.name, f.use, strings.Join(slices.Compact(names), ", ")
			data.List = append(data.List, c)
		}
	}
	slices.SortFunc(data.List, func(x, y certificate) int {
		return cmp.Or(x.Until.Compare(y.Until), strings.Compare(x.Name, y.Name), strings.Compare(x.Use, y.Use), strings.Compare(x.SHA256, y.SHA256))
	})
	a.site.Render(w, r, certificatesPage, data)
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
