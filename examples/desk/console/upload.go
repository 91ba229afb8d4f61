package console

import (
	"errors"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

const (
	largestForm = 50 << 20 // bytes of an answer with its files
	inMemory    = 1 << 20  // of the form's files; the rest waits in temporary files
	mostFiles   = 10       // of an answer in a conversation
)

// readForm reads a form that may have files. If it cannot be read, the answer is given and ok is
// false.
func (c *console) readForm(w http.ResponseWriter, r *http.Request) (ok bool) {
	rc := http.NewResponseController(w)
	later := time.Now().Add(2 * time.Minute) // files take longer than pages
	_, _ = rc.SetReadDeadline(later), rc.SetWriteDeadline(later)
	r.Body = http.MaxBytesReader(w, r.Body, largestForm)
	err := r.ParseMultipartForm(inMemory)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.site.Refuse(w, r, http.StatusRequestEntityTooLarge, locale.Mark("All files of one answer together may have 50 MB."))
		return false
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form could not be read."))
		return false
	}
	return true
}

// chosen are the files of a form.
func chosen(r *http.Request) (list []*multipart.FileHeader) {
	if r.MultipartForm == nil {
		return nil
	}
	for _, f := range r.MultipartForm.File["files"] {
		if f.Filename != "" { // browsers send one without a name where none was chosen
			list = append(list, f)
		}
	}
	return list
}

// uploads keeps the files of a form. If one cannot be kept, the answer is given and ok is false.
func (c *console) uploads(w http.ResponseWriter, r *http.Request, most int) (kept []store.File, ok bool) {
	files := chosen(r)
	if len(files) > most {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The answer has too many files."))
		return nil, false
	}
	for _, f := range files {
		file, err := c.upload(r, f)
		switch {
		case errors.Is(err, engine.ErrTooLarge):
			c.site.Refuse(w, r, http.StatusRequestEntityTooLarge, web.Words(r).T("{name}: the file is over 20 MB.", "name", f.Filename))
			return nil, false
		case errors.Is(err, engine.ErrType):
			c.site.Refuse(w, r, http.StatusUnsupportedMediaType, web.Words(r).T("{name}: files of this type are not kept.", "name", f.Filename))
			return nil, false
		case err != nil:
			c.site.Fail(w, r, err)
			return nil, false
		}
		kept = append(kept, file)
	}
	return kept, true
}

func (c *console) upload(r *http.Request, f *multipart.FileHeader) (store.File, error) {
	body, err := f.Open()
	if err != nil {
		return store.File{}, err
	}
	defer body.Close()
	return c.engine.Upload(r.Context(), f.Filename, body)
}
