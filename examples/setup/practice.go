package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// practice keeps pretended platforms running on this machine until it is interrupted, and writes a
// file with which every command works against them. Their host is pretended too: it answers the
// platforms' checks.
func (a *app) practice(ctx context.Context, args []string) int {
	dir := "practice"
	switch {
	case len(args) == 1:
		dir = args[0]
	case len(args) > 1:
		return a.usage(errors.New("setup -practice takes one folder for its files, practice if it is left out"))
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return a.usage(err)
	}
	file := filepath.Join(dir, "desk.yaml")
	if _, err := os.Lstat(file); err == nil {
		return a.usage(fmt.Errorf("%s exists and is not replaced: name another folder", file))
	}
	at := make(map[string]string)
	listeners := make(map[string]net.Listener)
	defer func() {
		for _, l := range listeners {
			_ = l.Close()
		}
	}()
	for _, platform := range platforms() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return a.usage(err)
		}
		listeners[platform], at[platform] = l, "http://"+l.Addr().String()
	}
	w, err := newWorldAt(dir, time.Now, at)
	if err != nil {
		return a.usage(err)
	}
	defer os.Remove(file)
	for platform, h := range map[string]http.Handler{twitter.Platform: w.x, telegram.Platform: w.bot, facebook.Platform: w.meta, whatsapp.Platform: w.wa} {
		server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = server.Serve(listeners[platform]) }() // ends when its listener closes
		defer server.Close()
	}
	fmt.Fprintf(a.stdout, `Pretended platforms run until you press Ctrl-C. In another terminal:

  go run ./examples/setup telegram connect -credentials %[1]s
  go run ./examples/setup facebook connect -credentials %[1]s
  go run ./examples/setup whatsapp connect -credentials %[1]s
  go run ./examples/setup x connect        -credentials %[1]s -channel handle

Every credential in the file is made up, and so is its public address: doctor, which calls it from outside, is for your own file.
The phone number of WhatsApp is new: its commands say what is left to do.
`, file)
	<-ctx.Done()
	return exitOK
}
