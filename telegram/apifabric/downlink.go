package apifabric

import (
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// Downlink is what AICC says to a customer ("Polling Messages", "Message Push Interface
// Specifications").
type Downlink struct {
	From     string // configuration id of the channel
	To       string // user id
	Control  string // ControlChat is said to the customer; the others are about the session
	Media    string // TEXT, IMAGE, …
	Content  string
	Source   string // AGENT, ROBOT or SYSTEM
	Nickname string
	Avatar   string
	Call     string // callId
	Code     string // messageCode
	Local    bool   // a file lies with AICC itself: see File
	FileType string // mediaFileType
	Offline  bool   // isOfflineStatus
	Time     time.Time
}

// File is what Web.Download opens for a message that shows a file.
func (d Downlink) File() WebFile {
	f := WebFile{Type: d.FileType, ID: d.Content}
	if d.Local {
		f.ID = "local/" + d.Content
	}
	return f
}

func readDownlinks(r *jsonread.Reader) (all []Downlink) {
	for range r.Array {
		if r.Kind() != jsonread.Object {
			continue
		}
		var d Downlink
		for key := range r.Object {
			switch string(key) {
			case "from":
				d.From = r.ID()
			case "to":
				d.To = r.ID()
			case "controlType":
				d.Control = r.Text()
			case "mediaType":
				d.Media = r.Text()
			case "content":
				d.Content = r.Text()
			case "sourceType":
				d.Source = r.Text()
			case "senderNickname":
				d.Nickname = r.Text()
			case "senderAvatar":
				d.Avatar = r.Text()
			case "callId":
				d.Call = r.ID()
			case "messageCode":
				d.Code = r.ID()
			case "contentType":
				d.Local = r.ID() == "1"
			case "mediaFileType":
				d.FileType = r.Text()
			case "isOfflineStatus": // boolean or text: not confirmed
				if r.Kind() == jsonread.Bool {
					d.Offline = r.Bool()
				} else {
					d.Offline = r.ID() == "true"
				}
			case "timestamp":
				if ms, err := strconv.ParseInt(r.ID(), 10, 64); err == nil && ms > 0 && ms < 253402300800000 {
					d.Time = time.UnixMilli(ms).UTC()
				}
			}
		}
		all = append(all, d)
	}
	return all
}
