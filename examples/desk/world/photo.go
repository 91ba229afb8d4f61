package world

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
)

// Photo is a small picture of a parcel, as far as squares allow.
func Photo() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for y := range 120 {
		for x := range 160 {
			c := color.RGBA{214, 228, 240, 255}
			switch {
			case y > 100:
				c = color.RGBA{120, 128, 110, 255}
			case x > 40 && x < 120 && y > 35 && (x-80)*(x-80) < 64:
				c = color.RGBA{235, 214, 160, 255}
			case x > 40 && x < 120 && y > 35:
				c = color.RGBA{176, 124, 72, 255}
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
