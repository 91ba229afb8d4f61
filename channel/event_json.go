package channel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// eventJSON is the wire form of an Event.
type eventJSON struct {
	ID      string          `json:"id"`
	Thread  Thread          `json:"thread"`
	From    Person          `json:"from,omitzero"`
	Origin  Origin          `json:"origin,omitempty"`
	Time    time.Time       `json:"time,omitzero"`
	Renews  bool            `json:"renews,omitempty"`
	Late    bool            `json:"late,omitempty"`
	Standby bool            `json:"standby,omitempty"`
	Kind    string          `json:"kind"`
	Body    json.RawMessage `json:"body"`
}

// customJSON is the wire form of a Custom with its event's Raw. Bytes that are UTF-8 without
// U+0000, which PostgreSQL's jsonb does not take, go as text, which a person can read; others as
// base64. Raw is left out where it equals Data.
type customJSON struct {
	Kind   string  `json:"kind"`
	Data   *string `json:"data,omitempty"`
	Data64 []byte  `json:"data64,omitempty"`
	Raw    *string `json:"raw,omitempty"`
	Raw64  []byte  `json:"raw64,omitempty"`
	Same   bool    `json:"same,omitempty"` // Raw equals Data
}

// MarshalJSON writes the event. Raw is written only for Custom. An event without a body, or with a
// pointer as one, is refused: it could not be read back.
func (e Event) MarshalJSON() ([]byte, error) {
	if Kind(e.Body) == "" {
		return nil, fmt.Errorf("channel: event %q: %T is no body", e.ID, e.Body)
	}
	j := eventJSON{ID: e.ID, Thread: e.Thread, From: e.From, Origin: e.Origin, Time: e.Time,
		Renews: e.Renews, Late: e.Late, Standby: e.Standby, Kind: Kind(e.Body)}
	var err error
	if c, ok := e.Body.(Custom); ok {
		j.Body, err = json.Marshal(customOut(c, e.Raw))
	} else {
		j.Body, err = json.Marshal(e.Body)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Event) UnmarshalJSON(data []byte) error {
	var j eventJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	ev := Event{ID: j.ID, Thread: j.Thread, From: j.From, Origin: j.Origin, Time: j.Time,
		Renews: j.Renews, Late: j.Late, Standby: j.Standby}
	var err error
	if j.Kind == "custom" {
		var c customJSON
		if err = json.Unmarshal(j.Body, &c); err == nil {
			ev.Body, ev.Raw = customIn(c)
		}
	} else {
		ev.Body, err = readBody(j.Kind, j.Body)
	}
	if err != nil {
		return fmt.Errorf("channel: event of kind %q: %w", j.Kind, err)
	}
	*e = ev
	return nil
}

func customOut(c Custom, raw []byte) customJSON {
	out := customJSON{Kind: c.Kind, Same: bytes.Equal(c.Data, raw)}
	out.Data, out.Data64 = textOrBytes(c.Data)
	if !out.Same {
		out.Raw, out.Raw64 = textOrBytes(raw)
	}
	return out
}

func customIn(c customJSON) (Custom, []byte) {
	data := joinBytes(c.Data, c.Data64)
	if c.Same {
		return Custom{Kind: c.Kind, Data: data}, data
	}
	return Custom{Kind: c.Kind, Data: data}, joinBytes(c.Raw, c.Raw64)
}

func textOrBytes(b []byte) (*string, []byte) {
	if len(b) == 0 || !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return nil, b
	}
	s := string(b)
	return &s, nil
}

func joinBytes(text *string, b []byte) []byte {
	if text != nil {
		return []byte(*text)
	}
	return b
}

func readBody(kind string, data []byte) (Body, error) {
	switch kind {
	case "message":
		return decode[Message](data)
	case "edited":
		return decode[Edited](data)
	case "deleted":
		return decode[Deleted](data)
	case "press":
		return decode[Press](data)
	case "reacted":
		return decode[Reacted](data)
	case "delivered":
		return decode[Delivered](data)
	case "read":
		return decode[Read](data)
	case "typing":
		return decode[Typing](data)
	case "started":
		return decode[Started](data)
	case "blocked":
		return decode[Blocked](data)
	case "unblocked":
		return decode[Unblocked](data)
	case "handover":
		return decode[Handover](data)
	case "post":
		return decode[Post](data)
	case "failed":
		return decode[Failed](data)
	case "moved":
		return decode[Moved](data)
	case "revoked":
		return decode[Revoked](data)
	default:
		return nil, fmt.Errorf("no such kind")
	}
}

func decode[B Body](data []byte) (Body, error) {
	var b B
	if err := json.Unmarshal(data, &b); err != nil {
		return nil, err
	}
	return b, nil
}
