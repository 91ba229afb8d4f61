package whatsapp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// attach puts an attachment into the request: as the message itself, or above buttons.
func attach(req *request, m channel.Message, a channel.Attachment) error {
	file := &sentFile{ID: a.ID, Link: a.URL, Caption: m.Text}
	if a.Kind == channel.MediaFile {
		file.Name = a.Name
	}
	if len(m.Buttons) > 0 {
		file.Caption = ""
		var i interactive
		if err := json.Unmarshal(req.Interactive, &i); err != nil {
			return err
		}
		i.Header = &sentHeader{Type: headerType(a.Kind)}
		switch a.Kind {
		case channel.MediaImage:
			i.Header.Image = file
		case channel.MediaVideo:
			i.Header.Video = file
		default:
			i.Header.Document = file
		}
		return req.interact(i)
	}
	switch a.Kind {
	case channel.MediaImage:
		req.Type, req.Image = typeImage, file
	case channel.MediaVideo:
		req.Type, req.Video = typeVideo, file
	case channel.MediaAudio, channel.MediaVoice:
		req.Type, req.Audio = typeAudio, file
	case channel.MediaSticker:
		req.Type, req.Sticker = typeSticker, file
	default:
		req.Type, req.Document = typeDocument, file
	}
	return nil
}

// headerType is Meta's word for a file above buttons. It is empty for a kind that cannot be there.
func headerType(kind channel.MediaKind) string {
	switch kind {
	case channel.MediaImage:
		return typeImage
	case channel.MediaVideo:
		return typeVideo
	case channel.MediaFile:
		return typeDocument
	}
	return ""
}

// mostMedia is how many bytes of a received file are read: more than a document may have.
const mostMedia = 128 << 20

// OpenMedia opens a received file by its id. It asks for the file's address, which lasts five
// minutes, and reads the address with the token, but only at Config.MediaHosts. Received files last
// seven days. At most 128 MiB are read. Reading fails at the end if the bytes are not those that
// WhatsApp received (sha256). File.Type is what the first bytes tell (channel.TypeOf).
func (c *Channel) OpenMedia(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	const op = "open media"
	if of.Platform != Platform {
		return channel.File{}, rejected(op, "thread.platform", channel.CodeInvalid, "the thread must be on this platform")
	}
	number, err := c.number(op, of.Account)
	if err != nil {
		return channel.File{}, rejected(op, "thread.account", channel.CodeInvalid, "the account must be one of the channel")
	}
	if !idForm.MatchString(a.ID) {
		return channel.File{}, rejected(op, "id", channel.CodeMissing, "a received file needs the id that WhatsApp gave it")
	}
	answer, err := c.do(ctx, op, http.MethodGet, a.ID, url.Values{"phone_number_id": {number}}, nil)
	if err != nil {
		return channel.File{}, err
	}
	address, typ, sum, err := readMediaAnswer(answer)
	if err != nil {
		return channel.File{}, call.Malformed(Platform, op, err)
	}
	if !c.trusts(address) {
		return channel.File{}, call.Failed(Platform, op, channel.ErrRejected, errors.New("the address of the file must be at a host of Config.MediaHosts"))
	}
	header := http.Header{"Authorization": {"Bearer " + c.cfg.Token.Reveal()}}
	f, err := fetch.Get{Client: c.cfg.Media, Platform: Platform, Op: op, Most: mostMedia, Header: header, Secrets: c.secrets}.Open(ctx, address)
	if err != nil {
		return channel.File{}, err
	}
	if sum != nil {
		f.Body = &checked{ReadCloser: f.Body, hash: sha256.New(), want: sum}
	}
	f.Name = cmp.Or(a.Name, f.Name)
	return channel.Sniff(f, a.Type, typ), nil
}

// readMediaAnswer reads where a file is. sum is nil if the answer names none.
func readMediaAnswer(answer call.Answer) (address, typ string, sum []byte, err error) {
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		switch string(key) {
		case "url":
			address = r.Text()
		case "mime_type":
			typ = r.Text()
		case "sha256":
			sum = readSum(r.Text())
		}
	}
	if err == nil && address == "" {
		err = errors.New("the answer names no address")
	}
	return address, typ, sum, err
}

// readSum reads a SHA-256 sum in hex or, as webhooks have it, in base64.
func readSum(text string) []byte {
	if sum, err := hex.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	if sum, err := base64.StdEncoding.DecodeString(text); err == nil && len(sum) == sha256.Size {
		return sum
	}
	return nil
}

// trusts reports whether the token may be sent to an address.
func (c *Channel) trusts(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if own, err := url.Parse(c.cfg.BaseURL); err == nil && u.Scheme == own.Scheme && u.Host == own.Host {
		return true
	}
	if u.Scheme != "https" || u.Port() != "" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	for _, h := range c.cfg.MediaHosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

// checked is a file whose bytes are compared with their sum when all were read.
type checked struct {
	io.ReadCloser
	hash hash.Hash
	want []byte
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.hash.Write(p[:n])
	if err == io.EOF && string(c.hash.Sum(nil)) != string(c.want) {
		return n, call.Malformed(Platform, "open media", errors.New("the bytes must have the sum that WhatsApp gave"))
	}
	return n, err
}
