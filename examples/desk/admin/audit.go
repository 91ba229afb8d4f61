package admin

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

var auditPage = page("audit.html")

// auditView is the page that lists what administrators changed.
type auditView struct {
	frame
	List   []store.Audit
	labels map[string]string // of drivers' settings and secrets, by their path
	schema *schema
}

func (a *Admin) audit(w http.ResponseWriter, r *http.Request) {
	data := auditView{frame: a.frame(r, "audit"), schema: a.schema, labels: driverLabels(a.directory.Options().Drivers)}
	ok := a.view(w, r, func(t *store.Tx) (err error) { data.List, err = t.Audits(200); return err })
	if !ok {
		return
	}
	l := web.Words(r)
	for i, one := range data.List {
		if data.List[i].What = l.Told(one.What); data.List[i].What == one.What {
			data.List[i].What, _ = l.Said(one.What)
		}
	}
	a.site.Render(w, r, auditPage, data)
}

// driverLabels are the labels of the platforms' own fields.
func driverLabels(drivers []channel.Driver) map[string]string {
	labels := make(map[string]string)
	for _, d := range drivers {
		for _, f := range d.Fields {
			labels["settings."+f.Name], labels["secrets."+f.Name] = f.Label, f.Label
		}
	}
	return labels
}

// otherLabels are the fields of people, certificates and the desk in the audit.
var otherLabels = map[string]string{
	"subject": locale.Mark("Subject"), "issuer": locale.Mark("Issuer"), "names": locale.Mark("Valid for"), "until": locale.Mark("Ends"),
	"name": locale.Mark("Name"), "role": locale.Mark("Role"), "room": locale.Mark("Conversations at one time"), "queues": locale.Mark("Queues"), "password": locale.Mark("Password"),
	"address": locale.Mark("Public address of this desk"),
}

var indexes = regexp.MustCompile(`\[[^\]]*\]`)

// Label is what forms call the field of a path; empty if they have no name for it.
func (v auditView) Label(path string) string {
	plain := indexes.ReplaceAllString(path, "")
	if strings.HasPrefix(plain, "hours.schedule.") {
		return locale.Mark("Work time")
	}
	if label := v.labels[plain]; label != "" {
		return label
	}
	if label := v.schema.at(indexes.ReplaceAllString(path, "[]")).Title; label != "" {
		return label
	}
	if label := v.schema.at(strings.TrimSuffix(plain, "."+lastName(plain))).Title; label != "" && strings.Contains(plain, ".") {
		return label
	}
	return otherLabels[plain]
}

// lastName is the last name of a path.
func lastName(path string) string { return path[strings.LastIndex(path, ".")+1:] }
