package facebook_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

func TestDriver(t *testing.T) {
	d := facebook.Driver()
	ch, err := d.Open(channel.Settings{
		Values: map[string]string{"appId": appID, "humanAgent": "true", "algorithm": "sha256", "instagram": instagramID + "=" + pageID},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
		Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{pageID, instagramID}, ch.Info().Accounts); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	if n := len(ch.Limits(channel.Thread{Platform: "facebook", Account: pageID, Contact: personID}).Windows); n != 2 {
		t.Errorf("%d reply windows with the Human Agent feature, want 2", n)
	}
	_, err = d.Open(channel.Settings{
		Values: map[string]string{"humanAgent": "yes", "instagram": "5"},
		TLS:    channel.TLS{Key: "x"},
	})
	var fields []string
	for _, f := range channel.FieldErrors(err) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"instagram[0]", "humanAgent", "appId", "appSecret", "verifyToken", "tls.certificate"}, fields); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	good := channel.Settings{
		Values: map[string]string{"appId": appID, "baseUrl": "https://gate.example.com"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
		Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
	}
	if _, err = d.Open(good); err != nil {
		t.Fatal(err)
	}
	good.Values["baseUrl"] = "https://127.0.0.1:1"
	inside, err := d.Open(good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inside.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUnauthorized) || errors.Is(err, channel.ErrUnavailable) || !strings.Contains(err.Error(), "prohibited") {
		t.Errorf("an address of the host's own network, without its leave: %v", err)
	}
	good.Values["baseUrl"] = "https://gate.example.com"
	var dialled string
	good.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
		dialled = address
		return nil, errors.New("this address may not be reached")
	}
	if ch, err = d.Open(good); err != nil {
		t.Fatal(err)
	}
	_, err = ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"})
	if !errors.Is(err, channel.ErrUnavailable) || dialled != "gate.example.com:443" {
		t.Errorf("Send by the host's Dial: %v, dialled %q", err, dialled)
	}
	known := map[string]bool{}
	for _, f := range d.Fields {
		known[f.Name] = true
		if f.Label == "" || f.Help == "" {
			t.Errorf("field %s has no label or help", f.Name)
		}
	}
	for _, name := range []string{"appId", "appSecret", "verifyToken", "pages"} {
		if !known[name] {
			t.Errorf("the form has no field %s", name)
		}
	}
}

// The host's trust list is for base URLs. The address of a file comes in a message, so only public
// addresses are dialled for it.
func TestDriverDialsNoAddressOfAMessage(t *testing.T) {
	s := channel.Settings{
		Values: map[string]string{"appId": appID, "baseUrl": "https://gate.example.com"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
		Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			t.Errorf("dialled %s", address)
			return nil, errors.New("no")
		},
	}
	ch, err := facebook.Driver().Open(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{"https://127.0.0.1:1/a.jpg", "https://169.254.169.254/latest/meta-data", "https://10.0.0.5/a.jpg", "https://[::1]:1/"} {
		_, err := channel.OpenMedia(t.Context(), ch, thread(personID), channel.Attachment{Kind: channel.MediaImage, URL: address})
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("OpenMedia(%s): %v, want ErrRejected", address, err)
		}
	}
}

// A call that makes Meta fetch a file may take longer than others, also for a channel that a form
// made.
func TestDriverIsPatientWithFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var serving sync.WaitGroup
		defer serving.Wait()
		s := channel.Settings{
			Values: map[string]string{"appId": appID, "baseUrl": "http://gate.example.com"},
			Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken)},
			Tokens: map[string]map[string]channel.Secret{"pages": {pageID: pageToken}},
			Dial: func(context.Context, string, string) (net.Conn, error) {
				here, there := net.Pipe()
				serving.Go(func() { slowly(there) })
				return here, nil
			},
		}
		ch, err := facebook.Driver().Open(s)
		if err != nil {
			t.Fatal(err)
		}
		film := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, URL: "https://a.example/film.mp4"}}}
		if sent, err := ch.Send(t.Context(), thread(personID), film); err != nil || len(sent.IDs) != 1 {
			t.Errorf("a film: %v, %v", sent, err)
		}
		if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("a text that takes as long: %v", err)
		}
	})
}

// slowly answers one call after 70 seconds.
func slowly(conn net.Conn) {
	defer conn.Close()
	r, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return
	}
	if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	time.Sleep(70 * time.Second)
	body := `{"message_id":"m_slow"}`
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(body), body)
}
