package apifabric

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// MaxWebFile is how large a file of the web client may be: 2 MB, unless an AICC is set up otherwise
// ("Downloading a File Stream").
const MaxWebFile = 2 << 20

// fileTypes are those that AICC takes ("Uploading a File Stream").
var fileTypes = []string{"JPG", "JPEG", "PNG", "BMP", "MP3", "AAC", "MP4", "TXT", "CSV"}

// typesOfFiles are the fileTypes that the first bytes of a file tell.
var typesOfFiles = map[string]string{"image/jpeg": "JPG", "image/png": "PNG", "image/bmp": "BMP", "audio/mpeg": "MP3", "audio/aac": "AAC", "video/mp4": "MP4"}

// fileTypeOf returns the fileType of a file by its first bytes. Its given fileType counts if they
// tell nothing, or text, which has two types.
func fileTypeOf(head []byte, called string) (string, error) {
	called = strings.ToUpper(called)
	found := channel.TypeOf(head)
	told, known := typesOfFiles[found]
	switch {
	case known && !(told == "JPG" && called == "JPEG"):
		return told, nil
	case !known && found != "" && found != "text/plain", found == "text/plain" && called != "TXT" && called != "CSV":
		return "", &channel.FieldError{Field: "fileType", Code: channel.CodeUnsupported, Reason: fmt.Sprintf("files of type %q cannot be sent as %q: AICC takes %s", found, called, strings.Join(fileTypes, ", "))}
	case !slices.Contains(fileTypes, called):
		return "", &channel.FieldError{Field: "fileType", Code: channel.CodeUnsupported, Reason: "AICC takes " + strings.Join(fileTypes, ", ")}
	}
	return called, nil
}

type uploadFile struct {
	Type string `json:"fileType"`
	Data string `json:"fileStream"` // base64
}

// Upload hands AICC a file of the customer's and returns the Content of the message that shows it.
// The first bytes decide its type. fileType, such as "JPG" or "CSV", counts if they tell no type,
// or only that the file is text. Upload closes f.Body.
func (w *Web) Upload(ctx context.Context, from User, fileType string, f channel.File) (content string, err error) {
	const op = "web upload"
	if f.Body == nil {
		return "", rejected(op, &channel.FieldError{Field: "file", Code: channel.CodeMissing, Reason: "the file has no content"})
	}
	defer f.Body.Close()
	if err := from.check(op); err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(f.Body, MaxWebFile+1))
	if err != nil {
		return "", call.Failed(platform, op, channel.ErrUnavailable, call.Hide(err, w.client.credentials()...))
	}
	if len(data) > MaxWebFile {
		return "", rejected(op, &channel.FieldError{Field: "file", Code: channel.CodeTooLarge, Reason: "the file has too many bytes", Limit: MaxWebFile, Got: len(data)})
	}
	if fileType, err = fileTypeOf(data, fileType); err != nil {
		return "", rejected(op, err)
	}
	if w.o.UploadMember == "" {
		return "", rejected(op, &channel.FieldError{Field: "uploadMember", Code: channel.CodeMissing, Reason: "it is not set which member of the answer holds the object key"})
	}
	answer, err := w.call(ctx, op, from, http.MethodPost, "/uploadFileStream", uploadFile{fileType, base64.StdEncoding.EncodeToString(data)})
	if err != nil {
		return "", err
	}
	r := jsonread.Sub(answer)
	for key := range r.Object {
		if string(key) == w.o.UploadMember {
			content = r.ID()
		}
	}
	if content == "" {
		return "", call.Malformed(platform, op, errors.New("the answer names no object key"))
	}
	return content, nil
}

// WebFile names a file that AICC has.
type WebFile struct {
	ID      string // "local/" and the content of the message for a file that lies with AICC itself
	Type    string // fileType
	Library bool   // it is of AICC's multimedia library
}

type downloadFile struct {
	Type    string `json:"fileType"`
	Channel string `json:"channel"`
	ID      string `json:"fileId"`
	Library string `json:"multiMedia,omitempty"`
}

// Download opens a file that AICC sent to the customer. It reads the whole file into memory, at
// most 8 MiB as base64.
func (w *Web) Download(ctx context.Context, to User, f WebFile) (channel.File, error) {
	const op = "web download"
	if err := to.check(op); err != nil {
		return channel.File{}, err
	}
	p := downloadFile{Type: f.Type, Channel: "WEB", ID: f.ID}
	if f.Library {
		p.Library = "multiMedia"
	}
	answer, err := w.call(ctx, op, to, http.MethodPost, "/downloadFileStream", p)
	if err != nil {
		return channel.File{}, err
	}
	var stream string
	r := jsonread.Sub(answer)
	for key := range r.Object {
		if string(key) == "fileStream" {
			stream = r.Text()
		}
	}
	data, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(stream))
	if err != nil || len(data) == 0 {
		return channel.File{}, call.Malformed(platform, op, errors.New("the answer holds no file"))
	}
	return channel.File{Body: io.NopCloser(bytes.NewReader(data)), Size: int64(len(data))}, nil
}
