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
	c.give(w, r, row.ID, row.Name, row.Type)
}

// picture gives out what a customer shows of the face, as media does.
func (c *console) picture(w http.ResponseWriter, r *http.Request) {
	var p store.Picture
	err := c.site.Store.View(r.Context(), func(t *store.Tx) (err error) {
		p, err = t.PictureFile(r.PathValue("id"))
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.give(w, r, p.File, "", p.Type)
}

// give writes the bytes of a file.
func (c *console) give(w http.ResponseWriter, r *http.Request, id, name, kind string) {
	f, err := c.site.Store.Media.Open(r.Context(), id)
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	defer f.Close()
	how := "attachment"
	if inline(kind) {
		how = "inline"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	if disposition := mime.FormatMediaType(how, map[string]string{"filename": name}); name != "" && disposition != "" {
		how = disposition
	}
	h.Set("Content-Disposition", how)
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", f.At, f)
}
