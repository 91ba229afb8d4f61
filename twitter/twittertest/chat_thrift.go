package twittertest

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// fields is a struct of Thrift's binary protocol: its values in the order in which they are
// written. A value is a string, bool, int32, int64, fields, []string or []fields; what is read may
// hold other types, which are passed over.
type fields []field

type field struct {
	id    int16
	value any
}

var errThrift = errors.New("not in Thrift's binary protocol")

// encode writes a struct with the stop byte behind it.
func (f fields) encode() []byte {
	var b bytes.Buffer
	f.write(&b)
	return b.Bytes()
}

func (f fields) write(b *bytes.Buffer) {
	put := func(v any) { _ = binary.Write(b, binary.BigEndian, v) }
	for _, one := range f {
		switch v := one.value.(type) {
		case nil:
		case string:
			put(byte(11))
			put(one.id)
			put(int32(len(v)))
			b.WriteString(v)
		case bool:
			put(byte(2))
			put(one.id)
			put(v)
		case int32:
			put(byte(8))
			put(one.id)
			put(v)
		case int64:
			put(byte(10))
			put(one.id)
			put(v)
		case fields:
			put(byte(12))
			put(one.id)
			v.write(b)
		case []string:
			put(byte(15))
			put(one.id)
			put(byte(11))
			put(int32(len(v)))
			for _, s := range v {
				put(int32(len(s)))
				b.WriteString(s)
			}
		case []fields:
			put(byte(15))
			put(one.id)
			put(byte(12))
			put(int32(len(v)))
			for _, s := range v {
				s.write(b)
			}
		}
	}
	b.WriteByte(0)
}

// get returns the value of a field; nil: there is none.
func (f fields) get(id int16) any {
	for _, one := range f {
		if one.id == id {
			return one.value
		}
	}
	return nil
}

func (f fields) text(id int16) string   { s, _ := f.get(id).(string); return s }
func (f fields) within(id int16) fields { s, _ := f.get(id).(fields); return s }
func (f fields) number(id int16) int64  { n, _ := f.get(id).(int64); return n }
func (f fields) list(id int16) []any    { l, _ := f.get(id).([]any); return l }

// union returns the single member; id 0: there is not exactly one.
func (f fields) union() (id int16, v any) {
	if len(f) != 1 {
		return 0, nil
	}
	return f[0].id, f[0].value
}

// decodeFields reads a struct that is all of b. X's own library ignores what follows; a client that
// sends more is told here.
func decodeFields(b []byte) (fields, error) {
	r := bytes.NewReader(b)
	f, err := readFields(r, 0)
	if err == nil && r.Len() > 0 {
		err = errThrift
	}
	return f, err
}

func readFields(r *bytes.Reader, depth int) (fields, error) {
	var f fields
	for depth < 20 {
		typ, err := r.ReadByte()
		if err != nil {
			return nil, errThrift
		}
		if typ == 0 {
			return f, nil
		}
		var id int16
		if binary.Read(r, binary.BigEndian, &id) != nil {
			return nil, errThrift
		}
		v, err := readValue(r, typ, depth)
		if err != nil {
			return nil, err
		}
		f = append(f, field{id, v})
	}
	return nil, errThrift
}

// readValue reads a value; whole numbers become int64, lists []any.
func readValue(r *bytes.Reader, typ byte, depth int) (any, error) {
	number := func(v any) error {
		if binary.Read(r, binary.BigEndian, v) != nil {
			return errThrift
		}
		return nil
	}
	switch typ {
	case 2:
		b, err := r.ReadByte()
		if err != nil || b > 1 {
			return nil, errThrift
		}
		return b == 1, nil
	case 8:
		var n int32
		err := number(&n)
		return int64(n), err
	case 10:
		var n int64
		err := number(&n)
		return n, err
	case 11:
		var n int32
		if err := number(&n); err != nil || n < 0 || int(n) > r.Len() {
			return nil, errThrift
		}
		b := make([]byte, n)
		_, _ = r.Read(b)
		return string(b), nil
	case 12:
		return readFields(r, depth+1)
	case 15:
		elem, err := r.ReadByte()
		var n int32
		if err != nil || number(&n) != nil || n < 0 || int(n) > r.Len() {
			return nil, errThrift
		}
		list := []any{}
		for range n {
			v, err := readValue(r, elem, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	}
	return nil, errThrift // a client has no reason to send another type
}
