package telegram

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// file is any of the objects that describe a file (Telegram Bot API: PhotoSize, Document, Video,
// Sticker, …).
type file struct {
	id, name, mime, preview string
	title, performer, emoji string
	size                    int64
	width, height, seconds  int
	animated, video         bool // a sticker's format
}

func (m *message) readFile(r *jsonread.Reader, kind channel.MediaKind) {
	m.kind = kind
	m.file = file{}
	m.file.read(r)
}

func (f *file) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "file_id":
			f.id = r.Text()
		case "file_name":
			f.name = r.Text()
		case "mime_type":
			f.mime = r.Text()
		case "file_size":
			f.size = max(0, r.Int())
		case "width":
			f.width = count(r.Int())
		case "height":
			f.height = count(r.Int())
		case "length": // of a video note, which is round
			f.width = count(r.Int())
			f.height = f.width
		case "duration":
			f.seconds = count(r.Int())
		case "title":
			f.title = r.Text()
		case "performer":
			f.performer = r.Text()
		case "emoji":
			f.emoji = r.Text()
		case "is_animated":
			f.animated = r.Bool()
		case "is_video":
			f.video = r.Bool()
		case "thumbnail": // also sent as thumb, its old name
			var small file
			small.read(r)
			f.preview = small.id
		case "photo": // of a live photo: its still picture
			var still file
			still.readSizes(r)
			f.preview = still.id
		}
	}
}

// readSizes reads a picture in several sizes, of which the largest by area is the picture, wherever
// it is in the list.
func (f *file) readSizes(r *jsonread.Reader) {
	var largest, smallest file
	for range r.Array {
		var size file
		size.read(r)
		if size.id == "" {
			continue
		}
		if largest.id == "" || size.area() > largest.area() {
			largest = size
		}
		if smallest.id == "" || size.area() < smallest.area() {
			smallest = size
		}
	}
	*f = largest
	f.mime = "image/jpeg" // Telegram makes it so, and sends no type
	if smallest.id != largest.id {
		f.preview = smallest.id
	}
}

func (f *file) area() int64 { return int64(f.width) * int64(f.height) }

// attachment is the file as a handle. Telegram vouches neither for name nor type.
func (f *file) attachment(kind channel.MediaKind) channel.Attachment {
	a := channel.Attachment{
		Kind: kind, ID: f.id, Name: f.name, Type: f.mime, Size: f.size, Preview: f.preview,
		Width: f.width, Height: f.height, Duration: time.Duration(f.seconds) * time.Second,
	}
	switch kind {
	case channel.MediaAudio:
		if a.Name == "" {
			a.Name = f.title
			if f.performer != "" && f.title != "" {
				a.Name = f.performer + " – " + f.title
			}
		}
	case channel.MediaSticker:
		a.Name = f.emoji
		switch {
		case f.animated:
			a.Type = "application/x-tgsticker"
		case f.video:
			a.Type = "video/webm"
		default:
			a.Type = "image/webp"
		}
	}
	return a
}
