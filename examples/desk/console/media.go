package console

import (
	"mime"
	"net/http"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// media gives out a file: pictures of four types to be shown, everything else to be saved. Its type
// is what its bytes say; what the sender says of it counts for nothing, and the browser may not
// guess. Every person who is signed in may read every conversation, for a colleague may have to
// take it over at any moment, and so every file in one; it lies on no disk of the browser's.
func (c *console) media(w http.ResponseWriter, r *http.Request) {
	var row store.File
	err := c.site.Store.View(r.Context(), func(t *store.Tx) (err error) {
		if row, err = t.File(r.PathValue("id")); err != nil || row.Message == 0 {
			return err
		}
		m, err := t.Message(row.Message)
		if m.State == store.Deleted { // whoever took it back does not want it seen
			return store.ErrNotFound
		}
		return err
	})
	if err == nil && row.State != store.Here {
		err = store.ErrNotFound
	}
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	f, err := c.site.Store.OpenMedia(row.ID)
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	how := "attachment"
	if inline[row.Type] {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", row.Type)
	if disposition := mime.FormatMediaType(how, map[string]string{"filename": row.Name}); row.Name != "" && disposition != "" {
		how = disposition
	}
	h.Set("Content-Disposition", how)
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", info.ModTime(), f)
}
