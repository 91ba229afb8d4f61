package telegram_test

import (
	"os"
	"testing"

	"github.com/contactkit/contactkit/channel/channeltest/leak"
)

// fabricSecret is what a stand-in for API Fabric has where a test does not choose one.
const fabricSecret = "example-app-secret-0123456789"

// TestMain lets the tests fail if they, or the code under test, print or log a credential.
func TestMain(m *testing.M) {
	os.Exit(leak.Main(m, token.Reveal(), secret.Reveal(), appSecret, fabricSecret,
		leakToken.Reveal(), leakHook.Reveal(), leakApp.Reveal(), leakBridge.Reveal()))
}
