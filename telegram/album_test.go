package telegram_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// piece is one message of an album.
func piece(n int, group, text string) channel.Event {
	id := fmt.Sprint(n)
	m := channel.Message{ID: id, Group: group, Text: text, Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "P" + id}}}
	if text != "" {
		m.Spans = []channel.Span{{Kind: channel.SpanBold, Start: 0, End: len(text)}}
	}
	return channel.Event{ID: "telegram/1/2/" + id, Thread: private, Origin: channel.OriginContact, Body: m}
}

func TestJoinAlbum(t *testing.T) {
	got := telegram.JoinAlbum(piece(11, "g", "last"), piece(9, "g", "første"), piece(10, "g", ""), piece(9, "g", "første"), piece(12, "other", "no"),
		channel.Event{ID: "x", Body: channel.Press{}})
	want := piece(9, "g", "første")
	m := want.Body.(channel.Message)
	m.Text = "første\nlast"
	m.Spans = []channel.Span{{Kind: channel.SpanBold, Start: 0, End: 7}, {Kind: channel.SpanBold, Start: 8, End: 12}}
	m.Attachments = []channel.Attachment{{Kind: channel.MediaImage, ID: "P9"}, {Kind: channel.MediaImage, ID: "P10"}, {Kind: channel.MediaImage, ID: "P11"}}
	want.Body = m
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("JoinAlbum (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(channel.Event{}, telegram.JoinAlbum()); diff != "" {
		t.Errorf("of nothing (-want +got):\n%s", diff)
	}
	one := piece(1, "g", "a")
	one.Body.(channel.Message).Attachments[0].Name = "kept"
	joined := telegram.JoinAlbum(one, piece(2, "g", "b"))
	joined.Body.(channel.Message).Attachments[0].Name = "changed"
	if one.Body.(channel.Message).Attachments[0].Name != "kept" {
		t.Error("the pieces change with the whole")
	}
}

func TestAlbums(t *testing.T) {
	start := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	var a telegram.Albums
	names := func(events []channel.Event) (all []string) {
		for _, ev := range events {
			name := ev.ID
			if m, ok := ev.Body.(channel.Message); ok {
				name = fmt.Sprintf("%s with %d", m.ID, len(m.Attachments))
			}
			all = append(all, name)
		}
		return all
	}
	elsewhere := piece(5, "g", "")
	elsewhere.Thread.Contact = "9"
	steps := []struct {
		ms   int
		add  channel.Event // none: only what is due
		want []string
		next int // 0: never
	}{
		{0, piece(1, "g", ""), nil, 1000},
		{400, piece(2, "g", ""), nil, 1400},
		{500, elsewhere, nil, 1400},
		{1399, channel.Event{}, nil, 1400},
		{1400, channel.Event{}, []string{"1 with 2"}, 1500},
		{1600, channel.Event{}, []string{"5 with 1"}, 0},
		{2000, piece(7, "h", ""), nil, 3000},
		{2100, piece(8, "", "alone"), []string{"7 with 1", "8 with 1"}, 0}, // another message of the chat: the album is whole
		{2200, piece(9, "i", ""), nil, 3200},
		{2300, channel.Event{ID: "press", Thread: private, Body: channel.Press{}}, []string{"press"}, 3200}, // comes by another line
		{2400, piece(10, "j", ""), []string{"9 with 1"}, 3400},
		{9000, channel.Event{}, []string{"10 with 1"}, 0},
	}
	for i, s := range steps {
		var got []channel.Event
		if s.add.ID != "" {
			got = a.Add(s.add, at(s.ms))
		} else {
			got = a.Due(at(s.ms))
		}
		if diff := cmp.Diff(s.want, names(got)); diff != "" {
			t.Errorf("step %d (-want +got):\n%s", i, diff)
		}
		want := time.Time{}
		if s.next != 0 {
			want = at(s.next)
		}
		if next := a.Next(); !next.Equal(want) {
			t.Errorf("step %d: next at %v, want %v", i, next, want)
		}
	}
}

// However deliveries interleave, each piece is in exactly one event.
func TestAlbumsFromTelegram(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	received(t, ch, server)
	server.SendAlbum(ada, "Three", []byte("1"), []byte("2"), []byte("3"))
	server.Say(ada, "and a text")
	var a telegram.Albums
	var shown []channel.Event
	for _, ev := range received(t, ch, server) {
		shown = append(shown, a.Add(ev, server.Now())...)
	}
	shown = append(shown, a.Due(server.Now().Add(telegram.AlbumQuiet))...)
	require.Len(t, shown, 2)
	album := shown[0].Body.(channel.Message)
	if len(album.Attachments) != 3 || album.Text != "Three" || shown[1].Body.(channel.Message).Text != "and a text" {
		t.Errorf("shown %+v", shown)
	}
	ids := []string{album.Attachments[0].ID, album.Attachments[1].ID, album.Attachments[2].ID}
	slices.Sort(ids)
	if len(slices.Compact(ids)) != 3 {
		t.Errorf("attachments %v", ids)
	}
}
