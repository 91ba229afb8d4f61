package facebook_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// MarkRead, ShowTyping and React show without a message that an agent reads, writes, or likes a
// message.
func ExampleChannel_React() {
	ctx := context.Background()
	meta, ch := reactAtMeta(facebooktest.Config{})
	mid := meta.Say("7", "Thank you!")
	fmt.Println(channel.MarkRead(ctx, ch, reactCustomer, mid))
	fmt.Println(channel.ShowTyping(ctx, ch, reactCustomer))
	fmt.Println(ch.StopTyping(ctx, reactCustomer))
	fmt.Println(channel.React(ctx, ch, reactCustomer, mid, "❤"))
	fmt.Println(channel.React(ctx, ch, reactCustomer, mid, "")) // takes it back
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
}

var reactCustomer = channel.Thread{Platform: "facebook", Account: "108000000000001", Contact: "7"}

// reactAtMeta makes a stand-in for Meta with a customer, and the channel of its app.
func reactAtMeta(cfg facebooktest.Config) (*facebooktest.Server, *facebook.Channel) {
	clock := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return clock }
	meta := facebooktest.New(cfg)
	ch, err := facebook.New(facebook.Config{
		AppID:       meta.Config().AppID,
		AppSecret:   channel.NewKeys(channel.Secret(meta.Config().AppSecret)),
		VerifyToken: channel.NewKeys(channel.Secret(meta.Config().VerifyToken)),
		Pages:       facebook.PageMap{"108000000000001": {Token: channel.Secret(meta.Config().Pages["108000000000001"])}},
		HistoryGap:  time.Millisecond,
		HTTP:        meta.Client(), Media: meta.Client(), Now: meta.Now,
		Files: reactFiles{"invoice.pdf": "%PDF-1.7 …"}.open,
	})
	if err != nil {
		panic(err)
	}
	meta.Hook(&channel.Handler{Channel: ch, Store: func(context.Context, []channel.Event) error { return nil }})
	return meta, ch
}

// reactFiles opens what a host has stored.
type reactFiles map[string]string

func (f reactFiles) open(_ context.Context, name string) (channel.File, error) {
	content, ok := f[name]
	if !ok {
		return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Size: int64(len(content))}, nil
}
