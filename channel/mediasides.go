package channel

import (
	"bytes"
	"encoding/binary"
)

// longestSide bounds the sides that sidesOf returns, so that arithmetic with them cannot overflow.
// It is the longest side of a WebP; a PNG may claim more.
const longestSide = 1 << 24

// sidesOf returns the width and height in pixels that the first bytes of a picture tell: of every
// PNG, GIF and WebP, and of a JPEG if its frame header is among these bytes. Otherwise both are
// zero.
func sidesOf(head []byte) (width, height int) {
	le, be := binary.LittleEndian, binary.BigEndian
	at := func(i int, mark string) bool { return bytes.HasPrefix(head[min(i, len(head)):], []byte(mark)) }
	switch {
	case at(0, "\x89PNG\r\n\x1a\n") && at(12, "IHDR") && len(head) >= 24:
		width, height = side(be.Uint32(head[16:])), side(be.Uint32(head[20:]))
	case at(0, "GIF8") && len(head) >= 10:
		width, height = int(le.Uint16(head[6:])), int(le.Uint16(head[8:]))
	case at(0, "RIFF") && at(8, "WEBPVP8 ") && at(23, "\x9d\x01\x2a") && len(head) >= 30:
		width, height = int(le.Uint16(head[26:])&0x3fff), int(le.Uint16(head[28:])&0x3fff)
	case at(0, "RIFF") && at(8, "WEBPVP8L") && at(20, "\x2f") && len(head) >= 25:
		bits := le.Uint32(head[21:])
		width, height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
	case at(0, "RIFF") && at(8, "WEBPVP8X") && len(head) >= 30:
		width, height = int(le.Uint32(head[23:])>>8)+1, int(le.Uint32(head[26:])>>8)+1
	case at(0, "\xff\xd8\xff"):
		width, height = sidesOfJPEG(head[2:])
	}
	if width == 0 || height == 0 {
		return 0, 0
	}
	return width, height
}

func side(pixels uint32) int {
	if pixels > longestSide {
		return 0
	}
	return int(pixels)
}

// sidesOfJPEG looks for the frame header (SOF) in the segments that follow the start of a JPEG.
func sidesOfJPEG(b []byte) (width, height int) {
	for len(b) >= 9 && b[0] == 0xff {
		marker := b[1]
		switch {
		case marker == 0xff: // a filling byte
			b = b[1:]
			continue
		case marker == 0xc4, marker == 0xc8, marker == 0xcc: // a table, an extension, a condition
		case marker >= 0xc0 && marker <= 0xcf:
			return int(binary.BigEndian.Uint16(b[7:])), int(binary.BigEndian.Uint16(b[5:]))
		case marker < 0xc0 || marker == 0xd9 || marker == 0xda: // the picture itself begins or ends
			return 0, 0
		}
		b = b[min(2+int(binary.BigEndian.Uint16(b[2:])), len(b)):]
	}
	return 0, 0
}

// takesSides reports whether a picture's sides are within the limit. Unknown sides are.
func (l MediaLimit) takesSides(a Attachment) bool {
	long, short := max(a.Width, a.Height), min(a.Width, a.Height)
	return short <= 0 || (l.Sides <= 0 || long+short <= l.Sides) && (l.Ratio <= 0 || long <= l.Ratio*short)
}
