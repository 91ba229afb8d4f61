package channeltest_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/channeltest"
)

// TestProcessOfOurs is the host in the other process.
func TestProcessOfOurs(t *testing.T) {
	l := channeltest.ProcessListener(t)
	err := http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, os.Getenv("GREETING")) }))
	t.Error("the server ends by itself:", err)
}

// A process serves, is gone after Kill, and serves at the same address when it has started again.
func TestStartProcess(t *testing.T) {
	p := channeltest.StartProcess(t, "TestProcessOfOurs", "GREETING=hello")
	address := p.Address
	for range 2 {
		resp, err := http.Get("http://" + address)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || string(body) != "hello" {
			t.Errorf("the process answers %q, %v", body, err)
		}
		p.Kill()
		p.Kill() // it is gone already
		if resp, err := http.Get("http://" + address); err == nil {
			resp.Body.Close()
			t.Error("a process that was killed answers")
		}
		p.Start()
	}
}

// Between Kill and Start, another program takes the port for a moment.
func TestStartProcessWhosePortIsTaken(t *testing.T) {
	p := channeltest.StartProcess(t, "TestProcessOfOurs")
	p.Kill()
	l, err := net.Listen("tcp", p.Address)
	if err != nil {
		t.Skip("a third program was quicker: ", err)
	}
	time.AfterFunc(time.Second, func() { _ = l.Close() })
	p.Start()
	resp, err := http.Get("http://" + p.Address)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}
