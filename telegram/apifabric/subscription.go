package apifabric

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// FindingAPIs is the code of a finding about APIs that the app has not subscribed to.
const FindingAPIs = "apis_not_subscribed"

// RequiredAPIs returns the APIs that an app must have subscribed to for the Telegram channel (AICC
// user manual: Configuring AICC Information). The last one is misspelt there.
func RequiredAPIs() []string {
	return []string{"ccmessage_telegram_north_v1.0.0", "telegram_north_v1.0.0", "file_donload_get-v1.0.0-manual - v1.0.0"}
}

// MissingAPIs returns those of RequiredAPIs that are not among the subscribed. The comparison
// leaves out white space, and takes the misspelt name in both spellings.
func MissingAPIs(subscribed []string) []string {
	plain := func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(s), " ", ""), "file_donload", "file_download")
	}
	return slices.DeleteFunc(RequiredAPIs(), func(api string) bool {
		return slices.ContainsFunc(subscribed, func(s string) bool { return plain(s) == plain(api) })
	})
}

// CheckAPIs is a pre-flight check: one finding for each API that is missing in what the console of
// API Fabric shows for the app. It does no I/O, for no page tells of an interface to ask.
func CheckAPIs(subscribed []string) (found []channel.Finding) {
	for _, api := range MissingAPIs(subscribed) {
		found = append(found, channel.Finding{Code: FindingAPIs, Fatal: true, Text: "The app has not subscribed to the API " + api + "."})
	}
	return found
}
