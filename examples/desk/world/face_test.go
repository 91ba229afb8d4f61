package world

import (
	"bytes"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Each platform's customers have a picture at the address that their profile names, in this process
// and for a desk in another one.
func TestFaces(t *testing.T) {
	w := New(nil)
	server := httptest.NewServer(w)
	defer server.Close()
	away := &http.Client{Transport: Relay{Address: server.Listener.Addr().String()}}
	for _, address := range []string{faceAt(xFaces, "2221000000000000001"), faceAt(metaFaces, "7771000000000001")} {
		for _, client := range []*http.Client{w.Client(), away} {
			r, err := client.Get(address)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r.Body)
			r.Body.Close()
			if err != nil || r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/jpeg" {
				t.Fatalf("%s: %s, %v", address, r.Status, err)
			}
			if _, err := jpeg.Decode(bytes.NewReader(body)); err != nil {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	if bytes.Equal(faceOf("5551000001"), faceOf("5551000002")) {
		t.Error("two customers have one face")
	}
	if faceOf("group:1") != nil {
		t.Error("a group has a face")
	}
}
