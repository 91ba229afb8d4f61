package console

import (
	"errors"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

const (
	largestForm = 50 << 20 // bytes of an answer with its files
	longestText = 40_000   // bytes of its text: longer than any platform's, which it is split for
	mostReplies = 25
	inMemory    = 1 << 20 // of the form's files; the rest waits in temporary files
)

// answer says what an agent wrote. Whether he may is the session's to judge: what it refuses is
// shown so.
func (c *console) answer(w http.ResponseWriter, r *http.Request) {
	rc := http.NewResponseController(w)
	later := time.Now().Add(2 * time.Minute) // files take longer than pages
	_, _ = rc.SetReadDeadline(later), rc.SetWriteDeadline(later)
	r.Body = http.MaxBytesReader(w, r.Body, largestForm)
	err := r.ParseMultipartForm(inMemory)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		c.site.Refuse(w, r, http.StatusRequestEntityTooLarge, "All files of one answer together may have 50 MB.")
		return
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		c.site.Refuse(w, r, http.StatusBadRequest, "The form could not be read.")
		return
	}
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	m, why := compose(r)
	var uploads []*multipart.FileHeader
	if r.MultipartForm != nil {
		for _, f := range r.MultipartForm.File["files"] {
			if f.Filename != "" { // browsers send one without a name where none was chosen
				uploads = append(uploads, f)
			}
		}
	}
	switch {
	case why == "" && m.Text == "" && len(uploads) == 0:
		why = "An answer has a text or a file."
	case why == "" && len(uploads) > mostFiles:
		why = "An answer has ten files at most."
	}
	if why != "" {
		c.site.Refuse(w, r, http.StatusBadRequest, why)
		return
	}
	if reply := r.PostFormValue("reply"); reply != "" {
		if m.ReplyTo, err = c.answered(r.Context(), thread, reply); err != nil {
			c.site.Fail(w, r, err)
			return
		}
	}
	var kept []store.File
	for _, f := range uploads {
		file, err := c.upload(r, f)
		switch {
		case errors.Is(err, engine.ErrTooLarge):
			c.site.Refuse(w, r, http.StatusRequestEntityTooLarge, f.Filename+": "+err.Error()+".")
			return
		case errors.Is(err, engine.ErrType):
			c.site.Refuse(w, r, http.StatusUnsupportedMediaType, f.Filename+": "+err.Error()+".")
			return
		case err != nil:
			c.site.Fail(w, r, err)
			return
		}
		kept = append(kept, file)
	}
	if err := c.engine.AnswerTo(r.Context(), web.Who(r.Context()).ID, r.PostFormValue("form"), r.PostFormValue("saw"), thread, m, kept...); err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.back(w, r, thread, "")
}

// mostFiles is how many files an answer has at most.
const mostFiles = 10

// compose reads what an answer says, and why it is none.
func compose(r *http.Request) (m channel.Message, why string) {
	m.Text = strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("text")), "\r\n", "\n"))
	for reply := range strings.Lines(channel.Clean(r.PostFormValue("replies"))) {
		if reply = strings.TrimSpace(reply); reply != "" {
			m.QuickReplies = append(m.QuickReplies, channel.QuickReply{Text: reply})
		}
	}
	switch {
	case !isForm(r.PostFormValue("form")):
		return m, "The form is not complete."
	case len(m.Text) > longestText:
		return m, "The text is too long."
	case len(m.QuickReplies) > mostReplies:
		return m, "An answer has 25 quick replies at most."
	}
	return m, ""
}

func (c *console) upload(r *http.Request, f *multipart.FileHeader) (store.File, error) {
	body, err := f.Open()
	if err != nil {
		return store.File{}, err
	}
	defer body.Close()
	return c.engine.Upload(r.Context(), f.Filename, body)
}

// again sends once more what failed or may have arrived. The page says that the customer may see it
// twice.
func (c *console) again(w http.ResponseWriter, r *http.Request) {
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	seq, err := strconv.ParseInt(r.PostFormValue("message"), 10, 64)
	if err != nil {
		c.site.Refuse(w, r, http.StatusBadRequest, "The form names no message.")
		return
	}
	me, may := web.Who(r.Context()), false
	err = c.site.Store.View(r.Context(), func(t *store.Tx) error {
		conversation, err := t.Conversation(thread)
		if err != nil {
			return err
		}
		m, err := t.Message(seq)
		may = err == nil && m.Thread == thread && c.mayRepeat(conversation, m, me)
		return err
	})
	if err == nil && !may {
		c.site.Refuse(w, r, http.StatusForbidden, "You do not serve this customer.")
		return
	}
	if err == nil {
		err = c.engine.Again(r.Context(), me.ID, thread, seq)
	}
	switch {
	case errors.Is(err, engine.ErrNothing):
		c.back(w, r, thread, "nothing")
	case err != nil:
		c.site.Fail(w, r, err)
	default:
		c.back(w, r, thread, "")
	}
}
