package xchat

import "encoding/binary"

// writer appends Thrift's strict binary protocol.
type writer struct{ b []byte }

func (w *writer) head(typ byte, id int16) {
	w.b = append(w.b, typ)
	w.b = binary.BigEndian.AppendUint16(w.b, uint16(id))
}

func (w *writer) raw(s string) {
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(len(s)))
	w.b = append(w.b, s...)
}

// text writes a field of text, which may be empty.
func (w *writer) text(id int16, s string) {
	w.head(typeString, id)
	w.raw(s)
}

// some writes a field of text unless it is empty.
func (w *writer) some(id int16, s string) {
	if s != "" {
		w.text(id, s)
	}
}

func (w *writer) bytes(id int16, b []byte) { w.text(id, string(b)) }

func (w *writer) flag(id int16, v bool) {
	w.head(typeBool, id)
	if v {
		w.b = append(w.b, 1)
	} else {
		w.b = append(w.b, 0)
	}
}

func (w *writer) i32(id int16, v int) {
	w.head(typeI32, id)
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(int32(v)))
}

func (w *writer) i64(id int16, v int64) {
	w.head(typeI64, id)
	w.b = binary.BigEndian.AppendUint64(w.b, uint64(v))
}

// within writes a field that is a struct; body writes the fields of it.
func (w *writer) within(id int16, body func()) {
	w.head(typeStruct, id)
	body()
	w.stop()
}

// list writes the head of a field that is a list; the caller writes n elements.
func (w *writer) list(id int16, typ byte, n int) {
	w.head(typeList, id)
	w.b = append(w.b, typ)
	w.b = binary.BigEndian.AppendUint32(w.b, uint32(n))
}

func (w *writer) texts(id int16, list []string) {
	w.list(id, typeString, len(list))
	for _, s := range list {
		w.raw(s)
	}
}

func (w *writer) stop() { w.b = append(w.b, typeStop) }
