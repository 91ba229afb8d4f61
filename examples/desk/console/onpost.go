package console

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

// mostPublicFiles is how many files an answer in public has at most, on any platform.
const mostPublicFiles = 4

// takesFiles reports whether answers in public may have files that are uploaded. A platform that
// takes addresses alone cannot reach the desk's files.
func takesFiles(l channel.Limits) bool {
	return l.Attachments > 0 && slices.ContainsFunc(l.Media, func(m channel.MediaLimit) bool { return m.Upload != 0 })
}

// onPost answers a post, or hides, likes or deletes it.
func (c *console) onPost(w http.ResponseWriter, r *http.Request) {
	if !c.readForm(w, r) {
		return
	}
	talk, ok := c.thread(w, r)
	if !ok {
		return
	}
	seq, err := strconv.ParseInt(r.PostFormValue("post"), 10, 64)
	form, do := r.PostFormValue("form"), r.PostFormValue("do")
	if err != nil || !isForm(form) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is not complete."))
		return
	}
	text := strings.TrimSpace(strings.ReplaceAll(channel.Clean(r.PostFormValue("text")), "\r\n", "\n"))
	switch do {
	case "public", "private":
		switch {
		case text == "":
			c.backPublic(w, r, talk, "empty")
			return
		case len(text) > longestText:
			c.backPublic(w, r, talk, "long")
			return
		}
		var files []store.File
		if do == "public" {
			if files, ok = c.uploads(w, r, mostPublicFiles); !ok {
				return
			}
		}
		seen := strings.ReplaceAll(r.PostFormValue("seen"), "\r\n", "\n")
		err = c.engine.AnswerPost(r.Context(), web.Who(r.Context()).ID, form, seq, text, seen, do == "private", files...)
	case "hide", "show":
		err = c.engine.HidePost(r.Context(), seq, do == "hide")
	case "like", "unlike":
		err = c.engine.LikePost(r.Context(), seq, do == "like")
	case "delete":
		err = c.engine.DeletePost(r.Context(), seq)
	default:
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is not complete."))
		return
	}
	code := ""
	switch {
	case errors.Is(err, engine.ErrPostGone):
		code = "gone"
	case errors.Is(err, engine.ErrPostChanged):
		code = "changed"
	case errors.Is(err, engine.ErrAnswered):
		code = "answered"
	case errors.Is(err, engine.ErrPlatform):
		code = "refused"
	case err != nil:
		c.site.Fail(w, r, err)
		return
	}
	c.backPublic(w, r, talk, code)
}

// backPublic leads to the talk.
func (c *console) backPublic(w http.ResponseWriter, r *http.Request, talk channel.Thread, code string) {
	href := publicLink(talk)
	if code != "" {
		href += "?" + url.Values{"note": {code}}.Encode()
	}
	http.Redirect(w, r, href, http.StatusSeeOther)
}
