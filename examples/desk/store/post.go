package store

import (
	"encoding/json"
	"errors"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Post is something that was said in public, or an answer to it in private.
type Post struct {
	channel.Post
	Seq     int64
	Key     string         // Event.ID, or our own name for what we say
	Talk    channel.Thread // of the post that began the talk
	Thread  channel.Thread // of the post's own events: what ReplyToPost and Send take
	Channel string         // id of the record
	Side    Side           // Customer, Agent, Robot, or Inbox: the account, by other means
	Author  string         // a customer's name, an agent's id
	Contact string         // the platform's id of a customer
	Private bool           // only the customer reads it
	At      time.Time
	State   string // of ours: Sending, Sent, Uncertain or Failed; of any: Deleted
	Hidden  bool
	Edited  bool
	Note    string // why, in words
}

// A Talk is a post with what answers it, as a list shows it.
type Talk struct {
	Post         // the newest of it
	Title string // name of the customer who wrote last
	Due   bool   // a customer wrote last
}

// accountOf names the account of a thread.
func accountOf(t channel.Thread) string {
	return url.PathEscape(t.Platform) + "/" + url.PathEscape(t.Account)
}

const postColumns = `SELECT seq, key, talk, thread, channel, side, author, contact, private, at, state, hidden, edited, note, data FROM post `

func scanPost(row func(...any) error) (p Post, err error) {
	var talk, thread, data string
	var at int64
	if err = row(&p.Seq, &p.Key, &talk, &thread, &p.Channel, &p.Side, &p.Author, &p.Contact, &p.Private, &at, &p.State, &p.Hidden, &p.Edited, &p.Note, &data); err != nil {
		return p, err
	}
	var err1, err2 error
	p.Talk, err1 = channel.ParseThread(talk)
	p.Thread, err2 = channel.ParseThread(thread)
	p.At = fromMicros(at)
	return p, errors.Join(err1, err2, json.Unmarshal([]byte(data), &p.Post))
}

// AddPost stores a post. It returns 0 if its key, or its id in the account, is there already.
func (t *Tx) AddPost(p Post) (seq int64, err error) {
	data, err := json.Marshal(p.Post)
	if err != nil {
		return 0, err
	}
	return t.insert(`INSERT INTO post(key, account, id, talk, thread, channel, side, author, contact, private, at, state, hidden, edited, note, data)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING seq`, p.Key, accountOf(p.Thread), short(p.ID), p.Talk.Key(), p.Thread.Key(), p.Channel,
		string(p.Side), p.Author, p.Contact, p.Private, micros(p.At), p.State, p.Hidden, p.Edited, p.Note, string(data))
}

// SavePost stores what became of a post. If another row has its id meanwhile, that is the echo of
// the same post, and goes.
func (t *Tx) SavePost(p Post) error {
	data, err := json.Marshal(p.Post)
	if err != nil {
		return err
	}
	if p.ID != "" {
		if _, err := t.exec(`DELETE FROM post WHERE account = ? AND id = ? AND seq != ?`, accountOf(p.Thread), short(p.ID), p.Seq); err != nil {
			return err
		}
	}
	_, err = t.exec(`UPDATE post SET id = ?, state = ?, hidden = ?, edited = ?, note = ?, data = ? WHERE seq = ?`, short(p.ID), p.State, p.Hidden, p.Edited, p.Note, string(data), p.Seq)
	return err
}

// Post returns one by its number; ErrNotFound if there is none.
func (t *Tx) Post(seq int64) (Post, error) {
	return one(t, scanPost, postColumns+`WHERE seq = ?`, seq)
}

// PostNamed returns the post with the platform's id, of the account that a thread names.
func (t *Tx) PostNamed(of channel.Thread, id string) (Post, error) {
	return one(t, scanPost, postColumns+`WHERE account = ? AND id = ? AND id != ''`, accountOf(of), short(id))
}

// Talk returns the newest posts of a talk, oldest first.
func (t *Tx) Talk(talk channel.Thread, most int) ([]Post, error) {
	return all(t, scanPost, `SELECT * FROM (`+postColumns+`WHERE talk = ? ORDER BY seq DESC LIMIT ?) AS newest ORDER BY seq`, talk.Key(), most)
}

// Talks returns the talks with the newest posts, newest first.
func (t *Tx) Talks(most int) ([]Talk, error) {
	posts, err := all(t, scanPost, postColumns+`WHERE seq IN (SELECT max(seq) FROM post GROUP BY talk) ORDER BY seq DESC LIMIT ?`, most)
	if err != nil {
		return nil, err
	}
	list := make([]Talk, len(posts))
	for i, p := range posts {
		list[i] = Talk{Post: p, Title: p.Author, Due: p.Side == Customer && p.State != Deleted && !p.Hidden}
		if p.Side == Customer {
			continue
		}
		title, err := all(t, value[string], `SELECT author FROM post WHERE talk = ? AND side = ? ORDER BY seq DESC LIMIT 1`, p.Talk.Key(), string(Customer))
		if err != nil {
			return nil, err
		}
		if list[i].Title = ""; len(title) > 0 {
			list[i].Title = title[0]
		}
	}
	return list, nil
}

// TalksDue is how many talks have a customer's post as their newest.
func (t *Tx) TalksDue() (int, error) {
	return one(t, value[int], `SELECT count(*) FROM post WHERE seq IN (SELECT max(seq) FROM post GROUP BY talk) AND side = ? AND state != ? AND NOT hidden`, string(Customer), Deleted)
}

// AnsweredPrivately reports whether a private answer went to a thread, or may have.
func (t *Tx) AnsweredPrivately(thread channel.Thread) (bool, error) {
	n, err := one(t, value[int], `SELECT count(*) FROM post WHERE thread = ? AND private AND state IN (?, ?, ?)`, thread.Key(), Sending, Sent, Uncertain)
	return n > 0, err
}

// UnsettlePosts marks answers that have been on their way since before a time: the desk, or the
// node, was closed meanwhile, and they may have arrived.
func (t *Tx) UnsettlePosts(note string, before time.Time) error {
	_, err := t.exec(`UPDATE post SET state = ?, note = ? WHERE state = ? AND at < ?`, Uncertain, note, Sending, micros(before))
	return err
}

// SetLiked stores whether the account likes a post.
func (t *Tx) SetLiked(seq int64, liked bool) error {
	query := `DELETE FROM post_liked WHERE post = ?`
	if liked {
		query = `INSERT INTO post_liked(post) VALUES(?) ON CONFLICT DO NOTHING`
	}
	_, err := t.exec(query, seq)
	return err
}

// Liked reports whether the account likes a post.
func (t *Tx) Liked(seq int64) (bool, error) {
	return one(t, value[bool], `SELECT EXISTS (SELECT 1 FROM post_liked WHERE post = ?)`, seq)
}
