package xchat

import "encoding/binary"

// Types of Thrift's binary protocol, as they appear on the wire.
const (
	typeStop   = 0
	typeBool   = 2
	typeByte   = 3
	typeDouble = 4
	typeI16    = 6
	typeI32    = 8
	typeI64    = 10
	typeString = 11
	typeStruct = 12
	typeMap    = 13
	typeSet    = 14
	typeList   = 15
)

// Bounds of the reader. The first two are those of X's own; the depth is ours.
const (
	maxContainer = 10_000
	maxElements  = 100_000
	maxDepth     = 32
)

// reader reads one struct of Thrift's strict binary protocol, field by field. A field that the
// caller does not read, or reads as another type, is skipped. The first fault ends all reading and
// stays in err.
type reader struct {
	b        []byte // what is left
	typ      byte   // type of the value to read next; typeStop: none
	elements int    // elements of containers so far
	depth    int
	err      error
}

// newReader reads b as one struct. Bytes behind the struct are ignored, as X's reader does.
func newReader(b []byte) *reader { return &reader{b: b, typ: typeStruct} }

func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrMalformed
	}
	r.b, r.typ = nil, typeStop
}

// take cuts the next n bytes, or fails and returns nil.
func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) || r.err != nil {
		r.fail()
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

// fields yields the id of each field of the struct that comes next; another type is skipped.
func (r *reader) fields(yield func(id int16) bool) {
	if r.typ != typeStruct {
		r.skip()
		return
	}
	if r.depth++; r.depth > maxDepth {
		r.fail()
		return
	}
	for going := true; ; {
		head := r.take(1)
		if head == nil || head[0] == typeStop {
			r.typ = typeStop
			r.depth--
			return
		}
		id := r.take(2)
		if id == nil {
			return
		}
		if r.typ = head[0]; going {
			going = yield(int16(binary.BigEndian.Uint16(id)))
		}
		r.skip()
	}
}

// union yields the id of the single field of the struct that comes next. An empty union and one
// with two members are malformed.
func (r *reader) union(yield func(id int16) bool) {
	isUnion, n := r.typ == typeStruct, 0
	for id := range r.fields {
		if n++; n == 1 {
			yield(id)
		}
	}
	if isUnion && n != 1 {
		r.fail()
	}
}

// list yields, for each element of the list or set that comes next, how many are left including it;
// another type is skipped.
func (r *reader) list(yield func(left int) bool) {
	if r.typ != typeList && r.typ != typeSet {
		r.skip()
		return
	}
	r.typ = typeStop
	head := r.take(5)
	if head == nil {
		return
	}
	n := int(int32(binary.BigEndian.Uint32(head[1:])))
	if !r.enter(n, 1, head[0]) {
		return
	}
	for left, going := n, true; left > 0; left-- {
		if r.typ = head[0]; going {
			going = yield(left)
		}
		if r.skip(); r.err != nil {
			return
		}
	}
	r.depth--
}

// enter admits a container of n elements, each of at least size bytes and of the given types.
func (r *reader) enter(n, size int, types ...byte) bool {
	r.depth++
	r.elements += max(n, 0)
	bad := n < 0 || n > maxContainer || n*size > len(r.b) || r.depth > maxDepth || r.elements > maxElements
	for _, typ := range types {
		bad = bad || n > 0 && typ == typeStop
	}
	if bad {
		r.fail()
	}
	return !bad
}

// bytes returns the string or binary that comes next. It aliases the input. ok is false for another
// type.
func (r *reader) bytes() (b []byte, ok bool) {
	if r.typ != typeString {
		r.skip()
		return nil, false
	}
	r.typ = typeStop
	size := r.take(4)
	if size == nil {
		return nil, false
	}
	b = r.take(int(int32(binary.BigEndian.Uint32(size))))
	return b, r.err == nil
}

// text returns a copy of the string that comes next, "" for another type.
func (r *reader) text() string {
	b, _ := r.bytes()
	return string(b)
}

// optional returns the string that comes next, nil for another type.
func (r *reader) optional() *string {
	b, ok := r.bytes()
	if !ok {
		return nil
	}
	s := string(b)
	return &s
}

// texts returns the list of strings that comes next.
func (r *reader) texts() []string {
	var list []string
	for left := range r.list {
		if list == nil {
			list = make([]string, 0, min(left, len(r.b)/4+1))
		}
		if b, ok := r.bytes(); ok {
			list = append(list, string(b))
		}
	}
	return list
}

// number returns the integer or boolean that comes next. ok is false for another type.
func (r *reader) number() (n int64, ok bool) {
	typ := r.typ
	size := 0
	switch typ {
	case typeBool, typeByte:
		size = 1
	case typeI16:
		size = 2
	case typeI32:
		size = 4
	case typeI64:
		size = 8
	default:
		r.skip()
		return 0, false
	}
	r.typ = typeStop
	b := r.take(size)
	if b == nil {
		return 0, false
	}
	switch size {
	case 1:
		return int64(int8(b[0])), true
	case 2:
		return int64(int16(binary.BigEndian.Uint16(b))), true
	case 4:
		return int64(int32(binary.BigEndian.Uint32(b))), true
	}
	return int64(binary.BigEndian.Uint64(b)), true
}

// flag returns the boolean that comes next.
func (r *reader) flag() bool {
	n, _ := r.number()
	return n != 0
}

// skip passes over the value that comes next; if it was read already, skip does nothing.
func (r *reader) skip() {
	typ := r.typ
	if typ == typeStop {
		return
	}
	switch typ {
	case typeBool, typeByte, typeI16, typeI32, typeI64:
		r.number()
	case typeDouble:
		r.typ = typeStop
		r.take(8)
	case typeString:
		r.bytes()
	case typeStruct:
		for range r.fields {
		}
	case typeList, typeSet:
		for range r.list {
		}
	case typeMap:
		r.skipMap()
	default:
		r.fail()
	}
}

func (r *reader) skipMap() {
	r.typ = typeStop
	head := r.take(6)
	if head == nil {
		return
	}
	n := int(int32(binary.BigEndian.Uint32(head[2:])))
	if !r.enter(n, 2, head[0], head[1]) {
		return
	}
	for range n {
		for _, typ := range head[:2] {
			r.typ = typ
			r.skip()
		}
		if r.err != nil {
			return
		}
	}
	r.depth--
}
