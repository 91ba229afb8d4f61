// Package jsonread reads the JSON of webhook calls: a small pull parser for programs that know
// which members they want. It allocates nothing but the strings it hands out, tolerates ids and
// times written either as numbers or as strings, and keeps the bytes of any value for later.
//
//	r, err := jsonread.New(body) // the only place where syntax can fail
//	if err != nil {
//		return err
//	}
//	for key := range r.Object {
//		switch string(key) {
//		case "update_id":
//			u.ID = r.Int()
//		case "message":
//			readMessage(&r, &u.Message)
//		} // everything else is skipped
//	}
//
// Text is valid if encoding/json calls it valid, with one difference: nesting deeper than 512 is
// refused (encoding/json allows 10,000). Member names are compared as written, case included. A
// repeated name is yielded every time, so that the last one wins in a plain switch, as in
// encoding/json. See decision 010.
package jsonread

// A Kind is the kind of a JSON value.
type Kind uint8

// Kinds of a JSON value. Invalid is the kind where there is no value: after one has been
// consumed and in the zero Reader.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

// A Reader is a cursor over one JSON text that New has checked. Each reading method consumes the
// value under the cursor. A value of another kind than asked for is consumed too, yields the zero
// value and counts as a mismatch; null yields the zero value and does not count as a mismatch.
// Where there is no value, as after a value has been consumed already, reading does nothing and
// yields the zero value. So ask for the Kind first where a value may be of several kinds.
//
// Copying a Reader keeps its place: the copy can look ahead. The zero Reader has no value. A Reader
// must not be used concurrently, and must not be assigned to inside a loop over its Object or
// Array.
type Reader struct {
	body       []byte
	pos        int // at a value, or right behind one
	mismatches int
}

// New checks that the whole body is one valid JSON text and returns a Reader at its value. The
// error gives the offset and the problem, never a part of the body.
func New(body []byte) (Reader, error) {
	if err := check(body); err != nil {
		return Reader{}, err
	}
	return Sub(body), nil
}

// Sub returns a Reader over a value that Raw returned, without checking it again; it counts its own
// mismatches. Over bytes that New has not checked it is safe but what it reads means nothing.
func Sub(raw []byte) Reader {
	return Reader{body: raw, pos: space(raw, 0)}
}

// Mismatches returns how many values so far were of another kind than asked for, or numbers that
// did not fit.
func (r *Reader) Mismatches() int { return r.mismatches }

// Kind returns the kind of the value under the cursor and does not consume it.
func (r *Reader) Kind() Kind { return kinds[peek(r.body, r.pos)] }

var kinds = [256]Kind{
	'n': Null, 't': Bool, 'f': Bool, '"': String, '[': Array, '{': Object, '-': Number,
	'0': Number, '1': Number, '2': Number, '3': Number, '4': Number,
	'5': Number, '6': Number, '7': Number, '8': Number, '9': Number,
}

// Object ranges over the names of an object's members. The loop body reads the member's value
// through the Reader; a value that it leaves is skipped, and leaving the loop early skips the rest
// of the object. The key is valid UTF-8 without U+0000 (see Text) and may alias the body: do not
// modify it, convert it to keep it.
func (r *Reader) Object(yield func(key []byte) bool) {
	if !r.open(Object) {
		return
	}
	for r.next() {
		key, ok := r.key()
		if !ok {
			return
		}
		if !r.yielded(r.pos, yield(key)) {
			return
		}
	}
}

// Array ranges over the indexes of an array's elements, with the same rules as Object.
func (r *Reader) Array(yield func(i int) bool) {
	if !r.open(Array) {
		return
	}
	for i := 0; r.next(); i++ {
		if r.Kind() == Invalid {
			r.pos = len(r.body)
			return
		}
		if !r.yielded(r.pos, yield(i)) {
			return
		}
	}
}

// Skip consumes the value under the cursor, whatever its kind.
func (r *Reader) Skip() { r.pos = end(r.body, r.pos) }

// Raw consumes the value and returns its bytes. They alias the body; appending to them copies.
func (r *Reader) Raw() []byte {
	start := r.pos
	r.Skip()
	if r.pos == start {
		return nil
	}
	return r.body[start:r.pos:r.pos]
}

// open enters the array or object under the cursor, or consumes another value.
func (r *Reader) open(want Kind) bool {
	if r.Kind() != want {
		r.refuse()
		return false
	}
	r.pos++
	return true
}

// next moves to the next member or element; it leaves the array or object when there is none.
func (r *Reader) next() bool {
	r.pos = space(r.body, r.pos)
	switch peek(r.body, r.pos) {
	case ',':
		r.pos = space(r.body, r.pos+1)
		return true
	case '}', ']':
		r.pos++
		return false
	}
	return r.pos < len(r.body)
}

// yielded ends one turn of a loop that began at the value at start: it skips the value if the loop
// body left it, and the rest of the array or object if the loop ended.
func (r *Reader) yielded(start int, more bool) bool {
	if r.pos == start {
		r.Skip()
	}
	if !more {
		r.pos = closing(r.body, r.pos)
	}
	return more
}

// refuse consumes a value that is not what was asked for.
func (r *Reader) refuse() {
	if k := r.Kind(); k != Null && k != Invalid {
		r.mismatches++
	}
	r.Skip()
}

// end returns the offset behind the value at i, or i where there is none.
func end(b []byte, i int) int {
	switch kinds[peek(b, i)] {
	case Invalid:
		return i
	case String:
		return quoted(b, i)
	case Array, Object:
		return closing(b, i+1)
	}
	for i++; i < len(b) && (isDigit(b[i]) || isLetter(b[i]) || b[i] == '.' || b[i] == '-' || b[i] == '+'); i++ {
	}
	return i
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// closing returns the offset behind the bracket that closes the array or object around i.
func closing(b []byte, i int) int {
	for depth := 1; i < len(b); {
		switch b[i] {
		case '"':
			i = quoted(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

// quoted returns the offset behind the string that begins at i.
func quoted(b []byte, i int) int {
	for i++; ; {
		i = plain(b, i)
		switch peek(b, i) {
		case '"':
			return i + 1
		case '\\':
			i++
		}
		if i++; i >= len(b) {
			return len(b)
		}
	}
}

// peek returns the byte at i, or 0 behind the end, which begins nothing in JSON.
func peek(b []byte, i int) byte {
	if i < len(b) {
		return b[i]
	}
	return 0
}

// space returns the offset of the first byte from i on that is not white space.
func space(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}
