package channel

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// sniffed is how many bytes at the beginning of a file tell its type.
const sniffed = 512

// aliases are other names of MIME types in use, with the registered or most common one.
var aliases = map[string]string{
	"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/jfif": "image/jpeg", "image/jpe": "image/jpeg", "image/x-png": "image/png",
	"image/x-ms-bmp": "image/bmp", "image/x-bmp": "image/bmp", "image/x-webp": "image/webp", "image/x-tiff": "image/tiff", "image/tif": "image/tiff",

	"video/x-m4v": "video/mp4", "video/m4v": "video/mp4", "video/x-mp4": "video/mp4", "application/mp4": "video/mp4", "video/mov": "video/quicktime",
	"video/x-quicktime": "video/quicktime", "video/avi": "video/x-msvideo", "video/msvideo": "video/x-msvideo", "video/vnd.avi": "video/x-msvideo",
	"video/3gp": "video/3gpp", "video/mkv": "video/x-matroska", "video/mpegts": "video/mp2t", "video/vnd.dlna.mpeg-tts": "video/mp2t",

	"audio/mp3": "audio/mpeg", "audio/x-mp3": "audio/mpeg", "audio/mpeg3": "audio/mpeg", "audio/x-mpeg": "audio/mpeg", "audio/mpg": "audio/mpeg",
	"audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "audio/vnd.wave": "audio/wav", "audio/x-pn-wav": "audio/wav",
	"audio/m4a": "audio/mp4", "audio/x-m4a": "audio/mp4", "audio/mp4a-latm": "audio/mp4", "audio/x-aac": "audio/aac", "audio/aacp": "audio/aac", "audio/acc": "audio/aac",
	"audio/opus": "audio/ogg", "audio/vorbis": "audio/ogg", "audio/x-ogg": "audio/ogg", "audio/x-flac": "audio/flac", "audio/x-aiff": "audio/aiff",

	"application/x-pdf": "application/pdf", "application/x-zip-compressed": "application/zip", "application/x-zip": "application/zip",
	"application/x-gzip": "application/gzip", "application/x-rar-compressed": "application/vnd.rar",

	"application/octet-stream": "", "binary/octet-stream": "", "application/binary": "", "application/unknown": "", "unknown/unknown": "", "*/*": "",
}

// MediaType returns a label's MIME type in one form: in lower case, without parameters, and an
// alias such as "image/jpg" as the name that limits use ("image/jpeg"). It is empty for labels that
// any file may have, such as "application/octet-stream".
func MediaType(label string) string {
	label, _, _ = strings.Cut(label, ";")
	label = strings.ToLower(strings.TrimSpace(label))
	if name, ok := aliases[label]; ok {
		return name
	}
	return label
}

// KindOf returns the kind of attachment that a file of the MIME type is. A GIF is a MediaAnimation,
// and an unknown type a MediaFile. No type tells a voice message or a sticker.
func KindOf(mimeType string) MediaKind {
	mimeType = MediaType(mimeType)
	class, _, _ := strings.Cut(mimeType, "/")
	switch {
	case mimeType == "image/gif":
		return MediaAnimation
	case class == "image":
		return MediaImage
	case class == "video":
		return MediaVideo
	case class == "audio":
		return MediaAudio
	}
	return MediaFile
}

// TypeOf returns the MIME type of a file that begins with head, of which it looks at 512 bytes. The
// bytes decide, not the labels: a sender or a proxy may have guessed those. If the bytes only tell
// the container (an MP4 that may hold a sound or a film, a ZIP that is a document), a label of that
// container counts. If the bytes tell nothing, the result is the first label that names a type. If
// no label does either, the result is empty.
func TypeOf(head []byte, labels ...string) string {
	found := sniff(head)
	for _, label := range labels {
		label = MediaType(label)
		if label != "" && (found == "" || refines(label, found)) {
			return label
		}
	}
	return found
}

// refines reports whether a label may be the exact type of a file of which the bytes tell less.
func refines(label, found string) bool {
	class, _, _ := strings.Cut(label, "/")
	switch found {
	case "video/mp4":
		return label == "audio/mp4"
	case "video/webm":
		return label == "audio/webm"
	case "application/ogg":
		return label == "audio/ogg" || label == "video/ogg"
	case "application/zip", "application/gzip", "text/xml":
		return class == "application" || label == "image/svg+xml" && found != "application/zip"
	case "text/plain":
		return class == "text" || class == "application" || label == "image/svg+xml"
	}
	return label == found
}

// sniff returns the type that the first bytes show; empty: they show none.
func sniff(head []byte) string {
	head = head[:min(len(head), sniffed)]
	at := func(i int, mark string) bool { return len(head) >= i+len(mark) && string(head[i:i+len(mark)]) == mark }
	switch {
	case len(head) == 0:
		return ""
	case at(4, "ftyp") && len(head) >= 12:
		return ofBrand(string(head[8:12]))
	case at(0, "\x1aE\xdf\xa3"):
		if bytes.Contains(head, []byte("matroska")) {
			return "video/x-matroska"
		}
		return "video/webm"
	case at(0, "OggS"):
		return ofOgg(head)
	case at(0, "II*\x00"), at(0, "MM\x00*"):
		return "image/tiff"
	case at(0, "fLaC"):
		return "audio/flac"
	case at(0, "#!AMR"):
		return "audio/amr"
	case at(0, "G") && at(188, "G"):
		return "video/mp2t"
	case len(head) > 2 && head[0] == 0xff && head[1]&0xf6 == 0xf0: // ADTS: layer 0
		return "audio/aac"
	case len(head) > 2 && head[0] == 0xff && head[1]&0xe6 == 0xe2 && head[2]&0xf0 != 0xf0 && head[2]&0x0c != 0x0c: // layer III
		return "audio/mpeg"
	}
	return MediaType(http.DetectContentType(head))
}

// ofBrand is the type of a file of the MP4 family by its major brand (ISO/IEC 14496-12).
func ofBrand(brand string) string {
	switch brand {
	case "M4A ", "M4B ", "M4P ", "F4A ":
		return "audio/mp4"
	case "qt  ":
		return "video/quicktime"
	case "heic", "heix", "heim", "heis", "mif1", "msf1", "hevc":
		return "image/heic"
	case "avif", "avis":
		return "image/avif"
	}
	switch {
	case strings.HasPrefix(brand, "3g2"):
		return "video/3gpp2"
	case strings.HasPrefix(brand, "3g"):
		return "video/3gpp"
	}
	return "video/mp4"
}

// ofOgg is the type of an Ogg file by the first stream in it.
func ofOgg(head []byte) string {
	first := head[min(len(head), 27):] // behind the page's header; a table of segments comes next
	switch {
	case bytes.Contains(first, []byte("theora")):
		return "video/ogg"
	case bytes.Contains(first, []byte("OpusHead")), bytes.Contains(first, []byte("vorbis")), bytes.Contains(first, []byte("FLAC")), bytes.Contains(first, []byte("Speex")):
		return "audio/ogg"
	}
	return "application/ogg"
}

// Sniff reads the first bytes of an open file and returns the file with its Type set to the result
// of [TypeOf] for these bytes, the labels and f.Type. The returned file is still read from its
// beginning. A file that cannot be read keeps its labels; reading it fails again.
func Sniff(f File, labels ...string) File {
	f, _ = sniffFile(f, labels)
	return f
}

// sniffFile is Sniff. It returns the first bytes, too: they last until the file is read.
func sniffFile(f File, labels []string) (File, []byte) {
	labels = append(labels[:len(labels):len(labels)], f.Type)
	if f.Body == nil {
		f.Type = TypeOf(nil, labels...)
		return f, nil
	}
	b := bufio.NewReaderSize(f.Body, sniffed)
	head, _ := b.Peek(sniffed)
	f.Type = TypeOf(head, labels...)
	f.Body = sniffedBody{b, f.Body}
	return f, head
}

// sniffedBody is a file of which the first bytes were looked at.
type sniffedBody struct {
	io.Reader // begins with those bytes
	io.Closer
}

// Format prints no content for any verb. Otherwise, fmt would print the bytes in the buffer.
func (sniffedBody) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "channel.sniffedBody") }
