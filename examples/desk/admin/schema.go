package admin

import (
	"encoding/json"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// schema is what the form takes from the JSON Schema of a record: titles, choices and bounds.
type schema struct {
	Title      string             `json:"title"`
	Type       string             `json:"type"`
	Enum       []string           `json:"enum"`
	MaxLength  int                `json:"maxLength"`
	Minimum    *int64             `json:"minimum"`
	Maximum    *int64             `json:"maximum"`
	ReadOnly   bool               `json:"readOnly"`
	Properties map[string]*schema `json:"properties"`
	Required   []string           `json:"required"`
	Items      *schema            `json:"items"`
}

func readSchema(drivers []channel.Driver) *schema {
	var s schema
	if err := json.Unmarshal(directory.Schema(drivers...), &s); err != nil {
		panic(err) // it is the library's own
	}
	return &s
}

// at finds a field by its path: "routing.queue", "attributes[].key". The zero schema, if there is
// none.
func (s *schema) at(path string) *schema {
	for name := range strings.SplitSeq(path, ".") {
		name, list := strings.CutSuffix(name, "[]")
		if s = s.Properties[name]; s != nil && list {
			s = s.Items
		}
		if s == nil {
			return &schema{}
		}
	}
	return s
}
