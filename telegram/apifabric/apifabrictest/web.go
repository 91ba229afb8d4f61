package apifabrictest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// web is the state of AICC's web-client interfaces (ccmessaging).
type web struct {
	tokens map[string]webToken // by value
	heard  []WebHeard
	down   map[string][]WebDown // by user
	files  map[string][]byte    // by file id
}

type webToken struct {
	user string
	end  time.Time
}

func newWeb() web {
	return web{tokens: make(map[string]webToken), down: make(map[string][]WebDown), files: make(map[string][]byte)}
}

// WebHeard is what a customer said through the web-client interfaces.
type WebHeard struct {
	Channel, Content, ControlType, From, MediaType, SenderNickname, SourceType, To string
	Timestamp                                                                      int64 // milliseconds
}

// WebDown is what an agent or robot says to a customer of the web channel. Fields that are zero are
// left out, unless their comment names a default.
type WebDown struct {
	User        string // whom it is for
	ControlType string // empty: CHAT
	MediaType   string // empty: TEXT
	Content     string
	Nickname    string
	Source      string // empty: AGENT
	Local       bool   // contentType "1"
	FileType    string // mediaFileType
}

const (
	webTokenLife = time.Hour
	mostWebFile  = 2 << 20
)

// AgentSays queues what an agent says; the next poll of the user fetches it.
func (f *Gateway) AgentSays(d WebDown) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.web.down[d.User] = append(f.web.down[d.User], d)
}

// KeepFile stores a file of AICC's own under an id, "local/" included for a local one.
func (f *Gateway) KeepFile(id string, data []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.web.files[id] = slices.Clone(data)
}

// Heard is what customers said, in order.
func (f *Gateway) Heard() []WebHeard {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.web.heard)
}

// ExpireWeb ends every ccmessaging-token before its time.
func (f *Gateway) ExpireWeb() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.web.tokens)
}

// serveWeb is what listens below /apiaccess/ccmessaging/.
func (f *Gateway) serveWeb(w http.ResponseWriter, r *http.Request, path string, body []byte) {
	if path == "applyToken" {
		f.applyToken(w, r, body)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	token := r.Header.Get("Ccmessaging-Token")
	held, ok := f.web.tokens[token]
	now := f.business.Clock.Now()
	if !ok || !now.Before(held.end) {
		refuse(w, http.StatusUnauthorized, "the ccmessaging-token is not valid")
		return
	}
	if held.end.Sub(now) < webTokenLife/2 { // a new one comes along with the answer
		w.Header().Set("Ccmessaging-Token", f.newWebToken(held.user))
	}
	wrong := func(text string) { answer(w, http.StatusOK, obj{"resultCode": "1", "resultDesc": text}) }
	switch r.Method + " " + path {
	case "POST send", "POST sendAsync":
		f.webSend(w, held.user, body, wrong)
	case "GET poll":
		f.webPoll(w, r, held.user, wrong)
	case "POST uploadFileStream":
		f.webUpload(w, body, wrong)
	case "POST downloadFileStream":
		f.webDownload(w, body)
	default:
		refuse(w, http.StatusNotFound, "no such API")
	}
}

func (f *Gateway) newWebToken(user string) string {
	value := "web-" + f.business.Letters(24, letters)
	f.business.Hide(value)
	f.web.tokens[value] = webToken{user, f.business.Clock.Now().Add(webTokenLife)}
	return value
}

func (f *Gateway) applyToken(w http.ResponseWriter, r *http.Request, body []byte) {
	var in struct{ UserID, UserName, ChannelID, Locale string }
	if r.Method != http.MethodPost || json.Unmarshal(body, &in) != nil {
		refuse(w, http.StatusBadRequest, "a POST of JSON is needed")
		return
	}
	if n := utf8.RuneCountInString(in.UserID); n < 1 || n > 32 || in.ChannelID != f.cfg.Channel {
		answer(w, http.StatusOK, obj{"resultCode": "1", "resultDesc": "no such channel, or a user id that is not 1 to 32 characters"})
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	answer(w, http.StatusOK, obj{"token": f.newWebToken(in.UserID), "resultCode": "0", "resultDesc": "success"})
}

func (f *Gateway) webSend(w http.ResponseWriter, user string, body []byte, wrong func(string)) {
	var in WebHeard
	controls := []string{"CONNECT", "CHAT", "TRANS2AGENT", "INPUT", "DISCONNECT", "READ"}
	medias := []string{"TEXT", "IMAGE", "AUDIO", "VIDEO", "FILE", "FILE_IMAGE", "FILE_VIDEO", "WEBCARD"}
	switch err := json.Unmarshal(body, &in); {
	case err != nil:
		wrong("not JSON")
	case in.Channel != "WEB", in.SourceType != "CUSTOMER", in.To != f.cfg.Channel:
		wrong("channel is WEB, sourceType CUSTOMER, and to the channel's configuration id")
	case in.From != user || utf8.RuneCountInString(in.From) > 24:
		wrong("from is the user of the token, of 24 characters at most")
	case !slices.Contains(controls, in.ControlType), !slices.Contains(medias, in.MediaType):
		wrong("no such controlType or mediaType")
	case in.MediaType == "TEXT" && len(in.Content) > 1024:
		wrong("a text has 1 KB at most")
	case in.Timestamp <= 0:
		wrong("timestamp is in milliseconds")
	case (in.MediaType == "IMAGE" || in.MediaType == "AUDIO" || in.MediaType == "VIDEO") && f.web.files[in.Content] == nil:
		wrong("content is no object key")
	default:
		f.web.heard = append(f.web.heard, in)
		answer(w, http.StatusOK, obj{"resultCode": "0", "resultDesc": "success"})
	}
}

func (f *Gateway) webPoll(w http.ResponseWriter, r *http.Request, user string, wrong func(string)) {
	q := r.URL.Query()
	if q.Get("receiverId") != user || q.Get("channel") != "WEB" {
		wrong("receiverId is the user of the token, and channel WEB")
		return
	}
	list := []obj{}
	for i, d := range f.web.down[user] {
		m := obj{
			"from": f.cfg.Channel, "channel": "WEB", "to": user, "controlType": "CHAT", "mediaType": "TEXT", "content": d.Content, "sourceType": "AGENT",
			"timestamp": f.business.Clock.Now().UnixMilli() + int64(i), "callId": "1781000000-1",
		}
		for k, v := range map[string]string{"controlType": d.ControlType, "mediaType": d.MediaType, "sourceType": d.Source, "senderNickname": d.Nickname, "mediaFileType": d.FileType} {
			if v != "" {
				m[k] = v
			}
		}
		if d.Local {
			m["contentType"] = "1"
		}
		list = append(list, m)
	}
	delete(f.web.down, user)
	answer(w, http.StatusOK, obj{"resultCode": "0", "resultDesc": "query user messages success.", "downlinkMessages": list})
}

func (f *Gateway) webUpload(w http.ResponseWriter, body []byte, wrong func(string)) {
	var in struct{ FileType, FileStream string }
	data, err := []byte(nil), json.Unmarshal(body, &in)
	if err == nil {
		data, err = base64.StdEncoding.DecodeString(in.FileStream)
	}
	if err != nil || len(data) == 0 || len(data) > mostWebFile || !slices.Contains([]string{"JPG", "JPEG", "PNG", "BMP", "MP3", "AAC", "MP4", "TXT", "CSV"}, in.FileType) {
		wrong("a file of a known type and of 2 MB at most is needed, in base64")
		return
	}
	id := "object/" + f.business.Letters(16, letters) + "." + strings.ToLower(in.FileType)
	f.web.files[id] = data
	answer(w, http.StatusOK, obj{"resultCode": "0", "resultDesc": "success", f.cfg.UploadMember: id})
}

func (f *Gateway) webDownload(w http.ResponseWriter, body []byte) {
	var in struct{ FileType, Channel, FileID, MultiMedia string }
	if json.Unmarshal(body, &in) != nil || in.Channel != "WEB" || f.web.files[in.FileID] == nil {
		answer(w, http.StatusOK, obj{"resultCode": "13", "resultDesc": "no such file"})
		return
	}
	answer(w, http.StatusOK, obj{"resultCode": "0", "resultDesc": "success", "fileStream": base64.StdEncoding.EncodeToString(f.web.files[in.FileID])})
}
