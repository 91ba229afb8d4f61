package leak

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
)

// Show writes a value in each way in which a host may print or store it: by fmt, by both of slog's
// handlers, as JSON. Of an error it shows everything that can be reached under it, too.
func Show(v any) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%v\n%+v\n%#v\n%s\n%q\n", v, v, v, v, v)
	slog.New(slog.NewTextHandler(&out, nil)).Info("text", "value", v)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "value", v)
	if data, err := json.Marshal(v); err == nil {
		out.Write(data)
	}
	if err, ok := v.(error); ok {
		under(&out, err)
	}
	return out.String()
}

func under(out *bytes.Buffer, err error) {
	fmt.Fprintf(out, "%s %+v %#v\n", err, err, err)
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			under(out, e)
		}
	}
	if e := errors.Unwrap(err); e != nil {
		under(out, e)
	}
}
