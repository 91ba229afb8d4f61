package jsonread

import (
	"testing"
)

type smallUpdate struct {
	update, message, chat, date              int64
	from, first, last, user, lang, typ, text string
	bot                                      bool
	spans                                    [8]struct {
		off, n int64
		kind   string
	}
	nspans int
}

const telegramText = `{"update_id":845000001,"message":{"message_id":501,"from":{"id":7001234567,"is_bot":false,"first_name":"Noor","last_name":"Sample","username":"noor_sample","language_code":"ar"},"chat":{"id":7001234567,"first_name":"Noor","last_name":"Sample","username":"noor_sample","type":"private"},"date":1767225607,"text":"Hello, where is order #B200? https://shop.example/o/200"}}`

func readSmall(body []byte, u *smallUpdate) error {
	r, err := New(body)
	if err != nil {
		return err
	}
	for key := range r.Object {
		switch string(key) {
		case "update_id":
			u.update = r.Int()
		case "message":
			for key := range r.Object {
				switch string(key) {
				case "message_id":
					u.message = r.Int()
				case "date":
					u.date = r.Int()
				case "text":
					u.text = r.Text()
				case "from":
					for key := range r.Object {
						switch string(key) {
						case "id":
							u.from = r.ID()
						case "is_bot":
							u.bot = r.Bool()
						case "first_name":
							u.first = r.Text()
						case "last_name":
							u.last = r.Text()
						case "username":
							u.user = r.Text()
						case "language_code":
							u.lang = r.Text()
						}
					}
				case "chat":
					for key := range r.Object {
						switch string(key) {
						case "id":
							u.chat = r.Int()
						case "type":
							u.typ = r.Text()
						}
					}
				}
			}
		}
	}
	return nil
}

func TestSmoke(t *testing.T) {
	var u smallUpdate
	if err := readSmall([]byte(telegramText), &u); err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v %d", u, len(telegramText))
}

func BenchmarkSmall(b *testing.B) {
	b.ReportAllocs()
	body := []byte(telegramText)
	for b.Loop() {
		var u smallUpdate
		readSmall(body, &u)
	}
}
func BenchmarkCheck(b *testing.B) {
	b.ReportAllocs()
	body := []byte(telegramText)
	for b.Loop() {
		check(body)
	}
}
