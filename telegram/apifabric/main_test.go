package apifabric_test

import (
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// TestMain lets the tests fail if they, or the code under test, print or log a credential of the
// stand-ins.
func TestMain(m *testing.M) {
	os.Exit(leak.Main(m, "s3cr3t-5678", "example-app-secret-0123456789", "7100000001:AAFexampleexampleexampleexampleexam"))
}
