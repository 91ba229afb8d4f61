package telegram_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
)

// A gateway that decodes an update and writes it anew may write null for what was not there.
func TestNullIsNotThere(t *testing.T) {
	ch := newChannel(t, func(*telegram.Config) {})
	const body = `{"update_id":31,"edited_message":null,"message":{"message_id":12,"from":{"id":5},"chat":{"id":5,"type":"private"},"date":1781000000,
		"document":null,"animation":null,"location":null,"venue":null,"contact":null,"dice":null,"forward_origin":null,"web_app_data":null,
		"new_chat_title":null,"photo":[{"file_id":"largest","width":90,"height":60}],"caption":null},"callback_query":null}`
	got, err := ch.Receive(webhook([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Events {
		got.Events[i].Raw = nil
	}
	account := ch.Info().App
	want := []channel.Event{{
		ID:     channel.EventID("telegram", account, "5", "12"),
		Thread: channel.Thread{Platform: "telegram", Account: account, Contact: "5"},
		From:   channel.Person{ID: "5"},
		Origin: channel.OriginContact,
		Time:   time.Unix(1781000000, 0).UTC(),
		Renews: true,
		Body: channel.Message{ID: "12", By: channel.ByCustomer, Attachments: []channel.Attachment{
			{Kind: channel.MediaImage, ID: "largest", Type: "image/jpeg", Width: 90, Height: 60}}},
	}}
	if diff := cmp.Diff(want, got.Events); diff != "" {
		t.Errorf("an update with nulls (-want +got):\n%s", diff)
	}
}
