package console

import (
	"mime"
	"net/http"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// media gives out a file: pictures of four types to be shown, everything else to be saved. Its type is what its bytes say; what the
// sender says of it counts for nothing, and the browser may not guess.
func (c *console) media(w http.ResponseWriter, r *http.Request) {
	var row store.File
	err := c.site.Store.View(r.Context(), func(t *store.Tx) (err error) {
		row, err = t.File(r.PathValue("id"))
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
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, no-cache") // the browser asks each time, and gets 304 while the person is signed in
	http.ServeContent(w, r, "", info.ModTime(), f)
}
