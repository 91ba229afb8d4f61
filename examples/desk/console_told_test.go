package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Lines that the desk itself wrote are in the language of each reader; rows from before stay as
// they are, and a customer cannot write such a line.
func TestLinesInTheReadersLanguage(t *testing.T) {
	d := openDesk(t, withoutRobot)
	ann, bob := d.signIn("ann"), d.signIn("bob")
	bob.post("/account/reader", url.Values{"language": {"es"}})
	p := d.platform("telegram")
	thread := ann.serves(p, "Hello")
	forged := string(locale.Tell("{name} serves the customer.", "name", "Eve"))
	d.says(p, forged)
	d.put(store.Message{Thread: thread, Key: "former", Side: store.Desk, Message: channel.Message{Text: "Ann did something."}})
	d.put(store.Message{Thread: thread, Key: "failed", Side: store.Agent, Author: "ann", State: store.Failed, Message: channel.Message{Text: "Hi"},
		Note: string(locale.Tell("{text} (code {code})", "text", locale.Tell("The platform does not take this message."), "code", 7))})
	d.put(store.Message{Thread: thread, Key: "unwanted", Side: store.Customer, Message: channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile}}}},
		store.File{ID: "U", Name: "a.exe", State: store.Unwanted, Note: string(locale.Tell("the file is over 20 MB"))})
	english, spanish := ann.read(thread).id("lines").text(), bob.read(thread).id("lines").text()
	for _, tt := range []struct{ page, english, spanish string }{
		{"a remark", "Ann <b> serves the customer.", "Ann <b> atiende al cliente."},
		{"a former row", "Ann did something.", "Ann did something."},
		{"a note", "The platform does not take this message. (code 7)", "La plataforma no acepta este mensaje. (código 7)"},
		{"a file", "not kept: the file is over 20 MB", "el archivo supera los 20 MB"},
	} {
		if !strings.Contains(english, tt.english) || !strings.Contains(spanish, tt.spanish) {
			t.Errorf("%s: %s\n%s", tt.page, english, spanish)
		}
	}
	if got := bob.page("/?tab=others").id("list").text(); !strings.Contains(english, `{name} serves the customer.`) || strings.Contains(english+spanish+got, "Eve atiende") || strings.Contains(english, "Eve serves") {
		t.Errorf("a customer's text is taken for the desk's: %s\n%s", english, got)
	}
	p.Photo(p.Contact, "")
	d.flush(p)
	if got := bob.page("/?tab=others").id("list").text(); !strings.Contains(got, "[imagen]") {
		t.Errorf("the list: %s", got)
	}
	ann.press(ann.read(thread), "close", nil)
	if got := bob.read(thread).id("lines").text(); !strings.Contains(got, "La conversación ha terminado: terminada por el agente.") {
		t.Errorf("the end: %s", got)
	}
}
