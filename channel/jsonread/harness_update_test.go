package jsonread_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// An update is what a Telegram receiver wants of an Update: the same structs serve this package and
// encoding/json.
type update struct {
	ID      int64   `json:"update_id"`
	Message message `json:"message"`
}

type message struct {
	ID              int64    `json:"message_id"`
	From            person   `json:"from"`
	Chat            chat     `json:"chat"`
	Date            int64    `json:"date"`
	Text            string   `json:"text"`
	Entities        []entity `json:"entities"`
	Caption         string   `json:"caption"`
	CaptionEntities []entity `json:"caption_entities"`
	Photo           []photo  `json:"photo"`
	ReplyTo         *message `json:"reply_to_message"`
	Location        location `json:"location"`
}

type person struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Username  string `json:"username"`
	Language  string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type entity struct {
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Type   string `json:"type"`
	URL    string `json:"url"`
}

type photo struct {
	ID     string `json:"file_id"`
	Size   int64  `json:"file_size"`
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
}

type location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

func readUpdate(body []byte) (u update, err error) {
	r, err := jsonread.New(body)
	if err != nil {
		return u, err
	}
	for key := range r.Object {
		switch string(key) {
		case "update_id":
			u.ID = r.Int()
		case "message":
			readMessage(&r, &u.Message)
		}
	}
	return u, nil
}

func readMessage(r *jsonread.Reader, m *message) {
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			m.ID = r.Int()
		case "from":
			readPerson(r, &m.From)
		case "chat":
			for key := range r.Object {
				switch string(key) {
				case "id":
					m.Chat.ID = r.Int()
				case "type":
					m.Chat.Type = r.Text()
				}
			}
		case "date":
			m.Date = r.Int()
		case "text":
			m.Text = r.Text()
		case "entities":
			m.Entities = readEntities(r)
		case "caption":
			m.Caption = r.Text()
		case "caption_entities":
			m.CaptionEntities = readEntities(r)
		case "photo":
			m.Photo = readPhotos(r)
		case "reply_to_message":
			if r.Kind() != jsonread.Null {
				m.ReplyTo = new(message)
				readMessage(r, m.ReplyTo)
			}
		case "location":
			for key := range r.Object {
				switch string(key) {
				case "latitude":
					m.Location.Latitude = r.Float()
				case "longitude":
					m.Location.Longitude = r.Float()
				}
			}
		}
	}
}

func readPerson(r *jsonread.Reader, p *person) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.Int()
		case "is_bot":
			p.IsBot = r.Bool()
		case "first_name":
			p.FirstName = r.Text()
		case "last_name":
			p.LastName = r.Text()
		case "username":
			p.Username = r.Text()
		case "language_code":
			p.Language = r.Text()
		}
	}
}

func readEntities(r *jsonread.Reader) []entity {
	var all []entity
	for range r.Array {
		var e entity
		for key := range r.Object {
			switch string(key) {
			case "offset":
				e.Offset = r.Int()
			case "length":
				e.Length = r.Int()
			case "type":
				e.Type = r.Text()
			case "url":
				e.URL = r.Text()
			}
		}
		all = append(all, e)
	}
	return all
}

func readPhotos(r *jsonread.Reader) []photo {
	var all []photo
	for range r.Array {
		var p photo
		for key := range r.Object {
			switch string(key) {
			case "file_id":
				p.ID = r.Text()
			case "file_size":
				p.Size = r.Int()
			case "width":
				p.Width = r.Int()
			case "height":
				p.Height = r.Int()
			}
		}
		all = append(all, p)
	}
	return all
}

func TestUpdatesAgreeWithEncodingJSON(t *testing.T) {
	for name, body := range bodies(t) {
		if !strings.HasPrefix(name, "telegram_") {
			continue
		}
		var want update
		require.NoError(t, json.Unmarshal(body, &want))
		got, err := readUpdate(body)
		require.NoError(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-encoding/json +jsonread):\n%s", name, diff)
		}
		if want.ID == 0 {
			t.Errorf("%s: nothing was read", name)
		}
	}
}
