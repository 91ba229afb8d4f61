package facebook_test

import (
	"bufio"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A gateway between the contact center and Meta has a certificate of its own, which the channel is told to trust.
func TestTrustCertificates(t *testing.T) {
	fb := facebooktest.New(facebooktest.Config{})
	fb.Say("7", "hi")
	gateway := httptest.NewTLSServer(fb)
	defer gateway.Close()
	trusted := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: gateway.Certificate().Raw})
	send := func(tls channel.TLS) error {
		ch, err := facebook.New(forServer(fb, func(c *facebook.Config) { c.HTTP, c.BaseURL, c.TLS = nil, gateway.URL, tls }))
		if err != nil {
			t.Fatal(err)
		}
		_, err = ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"})
		return err
	}
	if err := send(channel.TLS{Trust: [][]byte{trusted}}); err != nil {
		t.Errorf("a certificate that is trusted: %v", err)
	}
	if err := send(channel.TLS{}); err == nil {
		t.Error("a certificate that nobody trusts was taken")
	}
	if n := len(fb.Sent()); n != 1 {
		t.Errorf("%d messages arrived", n)
	}
}

func TestNewComplainsOfListsAndCertificates(t *testing.T) {
	cfg := config()
	cfg.HTTP, cfg.TLS = http.DefaultClient, channel.TLS{ServerName: "a"}
	cfg.Fields, cfg.InstagramFields = []string{"messages", "messages,standby"}, []string{""}
	cfg.ProfileFields, cfg.InstagramProfileFields = []string{"name&access_token"}, []string{"Name"}
	cfg.HistoryGap = -time.Second
	complaints := func() (all []string) {
		_, err := facebook.New(cfg)
		for _, e := range channel.FieldErrors(err) {
			all = append(all, e.Field)
		}
		return all
	}
	want := []string{"tls", "fields[1]", "instagramFields[0]", "profileFields[0]", "instagramProfileFields[0]", "historyGap"}
	if diff := cmp.Diff(want, complaints()); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
	cfg = config()
	cfg.Fields = []string{}
	if diff := cmp.Diff([]string{"fields"}, complaints()); diff != "" {
		t.Errorf("no field at all (-want +got):\n%s", diff)
	}
	cfg = config()
	cfg.TLS = channel.TLS{Trust: [][]byte{[]byte("no certificate")}}
	if got := complaints(); len(got) != 1 {
		t.Errorf("a certificate that is none: %v", got)
	}
}

// What a lost answer means depends on what was asked: a question may be asked again, a message may have arrived.
func TestLostAnswers(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	fb.Say("7", "hi")
	for name, fault := range map[string]standin.Fault{"lost": standin.LoseAnswer(), "gateway": standin.Status(502, "<html>")} {
		fb.Fail(fault, -1)
		_, ask := ch.FetchProfile(t.Context(), standInThread("7"))
		_, tell := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "x"})
		if !errors.Is(ask, channel.ErrUnavailable) || !errors.Is(tell, channel.ErrUncertain) {
			t.Errorf("%s: a question %v, a message %v", name, ask, tell)
		}
		fb.Heal()
	}
}

// A call that makes Meta fetch a file may take longer than others, also for a channel that a form made.
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
