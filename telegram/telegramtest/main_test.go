package telegramtest_test

import (
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// TestMain lets the tests fail if they, or the code under test, print or log a credential of the
// stand-ins.
func TestMain(m *testing.M) {
	os.Exit(leak.Main(m, "7100000001:AAFexampleexampleexampleexampleexam", "example-webhook-secret", "example-app-secret-0123456789"))
}
