package twitter_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

// A long film is read to its end, also where the host dials: the time for a call is not that for a file.
func TestDriverIsPatientWithFiles(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	server.Close()
	synctest.Test(t, func(t *testing.T) {
		var serving sync.WaitGroup
		defer serving.Wait()
		s := settings()
		s.TLS = channel.TLS{Trust: [][]byte{server.Certificate().Raw}, Exact: true}
		s.Dial = func(context.Context, string, string) (net.Conn, error) {
			here, there := net.Pipe()
			serving.Go(func() { drip(tls.Server(there, &tls.Config{Certificates: server.TLS.Certificates})) })
			return here, nil
		}
		ch, err := twitter.Driver().Open(s)
		if err != nil {
			t.Fatal(err)
		}
		to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: ada}
		f, err := channel.OpenMedia(t.Context(), ch, to, channel.Attachment{URL: "https://video.twimg.com/dm_video/1/film.mp4"})
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f.Body)
		_ = f.Body.Close()
		if len(data) != 700 || err != nil {
			t.Errorf("read %d bytes of 700: %v", len(data), err)
		}
	})
}

// drip answers one call with 700 bytes in 70 seconds.
func drip(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	}
	_, _ = fmt.Fprint(conn, "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 700\r\nConnection: close\r\n\r\n")
	for range 7 {
		time.Sleep(10 * time.Second)
		_, _ = conn.Write(make([]byte, 100))
	}
}
