package xlsx

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/export"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
	"github.com/stretchr/testify/require"
)

type noTokens struct{ twitter.TokenStore }

func platforms() []channel.Driver {
	return []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(noTokens{})}
}

// laden is a record with a canary in every place for a secret, of its platform's and of every
// other's: keys in force and former, tokens, secret attributes, and where a careless hand put them:
// the settings and the values of secret attributes.
func laden(id string, d channel.Driver, all []channel.Driver) directory.Record {
	canary := func(where string) channel.Secret { return channel.Secret(where + "+/" + core + "=&" + id) }
	r := directory.Default(d.Platform)
	r.ID, r.Name, r.Tenant, r.About = id, "Channel_"+id, "north", "for the north"
	r.Pages = []directory.Page{{ID: "24001", Name: "Northern Lights"}}
	r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "own"}
	r.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password, Value: canary("value").Reveal()},
		{Key: "code", Type: directory.String50, Secret: true, Value: canary("value").Reveal()}, {Key: "tier", Type: directory.String50, Value: "gold"}}
	r.Settings = map[string]string{"appId": "8801"}
	r.Secrets = directory.Secrets{Keys: map[string]channel.Keys{}, Tokens: map[string]map[string]channel.Keys{},
		Attributes: map[string]channel.Secret{"pin": canary("pin"), "code": canary("code")}}
	for _, d := range all {
		for _, f := range d.Fields {
			switch f.Kind {
			case channel.FieldKeys:
				r.Secrets.Keys[f.Name] = channel.Keys{{Secret: canary(f.Name)}, {Secret: canary(f.Name + "-former"), Until: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}}
				r.Settings[f.Name] = canary("misplaced").Reveal()
			case channel.FieldTokens:
				r.Secrets.Tokens[f.Name] = map[string]channel.Keys{"24001": channel.NewKeys(canary(f.Name), canary(f.Name+"-former"))}
				r.Settings[f.Name] = canary("misplaced").Reveal()
			}
		}
	}
	return r
}

// searched is a folder that looks through every file that is stored in it.
type searched struct {
	export.Folder
	s *search
}

func (f searched) Create(ctx context.Context, name string) (export.File, error) {
	file, err := f.Folder.Create(ctx, name)
	if err != nil {
		return nil, err
	}
	return searchedFile{file, f, name}, nil
}

type searchedFile struct {
	export.File
	f    searched
	name string
}

func (f searchedFile) Commit() error {
	if err := f.File.Commit(); err != nil {
		return err
	}
	return f.f.s.path(filepath.Join(f.f.Dir, f.name))
}

func (s *search) path(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return s.file(filepath.Base(path), file, info.Size())
}

// ladenExport exports n records, made as they are asked for, and packs them, looking through
// everything that comes out on the way.
func ladenExport(t *testing.T, s *search, n int, f export.Format, columns []export.Column[directory.Record]) {
	t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("c%06d", i)
	}
	drivers := platforms()
	load := func(_ context.Context, ids []string) (map[string]directory.Record, error) {
		byID := make(map[string]directory.Record, len(ids))
		for i, id := range ids {
			byID[id] = laden(id, drivers[i%len(drivers)], drivers)
		}
		return byID, nil
	}
	dir := t.TempDir()
	var logged bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&logged, nil))
	cfg := export.Config[directory.Record]{Columns: columns, Format: f, Sink: searched{export.Folder{Dir: dir}, s}, Now: time.Now,
		Save: func(_ context.Context, task export.Task) error {
			text, err := json.Marshal(task)
			s.text("task", task, task.Progress(), string(text))
			logger.Info("export", "task", task, "progress", task.Progress())
			return err
		}}
	task, err := export.Run(t.Context(), export.Task{ID: "1", Base: "channels", Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, export.Frozen(ids, load), cfg)
	require.NoError(t, err)
	require.Equal(t, n, task.Done)
	logger.Info("done", "task", task, "config", fmt.Sprint(cfg.FileRows), "secrets", laden("c1", drivers[0], drivers).Secrets)
	manifest, err := export.ReadManifest(t.Context(), cfg.Sink, "channels")
	require.NoError(t, err)
	s.text("manifest", manifest)

	path := filepath.Join(t.TempDir(), "channels.zip")
	packed, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, export.Zip(t.Context(), packed, cfg.Sink, "channels"))
	require.NoError(t, packed.Close())
	require.NoError(t, s.path(path))
	s.look("log", logged.Bytes())

	// Errors tell no secret either: those of a sink, a host, and a cell that the format cannot
	// hold.
	for what, broken := range map[string]func(c *export.Config[directory.Record]){
		"a cell": func(c *export.Config[directory.Record]) {
			c.Columns = append(slices.Clone(columns), export.Column[directory.Record]{Name: "wrong", Kind: export.Number,
				Value: func(directory.Record) export.Value { return export.TextValue("no number") }})
		},
		"the host": func(c *export.Config[directory.Record]) {
			c.Save = func(context.Context, export.Task) error { return errors.New("no database") }
		},
	} {
		c := cfg
		c.Sink = searched{export.Folder{Dir: t.TempDir()}, s}
		broken(&c)
		task, err := export.Run(t.Context(), export.Task{ID: "2", Base: "channels", Created: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}, export.Frozen(ids[:min(10, n)], load), c)
		if err == nil {
			t.Errorf("%s: no error", what)
		}
		s.text("errors", err, task, task.Error)
	}
}

// No byte of an export of 100,000 channel records of all platforms holds a secret, in whatever form
// it may be hidden: no file as it is or unpacked, name, manifest, journal, error, log or progress.
// Under the race detector, which makes it twenty times as slow, 4,000 records are exported.
func TestNoSecretLeaves(t *testing.T) {
	columns := recordexport.Columns(platforms()...)
	for name, f := range map[string]export.Format{"CSV": export.CSV{}, "JSON lines": export.JSONLines{}, "XLSX": Format{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSearch()
			ladenExport(t, s, canaryRows, f, columns)
			if len(s.found) > 0 {
				t.Errorf("a secret came out: %q", s.found)
			}
			if s.bytes < int64(canaryRows)*500 {
				t.Errorf("%d bytes of %d records were looked through", s.bytes, canaryRows)
			}
		})
	}
}

// The search finds what it looks for: one column that leaks, in each form and at each alignment,
// shows in each format, as it is and packed.
func TestSearchFindsALeak(t *testing.T) {
	leaks := map[string]func(secret string) string{
		"plain":       func(s string) string { return s },
		"percent":     func(s string) string { return everyByte(s, "%%%02x") },
		"Percent":     func(s string) string { return everyByte(s, "%%%02X") },
		"hex":         func(s string) string { return hex.EncodeToString([]byte(s)) },
		"HEX":         func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"query":       func(s string) string { return "https://x.example/?token=" + url.QueryEscape(s) },
		"base64 0":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64 1":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("?" + s)) },
		"base64 2":    func(s string) string { return base64.StdEncoding.EncodeToString([]byte("??" + s)) },
		"base64url 0": func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) },
		"base64url 1": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("?" + s)) },
		"base64url 2": func(s string) string { return base64.URLEncoding.EncodeToString([]byte("??" + s)) },
	}
	for name, f := range map[string]export.Format{"csv": export.CSV{}, "jsonl": export.JSONLines{}, "xlsx": Format{}} {
		for leak, hide := range leaks {
			s := newSearch()
			columns := append(recordexport.Columns(platforms()...), export.Column[directory.Record]{Name: "leak", Value: func(r directory.Record) export.Value {
				return export.TextValue(hide(r.Secrets.Keys["token"].First().Reveal()))
			}})
			ladenExport(t, s, 3, f, columns)
			file := "channels-0001-of-0001." + name
			for _, place := range map[string][]string{
				"csv": {file + ": ", "channels.zip/" + file + ": "}, "jsonl": {file + ": ", "channels.zip/" + file + ": "},
				"xlsx": {file + "/xl/worksheets/sheet1.xml: ", "channels.zip/" + file + "/xl/worksheets/sheet1.xml: "},
			}[name] {
				if !slices.ContainsFunc(s.found, func(note string) bool { return strings.HasPrefix(note, place) }) {
					t.Errorf("%s in %s is not found, only %q", leak, place, s.found)
				}
			}
		}
	}
	s := newSearch()
	long := strings.Repeat("-", 256<<10-9) + core // over the edge of a piece
	require.NoError(t, s.stream("edge", strings.NewReader(long)))
	s.text("errors", errors.New("dial: token "+core))
	s.text("task", export.Task{Error: core})
	if len(s.found) != 3 {
		t.Errorf("found %q", s.found)
	}
}

func everyByte(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}
