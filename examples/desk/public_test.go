package main

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// comments lets a platform's first customer speak in public, and the desk hear of it.
func (d *testDesk) comments(p *world.Platform, text string) (id string, talk channel.Thread) {
	d.t.Helper()
	p.Meet(p.Contact, "Carla")
	id = p.Comment(p.Contact, text)
	d.flush(p)
	d.view(func(t *store.Tx) error {
		post, err := t.PostNamed(channel.Thread{Platform: p.Name, Account: p.Account}, id)
		talk = post.Talk
		return err
	})
	return id, talk
}

// published are our own public answers.
func published(p *world.Platform) (texts []string) {
	for _, one := range p.Published() {
		if one.Ours {
			texts = append(texts, one.Text)
		}
	}
	return texts
}

// The journey of a comment on both platforms: it comes, is answered in public, in private once, and
// hidden. No conversation begins, and the echo is shown once. On X the customer replies to a post
// of ours: an account hides only such replies.
func TestPublicTalk(t *testing.T) {
	for _, name := range []string{"facebook", "twitter"} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, withoutRobot)
			ann, p, before := d.signIn("ann"), d.platform(name), []string(nil) // what we published before
			if x, ok := p.Server.(*twittertest.Server); ok {
				d.says(p, "Hello") // X delivers no message to people who have not written
				own := x.AccountPosts("We have moved.")
				p.Comment = func(contact, text string) string { return x.Reply(contact, own, text) }
				before = published(p)
			}
			_, talk := d.comments(p, "Is the <b>shop</b> open?")
			if got := ann.page("/public").id("list").text(); !strings.Contains(got, "Is the <b>shop</b> open?") || !strings.Contains(got, "waits for an answer") {
				t.Errorf("the list: %s", got)
			}
			if got := ann.page("/").id("tabs").text(); !strings.Contains(got, "Public 1") {
				t.Errorf("the tabs: %s", got)
			}
			page := ann.page("/public/" + talk.Key())
			if got := page.id("lines").text(); strings.Contains(got, "An answer with a link costs 0.200 USD.") != (name == "twitter") {
				t.Errorf("the price line: %s", got)
			}
			ann.press(page, "public", url.Values{"text": {"Until eight."}})
			if got := published(p); !slices.Equal(got, append(before, "Until eight.")) {
				t.Errorf("public answers %q", got)
			}
			d.flush(p) // the echo
			page = ann.page("/public/" + talk.Key())
			if got := page.id("lines").text(); strings.Count(got, "Until eight.") != 1 || !strings.Contains(got, "Ann <b>") {
				t.Errorf("the talk: %s", got)
			}
			ann.press(page, "private", url.Values{"text": {"Your code is 7."}})
			private := slices.DeleteFunc(p.Received(), func(m world.Received) bool { return m.Text != "Your code is 7." })
			if len(private) != 1 {
				t.Errorf("private answers %+v", p.Received())
			}
			page = ann.page("/public/" + talk.Key())
			if again := page.id("lines").text(); strings.Contains(again, "Answer in private") != (name == "twitter") {
				t.Errorf("after the private answer: %s", again)
			}
			ann.press(page, "hide", nil)
			if !slices.ContainsFunc(p.Published(), func(o world.Published) bool { return o.Hidden && !o.Ours }) {
				t.Errorf("nothing is hidden: %+v", p.Published())
			}
			if got := ann.page("/public/" + talk.Key()).id("lines").text(); !strings.Contains(got, "hidden") || !strings.Contains(got, "Show again") {
				t.Errorf("after hiding: %s", got)
			}
			for _, c := range d.conversations() {
				if c.Thread.IsPublic() {
					t.Errorf("a conversation began in public: %+v", c)
				}
			}
		})
	}
}

// An answer to a post that the customer has deleted is not published: the post is read again first.
func TestPublicAnswerToADeletedPost(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, p := d.signIn("ann"), d.platform("twitter")
	id, talk := d.comments(p, "I want to complain")
	page := ann.page("/public/" + talk.Key())
	p.Uncomment(id)
	ann.press(page, "public", url.Values{"text": {"About what?"}})
	if got := published(p); len(got) != 0 {
		t.Errorf("published %q", got)
	}
	got := ann.page("/public/" + talk.Key()).id("lines").text()
	if strings.Contains(got, "complain") || !strings.Contains(got, "has deleted this post") || strings.Contains(got, "Answer in public") {
		t.Errorf("the talk: %s", got)
	}
	if at := ann.page("/public/" + talk.Key() + "?note=gone").id("note").text(); !strings.Contains(at, "Nothing was sent") {
		t.Errorf("the note: %s", at)
	}
}

// A form that is sent twice publishes once; one with an old text, without a text, or about a post
// that is none publishes nothing.
func TestPublicForms(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, p := d.signIn("ann"), d.platform("facebook")
	id, talk := d.comments(p, "price?")
	var seq string
	d.view(func(t *store.Tx) error {
		post, err := t.PostNamed(talk, id)
		seq = strconv.FormatInt(post.Seq, 10)
		return err
	})
	send := func(change url.Values) int {
		form := url.Values{"thread": {talk.Key()}, "post": {seq}, "form": {"form-1"}, "seen": {"price?"}, "text": {"12 crowns"}, "do": {"public"}}
		for k, v := range change {
			form[k] = v
		}
		return ann.post("/public/act", form).StatusCode
	}
	for name, change := range map[string]url.Values{
		"an old text": {"seen": {"cost?"}}, "no text": {"text": {" "}}, "no post": {"post": {"99999"}}, "no number": {"post": {"x"}}, "no form": {"form": {""}},
		"no act": {"do": {"like"}}, "no talk": {"thread": {"x"}}, "a very long text": {"text": {strings.Repeat("x", 40_001)}},
	} {
		if send(change); len(published(p)) != 0 {
			t.Fatalf("%s: published %q", name, published(p))
		}
	}
	for range 2 {
		if code := send(nil); code != 303 {
			t.Errorf("answered with %d", code)
		}
	}
	if got := published(p); len(got) != 1 {
		t.Errorf("published %q", got)
	}
	for i, text := range []string{"one", "two"} { // the one private reply
		if code := send(url.Values{"do": {"private"}, "text": {text}, "form": {"form-p" + strconv.Itoa(i)}}); code != 303 {
			t.Errorf("answered with %d", code)
		}
	}
	if got := p.Received(); len(got) != 1 || got[0].Text != "one" {
		t.Errorf("private answers %+v", got)
	}
}

// The robot answers in public only where the channel's record says so, and only what it knows.
// Neither it nor a notice ever takes the private reply.
func TestRobotInPublic(t *testing.T) {
	for name, on := range map[string]bool{"off": false, "on": true} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, func(r *directory.Record) { r.Service.PublicRobot = on })
			p := d.platform("facebook")
			d.comments(p, "When are you open?")
			d.comments(p, "xyzzy")
			if on {
				d.until("the robot's answer", func() bool { return len(published(p)) > 0 })
			}
			d.pass(24 * time.Hour)
			if err := d.Engine.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
			want := 0
			if on {
				want = 1
			}
			if got := published(p); len(got) != want {
				t.Errorf("published %q, want %d", got, want)
			}
			if got := p.Received(); len(got) != 0 {
				t.Errorf("private answers %+v", got)
			}
		})
	}
}

// An answer under way when the desk closed may have arrived; it is not sent again.
func TestPublicAnswerAfterACrash(t *testing.T) {
	d := stillDesk(t)
	p := d.platform("facebook")
	id, talk := d.comments(p, "price?")
	err := d.Store.Do(t.Context(), func(t *store.Tx) error {
		post, err := t.PostNamed(talk, id)
		if err != nil {
			return err
		}
		_, err = t.AddPost(store.Post{Post: channel.Post{Kind: channel.PostOwn, Text: "12 crowns", ReplyTo: id}, Key: "post/x", Talk: post.Talk, Thread: post.Thread, Channel: post.Channel,
			Side: store.Agent, Author: "ann", State: store.Sending, At: d.now()})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.close()
	d.pass(3 * time.Minute) // until then it may be another node's, which still waits for the platform
	d.open()
	ann := d.signIn("ann")
	if got := ann.page("/public/" + talk.Key()).id("lines").text(); !strings.Contains(got, "may have arrived") || len(published(p)) != 0 {
		t.Errorf("after the crash: %s", got)
	}
}

// A comment is liked, our answer to it is deleted, and on Facebook the comment itself; an answer
// has a picture where the platform takes one.
func TestPublicTools(t *testing.T) {
	for _, name := range []string{"facebook", "twitter"} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, withoutRobot)
			ann, p := d.signIn("ann"), d.platform(name)
			_, talk := d.comments(p, "Is the shop open?")
			path := "/public/" + talk.Key()
			can := d.Engine.Limits(talk).Abilities
			on := func() *node { return ann.page(path).id("lines") }
			if got := strings.Contains(on().text(), " Like"); got != can.LikePost {
				t.Errorf("a like is offered: %t, want %t", got, can.LikePost)
			}
			if can.LikePost {
				ann.press(on(), "like", nil)
				if got := on().buttons(); !slices.Contains(got, "unlike") {
					t.Errorf("after a like: %v", got)
				}
				ann.press(on(), "unlike", nil)
				if got := on().buttons(); !slices.Contains(got, "like") {
					t.Errorf("after the like was withdrawn: %v", got)
				}
			}
			ann.press(on(), "public", url.Values{"text": {"Until eight."}})
			if got := published(p); !slices.Equal(got, []string{"Until eight."}) {
				t.Fatalf("public answers %q", got)
			}
			ours := on().all(func(n *node) bool { return n.attr("data-side") == "agent" })
			ann.press(ours[0], "delete", nil)
			if got := published(p); len(got) != 0 {
				t.Errorf("after the deletion: %q", got)
			}
			if got := on().text(); strings.Contains(got, "Until eight.") {
				t.Errorf("the talk: %s", got)
			}
			theirs := on().all(func(n *node) bool { return n.attr("data-side") == "customer" })[0]
			deletes := slices.Contains(theirs.buttons(), "delete")
			if deletes != (name == "facebook") {
				t.Errorf("a customer's post can be deleted: %t", deletes)
			}
			if deletes {
				ann.press(theirs, "delete", nil)
				if got := on().text(); strings.Contains(got, "Is the shop open?") || len(p.Published()) != 0 {
					t.Errorf("after the deletion: %s, %v", got, p.Published())
				}
			}
		})
	}
}

// An answer in public has a picture where the platform takes uploads. It is offered nowhere else.
func TestPublicPictures(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann := d.signIn("ann")
	for _, name := range []string{"facebook", "twitter"} {
		p := d.platform(name)
		_, talk := d.comments(p, "How does it look?")
		page := ann.page("/public/" + talk.Key())
		fields := page.all(func(n *node) bool { return n.attr("type") == "file" })
		takes := slices.ContainsFunc(d.Engine.PostLimits(talk).Media, func(m channel.MediaLimit) bool { return m.Upload != 0 })
		if len(fields) == 1 != takes || name == "twitter" && !takes {
			t.Errorf("%s: %d fields for files, and it takes files: %t", name, len(fields), takes)
		}
		if len(fields) == 0 {
			continue
		}
		path, form := page.form("public", url.Values{"text": {"Like this."}})
		if got := ann.postFiles(path, form, "look.png", world.Photo()); got.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s: %s", got.Status, d.body(got))
		}
		if got := published(p); !slices.Equal(got, []string{"Like this."}) {
			t.Errorf("%s: published %q", name, got)
		}
		if got := ann.page("/public/" + talk.Key()).id("lines").text(); !strings.Contains(got, "Like this. 📎 look.png") {
			t.Errorf("%s: the talk: %s", name, got)
		}
	}
}
