package web

import (
	"os"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"github.com/contactkit/contactkit/examples/desk/store"
)

func TestMain(m *testing.M) {
	store.Cost = bcrypt.MinCost // the race detector makes a real one last a second
	os.Exit(m.Run())
}
