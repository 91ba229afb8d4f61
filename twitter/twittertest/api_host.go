package twittertest

import (
	"net/http"
	"strings"
)

// The paths that a host of X serves.
const (
	onAPI    = "api"
	onUpload = "upload"
	onTon    = "ton"
	onCDN    = "cdn"
)

// hosts are those of X. A server under any other name, as in a test over sockets, serves
// everything, over http too.
var hosts = map[string]string{
	"api.x.com": onAPI, "api.twitter.com": onAPI, "upload.twitter.com": onUpload, "upload.x.com": onUpload,
	"ton.twitter.com": onTon, "ton.x.com": onTon, "video.twimg.com": onCDN, "pbs.twimg.com": onCDN,
}

// misplaced refuses what a host of X does not have, and what comes without TLS.
func misplaced(r *http.Request) *failure {
	has := hosts[strings.TrimSuffix(strings.ToLower(r.Host), ":443")]
	if has == "" {
		return nil
	}
	want := onAPI
	switch path := r.URL.Path; {
	case strings.HasPrefix(path, "/1.1/media/"):
		want = onUpload
	case strings.HasPrefix(path, "/1.1/ton/"):
		want = onTon
	case strings.HasPrefix(path, "/dm_"):
		want = onCDN
	}
	switch {
	case r.TLS == nil:
		return errInsecure
	case has != want:
		return errNotPage
	}
	return nil
}
