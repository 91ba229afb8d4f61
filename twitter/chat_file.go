package twitter

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/fetch"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// chatPiece is how much of an encrypted file goes in one call, as X's own tool has it.
const chatPiece = 3 << 20

// chatFileKinds are X's words for the files of encrypted messages.
var chatFileKinds = map[channel.MediaKind]xchat.AttachmentKind{
	channel.MediaImage: xchat.AttachmentImage, channel.MediaAnimation: xchat.AttachmentGIF, channel.MediaVideo: xchat.AttachmentVideo,
	channel.MediaAudio: xchat.AttachmentAudio, channel.MediaVoice: xchat.AttachmentAudio, channel.MediaFile: xchat.AttachmentFile,
}

// chatFile makes the attachment of an encrypted message: of a file that was uploaded, or of one of
// the host's.
func (c *Channel) chatFile(ctx context.Context, conversation string, key xchat.Key, a channel.Attachment) (xchat.Attachment, error) {
	if a.File != "" {
		f, err := c.cfg.Files(ctx, a.File)
		if err != nil {
			return xchat.Attachment{}, c.unread(err)
		}
		if a, err = c.uploadTo(ctx, conversation, key, a, f); err != nil {
			return xchat.Attachment{}, err
		}
	}
	version, hash, ok := readChatFileID(a.ID)
	if !ok || version != key.Version() {
		return xchat.Attachment{}, call.Rejected(Platform, opUpload, &channel.FieldError{Field: "id", Code: channel.CodeInvalid,
			Reason: "the file must have been uploaded to this conversation, with the key that it has now"})
	}
	kind, ok := chatFileKinds[a.Kind]
	if !ok {
		return xchat.Attachment{}, call.Rejected(Platform, opUpload, &channel.FieldError{Field: "kind", Code: channel.CodeUnsupported, Reason: "an attachment of this kind cannot be sent"})
	}
	return xchat.Attachment{Kind: kind, Hash: hash, Name: a.Name, Width: a.Width, Height: a.Height, Duration: a.Duration, Size: a.Size}, nil
}

// uploadChat encrypts a file for a conversation and hands it to X.
func (c *Channel) uploadChat(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	if err := c.checkChat(to); err != nil {
		closeFile(f)
		return channel.Attachment{}, call.Rejected(Platform, opUpload, err)
	}
	conversation, contact := c.chatThread(to)
	key, err := c.sendingKey(ctx, conversation, contact)
	if err != nil {
		closeFile(f)
		return channel.Attachment{}, err
	}
	return c.uploadTo(ctx, conversation, key, a, f)
}

// uploadTo streams a file: at most one piece of it is in memory. Its first bytes decide Kind and
// Type. X needs the size beforehand. [Initialize chat media upload]
func (c *Channel) uploadTo(ctx context.Context, conversation string, key xchat.Key, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	defer closeFile(f)
	bad := func(code, reason string) error {
		return call.Rejected(Platform, opUpload, &channel.FieldError{Field: "size", Code: code, Reason: reason, Limit: int(c.cfg.Chat.maxFile()), Got: int(f.Size)})
	}
	switch {
	case f.Body == nil:
		return a, call.Rejected(Platform, opUpload, &channel.FieldError{Field: "file", Code: channel.CodeMissing, Reason: "the file has no content"})
	case f.Size < 0:
		return a, bad(channel.CodeMissing, "X needs the size of a file beforehand")
	case f.Size == 0:
		return a, bad(channel.CodeInvalid, "the file is empty")
	case f.Size > c.cfg.Chat.maxFile():
		return a, bad(channel.CodeTooLarge, "the file has too many bytes")
	}
	a, f, err := c.chat.limits.Describe(a, f)
	if err != nil {
		return a, call.Rejected(Platform, opUpload, err)
	}
	plain := &counter{r: io.LimitReader(f.Body, f.Size+1)}
	sealed, err := xchat.EncryptFile(plain, key, nil)
	if err != nil {
		return a, c.unread(err)
	}
	u := chatUpload{c: c, conversation: conversation, size: xchat.EncryptedSize(f.Size)}
	if err := u.run(ctx, sealed, func() bool { return plain.n == f.Size }); err != nil {
		return a, err
	}
	a.ID, a.URL, a.File = chatFileID(key.Version(), u.hash), "", ""
	a.Size = f.Size
	return a, nil
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// chatUpload is an upload on its way.
type chatUpload struct {
	c             *Channel
	conversation  string // in the bodies, with a hyphen or as initialize answers it: which is not confirmed
	size          int64
	session, hash string
}

const chatUploadPath = "/2/chat/media/upload/"

func (u *chatUpload) run(ctx context.Context, sealed io.Reader, whole func() bool) error {
	if err := u.initialize(ctx); err != nil {
		return err
	}
	piece := make([]byte, min(u.size, chatPiece))
	parts := 0
	for left := u.size; left > 0; parts++ {
		n, err := io.ReadFull(sealed, piece[:min(left, chatPiece)])
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return u.c.unread(err)
		}
		left -= int64(n)
		if err != nil || left == 0 && (!whole() || more(sealed)) {
			return call.Rejected(Platform, opUpload, &channel.FieldError{Field: "size", Code: channel.CodeInvalid, Reason: "the file is not as long as it said"})
		}
		if err := u.add(ctx, parts, piece[:n]); err != nil {
			return err
		}
	}
	_, err := u.c.askChat(ctx, opUpload, http.MethodPost, chatUploadPath+u.session+"/finalize", struct {
		Conversation string `json:"conversation_id"`
		Hash         string `json:"media_hash_key"`
		Parts        string `json:"num_parts"`
	}{u.conversation, u.hash, strconv.Itoa(parts)})
	return notSent(err)
}

func (u *chatUpload) initialize(ctx context.Context) error {
	r, err := u.c.answered(ctx, u.c.chatIdentity(ctx), opUpload, http.MethodPost, chatUploadPath+"initialize", struct {
		Conversation string `json:"conversation_id"`
		Size         int64  `json:"total_bytes"`
	}{strings.Replace(u.conversation, ":", "-", 1), u.size})
	if err != nil {
		return notSent(err)
	}
	u.conversation = strings.Replace(u.conversation, ":", "-", 1)
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for key := range r.Object {
			switch string(key) {
			case "session_id":
				u.session = r.ID()
			case "media_hash_key":
				u.hash = r.ID()
			case "conversation_id":
				u.conversation = cmp.Or(r.ID(), u.conversation)
			}
		}
	}
	if u.session == "" || strings.ContainsAny(u.session, "/?#%.") || !isMediaHash(u.hash) {
		return call.Malformed(Platform, opUpload, fmt.Errorf("the answer names no session or no file"))
	}
	return nil
}

// add hands X one piece. A piece that got lost is sent once more: X knows it by its index.
func (u *chatUpload) add(ctx context.Context, index int, piece []byte) error {
	body := struct {
		Conversation string `json:"conversation_id"`
		Hash         string `json:"media_hash_key"`
		Index        int    `json:"segment_index"`
		Media        []byte `json:"media"` // encoding/json writes base64
	}{u.conversation, u.hash, index, piece}
	var err error
	for range 2 {
		_, err = u.c.askChat(ctx, opUpload, http.MethodPost, chatUploadPath+u.session+"/append", body)
		if !errors.Is(err, channel.ErrUncertain) && !errors.Is(err, channel.ErrUnavailable) {
			break
		}
	}
	return notSent(err)
}

// openChat opens a file of an encrypted message: it is decrypted while it is read. Reading fails if
// the file was changed or cut, or ends before the size that the message names. [Download chat
// media]
func (c *Channel) openChat(ctx context.Context, of channel.Thread, a channel.Attachment) (channel.File, error) {
	if err := c.checkChat(of); err != nil {
		return channel.File{}, call.Rejected(Platform, opOpen, err)
	}
	version, hash, ok := readChatFileID(a.ID)
	if !ok {
		return channel.File{}, call.Rejected(Platform, opOpen, &channel.FieldError{Field: "id", Code: channel.CodeInvalid, Reason: "the attachment is no file of an encrypted conversation"})
	}
	conversation, _ := c.chatThread(of)
	key, ok := c.chat.memory.Key(conversation, version)
	if !ok {
		changes, err := c.keyChanges(ctx, conversation, version)
		if err != nil {
			return channel.File{}, err
		}
		for _, change := range changes {
			if k, err := c.chat.identity.Unwrap(change); err == nil {
				c.chat.learn(change, k)
			}
		}
		if key, ok = c.chat.memory.Key(conversation, version); !ok {
			return channel.File{}, call.Rejected(Platform, opOpen, &xchat.KeyError{Conversation: conversation, Version: version})
		}
	}
	get := fetch.Get{Client: c.signedLong, Platform: Platform, Op: opOpen, Most: xchat.EncryptedSize(mostVideo), Secrets: c.secrets}
	if c.chatByToken(ctx) {
		token, err := c.userToken(ctx, "")
		if err != nil {
			return channel.File{}, err
		}
		get.Client, get.Header = c.long, http.Header{"Authorization": {"Bearer " + token.Reveal()}}
		get.Secrets = append([]string{token.Reveal()}, c.secrets...)
	}
	f, err := get.Open(ctx, c.cfg.BaseURL+"/2/chat/media/"+strings.Replace(conversation, ":", "-", 1)+"/"+hash)
	if err != nil {
		return channel.File{}, err
	}
	plain, err := xchat.DecryptFile(f.Body, key)
	if err != nil {
		closeFile(f)
		return channel.File{}, call.Rejected(Platform, opOpen, err)
	}
	f.Body = struct {
		io.Reader
		io.Closer
	}{&sized{plain, a.Size}, f.Body}
	f.Name, f.Size = a.Name, -1
	if a.Size > 0 {
		f.Size = a.Size
	}
	return channel.Sniff(f, a.Type), nil
}

// sized reads a file that must have as many bytes as its message says. The cipher alone accepts a
// file that is cut to its header, and a shorter file of the same conversation in its place. See
// decision 424.
type sized struct {
	r    io.Reader
	left int64
}

func (s *sized) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.left -= int64(n); err == io.EOF && s.left > 0 {
		err = xchat.ErrTruncated
	}
	return n, err
}
