package hosttest

import (
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
)

// Check finds hosts that answer their own messages, that do not keep a webhook body which cannot be
// decoded, or that answer a message twice when it is delivered again. It calls
// channeltest.CheckHost with a host of this Config on a platform in memory. The first record, if
// there is one, gives its policies.
func Check(t *testing.T, cfg host.Config) {
	t.Helper()
	var h *Host
	channeltest.CheckHost(t, channeltest.Host{
		Path: directorytest.MemoryPath, Bubble: true,
		New: func(t testing.TB, ch channel.Channel) http.Handler {
			own := cfg
			driver, record := directorytest.Memory(ch)
			if len(own.Records) > 0 {
				service := own.Records[0].Clone()
				record.Service, record.Routing, record.Hours = service.Service, service.Routing, service.Hours
				record.Silence, record.Offline, record.Notices = service.Silence, service.Offline, service.Notices
			}
			own.Records = []directory.Record{record}
			own.Directory.Drivers = []channel.Driver{driver}
			own.Directory.OfflineOn = append([]string{driver.Platform}, own.Directory.OfflineOn...)
			h = Start(t, own)
			return h.Routes
		},
		Settle: func() { h.Settle() },
	})
}
