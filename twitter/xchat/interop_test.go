package xchat

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestInterop plays against X's own library, which needs cgo, in a module of its own. Where the
// library or a C compiler is missing, it says so and leaves the vectors to anchor the protocol.
func TestInterop(t *testing.T) {
	if testing.Short() {
		t.Skip("X's own library was not tried: -short")
	}
	// The module file is a copy: the go command brings it up to date with the root's without
	// touching the tree.
	modfile := filepath.Join(t.TempDir(), "go.mod")
	for _, name := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile(filepath.Join("interop", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(modfile), name), b, 0o600))
	}
	run := func(args ...string) (string, error) {
		cmd := exec.Command("go", args...)
		cmd.Dir = "interop"
		// Nothing is downloaded: the library has 43 MB.
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOPROXY=off", "GOFLAGS=-buildvcs=false -mod=mod -modfile="+modfile, "CGO_ENABLED=1")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run("list", "-deps", "-test", "./..."); err != nil {
		t.Skipf("X's own library was NOT tried, for it is not in the module cache (cd interop && GOWORK=off go mod download): %v\n%s", err, out)
	}
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skipf("X's own library was NOT tried, for there is no C compiler: %v", err)
	}
	out, err := run("test", "-count=1", "./...")
	if strings.Contains(out, "no test files") {
		t.Skip("X's own library was NOT tried, for it does not exist for this platform")
	}
	if err != nil {
		t.Errorf("X's own library disagrees: %v\n%s", err, out)
	}
}
