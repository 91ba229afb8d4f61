package conversation_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
)

// The handler stores what is proved, and says in the log why it refused the rest.
func TestHandler(t *testing.T) {
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	require.NoError(t, err)
	driver, record := directorytest.Memory(platform)
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}})
	require.NoError(t, err)
	require.NoError(t, d.Load(t.Context(), record))
	var log bytes.Buffer
	s := newService(t, conversation.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: d, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	ann := channel.Thread{Platform: channeltest.MemoryPlatform, Account: platform.Info().Accounts[0], Contact: "ann"}
	genuine := channeltest.Request(directorytest.MemoryPath, platform.Webhook(channel.Event{Thread: ann, Body: channel.Message{Text: "hello"}}))
	call := func(r *http.Request) int {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		return w.Code
	}
	if got := []int{call(channeltest.Tamper(genuine)), call(channeltest.Repeat(genuine)), call(channeltest.Repeat(genuine))}; got[0] != 401 || got[1] != 200 || got[2] != 200 {
		t.Errorf("answered %v, want [401 200 200]", got)
	}
	v, err := s.Look(t.Context(), ann)
	require.NoError(t, err)
	if !v.Row.Open() || len(v.Calls) != 1 {
		t.Errorf("%+v with %d questions, want an open session with one", v.Row, len(v.Calls))
	}
	if n := strings.Count(log.String(), "level=INFO"); n != 1 || !strings.Contains(log.String(), "status=401") {
		t.Errorf("the log has %d lines, want one about the forged call:\n%s", n, &log)
	}

	log.Reset()
	if got := call(channeltest.Request(directorytest.MemoryPath, platform.Raw([]byte(`{"events":`)))); got != http.StatusOK {
		t.Errorf("a malformed body is answered %d, want 200", got)
	}
	if !strings.Contains(log.String(), "level=WARN") || !strings.Contains(log.String(), "status=200") {
		t.Errorf("the log of a malformed body that was stored does not say status 200:\n%s", &log)
	}

	bare := newService(t, config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder)))
	w := httptest.NewRecorder()
	bare.Handler().ServeHTTP(w, channeltest.Repeat(genuine))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a directory: %d, want 503", w.Code)
	}
}
