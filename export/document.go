package export

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// maxDocument bounds manifests and journals; 9,999 files need 2 MiB.
const maxDocument = 16 << 20

// errGarbled: a manifest or journal that is no JSON.
var errGarbled = errors.New("unreadable")

// readDocument reads a manifest or a journal. A document that can be read but not understood is
// errGarbled.
func readDocument(ctx context.Context, sink Sink, name string, into any) (found bool, err error) {
	r, err := sink.Open(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("export: opening %s: %w", name, err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxDocument))
	if err != nil {
		return false, fmt.Errorf("export: reading %s: %w", name, err)
	}
	if json.Unmarshal(text, into) != nil {
		return false, fmt.Errorf("export: %s: %w", name, errGarbled)
	}
	return true, nil
}

// writeDocument writes a manifest or a journal, the former for people to read, too.
func writeDocument(ctx context.Context, sink Sink, name string, doc any) error {
	indent := "\t"
	if _, often := doc.(*journal); often {
		indent = ""
	}
	text, err := encode(doc, indent)
	if err != nil {
		return err
	}
	f, err := sink.Create(ctx, name)
	if err != nil {
		return fmt.Errorf("export: creating %s: %w", name, err)
	}
	if _, err = bytes.NewReader(text).WriteTo(f); err != nil {
		return errors.Join(fmt.Errorf("export: writing %s: %w", name, err), f.Abort())
	}
	if err = f.Commit(); err != nil {
		return errors.Join(fmt.Errorf("export: storing %s: %w", name, err), f.Abort())
	}
	return nil
}

// encode writes a manifest or a journal in the form that the sink keeps.
func encode(doc any, indent string) ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(doc); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return text.Bytes(), nil
}
