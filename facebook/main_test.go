package facebook_test

import (
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// TestMain lets the tests fail if they, or the code under test, print or log a credential.
func TestMain(m *testing.M) { os.Exit(leak.Main(m, appSecret, verifyToken, pageToken)) }
