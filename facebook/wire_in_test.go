package facebook_test

import (
	"testing"
	"time"
)

// Meta writes times in milliseconds, in seconds, and as texts, and does not say which; what is no
// time gives that of the entry.
func TestTimestamps(t *testing.T) {
	ch := newChannel(t, nil)
	entry := time.UnixMilli(1790000000500).UTC()
	for stamp, want := range map[string]time.Time{
		"1790000000123":         time.UnixMilli(1790000000123).UTC(),
		`"1790000000123"`:       time.UnixMilli(1790000000123).UTC(),
		"1790000000":            time.Unix(1790000000, 0).UTC(),
		`"1790000000"`:          time.Unix(1790000000, 0).UTC(),
		"0":                     entry,
		"null":                  entry,
		"-5":                    entry,
		"99999999999999":        time.UnixMilli(99999999999999).UTC(),
		"9223372036854775807":   entry,
		"179000000012300000000": entry,
	} {
		body := `{"object":"page","entry":[{"id":"` + pageID + `","time":1790000000500,"messaging":[{"sender":{"id":"7"},"recipient":{"id":"` + pageID +
			`"},"timestamp":` + stamp + `,"message":{"mid":"m_1","text":"x"}}]}]}`
		got, err := ch.Receive(signed([]byte(body)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("timestamp %s: %d events, %v", stamp, len(got.Events), err)
		}
		if !got.Events[0].Time.Equal(want) {
			t.Errorf("timestamp %s is %v, want %v", stamp, got.Events[0].Time, want)
		}
	}
}
