package world

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Hosts of faces: X's own, which its channel asks alone, and one as Meta's have names.
const (
	xFaces    = "pbs.twimg.com/profile_images/"
	metaFaces = "scontent.example.fbcdn.net/faces/"
)

// Face is the picture of the n-th customer, as far as circles allow.
func Face(n int) []byte {
	const side = 96
	skins := []color.RGBA{{241, 205, 176, 255}, {198, 146, 104, 255}, {141, 93, 60, 255}, {224, 178, 138, 255}}
	hairs := []color.RGBA{{42, 34, 30, 255}, {112, 72, 40, 255}, {180, 140, 70, 255}, {120, 120, 124, 255}, {150, 60, 40, 255}}
	walls := []color.RGBA{{198, 219, 239, 255}, {222, 235, 200, 255}, {250, 224, 190, 255}, {228, 212, 240, 255}, {208, 232, 230, 255}}
	round := func(x, y, cx, cy, rx, ry int) bool {
		dx, dy := (x-cx)*ry, (y-cy)*rx
		return dx*dx+dy*dy < rx*rx*ry*ry
	}
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := walls[n%len(walls)]
			switch {
			case round(x, y, 38, 46, 2, 2), round(x, y, 58, 46, 2, 2):
				c = color.RGBA{40, 40, 40, 255}
			case round(x, y, 48, 58, 7, 2):
				c = color.RGBA{170, 80, 80, 255}
			case round(x, y, 48, 48, 20, 24) && y > 32:
				c = skins[n%len(skins)]
			case round(x, y, 48, 40, 24, 24+n%3*4):
				c = hairs[n%len(hairs)]
			case round(x, y, 48, 104, 38, 34):
				c = color.RGBA{uint8(60 + n*53%120), uint8(80 + n*31%100), uint8(110 + n*17%110), 255}
			}
			img.Set(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}

// faceOf is the picture of a customer by the platform's id; nil if the id is no number.
func faceOf(contact string) []byte {
	picture, _ := face(metaFaces + contact)
	return picture
}

// faceAt is the address of the picture of a customer, by the platform's id.
func faceAt(host, contact string) string { return "https://" + host + contact + ".jpg" }

// face is the picture at an address; ok is false if none is there.
func face(address string) (picture []byte, ok bool) {
	for _, host := range []string{xFaces, metaFaces} {
		if name, found := strings.CutPrefix(address, host); found {
			n, err := strconv.ParseUint(strings.TrimSuffix(name, ".jpg"), 10, 64)
			if err != nil {
				return nil, false
			}
			return Face(int(n % 1000)), true
		}
	}
	return nil, false
}

// RoundTrip leads a call to a picture of a customer, or to the platform whose host it names.
func (w *World) RoundTrip(r *http.Request) (*http.Response, error) {
	picture, ok := face(r.URL.Hostname() + r.URL.Path)
	if !ok {
		return w.internet().RoundTrip(r)
	}
	if r.Body != nil {
		_ = r.Body.Close()
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(picture)),
		Header: http.Header{"Content-Type": {"image/jpeg"}}, Body: io.NopCloser(bytes.NewReader(picture)),
	}, nil
}
