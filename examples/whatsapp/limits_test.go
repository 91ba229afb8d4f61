package whatsapp_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

func TestLimits(t *testing.T) {
	ch := newChannel(t, nil)
	l := ch.Limits(thread(userID))
	if diff := cmp.Diff(channel.Length{Max: 4096, Unit: channel.UTF16}, l.Text); diff != "" {
		t.Errorf("Text (-want +got):\n%s", diff)
	}
	want := []channel.Rate{{Scope: channel.ScopeAccount, N: 80, Per: time.Second}, {Scope: channel.ScopeThread, N: 1, Per: 6 * time.Second}}
	if diff := cmp.Diff(want, l.Rates); diff != "" {
		t.Errorf("Rates (-want +got):\n%s", diff)
	}
	audio := []string{"audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", "audio/ogg"}
	media := []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, ByID: true, URL: 5_000_000},
		{Kind: channel.MediaVideo, Types: []string{"video/mp4", "video/3gpp"}, ByID: true, URL: 16_000_000},
		{Kind: channel.MediaAudio, Types: audio, ByID: true, URL: 16_000_000, Bare: true},
		{Kind: channel.MediaVoice, Types: audio, ByID: true, URL: 16_000_000, Bare: true},
		{Kind: channel.MediaSticker, Types: []string{"image/webp"}, ByID: true, URL: 500_000, Bare: true},
		{Kind: channel.MediaFile, ByID: true, URL: 100_000_000},
	}
	if diff := cmp.Diff(media, whatsapp.DefaultMediaLimits()); diff != "" {
		t.Errorf("DefaultMediaLimits (-want +got):\n%s", diff)
	}
	for _, m := range l.Media {
		if m.Upload != 0 {
			t.Errorf("%s can be uploaded by a channel without Files", m.Kind)
		}
	}
	withFiles := newChannel(t, func(c *whatsapp.Config) { c.Files = files{}.open }).Limits(thread(phone))
	for _, m := range withFiles.Media {
		if m.Upload != m.URL {
			t.Errorf("%s: %d bytes by upload, %d by URL", m.Kind, m.Upload, m.URL)
		}
	}
	if group := ch.Limits(thread("group:120363")); !group.IsZero() {
		t.Errorf("the limits of a group are %+v", group)
	}
	if r := whatsapp.NewPeople(2000); r.N != 2000 || r.Per != 24*time.Hour || r.Kind == "" {
		t.Errorf("NewPeople = %+v", r)
	}
}

// Settings replace what is not confirmed.
func TestLimitsOfConfig(t *testing.T) {
	l := newChannel(t, func(c *whatsapp.Config) {
		c.Text, c.Body, c.Window = channel.Length{Max: 100, Unit: channel.Runes}, channel.Length{Max: 50, Unit: channel.Bytes}, time.Hour
		c.Rates, c.MediaLimits = []channel.Rate{}, []channel.MediaLimit{}
	}).Limits(thread(userID))
	want := channel.Limits{Text: channel.Length{Max: 100, Unit: channel.Runes}, ButtonText: channel.Length{Max: 50, Unit: channel.Bytes},
		QuickReplyText: channel.Length{Max: 50, Unit: channel.Bytes}, Windows: []channel.Window{{Name: "customer_service", For: time.Hour}}, Rates: []channel.Rate{}, Media: []channel.MediaLimit{}}
	got := channel.Limits{Text: l.Text, ButtonText: l.ButtonText, QuickReplyText: l.QuickReplyText, Windows: l.Windows, Rates: l.Rates, Media: l.Media, Attachments: l.Attachments}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each step of Meta's page is read, and further ones of the same form.
func TestStepOf(t *testing.T) {
	type step struct {
		People int
		OK     bool
	}
	for word, want := range map[string]step{
		"TIER_250": {250, true}, "TIER_2K": {2000, true}, "TIER_10K": {10_000, true}, "TIER_100K": {100_000, true}, "TIER_UNLIMITED": {0, true}, "TIER_1000": {1000, true},
		"": {}, "TIER_": {}, "TIER_K": {}, "2K": {}, "UNLIMITED": {}, "TIER_0": {}, "TIER_-1": {}, "TIER_+1": {}, "TIER_2M": {}, "TIER_99999999999999999999K": {}, "TIER_NOT_SET": {},
	} {
		people, ok := whatsapp.StepOf(word)
		if diff := cmp.Diff(want, step{people, ok}); diff != "" {
			t.Errorf("StepOf(%q) (-want +got):\n%s", word, diff)
		}
	}
}
