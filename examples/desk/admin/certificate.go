package admin

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// certificateForm uploads or replaces a certificate. No page shows pasted text again: a key may be
// in any of the fields.
type certificateForm struct {
	frame
	Name  string
	New   bool
	Key   bool // the present one has a key
	Rev   int64
	List  []certificate // what the present one holds
	Wrong map[string]string
}

// largestUpload is how many bytes of an upload are kept in memory: all that ServeHTTP lets in, so
// that no key is written to a temporary file.
const largestUpload = 4 << 20

var certificatePage = page("certificate.html")

// certificate shows the form of a certificate, or stores what was sent.
func (a *Admin) certificate(w http.ResponseWriter, r *http.Request) {
	form := certificateForm{frame: a.frame(r, "certificates"), Name: r.PathValue("name"), Wrong: map[string]string{}}
	form.New = form.Name == ""
	if r.Method == http.MethodPost && a.putCertificate(w, r, &form) {
		return
	}
	if !form.New {
		var c directory.Certificate
		if !a.view(w, r, func(t *store.Tx) (err error) {
			if c, err = t.Certificate(form.Name); err == nil && len(c.Certificate) == 0 {
				err = store.ErrNotFound
			}
			return err
		}) {
			return
		}
		form.Key, form.Rev, form.List = c.Key != "", c.Rev, a.inFile(r.Context(), form.Name)
	}
	a.site.Render(w, r, certificatePage, form)
}

// putCertificate stores what was sent and leads to the list; false if there is a fault, which the
// form shows.
func (a *Admin) putCertificate(w http.ResponseWriter, r *http.Request, form *certificateForm) (done bool) {
	if err := r.ParseMultipartForm(largestUpload); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		a.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is too large, or broken."))
		return true
	}
	if form.New {
		form.Name = strings.TrimSpace(r.PostFormValue("name"))
	}
	l := web.Words(r)
	if form.New && (!validID.MatchString(form.Name) || form.Name == "new") {
		form.Wrong["name"] = l.T("1 to 64 letters, digits and . _ @ - are needed, beginning with a letter or digit.")
	}
	parts, err := sentCertificate(r)
	if err != nil {
		a.site.Fail(w, r, err)
		return true
	}
	sent, err := directory.ReadCertificate(parts...)
	for _, e := range channel.FieldErrors(err) {
		form.fault("certificate", says(l, e))
	}
	if len(form.Wrong) > 0 {
		return false
	}
	_, _ = fmt.Sscan(r.PostFormValue("rev"), &sent.Rev) // a text that is no number leaves 0, which is no revision
	err = a.engine.PutCertificate(r.Context(), web.Who(r.Context()).ID, store.Certificate{Name: form.Name, Certificate: sent}, form.New)
	if errors.Is(err, directory.ErrStale) {
		form.fault("certificate", l.T("Somebody else changed this certificate meanwhile. Nothing was saved."))
		return false
	}
	if faults := channel.FieldErrors(err); len(faults) > 0 {
		for _, e := range faults {
			form.fault(e.Field, says(l, e))
		}
		return false
	}
	if err != nil {
		a.site.Fail(w, r, err)
		return true
	}
	good := l.T("The certificate {name} is saved. The next call of each channel that names it uses it.", "name", form.Name)
	_, report := a.directory.Options().CheckCertificate(sent)
	for _, warning := range report.Warnings {
		good += " " + says(l, warning)
	}
	a.tell(w, r, "/admin/certificates", note{Good: good})
	return true
}

// fault notes what is wrong with a field of the form.
func (f *certificateForm) fault(field, text string) {
	if field != "name" && field != "key" {
		field = "certificate"
	}
	f.Wrong[field] = strings.TrimSpace(f.Wrong[field] + " " + text)
}

// sentCertificate returns what was pasted or chosen as files: in any order, for
// directory.ReadCertificate finds out which is which.
func sentCertificate(r *http.Request) (parts [][]byte, err error) {
	for _, name := range []string{"certificate", "key"} {
		if text := r.PostFormValue(name); strings.TrimSpace(text) != "" {
			parts = append(parts, []byte(text))
		}
	}
	if r.MultipartForm == nil {
		return parts, nil
	}
	for _, f := range r.MultipartForm.File["files"] {
		if f.Filename == "" { // browsers send one without a name where none was chosen
			continue
		}
		data, err := readPart(f)
		if err != nil {
			return nil, err
		}
		parts = append(parts, data)
	}
	return parts, nil
}

func readPart(f *multipart.FileHeader) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}
