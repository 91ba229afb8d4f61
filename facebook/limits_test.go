package facebook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func TestLimitsByThread(t *testing.T) {
	ch := newChannel(t, func(c *facebook.Config) { c.HumanAgent = true })
	type short struct {
		Text                 channel.Length
		Windows              []channel.Window
		EchoesRef, EchoesOwn bool
		ReplyTo              bool
		Abilities            channel.Abilities
	}
	day := channel.Window{Name: "standard", For: 24 * time.Hour}
	human := channel.Window{Name: "human_agent", By: channel.ByPerson, For: 168 * time.Hour}
	utf16 := channel.Length{Max: 1999, Unit: channel.UTF16}
	upload := channel.Abilities{OpenMedia: true, Upload: true, Subscribe: true, History: true}
	public := upload
	public.ReplyToPost, public.ReadPost, public.HidePost, public.DeletePost, public.LikePost = true, true, true, true, true
	tests := []struct {
		account, contact string
		want             short
	}{
		{pageID, personID, short{utf16, []channel.Window{day, human}, true, true, true, channel.Abilities{Typing: true, MarkRead: true, React: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}},
		{instagramID, "66", short{channel.Length{Max: 1000, Unit: channel.Bytes}, []channel.Window{day, human}, false, true, true, channel.Abilities{Typing: true, MarkRead: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}},
		{pageID, "ref:cart", short{Text: utf16, Windows: []channel.Window{day}, Abilities: upload}},
		{pageID, "comment:1_2", short{Text: utf16, Windows: []channel.Window{{Name: "private_reply", For: 168 * time.Hour, Once: true}}, Abilities: public}},
		{pageID, "token:7", short{Text: utf16, Abilities: upload}},
		{pageID, "group:7", short{}},
	}
	for _, tt := range tests {
		l := ch.Limits(channel.Thread{Platform: "facebook", Account: tt.account, Contact: tt.contact})
		got := short{l.Text, l.Windows, l.EchoesRef, l.EchoesOwn, l.ReplyTo, l.Abilities}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Limits of %s (-want +got):\n%s", tt.contact, diff)
		}
	}
	if n := testing.AllocsPerRun(10, func() { ch.Limits(channel.Thread{Account: pageID, Contact: personID}) }); n > 0 {
		t.Errorf("Limits allocates %v times", n)
	}
}

// A screen greys out exactly what Send refuses.
func TestLimitsKnowWhetherFilesCanBeOpened(t *testing.T) {
	for _, files := range []channel.Files{nil, files{}.open} {
		ch := sendingChannel(t, accepting(), func(c *facebook.Config) { c.Files = files })
		for _, contact := range []string{personID, "ref:r", "comment:1_2", "token:t"} {
			for _, l := range ch.Limits(thread(contact)).Media {
				if l.Kind != channel.MediaSticker && (l.Upload > 0) != (files != nil) {
					t.Errorf("%s: %s: %d bytes by upload, with Files: %t", contact, l.Kind, l.Upload, files != nil)
				}
			}
		}
		if files != nil {
			continue
		}
		_, err := ch.Send(t.Context(), thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a.pdf"}}})
		if err == nil || !strings.Contains(err.Error(), "without Files") {
			t.Errorf("Send does not say what the channel was made without: %v", err)
		}
	}
}
