package console

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// publicView is the page of what is said in public: the talks, and one of them.
type publicView struct {
	Form string // names what its forms say
	Note string
	Due  int // talks in which a customer wrote last
	List []talkEntry
	Open *talk // nil: none is chosen
}

// Title is the page's name.
func (v publicView) Title() string {
	if v.Open != nil {
		return v.Open.Title
	}
	return locale.Mark("In public")
}

// talkEntry is a talk in the list.
type talkEntry struct {
	store.Talk
	Href    string
	Current bool
}

// talk is the talk that is open.
type talk struct {
	Thread  channel.Thread
	Title   string
	Channel string
	Posts   []publicPost
}

// publicPost is a post as it is shown.
type publicPost struct {
	store.Post
	Who     string
	Kind    string // of the state: good, warn, bad
	Does    string // the state in words
	Link    string // to the post at the platform
	Public  bool   // it can be answered in public
	Private bool   // it can be answered in private
	Hide    bool   // it can be hidden, or shown again
	Liked   bool
	Files   int // that an answer in public may have
	engine.PostTools
	Once     bool // only one private answer is possible
	Until    time.Time
	Limit    channel.Length
	Alone    channel.Length // of a private answer
	Cautions []string       // what an answer costs
}

// postForm is what the forms of a post carry along.
type postForm struct {
	Form string
	Talk channel.Thread
	P    publicPost
}

func postActs(v publicView, p publicPost) postForm {
	return postForm{v.Form, v.Open.Thread, p}
}

// public shows the page.
func (c *console) public(w http.ResponseWriter, r *http.Request) {
	v := publicView{Form: rand.Text(), Note: publicNotes[r.URL.Query().Get("note")]}
	var open channel.Thread
	if key, ok := strings.CutPrefix(r.URL.EscapedPath(), "/public/"); ok && key != "" {
		var err error
		if open, err = channel.ParseThread(key); err != nil {
			c.site.Fail(w, r, store.ErrNotFound)
			return
		}
	}
	err := c.site.Store.View(r.Context(), func(t *store.Tx) error {
		talks, err := t.Talks(most)
		if err != nil {
			return err
		}
		for _, one := range talks {
			if one.Due {
				v.Due++
			}
			v.List = append(v.List, talkEntry{Talk: one, Href: publicLink(one.Post.Talk), Current: one.Post.Talk == open})
		}
		if open == (channel.Thread{}) {
			return nil
		}
		n, err := c.names(t, r)
		if err != nil {
			return err
		}
		v.Open, err = c.talk(t, open, n)
		return err
	})
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	c.site.Render(w, r, publicPage, v)
}

func publicLink(talk channel.Thread) string { return "/public/" + talk.Key() }

// talk reads the talk that is shown.
func (c *console) talk(t *store.Tx, thread channel.Thread, n names) (*talk, error) {
	posts, err := t.Talk(thread, lines)
	if err == nil && len(posts) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	o := &talk{Thread: thread, Channel: c.engine.ChannelName(store.Conversation{Thread: thread, Channel: posts[0].Channel})}
	for _, p := range posts {
		shown, err := c.publicPost(t, p, n)
		if err != nil {
			return nil, err
		}
		if p.Side == store.Customer {
			o.Title = p.Author
		}
		o.Posts = append(o.Posts, shown)
	}
	return o, nil
}

// publicPost says what can be done with a post.
func (c *console) publicPost(t *store.Tx, p store.Post, n names) (publicPost, error) {
	s := publicPost{Post: p, Who: p.Author, Does: states[p.State].words, Kind: states[p.State].kind}
	if isWeb(p.URL) {
		s.Link = p.URL
	}
	switch p.Side {
	case store.Agent:
		s.Who = n.of(p.Author)
	case store.Robot:
		s.Who = locale.Mark("Robot")
	case store.Inbox:
		s.Who = locale.Mark("The account itself")
	}
	s.PostTools = c.engine.PostTools(p)
	if p.Side != store.Customer || p.State == store.Deleted {
		return s, nil
	}
	var err error
	if s.Liked, err = t.Liked(p.Seq); err != nil {
		return s, err
	}
	limits, public := c.engine.Limits(p.Thread), c.engine.PostLimits(p.Thread)
	s.Public, s.Hide = limits.Abilities.ReplyToPost, limits.Abilities.HidePost
	if takesFiles(public) {
		s.Files = public.Attachments
	}
	s.Limit, s.Alone = public.Text, limits.Text
	for _, one := range public.Prices {
		if one.Links {
			s.Cautions = append(s.Cautions, money(one))
		}
	}
	window, until, open := channel.OpenWindow(limits, channel.ByPerson, p.At, c.site.Time())
	s.Once, s.Until, s.Private = window.Once, until, open && limits.Text.Max > 0
	if s.Once && s.Private {
		used, err := t.AnsweredPrivately(p.Thread)
		if err != nil {
			return s, err
		}
		s.Private = !used
	}
	return s, nil
}

// money is a price as people read it.
func money(p channel.Price) string {
	return strconv.FormatFloat(float64(p.Micros)/1e6, 'f', 3, 64) + " " + p.Currency
}

// publicNotes are what became of a form.
var publicNotes = map[string]string{
	"gone":     locale.Mark("The customer has deleted this post. Nothing was sent."),
	"changed":  locale.Mark("The customer has edited this post since you opened it. Read it again: nothing was sent."),
	"answered": locale.Mark("The one private answer to this comment was sent already."),
	"refused":  locale.Mark("The platform did not do that."),
	"empty":    locale.Mark("An answer needs a text."),
	"long":     locale.Mark("The text is too long."),
}
