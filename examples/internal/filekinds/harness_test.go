package filekinds_test

import (
	"context"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// now is the time of the stand-ins and channels but for X, which has its own clock.
func now() time.Time { return time.Date(2026, 11, 3, 9, 30, 0, 0, time.UTC) }

// shelf is the host's one file.
type shelf struct{ file channel.File }

func (s *shelf) open(context.Context, string) (channel.File, error) { return s.file, nil }

// put puts a file on the shelf.
func (s *shelf) put(content, name, label string) {
	s.file = channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Type: label, Size: int64(len(content))}
}

// place is a thread of a channel, and what its stand-in has received.
type place struct {
	ch    channel.Channel
	to    channel.Thread
	last  func() string                // the platform's word for the last file that was sent
	words map[channel.MediaKind]string // the platform's words
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func onTelegram(t testing.TB, s *shelf) place {
	server := telegramtest.New(telegramtest.Config{Now: now})
	server.Say("7001", "hello")
	set := server.Config()
	ch := must(telegram.New(telegram.Config{Token: channel.Secret(set.Token), WebhookSecret: channel.NewKeys(channel.Secret(set.WebhookSecret)), HTTP: server.Client(), Now: now, Files: s.open}))(t)
	account, _, _ := strings.Cut(set.Token, ":")
	return place{ch, channel.Thread{Platform: telegram.Platform, Account: account, Contact: "7001"},
		func() string { all := server.Sent(); return all[len(all)-1].Attachments[0].Kind },
		map[channel.MediaKind]string{channel.MediaImage: "photo", channel.MediaAnimation: "animation", channel.MediaVideo: "video", channel.MediaAudio: "audio",
			channel.MediaVoice: "voice", channel.MediaFile: "document"}}
}

func onMeta(t testing.TB, s *shelf, instagram bool) place {
	const page, shop = "108000000000001", "17841400000000001"
	server := facebooktest.New(facebooktest.Config{Now: now, Instagram: map[string]facebooktest.Instagram{shop: {Username: "shop", Page: page}}})
	set := server.Config()
	ch := must(facebook.New(facebook.Config{
		AppID: set.AppID, AppSecret: channel.NewKeys(channel.Secret(set.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(set.VerifyToken)),
		Pages: facebook.PageMap{page: {Token: channel.Secret(set.Pages[page])}, shop: {LinkedTo: page}}, HTTP: server.Client(), Now: now, Files: s.open,
	}))(t)
	account := page
	if instagram {
		account = shop
	}
	server.Say(account+"/6600000000000001", "hello")
	return place{ch, channel.Thread{Platform: facebook.Platform, Account: account, Contact: "6600000000000001"},
		func() string { all := server.Sent(); return all[len(all)-1].Attachments[0].Kind },
		map[channel.MediaKind]string{channel.MediaImage: "image", channel.MediaAnimation: "image", channel.MediaVideo: "video", channel.MediaAudio: "audio",
			channel.MediaVoice: "audio", channel.MediaFile: "file"}}
}

func onX(t testing.TB, s *shelf, encrypted bool) place {
	const us, ada = "1640000000000000007", "1987654321000000123"
	x := twittertest.New(twittertest.Config{Account: us})
	set := x.Config()
	version, private := x.ChatKey()
	ch := must(twitter.New(twitter.Config{
		Account: us, APIKey: set.APIKey, APISecret: channel.NewKeys(channel.Secret(set.APISecret)), AccessToken: channel.Secret(set.AccessToken),
		AccessSecret: channel.Secret(set.AccessSecret), HTTP: x.Client(), Files: s.open,
		OAuth2: twitter.OAuth2{ClientID: set.ClientID, ClientSecret: channel.Secret(set.ClientSecret), Tokens: new(twitter.TokenMemory)},
		Chat:   twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}},
	}))(t)
	login := must(ch.Login("https://desk.example/login"))(t)
	back := must(url.Parse(must(x.Allow(login.URL))(t)))(t)
	if err := ch.Exchange(t.Context(), login, back.Query()); err != nil {
		t.Fatal(err)
	}
	if !encrypted {
		x.Say(ada, "hello")
		return place{ch, channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada},
			func() string { all := x.Sent(); return all[len(all)-1].Attachments[0].Kind },
			map[channel.MediaKind]string{channel.MediaImage: "photo", channel.MediaAnimation: "animated_gif", channel.MediaVideo: "video"}}
	}
	x.SayEncrypted(ada, "hello")
	kinds := [...]string{"", "image", "GIF", "video", "audio", "file"}
	return place{ch, channel.Thread{Platform: twitter.Platform, Account: us, Contact: "chat:" + ada},
		func() string { all := x.ChatSent(); return kinds[all[len(all)-1].Files[0].Kind] },
		map[channel.MediaKind]string{channel.MediaImage: "image", channel.MediaAnimation: "GIF", channel.MediaVideo: "video", channel.MediaAudio: "audio",
			channel.MediaVoice: "audio", channel.MediaFile: "file"}}
}

func onWhatsApp(t testing.TB, s *shelf) place {
	const user = "DE.10000000000000000001"
	server := whatsapptest.New(whatsapptest.Config{Now: now})
	set := server.Config()
	ch := must(whatsapp.New(whatsapp.Config{
		AppID: "519000000000001", AppSecret: channel.NewKeys(channel.Secret(set.AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(set.VerifyToken)),
		BusinessID: "3001000000000001", Numbers: set.Numbers, Token: channel.Secret(set.Token), HTTP: server.Client(), Media: server.Client(), Now: now, Files: s.open,
	}))(t)
	server.Meet(whatsapptest.Person{UserID: user, Number: "491701234567"})
	server.Say(user, "hello")
	return place{ch, channel.Thread{Platform: whatsapp.Platform, Account: set.Numbers[0], Contact: user},
		func() string { all := server.Sent(); return all[len(all)-1].Kind },
		map[channel.MediaKind]string{channel.MediaImage: "image", channel.MediaVideo: "video", channel.MediaAudio: "audio", channel.MediaVoice: "audio", channel.MediaFile: "document"}}
}
