package twitter_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestLimits(t *testing.T) {
	direct := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}
	group := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada, Via: "1850000000000000001"}
	cfg := config()
	cfg.Files = func(context.Context, string) (channel.File, error) { return channel.File{}, nil }
	v11 := open(t, cfg)
	cfg.API = twitter.V2
	cfg.Text = channel.Length{Max: 500, Unit: channel.UTF16}
	cfg.Rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 7, Per: 1}}
	v2 := open(t, cfg)

	runes := func(n int) channel.Length { return channel.Length{Max: n, Unit: channel.Runes} }
	media := []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png", "image/webp"}, ByID: true, Upload: 5 << 20},
		{Kind: channel.MediaAnimation, Types: []string{"image/gif"}, ByID: true, Upload: 15 << 20},
		{Kind: channel.MediaVideo, Types: []string{"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}, ByID: true, Upload: 25 << 20},
	}
	const day = 24 * 60 * 60 * 1e9
	want := channel.Limits{
		Text: runes(10_000), Caption: runes(10_000), Attachments: 1, Media: media,
		QuickReplies: channel.ChoiceLimit{Max: 20, Text: runes(36), Payload: runes(1000), Description: runes(72)},
		Buttons:      channel.ChoiceLimit{Max: 3, Text: runes(36)}, ButtonURLs: true, Location: true, EchoesOwn: true,
		Rates:     []channel.Rate{{Scope: channel.ScopeAccount, N: 1000, Per: day}, {Scope: channel.ScopeApp, N: 15_000, Per: day}},
		Abilities: channel.Abilities{Typing: true, MarkRead: true, Delete: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true},
	}
	if diff := cmp.Diff(want, v11.Limits(direct)); diff != "" {
		t.Errorf("v1.1 (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(channel.Limits{}, v11.Limits(group)); diff != "" {
		t.Errorf("v1.1, group (-want +got):\n%s", diff)
	}
	want = channel.Limits{Text: channel.Length{Max: 500, Unit: channel.UTF16}, Caption: channel.Length{Max: 500, Unit: channel.UTF16}, Attachments: 1, Media: media, EchoesOwn: true,
		Rates: cfg.Rates, Abilities: channel.Abilities{Delete: true, OpenMedia: true, Upload: true, Profile: true, Subscribe: true, History: true}}
	for _, to := range []channel.Thread{direct, group} {
		if diff := cmp.Diff(want, v2.Limits(to)); diff != "" {
			t.Errorf("v2, %v (-want +got):\n%s", to, diff)
		}
	}
	public := direct
	public.Contact = "post:" + ada
	want.Abilities = channel.Abilities{OpenMedia: true, Upload: true, Profile: true, Subscribe: true, ReplyToPost: true, ReadPost: true, HidePost: true, DeletePost: true}
	if diff := cmp.Diff(want, v2.Limits(public)); diff != "" {
		t.Errorf("v2, in public (-want +got):\n%s", diff)
	}
	cfg.Files = nil
	for _, m := range open(t, cfg).Limits(direct).Media {
		if m.Upload != 0 {
			t.Errorf("without Files %s can be uploaded", m.Kind)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = v11.Limits(direct) }); n > 0 {
		t.Errorf("Limits allocates %v times", n)
	}
}
