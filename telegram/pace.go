package telegram

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// waitSeconds looks for the pause in the answer, then in its header, then at the end of the text; 0 is unknown.
func waitSeconds(no refusal, header http.Header) int64 {
	if no.retryAfter >= 0 {
		return no.retryAfter
	}
	words := strings.Fields(no.description)
	for _, s := range []string{header.Get("Retry-After"), last(words)} {
		if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			return n
		}
	}
	return 0
}

func last(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// seconds is a duration that Telegram gives as a number.
func seconds(n int64) time.Duration {
	const most = int64(1<<63-1) / int64(time.Second)
	return time.Duration(min(max(n, 0), most)) * time.Second
}
